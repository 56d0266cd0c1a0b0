"""The officers' pipeline: filters and orders over the standings of the zone."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hardtech.engines.rules import Fact
from hardtech.zone.common.lists import Choice, Facet, Listing, Order, build
from hardtech.zone.cultivation.choices import RULES, RUNGS, Tier, Way
from hardtech.zone.cultivation.models import Certificate, Standing
from hardtech.zone.cultivation.queries import RENEWAL_DAYS
from hardtech.zone.cultivation.validity import valid_on
from hardtech.zone.cultivation.wording import fact_label
from hardtech.zone.registry.choices import Field
from hardtech.zone.registry.models import Organisation

__all__ = ["OneStep", "listing", "one_step_away"]

ORDERS = (
    Order("relevance", gettext_lazy("Best match")),
    Order(
        "steps",
        gettext_lazy("Nearest first"),
        (
            F("standing__step_count").asc(nulls_last=True),
            F("standing__failing").asc(nulls_last=True),
            "id",
        ),
    ),
    Order(
        "renewal",
        gettext_lazy("Renewal due first"),
        (F("standing__renews_on").asc(nulls_last=True), "id"),
    ),
    Order("name", gettext_lazy("Name"), ("name_en", "name_zh", "id")),
    Order("tier", gettext_lazy("Tier held"), ("standing__tier", "id")),
    Order("target", gettext_lazy("Next tier"), ("standing__target", "id")),
)


def residents() -> QuerySet[Organisation]:
    """The organisations of the zone with their standings."""
    return Organisation.objects.filter(merged_into__isnull=True, residence__isnull=False).defer("search")


def listing(params: QueryDict, facts: Mapping[str, Fact], on: datetime.date) -> Listing[Organisation]:
    """The list that the address asks for."""
    valid = Certificate.objects.filter(valid_on(on)).order_by("-valid_from")
    records = (
        residents()
        .select_related("standing")
        .prefetch_related(Prefetch("certificates", queryset=valid, to_attr="valid_certificates"))
    )
    return build(params, records, facets=_facets(params, facts, on), orders=ORDERS, default="steps")


def _facets(params: QueryDict, facts: Mapping[str, Fact], on: datetime.date) -> list[Facet]:
    tiers = [Choice(tier.value, tier.label, Q(standing__tier=tier)) for tier in RUNGS]
    targets = [Choice(tier.value, tier.label, Q(standing__target=tier)) for tier in RUNGS]
    fields = [Choice(code, label, Q(fields__contains=[code])) for code, label in Field.choices]
    none = Choice("none", _("None yet"), Q(standing__tier="") | Q(standing__isnull=True))
    return [
        Facet("tier", _("Highest tier held"), [none, *tiers]),
        Facet("target", _("Next tier"), targets),
        Facet("away", _("Steps to go"), _distances()),
        Facet("step", _("The one step"), _single_steps(params, facts, on), hide_empty=True),
        Facet("field", _("Field"), fields, hide_empty=True),
        Facet("renewal", _("Renewal due"), _renewals(on)),
    ]


def _distances() -> list[Choice]:
    count = "standing__step_count"
    facts = Q(standing__way=Way.FACTS)
    one = facts & Q(standing__missing__len=1)
    return [
        Choice("0", _("None: conditions met"), Q(**{count: 0})),
        Choice("1", _("One step"), Q(**{count: 1})),
        Choice("2", _("Two steps"), Q(**{count: 2})),
        Choice("more", _("Three or more"), Q(**{f"{count}__gte": 3})),
        Choice("fact", _("One fact is missing"), one),
        Choice("facts", _("Several facts are missing"), facts & Q(standing__missing__len__gt=1)),
        Choice("far", _("Far"), Q(standing__way=Way.FAR)),
        Choice("closed", _("A condition that cannot change"), Q(standing__way=Way.NONE)),
    ]


def _renewals(on: datetime.date) -> list[Choice]:
    return [
        Choice(
            str(days),
            ngettext("Within %(days)s day", "Within %(days)s days", days) % {"days": days},
            Q(standing__renews_on__range=(on, on + datetime.timedelta(days=days))),
        )
        for days in RENEWAL_DAYS
    ]


MOST_STEPS = 8


@dataclass(frozen=True, slots=True)
class OneStep:
    """A step that is all that some organisations need: towards which tier, changing which fact, and how many they are."""

    target: str
    fact: str
    fact_label: str
    count: int

    @property
    def value(self) -> str:
        return f"{self.target}.{self.fact}"

    @property
    def label(self) -> str:
        return str(Tier(self.target).label)


def one_step_away(facts: Mapping[str, Fact], on: datetime.date) -> list[OneStep]:
    """The steps that most organisations of the zone are away from their next tier by; one query."""
    rows = (
        Standing.objects.filter(
            step_count=1,
            organisation__residence__isnull=False,
            organisation__merged_into__isnull=True,
        )
        .order_by()
        .values_list("target", "steps__0__fact")
        .annotate(n=Count("pk"))
        .order_by("-n", "target", "steps__0__fact")
    )
    return [
        OneStep(target, fact, fact_label(fact, facts, on), count) for target, fact, count in rows[:MOST_STEPS]
    ]


def _single_steps(params: QueryDict, facts: Mapping[str, Fact], on: datetime.date) -> list[Choice]:
    """The steps that were asked for; all of them stand in the table above the list."""
    asked = [value.partition(".") for value in params.getlist("step")]
    return [
        Choice(
            f"{target}.{fact}",
            fact_label(fact, facts, on),
            Q(standing__step_count=1, standing__target=target, standing__steps__0__fact=fact),
        )
        for target, _dot, fact in asked
        if target in RULES and fact in facts
    ]
