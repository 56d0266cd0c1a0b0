"""Writing an offer or a need: one page for both kinds, new or changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hardtech.zone.accounts.models import User
from hardtech.zone.accounts.permissions import Visitor
from hardtech.zone.common.versions import is_stale, version_of
from hardtech.zone.market.advice import Proposal, checklist, proposals_for, same_titles
from hardtech.zone.market.forms import ProfileForm, RequirementFormSet, requirement_formset
from hardtech.zone.market.kinds import NEEDS, ProfileKind
from hardtech.zone.market.models import Need, Profile
from hardtech.zone.market.permissions import may_create_any, may_edit
from hardtech.zone.market.services import profiles
from hardtech.zone.market.views.details import find_profile

SAVE, SUBMIT, CHECK, ADD_ROWS = "save", "submit", "check", "add_rows"
ROWS_ADDED = 2


@dataclass
class Draft:
    """The page's form with the rows of a need, before anything is stored."""

    kind: ProfileKind
    profile: Profile | None
    form: ProfileForm
    rows: RequirementFormSet | None

    @classmethod
    def read(
        cls, visitor: Visitor, kind: ProfileKind, profile: Profile | None, data: QueryDict | None
    ) -> Draft:
        intent = data.get("intent") if data is not None else ""
        instance = profile or kind.model()
        form = kind.form(data, instance=instance, visitor=visitor)
        rows = None
        if kind is NEEDS:
            more = ROWS_ADDED if intent == ADD_ROWS else 0
            rows = requirement_formset(data, need=profile if isinstance(profile, Need) else None, more=more)
        return cls(kind, profile, form, rows)

    def is_valid(self) -> bool:
        form_holds = self.form.is_valid()
        return (self.rows is None or self.rows.is_valid()) and form_holds

    @property
    def preview(self) -> Profile:
        """The profile as typed so far; never saved."""
        return self.form.instance  # type: ignore[no-any-return]

    @property
    def has_rows(self) -> bool | None:
        """Whether a requirement that a solution must meet was typed; None for what is stored."""
        if self.rows is None or not self.rows.is_bound:
            return None
        self.rows.is_valid()
        typed = [form for form in self.rows.forms if form.has_changed() and not form.errors]
        return any(form.cleaned_data.get("level") == "must" for form in typed)

    def store(self, actor: User, *, seen: str) -> Profile:
        """`seen` is the version that the page was opened on; a form that names none (a program's) overwrites."""
        people = self.form.cleaned_data["people"]
        requirements = self.rows.rows if self.rows is not None else None
        if self.profile is None:
            return profiles.create_profile(
                actor=actor,
                model=self.kind.model,
                values=self.form.values,
                people=people,
                requirements=requirements,
            )
        return profiles.update_profile(
            actor=actor,
            profile=self.profile,
            values=self.form.values,
            people=people,
            requirements=requirements,
            seen=seen,
        )

    def propose(self, proposals: list[Proposal]) -> None:
        """Tick the proposed fields on the page; the writer decides by saving."""
        codes = [proposal.code for proposal in proposals]
        self.form.initial["fields"] = codes
        if self.form.is_bound:
            data = cast("QueryDict", self.form.data).copy()
            data.setlist("fields", codes)
            self.form.data = data


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile_new(request: HttpRequest, kind: ProfileKind) -> HttpResponse:
    if not may_create_any(request.user):
        return render(request, "market/no_organisation.html", {"kind": kind})
    return _edit(request, kind, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile_edit(request: HttpRequest, kind: ProfileKind, ref: str) -> HttpResponse:
    profile = find_profile(request.user, kind, ref)
    if not may_edit(request.user, profile):
        raise PermissionDenied
    return _edit(request, kind, profile)


def _edit(request: HttpRequest, kind: ProfileKind, profile: Profile | None) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    draft = Draft.read(request.user, kind, profile, data)
    intent = request.POST.get("intent", SAVE)
    if data is None:
        return _page(request, draft, look_again=profile is not None)
    if intent in {CHECK, ADD_ROWS}:
        draft.is_valid()
        return _advice(request, draft) if request.htmx else _page(request, draft, look_again=intent == CHECK)  # type: ignore[attr-defined]
    if not draft.is_valid():
        return _page(request, draft, look_again=False, status=422)
    if not request.POST.get("looked") and _worth_a_look(draft):
        return _page(request, draft, look_again=True)
    try:
        return _store(request, draft, submit=intent == SUBMIT)
    except ValidationError as error:
        draft.form.add_error(None, error.messages)
        return _page(request, draft, look_again=False, status=409 if is_stale(error) else 422)


def _worth_a_look(draft: Draft) -> bool:
    """Before the first save: something alike exists, or fields can be proposed where none was chosen."""
    alike = draft.profile is None and bool(same_titles(draft.preview))
    return alike or (not draft.preview.fields and bool(proposals_for(draft.preview)))


def _store(request: HttpRequest, draft: Draft, *, submit: bool) -> HttpResponse:
    assert isinstance(request.user, User)  # noqa: S101 - login_required saw to it
    profile = draft.store(request.user, seen=request.POST.get("version", ""))
    messages.success(request, _("Saved."))
    if submit:
        try:
            profiles.submit(actor=request.user, profile=profile)
        except ValidationError as error:
            messages.warning(request, _("It is saved as a draft, but not yet handed in:"))
            for message in error.messages:
                messages.warning(request, message)
        else:
            messages.success(request, _("Handed in. A reviewer of the zone reads it next."))
    return redirect(profile.get_absolute_url())  # type: ignore[attr-defined]


def _page(request: HttpRequest, draft: Draft, *, look_again: bool, status: int = 200) -> HttpResponse:
    profile = draft.profile
    crumbs = [(draft.kind.plural, draft.kind.list_url)]
    if profile is not None:
        crumbs.append((profile.title, profile.get_absolute_url()))  # type: ignore[attr-defined]
    context = {
        **_advice_context(draft),
        "kind": draft.kind,
        "draft": draft,
        "profile": profile,
        "crumbs": crumbs,
        "version": _version(request, profile, stale=status == 409),
    }
    if look_again and context["proposals"]:
        draft.propose(context["proposals"])
    else:
        context["proposals"] = []
    context["looked"] = look_again and bool(context["proposals"] or context["alike"])
    return render(request, "market/profile_form.html", context, status=status)


def _version(request: HttpRequest, profile: Profile | None, *, stale: bool) -> str:
    """What the writer has before them: until they were told of another's change, the one that they began with."""
    if profile is None:
        return ""
    began = "" if stale else request.POST.get("version", "")
    return began or version_of(profile)


def _advice(request: HttpRequest, draft: Draft) -> HttpResponse:
    """The panel beside the form, renewed while somebody writes."""
    return render(request, "market/_advice.html", _advice_context(draft))


def _advice_context(draft: Draft) -> dict[str, Any]:
    preview = draft.preview
    return {
        "checklist": checklist(preview, has_requirements=draft.has_rows),
        "alike": same_titles(preview) if preview.title else [],
        "proposals": [] if preview.fields or not preview.title else proposals_for(preview),
    }
