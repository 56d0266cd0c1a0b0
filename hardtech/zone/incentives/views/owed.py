"""What am I owed: all measures for one organisation, one missing fact after the other, and each verdict as a letter."""

from __future__ import annotations

import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hardtech.engines.rules import Verdict, trace
from hardtech.zone.accounts.permissions import signed_in
from hardtech.zone.common.money import money_parts
from hardtech.zone.common.refs import is_reference
from hardtech.zone.facts.choices import Origin
from hardtech.zone.facts.periods import place_of
from hardtech.zone.facts.permissions import is_resident, may_state
from hardtech.zone.facts.queries import known_facts
from hardtech.zone.facts.services import state_facts
from hardtech.zone.incentives.forms.owed import AnswerForm, SubjectForm
from hardtech.zone.incentives.permissions import may_claim, may_see_owed
from hardtech.zone.incentives.queries.owed import (
    Owed,
    counted_facts,
    open_claims,
    owed,
    questions,
    verdict_of,
    way_to,
)
from hardtech.zone.incentives.wording.owed import asked_because, owed_words
from hardtech.zone.incentives.wording.plans import plan_words
from hardtech.zone.incentives.wording.verdicts import verdict_words
from hardtech.zone.measures.models import Measure
from hardtech.zone.measures.rulebook import ORGANISATION, current_rulebook
from hardtech.zone.registry.models import Organisation
from hardtech.zone.registry.permissions import organisation_ids
from hardtech.zone.registry.queries import find_organisation

__all__ = ["owed_detail", "owed_list", "question", "verdict_detail", "verdict_trace"]

EARLIEST = datetime.date(2000, 1, 1)
LATEST = datetime.date(2100, 1, 1)


@login_required
@never_cache
@require_safe
def owed_list(request: HttpRequest) -> HttpResponse:
    """Leads to one's organisation; lists them where one acts for several, or says what to do where for none."""
    own = Organisation.objects.filter(pk__in=list(organisation_ids(request.user))).order_by("pk")
    organisations = list(own.defer("search"))
    if len(organisations) == 1:
        return redirect("incentives:owed", organisations[0].ref)
    context = {"organisations": organisations, "crumbs": _crumbs()[:1]}
    return render(request, "incentives/owed_list.html", context)


