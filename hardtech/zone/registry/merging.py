"""What rooms above do before two organisations become one: their records of both may be such that only one can stand.

A room declares a check (it raises `ValidationError` where the two can't be one) and a preparation, which runs inside the
merge before everything that belongs to `drop` is moved to `keep`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from hardtech.zone.common.declared import Register
from hardtech.zone.registry.models import Organisation

__all__ = ["MergeStep", "check", "delete_doubles", "prepare"]

Step = Callable[[Organisation, Organisation], None]


@dataclass(frozen=True)
class MergeStep:
    """`check(keep, drop)` is called before a merge is offered, `prepare(keep, drop)` at its beginning."""

    prepare: Step
    check: Step | None = None


_steps = Register(MergeStep, key=lambda step: step.prepare)


def check(keep: Organisation, drop: Organisation) -> None:
    """Raise `ValidationError` where a room holds that the two can't be one yet."""
    for step in _steps:
        if step.check is not None:
            step.check(keep, drop)


def prepare(keep: Organisation, drop: Organisation) -> None:
    for step in _steps:
        step.prepare(keep, drop)


def delete_doubles(model: type[Model], by: tuple[str, ...], keep: Organisation, drop: Organisation) -> None:
    """Of records that agree in the fields `by`, only the one of `keep` stays; with no fields, one record stays at all."""
    rows: Any = model._base_manager
    held = set(rows.filter(organisation=keep).values_list(*by or ("organisation",)))
    theirs = rows.filter(organisation=drop).values_list("pk", *by or ("organisation",))
    doubles = [pk for pk, *key in theirs if (tuple(key) in held if by else held)]
    rows.filter(pk__in=doubles).delete()
