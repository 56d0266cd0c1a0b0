"""Acts on pages: which the visitor can take now, their buttons, and the POST that takes one.

A page gives its template `acts_for(…)` and includes `workshop/_act.html` for each; its address is `act_view(…)`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from hardtech.zone.accounts.permissions import Visitor, signed_in
from hardtech.zone.common.refs import Identified
from hardtech.zone.workshop.acts import Act, acts_on, find_act, may_act
from hardtech.zone.workshop.pages import attach

__all__ = ["Bound", "OfferedAct", "act_view", "acts_for"]

T = TypeVar("T", bound=Identified)
Bound = Mapping[tuple[str, str], forms.Form]
"""Forms that were sent and refused, by the name of their act and the reference of their record."""


@dataclass(frozen=True)
class OfferedAct:
    """An act that the visitor can take now, where its form is sent, and the form where it has one."""

    act: Act
    url: str
    form: forms.Form | None

    @property
    def is_open(self) -> bool:
        """What comes next is shown open, and a form with errors."""
        return self.form is not None and (self.form.is_bound or self.act.primary)


def acts_for(
    visitor: Visitor, record: Identified, url: Callable[[str], str], bound: Bound | None = None
) -> list[OfferedAct]:
    """What the visitor can do with the record, in the order in which it was declared; `url(name)` is where it is sent."""
    offered = []
    for act in acts_on(type(record)):
        if may_act(visitor, act, record):
            form = (bound or {}).get((act.name, record.ref))
            if form is None and act.form is not None:
                form = act.form(None, record)
            offered.append(OfferedAct(act, url(act.name), form))
    return offered


def act_view(
    model: type[T],
    find: Callable[[Visitor, str], T],
    *,
    gone: Callable[[T], str],
    page: Callable[[HttpRequest, T, Bound], HttpResponse] | None = None,
) -> Callable[..., HttpResponse]:
    """The view of `…/<ref>/…/<act>/`, or without the last part, of forms that name the act as `verb`.

    `find` raises `Http404` for what the visitor may not see. Afterwards the visitor is led to the record, or to `gone(…)`
    where it is no longer there or seen. A form that is refused is shown by `page` at its fields; without a page, and for
    an act without a form, the reasons come as messages.
    """

    @login_required
    @require_POST
    def view(request: HttpRequest, ref: str, act: str = "") -> HttpResponse:
        record = find(request.user, ref)
        found = find_act(model, act or request.POST.get("verb", ""))
        form = found.form(request.POST, record) if found.form else None
        refusals = _attempt(request, found, record, form)
        if refusals and form is not None and page is not None:
            answer = page(request, record, {(found.name, record.ref): form})
            answer.status_code = 422
            return answer
        for refusal in refusals:
            messages.error(request, refusal)
        if not refusals:
            messages.success(request, str(found.done))
        return redirect(_way_back(request, find, record, gone))

    return view


def _attempt(request: HttpRequest, act: Act, record: Identified, form: Any) -> list[str]:
    """Why it was not done; nothing when it was."""
    if form is not None and not form.is_valid():
        return _reasons(form)
    try:
        act.perform(signed_in(request.user), record, form.values if form is not None else {})
    except ValidationError as error:
        if form is None:
            return error.messages
        attach(form, error)
        return _reasons(form)
    return []


def _reasons(form: forms.Form) -> list[str]:
    return [str(message) for errors in form.errors.values() for message in errors]


def _way_back(
    request: HttpRequest, find: Callable[[Visitor, str], T], record: T, gone: Callable[[T], str]
) -> str:
    try:
        return find(request.user, record.ref).get_absolute_url()  # type: ignore[attr-defined,no-any-return]
    except Http404:
        return gone(record)