@login_required
@never_cache
@require_safe
def owed_detail(request: HttpRequest, ref: str) -> HttpResponse:
    """Everything in force for one organisation, in groups, with the best combination on top."""
    organisation = _seen(request, ref)
    found = owed(organisation, _day(request))
    asked = questions(found.entries)
    words = owed_words(found, open_claims(request.user, organisation, found.on.year))
    context = {
        "organisation": organisation,
        "on": found.on,
        "is_today": found.on == timezone.localdate(),
        "owed": words,
        "total": money_parts(words.total_fen),
        "elsewhere": money_parts(words.elsewhere_fen),
        "questions": len(asked),
        "next": asked_because(asked[0], found) if asked else None,
        "resident": is_resident(organisation),
        "may_claim": may_claim(request.user, organisation),
        "crumbs": _crumbs(organisation)[:-1],
    }
    return render(request, "incentives/owed.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, ref: str) -> HttpResponse:
    """The most useful fact that is missing; what is answered is kept, what is skipped comes no more on this round."""
    organisation = _seen(request, ref)
    found = owed(organisation, timezone.localdate())
    skipped = [name for name in request.GET.get("skip", "").split(",") if name in found.rulebook.facts()]
    open_ = [one for one in questions(found.entries) if one.fact not in skipped]
    if not open_:
        return _no_more(request, found, skipped=bool(skipped))
    asked = open_[0]
    words, why = asked_because(asked, found)
    facts = found.rulebook.facts()
    posted = request.POST if request.POST.get("fact") == asked.fact else None
    form = AnswerForm(posted, fact=facts[asked.fact], period=words.period)
    if posted is not None and form.is_valid():
        state_facts(
            actor=signed_in(request.user),
            organisation=organisation,
            said={place_of(facts[asked.fact], facts, found.on): form.said},
            origin=Origin.QUESTION,
        )
        return redirect(_question_url(organisation, skipped))
    context = {
        "organisation": organisation,
        "form": form,
        "fact": asked.fact,
        "why": why,
        "left": len(open_),
        "skip_url": _question_url(organisation, [*skipped, asked.fact]),
        "crumbs": _crumbs(organisation),
    }
    return render(request, "incentives/question.html", context, status=422 if form.errors else 200)


def _no_more(request: HttpRequest, found: Owed, *, skipped: bool) -> HttpResponse:
    if skipped:
        messages.info(request, _("The questions that you skipped are still open."))
    else:
        messages.success(request, _("No measure waits for an answer of yours."))
    return redirect("incentives:owed", found.organisation.ref)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verdict_detail(request: HttpRequest, ref: str, measure: str) -> HttpResponse:
    """One measure for one organisation, as a letter. Facts of a project, person or contract are asked, and not kept."""
    organisation, about = _seen(request, ref), _measure(measure)
    rulebook, on = current_rulebook(), _day(request)
    rule = rulebook[about.key]
    known = known_facts(organisation, rulebook.facts(), on)
    form = None if rule.subject == ORGANISATION else SubjectForm(request.POST or None, rule=rule)
    stated = form.facts if form is not None and form.is_valid() else {}
    answered = form is None or (form.is_bound and not form.errors)
    found = verdict_of(rule, {**known.values, **stated}, on)
    if answered and request.POST.get("as") == "trace":
        return _download(found, organisation, about)
    context = {
        "organisation": organisation,
        "measure": about,
        "on": on,
        "is_today": on == timezone.localdate(),
        "form": form,
        "subject": request.POST.get("subject", ""),
        "verdict": verdict_words(trace(found), rulebook) if answered else None,
        "counted": counted_facts(found, known, rulebook) if answered else (),
        "plan": plan_words(way_to(found), rulebook.facts(), on)
        if answered and found.answer == "no"
        else None,
        "claim": open_claims(request.user, organisation, on.year).get(about.pk),
        "may_claim": about.takes_claims and may_claim(request.user, organisation),
        "may_state": may_state(request.user, organisation),
        "crumbs": _crumbs(organisation),
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "incentives/verdict.html", context, status=status)


@login_required
@never_cache
@require_safe
def verdict_trace(request: HttpRequest, ref: str, measure: str) -> HttpResponse:
    """The verdict with every step and source, as a file that `hardtech rules replay` takes."""
    organisation, about = _seen(request, ref), _measure(measure)
    rulebook, on = current_rulebook(), _day(request)
    known = known_facts(organisation, rulebook.facts(), on)
    return _download(verdict_of(rulebook[about.key], known.values, on), organisation, about)


def _download(found: Verdict, organisation: Organisation, measure: Measure) -> HttpResponse:
    answer = JsonResponse(trace(found), json_dumps_params={"ensure_ascii": False, "indent": 1})
    name = f"{organisation.ref}.{measure.ref}.{found.on}.trace.json"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _seen(request: HttpRequest, ref: str) -> Organisation:
    """The organisation, for those who may see what it is owed; 404 for anybody else."""
    try:
        organisation = find_organisation(ref)
    except Organisation.DoesNotExist:
        raise Http404 from None
    if not may_see_owed(request.user, organisation):
        raise Http404
    return organisation


def _measure(ref: str) -> Measure:
    measure = Measure.objects.defer("search").filter(ref=ref).first() if is_reference(ref) else None
    if measure is None or measure.key not in current_rulebook():
        raise Http404
    return measure


def _day(request: HttpRequest) -> datetime.date:
    """The day that the address asks for; today where it names none. What is no day is not found."""
    text = request.GET.get("on", "")
    if not text:
        return timezone.localdate()
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        raise Http404 from None
    if not EARLIEST <= day <= LATEST:
        raise Http404
    return day


def _question_url(organisation: Organisation, skipped: list[str]) -> str:
    url = reverse("incentives:question", args=[organisation.ref])
    return f"{url}?skip={','.join(skipped)}" if skipped else url


def _crumbs(organisation: Organisation | None = None) -> list[tuple[str, str]]:
    crumbs = [(_("Incentives"), reverse("measures:measure_list"))]
    if organisation is not None:
        crumbs.append((organisation.name, organisation.get_absolute_url()))
        crumbs.append((_("What it is owed"), reverse("incentives:owed", args=[organisation.ref])))
    return crumbs
