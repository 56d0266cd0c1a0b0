"""The nouns of the room."""

from hardtech.zone.incentives.models.assessment import Assessment, Run
from hardtech.zone.incentives.models.claim import Claim, Clawback, Payout
from hardtech.zone.incentives.models.liaison import Liaison
from hardtech.zone.incentives.models.notice import Notice

__all__ = ["Assessment", "Claim", "Clawback", "Liaison", "Notice", "Payout", "Run"]
