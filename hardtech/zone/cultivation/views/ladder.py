"""The ladder of one organisation: what it holds, what comes next and how, its years, what it was paid."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hardtech.engines.rules import Rulebook
from hardtech.zone.common.money import money
from hardtech.zone.cultivation import aiming, permissions
from hardtech.zone.cultivation.choices import RULES, Tier, Way
from hardtech.zone.cultivation.models import Certificate
from hardtech.zone.cultivation.queries import RENEWAL_DAYS, renewals_due
from hardtech.zone.cultivation.rungs import Rung, case_of, certificates_of, is_valid, rungs
from hardtech.zone.cultivation.services.standing import told_steps
from hardtech.zone.cultivation.support import Stage, support_by_stage
from hardtech.zone.cultivation.wording import question_list, step_words, window_words
from hardtech.zone.cultivation.yearly import yearly_facts
from hardtech.zone.measures.models import Measure
from hardtech.zone.measures.rulebook import current_rulebook
from hardtech.zone.registry import queries as registry
from hardtech.zone.registry.models import Organisation

__all__ = ["find_or_404", "ladder"]

MORE_NEAR, MORE_STATES = 20, 400
"""How far a way is looked for where somebody asks for one: half a second."""

SOON, LATER = RENEWAL_DAYS

RISES = {
    Tier.TECHNOLOGY_SME: 1,
    Tier.INNOVATIVE_SME: 2,
    Tier.HIGH_TECH: 2,
    Tier.SRDI_SME: 3,
    Tier.LITTLE_GIANT: 4,
}
"""How high each step is drawn: the two branches stand on one height."""


def find_or_404(request: HttpRequest, ref: str) -> Organisation:
    """The organisation, for those who may see its ladder."""
    try:
        organisation = registry.find_organisation(ref)
    except Organisation.DoesNotExist:
        raise Http404 from None
    if not permissions.may_see_ladder(request.user, organisation):
        raise PermissionDenied
    return organisation


@login_required
def ladder(request: HttpRequest, ref: str) -> HttpResponse:
    """`?to=TIER` asks for the way to another tier than the next one."""
    organisation = find_or_404(request, ref)
    if organisation.ref != ref:
        return redirect("cultivation:ladder", organisation.ref)
    on = timezone.localdate()
    rulebook = current_rulebook()
    values = case_of(organisation, rulebook, on)
    certificates = certificates_of(organisation)
    steps = rungs(certificates, rulebook, values, on)
    target = _target(request.GET.get("to", ""), steps, rulebook, values, on)
    links = Links(organisation)
    context = {
        "organisation": organisation,
        "crumbs": [
            (_("Organisations"), reverse("registry:organisation_list")),
            (organisation.name, organisation.get_absolute_url()),
        ],
        "on": on,
        "steps": [_shown(rung, links, rulebook, target) for rung in steps if rung.is_step],
        "titles": [_shown(rung, links, rulebook, target) for rung in steps if not rung.is_step],
        "target": _way(target, rulebook, links, on) if target else None,
        "facts_url": reverse("facts:facts_detail", args=[organisation.ref]),
        "at_top": any(rung.tier == Tier.LITTLE_GIANT and rung.is_held for rung in steps),
        "history": [(one, is_valid(one, on)) for one in certificates],
        "due": _due(organisation, on),
        "yearly": yearly_facts(organisation, on),
        "support": [_stage(stage) for stage in support_by_stage(organisation, certificates)],
        "may_record": permissions.may_record(request.user, organisation),
        "may_see_pipeline": permissions.may_see_pipeline(request.user),
    }
    return render(request, "cultivation/ladder.html", context)


def _target(
    asked: str, steps: list[Rung], rulebook: Rulebook, values: dict[str, str], on: datetime.date
) -> aiming.Reach | None:
    """The tier that was asked for, else the next one."""
    if asked in RULES:
        return aiming.reach(Tier(asked), rulebook, values, on, near=MORE_NEAR, states=MORE_STATES)
    return aiming.aim({rung.tier for rung in steps if rung.is_held}, rulebook, values, on)


class Links:
    """Where the measures of the tiers, and their verdicts on one organisation, stand. One query."""

    def __init__(self, organisation: Organisation) -> None:
        self.organisation = organisation
        self.measures = {one.key: one for one in Measure.objects.filter(key__in=RULES.values())}

    def measure(self, key: str) -> str:
        found = self.measures.get(key)
        return found.get_absolute_url() if found else ""

    def verdict(self, key: str) -> str:
        found = self.measures.get(key)
        return reverse("incentives:verdict", args=[self.organisation.ref, found.ref]) if found else ""


def _shown(rung: Rung, links: Links, rulebook: Rulebook, target: aiming.Reach | None) -> dict[str, Any]:
    key = RULES.get(rung.tier, "")
    return {
        "rung": rung,
        "rise": RISES.get(rung.tier),
        "is_target": target is not None and target.tier == rung.tier,
        "verdict_url": links.verdict(key),
        "unverified": key in rulebook and rulebook[key].status == "unverified",
    }


def _stage(stage: Stage) -> dict[str, Any]:
    payments = [
        {
            "url": payout.claim.get_absolute_url(),
            "title": f"{payout.claim.measure.title}{_(': ')}{payout.title}" if payout.title else payout.claim.measure.title,
            "on": payout.paid_on,
            "amount": money(payout.amount_fen),
        }
        for payout in stage.payouts
    ]  # fmt: skip
    repaid = money(stage.repaid) if stage.repaid else ""
    return {"tier": stage.tier, "payments": payments, "paid": money(stage.paid), "repaid": repaid}


def _way(target: aiming.Reach, rulebook: Rulebook, links: Links, on: datetime.date) -> dict[str, Any]:
    """The plan to a tier as the page shows it."""
    facts = aiming.ladder_facts(rulebook)
    measure = rulebook[RULES[target.tier]]
    told = told_steps(target.plan.steps) if target.plan else []
    steps = step_words(told, measure, facts, on)
    return {
        "tier": target.tier,
        "way": target.way,
        "answer": target.verdict.answer,
        "after": target.plan.verdict.answer if target.plan else "",
        "failing": target.failing,
        "steps": steps,
        "of_a_year": any(step.period for step in steps),
        "questions": question_list(target.missing, facts, on),
        "window": window_words((target.plan or target.verdict).window),
        "measure_url": links.measure(measure.id),
        "verdict_url": links.verdict(measure.id),
        "unverified": measure.status == "unverified",
        "may_search": target.way == Way.FAR,
    }


def _due(organisation: Organisation, on: datetime.date) -> list[tuple[Certificate, int, bool]]:
    """Certificates that end soon, the days left, and whether these are few."""
    due = renewals_due(on, LATER).filter(organisation=organisation).order_by("valid_until", "pk")
    return [
        (one, (one.valid_until - on).days, (one.valid_until - on).days <= SOON)
        for one in due
        if one.valid_until is not None
    ]
