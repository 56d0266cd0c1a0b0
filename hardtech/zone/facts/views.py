"""Facts on file of an organisation: the page, stating them, their history, and entering the zone."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hardtech.engines.rules import Fact
from hardtech.zone.accounts.models import User
from hardtech.zone.accounts.permissions import signed_in
from hardtech.zone.facts import permissions, queries, services
from hardtech.zone.facts.choices import Origin
from hardtech.zone.facts.derived import derived_facts
from hardtech.zone.facts.forms import EnterForm, StatementForm
from hardtech.zone.facts.models import NO_YEAR
from hardtech.zone.facts.overview import current_statements, overview, who_said
from hardtech.zone.facts.periods import is_year, place_of, stated_facts
from hardtech.zone.facts.quantities import fact_value
from hardtech.zone.facts.services import StatedValue
from hardtech.zone.facts.vocabulary import vocabulary
from hardtech.zone.facts.wording import grouped, label, question
from hardtech.zone.registry.models import Organisation
from hardtech.zone.registry.permissions import is_member
from hardtech.zone.registry.queries import find_organisation

__all__ = ["enter", "facts_detail", "history", "state"]


@login_required
def facts_detail(request: HttpRequest, ref: str) -> HttpResponse:
    """What is on file, by fiscal year and by group. The reference of a merged organisation leads on."""
    organisation = _seen(request, ref)
    if organisation.ref != ref:
        return redirect("facts:facts_detail", organisation.ref)
    judges = permissions.may_judge(request.user, organisation)
    file = overview(organisation, vocabulary(), timezone.localdate(), judges=judges)
    context = {
        "organisation": organisation,
        "crumbs": _crumbs(organisation)[:2],
        "file": file,
        "resident": permissions.residence(organisation),
    }
    return render(request, "facts/facts_detail.html", context)


@login_required
def state(request: HttpRequest, ref: str, part: str) -> HttpResponse:
    """State the facts of one part: a fiscal year, or a group of facts of no year."""
    organisation = _seen(request, ref)
    actor = signed_in(request.user)
    parts = _parts(organisation, actor)
    chosen = next((one for one in parts if one.code == part), None)
    if chosen is None:
        raise Http404
    form = StatementForm(
        request.POST or None,
        facts=chosen.facts,
        year=chosen.year,
        known=current_statements(organisation),
    )
    if request.method == "POST" and form.is_valid():
        new = services.state_facts(
            actor=actor, organisation=organisation, said=form.said, origin=_origin(actor, organisation)
        )
        _tell(request, len(new))
        return redirect(f"{reverse('facts:facts_detail', args=[organisation.ref])}#{chosen.anchor}")
    context = {
        "organisation": organisation,
        "crumbs": _crumbs(organisation),
        "form": form,
        "part": chosen,
        "tabs": [_tab(organisation, one, current=one is chosen) for one in parts],
    }
    return render(request, "facts/state.html", context)


@login_required
def history(request: HttpRequest, ref: str, name: str) -> HttpResponse:
    """Every version of one fact, and taking back what is on file."""
    organisation = _seen(request, ref)
    facts = vocabulary()
    fact = stated_facts(facts).get(name)
    if fact is None:
        raise Http404
    if request.method == "POST":
        _take_back(request, organisation, fact)
        return redirect("facts:history", organisation.ref, name)
    told = derived_facts([organisation.pk], timezone.localdate())[organisation.pk]
    rows = queries.statements_of(organisation, name)
    context = {
        "organisation": organisation,
        "crumbs": _crumbs(organisation),
        "fact": fact,
        "label": label(fact),
        "question": question(fact),
        "record": told.get(name),
        "record_value": fact_value(told[name].value, fact) if name in told else "",
        "rows": [
            {
                "row": row,
                "value": fact_value(row.value, fact) if row.value else "",
                "who": who_said(row),
            }
            for row in rows
        ],
        "may_state": _may_state(request, organisation, fact),
        "part": next(
            (one.code for one in _parts(organisation, signed_in(request.user)) if name in one.facts), ""
        ),
    }
    return render(request, "facts/history.html", context)


@login_required
def enter(request: HttpRequest, ref: str) -> HttpResponse:
    """Bring an organisation into the zone."""
    organisation = _found(ref)
    if not permissions.may_enter_zone(request.user, organisation):
        raise PermissionDenied
    form = EnterForm(request.POST or None, initial={"since": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        services.enter_zone(
            actor=signed_in(request.user), organisation=organisation, since=form.cleaned_data["since"]
        )
        messages.success(request, _("%(name)s belongs to the zone.") % {"name": organisation.name})
        return redirect("facts:facts_detail", organisation.ref)
    context = {
        "organisation": organisation,
        "crumbs": _crumbs(organisation)[:2],
        "form": form,
        "resident": permissions.residence(organisation),
    }
    return render(request, "facts/enter.html", context)


@dataclass(frozen=True, slots=True)
class _Part:
    """What one form takes: the yearly facts of `year`, or those of a group."""

    code: str
    label: str
    year: int
    facts: dict[str, Fact]

    @property
    def anchor(self) -> str:
        return "years" if self.year else self.code


def _parts(organisation: Organisation, actor: User) -> list[_Part]:
    """The forms that the actor may fill in, in the order of the page."""
    facts, on = vocabulary(), timezone.localdate()
    base = stated_facts(facts)
    years = sorted({place_of(fact, facts, on)[1] for fact in facts.values() if fact.yearly}, reverse=True)
    judges = permissions.may_judge(actor, organisation)
    open_to = [fact for fact in base.values() if judges or not fact.judged]
    yearly = {fact.name: fact for _group, rows in grouped(open_to) for fact in rows if fact.yearly}
    parts = [_Part(str(year), str(year), year, yearly) for year in years]
    for group, rows in grouped(fact for fact in open_to if not fact.yearly):
        parts.append(_Part(group.name, group.label, NO_YEAR, {fact.name: fact for fact in rows}))
    return parts


def _tab(organisation: Organisation, part: _Part, *, current: bool) -> dict[str, object]:
    url = reverse("facts:state", args=[organisation.ref, part.code])
    return {"label": part.label, "url": url, "current": current}


def _take_back(request: HttpRequest, organisation: Organisation, fact: Fact) -> None:
    """The fact is on file no more; that it was stays in its history."""
    text = request.POST.get("year", "")
    year = int(text) if text.isascii() and text.isdigit() else -1
    if not is_year(fact, year, timezone.localdate()):
        raise Http404
    actor = signed_in(request.user)
    taken = services.state_facts(
        actor=actor,
        organisation=organisation,
        said={(fact.name, year): StatedValue("")},
        origin=_origin(actor, organisation),
    )
    if taken:
        messages.success(request, _("The fact is taken back. What it said stays in its history."))


def _tell(request: HttpRequest, count: int) -> None:
    if count:
        text = ngettext("%(count)s fact is on file.", "%(count)s facts are on file.", count)
        messages.success(request, text % {"count": count})
    else:
        messages.info(request, _("All of this was on file already; nothing changed."))


def _may_state(request: HttpRequest, organisation: Organisation, fact: Fact) -> bool:
    return permissions.may_judge(request.user, organisation) if fact.judged else True


def _origin(actor: User, organisation: Organisation) -> Origin:
    return Origin.FORM if is_member(actor, organisation.pk) else Origin.OFFICER


def _found(ref: str) -> Organisation:
    try:
        return find_organisation(ref)
    except Organisation.DoesNotExist:
        raise Http404 from None


def _seen(request: HttpRequest, ref: str) -> Organisation:
    """The organisation, for those who may see its facts."""
    organisation = _found(ref)
    if not permissions.may_see_facts(request.user, organisation):
        raise PermissionDenied
    return organisation


def _crumbs(organisation: Organisation) -> list[tuple[str, str]]:
    return [
        (_("Organisations"), reverse("registry:organisation_list")),
        (organisation.name, organisation.get_absolute_url()),
        (_("Facts on file"), reverse("facts:facts_detail", args=[organisation.ref])),
    ]
