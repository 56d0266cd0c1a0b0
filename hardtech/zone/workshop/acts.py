"""What people do with a record: an act is one row, declared by its room.

From the row come the button and the POST (`act_pages`), the endpoint (`act_api`), the guard and the journal entry
(`change`), and the verbs that the journal may record of it. The service that does it stays a plain function. An act that
needs more than the row has keeps its own view.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from hardtech.zone.accounts.models import User
from hardtech.zone.accounts.permissions import Visitor
from hardtech.zone.common.declared import DeclarationError, Register
from hardtech.zone.common.refs import Identified
from hardtech.zone.journal import services as journal
from hardtech.zone.journal.verbs import Verb, verbs

__all__ = ["Act", "Text", "acts", "acts_on", "change", "find_act", "locked", "may_act"]

T = TypeVar("T", bound=Identified)
Words = Promise | str

CLOCK: dict[str, Callable[[], Any]] = {"now": timezone.now, "today": timezone.localdate}


@dataclass(frozen=True, kw_only=True)
class Act:
    """One thing that can be done with a record.

    `name` is what addresses, programs and templates call it. `do` is called with `actor`, the record as `argument`, what
    `clock` names of the time, and the `values` of the form. `form(data, record)` makes the form, unbound without data;
    `Text` is the shortest. `verbs` are what the journal may record of it: one for each kind of record, or each outcome.
    `when` says of a record in one of the `states` (without them: in any) whether the act is offered at all.
    """

    name: str
    on: tuple[type[Identified], ...]
    verbs: tuple[Verb, ...]
    states: tuple[str, ...] = ()
    may: Callable[[Any, Any], bool]
    do: Callable[..., Any]
    argument: str
    clock: tuple[str, ...] = ()
    form: Callable[[Any, Any], forms.Form] | None = None
    when: Callable[[Any], bool] | None = None
    label: Words
    done: Words
    icon: str = ""
    primary: bool = False
    danger: bool = False

    def perform(self, actor: User, record: Identified, values: dict[str, Any]) -> Any:
        """Have the service do it; gives what that gives."""
        times = {name: CLOCK[name]() for name in self.clock}
        return self.do(actor=actor, **{self.argument: record}, **times, **values)

    def is_open(self, record: Identified) -> bool:
        """Whether the record stands so that this can be done with it, by whoever may."""
        return self._in_state(record) and (self.when is None or self.when(record))

    def _in_state(self, record: Identified) -> bool:
        return not self.states or record.state_now in self.states

    def guard(self, actor: User, record: Identified) -> None:
        """Raise `PermissionDenied`, or `ValidationError` with the code “status”."""
        if not self.may(actor, record):
            raise PermissionDenied
        if not self._in_state(record):
            raise ValidationError(
                _(
                    "This is not possible while the status is “%(status)s”. Somebody may have changed it: reload the page."
                ),
                code="status",
                params={"status": record.state_label},
            )


class _Acts(Register[Act]):
    """Also declares the verbs of each act, and knows an act by its verb."""

    def __init__(self) -> None:
        super().__init__(Act, key=lambda act: (act.on, act.name))

    def add(self, item: Act) -> None:
        known = [act for model in item.on for act in acts_on(model) if act.name == item.name]
        if any(act != item for act in known):
            raise DeclarationError(f"Act {item.name!r} is declared twice on one record")
        super().add(item)
        for verb in item.verbs:
            verbs.add(verb)

    def of_verb(self, code: str) -> Act:
        found = next((act for act in self if any(verb.code == code for verb in act.verbs)), None)
        if found is None:
            raise DeclarationError(f"no act records the verb {code!r}")
        return found


acts = _Acts()


def acts_on(model: type[Identified]) -> list[Act]:
    """What can be done with records of `model`, in the order in which it was declared."""
    return [act for act in acts if model in act.on]


def find_act(model: type[Identified], name: str) -> Act:
    """Raises `Http404` for an act that nobody declares on `model`."""
    for act in acts_on(model):
        if act.name == name:
            return act
    raise Http404


def locked(record: T) -> T:
    """As stored, locked against other writers; rows that only point at it need not wait."""
    # Nothing is joined: a row whose parent is changed by a merger meanwhile would not be found at all.
    return type(record)._default_manager.select_for_update(no_key=True).get(pk=record.pk)


@contextmanager
def change(
    record: T,
    verb: str,
    *,
    by: User,
    data: dict[str, Any] | None = None,
    about: Iterable[Identified] | None = None,
    lock: Callable[[T], T] = locked,
) -> Iterator[T]:
    """The frame of a service: one transaction in which the record is locked, guarded, changed, saved and journalled.

    Gives the record as it stands now; the block changes it. `verb` tells the act, and so who may and in which states. The
    entry tells the state before and after where that changes, and `data`, which the block may add to. It stands also on
    the timelines of `about`, unless given of the records that concern this one.
    """
    with transaction.atomic():
        current = lock(record)
        acts.of_verb(verb).guard(by, current)
        before = current.state_now
        yield current
        current.save()
        after = current.state_now
        moved = {"from": before, "to": after} if before != after else {}
        concerned = current.concerned() if about is None else about
        journal.record(actor=by, verb=verb, subject=current, about=concerned, data=moved | (data or {}))


@dataclass(frozen=True)
class Text:
    """The form of an act that asks for one text: the service takes it as `argument`, and refuses it where it must.

    What is too long is cut: the field of the page holds no more, and a note is not lost for a word.
    """

    argument: str
    label: Words
    hint: Words = ""
    required: bool = False

    def __call__(self, data: Any, record: Any) -> TextForm:
        return TextForm(data, text=self)


class _CutField(forms.CharField):
    LONGEST = 2000

    def to_python(self, value: Any) -> Any:
        return super().to_python((value or "").replace("\x00", "")[: self.LONGEST])


class TextForm(forms.Form):
    """One text, as `text`."""

    def __init__(self, data: Any, *, text: Text) -> None:
        super().__init__(data, auto_id=f"id_{text.argument}_%s")
        attrs = {"rows": 3, "maxlength": _CutField.LONGEST, **({"required": True} if text.required else {})}
        widget = forms.Textarea(attrs=attrs)
        label, hint = str(text.label), str(text.hint)
        self.fields["text"] = _CutField(label=label, help_text=hint, required=False, widget=widget)
        self._argument = text.argument

    @property
    def values(self) -> dict[str, Any]:
        return {self._argument: self.cleaned_data["text"]}


def may_act(visitor: Visitor, act: Act, record: Identified) -> bool:
    """Whether the visitor can do it now."""
    return isinstance(visitor, User) and act.is_open(record) and act.may(visitor, record)
