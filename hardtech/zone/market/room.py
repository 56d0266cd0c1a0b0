"""What the market declares."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hardtech.zone.common.stalled import RetriedTask
from hardtech.zone.journal.verbs import Readers, Verb
from hardtech.zone.market import tasks
from hardtech.zone.market.acts import ACTS
from hardtech.zone.market.documents import NEED_NOUN, OFFER_NOUN
from hardtech.zone.market.exchange.needs import Needs
from hardtech.zone.market.exchange.offers import Offers
from hardtech.zone.market.wording import dismissal_note

__all__ = ["DECLARED"]

EVERYBODY, OFFICERS = Readers.EVERYBODY, Readers.OFFICERS

VERBS = (
    Verb("offer.created", _("Offer drafted")),
    Verb("offer.updated", _("Offer changed")),
    Verb("offer.expired", _("Offer expired"), EVERYBODY),
    Verb("offers.imported", _("Offers imported"), OFFICERS),
    Verb("need.created", _("Need drafted")),
    Verb("need.updated", _("Need changed")),
    Verb("need.expired", _("Need expired"), EVERYBODY),
    Verb("needs.imported", _("Needs imported"), OFFICERS),
    Verb("match.kept", _("Match kept"), linked=True),
    Verb("match.dismissed", _("Match dismissed"), note=dismissal_note, linked=True),
    Verb("match.undecided", _("Decision on a match taken back"), linked=True),
    Verb("ranking.trained", _("Ranking learned from decisions"), OFFICERS),
    Verb("ranking.switched_on", _("Learned ranking switched on"), OFFICERS),
    Verb("ranking.switched_off", _("Learned ranking switched off"), OFFICERS),
)

DECLARED = (
    *VERBS,
    *ACTS,
    OFFER_NOUN,
    NEED_NOUN,
    RetriedTask(tasks.expire_profiles.name),
    RetriedTask(tasks.learn_ranking.name),
    Offers(),
    Needs(),
)
