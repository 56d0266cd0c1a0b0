"""What the market declares."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from hardtech.zone.accounts.permissions import is_signed_in
from hardtech.zone.common.doors import (
    ApiTag,
    Place,
    PlaceGroup,
    RecordFinder,
    RoomApi,
    RoomPages,
    SearchKind,
    StepSource,
    ZoneFigure,
)
from hardtech.zone.common.stalled import RetriedTask
from hardtech.zone.journal.verbs import Readers, Verb
from hardtech.zone.market import tasks
from hardtech.zone.market.acts import ACTS
from hardtech.zone.market.documents import NEED_NOUN, OFFER_NOUN
from hardtech.zone.market.exchange.needs import Needs
from hardtech.zone.market.exchange.offers import Offers
from hardtech.zone.market.models import Need, Offer
from hardtech.zone.market.queries import published, visible_to
from hardtech.zone.market.steps import next_steps
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


def owners_of_offers() -> int:
    return int(published(Offer).order_by().aggregate(n=Count("owner", distinct=True))["n"])


def profile_search(code: str, label: Any, model: type[Offer] | type[Need], *, order: int) -> SearchKind:
    return SearchKind(
        code,
        label,
        lambda visitor: visible_to(visitor, model),
        title=lambda profile: profile.title,
        passages=lambda profile: [profile.summary, profile.description],
        template="market/_search_result.html",
        order=order,
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
    RoomPages("market/", "hardtech.zone.market.urls"),
    RoomApi(
        "hardtech.zone.market.api.router",
        tags=(
            ApiTag("offers", _("Offers"), _("Technologies on offer: results, patents, know-how.")),
            ApiTag("needs", _("Needs"), _("Problems that companies want solved.")),
            ApiTag(
                "matches",
                _("Matches"),
                _("Ranked matches of needs and offers, and what was decided on them."),
            ),
        ),
        links=(
            "offers",
            "needs",
        ),
    ),
    Place("market:offer_list", _("Offers"), PlaceGroup.EXPLORE, order=1),
    Place("market:need_list", _("Needs"), PlaceGroup.EXPLORE, order=2),
    Place("market:desk", _("Desk"), PlaceGroup.OWN_WORK, may_see=is_signed_in),
    StepSource(next_steps),
    ZoneFigure(
        "offers", _("Offers published"), lambda: published(Offer).count(), "market:offer_list", order=1
    ),
    ZoneFigure("needs", _("Needs published"), lambda: published(Need).count(), "market:need_list", order=2),
    ZoneFigure("partners", _("Organisations with an offer"), owners_of_offers, order=4),
    profile_search("offers", _("Offers"), Offer, order=1),
    profile_search("needs", _("Needs"), Need, order=2),
    RecordFinder("OF", lambda visitor, ref: visible_to(visitor, Offer).get(ref=ref)),
    RecordFinder("NE", lambda visitor, ref: visible_to(visitor, Need).get(ref=ref)),
)
