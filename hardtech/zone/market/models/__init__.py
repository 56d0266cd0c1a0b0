"""What the market is made of: offers, needs with their requirements, and decisions on matches."""

from hardtech.zone.market.models.decision import Decision
from hardtech.zone.market.models.need import Need, Requirement, need_and_offer
from hardtech.zone.market.models.offer import Offer
from hardtech.zone.market.models.profile import Profile
from hardtech.zone.market.models.ranking import RankingVersion

__all__ = ["Decision", "Need", "Offer", "Profile", "RankingVersion", "Requirement", "need_and_offer"]
