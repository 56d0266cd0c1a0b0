"""What rooms above do before two organisations become one: their records of both may be such that only one can stand.

A room registers, when the site starts, a check (it raises `ValidationError` where the two can't be one) and a preparation,
which runs inside the merge before everything that belongs to `drop` is moved to `keep`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Model

from hardtech.zone.registry.models import Organisation

__all__ = ["check", "delete_doubles", "prepare", "register"]

Step = Callable[[Organisation, Organisation], None]

_checks: list[Step] = []
_preparations: list[Step] = []


def register(preparation: Step, *, check: Step | None = None) -> None:
    """Call `check(keep, drop)` before a merge is offered, and `preparation(keep, drop)` at its beginning."""
    if preparation not in _preparations:
        _preparations.append(preparation)
        if check is not None:
            _checks.append(check)


def check(keep: Organisation, drop: Organisation) -> None:
    """Raise `ValidationError` where a room holds that the two can't be one yet."""
    for step in _checks:
        step(keep, drop)


def prepare(keep: Organisation, drop: Organisation) -> None:
    for step in _preparations:
        step(keep, drop)


def delete_doubles(model: type[Model], by: tuple[str, ...], keep: Organisation, drop: Organisation) -> None:
    """Of records that agree in the fields `by`, only the one of `keep` stays; with no fields, one record stays at all."""
    rows: Any = model._base_manager
    held = set(rows.filter(organisation=keep).values_list(*by or ("organisation",)))
    theirs = rows.filter(organisation=drop).values_list("pk", *by or ("organisation",))
    doubles = [pk for pk, *key in theirs if (tuple(key) in held if by else held)]
    rows.filter(pk__in=doubles).delete()
