"""By what a simulation sums up: fields and sizes; tiers and other traits are registered by the rooms that know them."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hardtech.zone.registry.choices import Field
from hardtech.zone.registry.models import Organisation

__all__ = ["SIZES", "Group", "groups_of", "register", "size_of"]

SIZES = (
    (20, gettext_lazy("fewer than 20 staff")),
    (300, gettext_lazy("20 to 299 staff")),
    (1000, gettext_lazy("300 to 999 staff")),
)
"""Micro, small and medium industrial enterprises by staff (工信部联企业〔2011〕300号, art. 4)."""

LARGE = gettext_lazy("1,000 staff and more")

Maker = Callable[[Sequence[int], datetime.date], Mapping[int, str]]


@dataclass(frozen=True, slots=True)
class Group:
    """A way to sum up: organisation id → what it belongs to, in the reader's language."""

    name: str
    label: Promise | str
    maker: Maker


_registered: list[Group] = []


def register(group: Group) -> None:
    """Let simulations sum up by `group`, too."""
    if group.name not in {one.name for one in _registered}:
        _registered.append(group)


def groups_of(
    organisations: Sequence[int], staff: pl.Series, on: datetime.date
) -> dict[str, tuple[str, pl.Series]]:
    """Name → (label, a text for each organisation, in their order)."""
    found = {
        "field": (_("Field (the first of each organisation)"), _fields(organisations)),
        "size": (_("Size"), pl.Series([size_of(count) for count in staff], dtype=pl.String)),
    }
    for group in _registered:
        told = group.maker(organisations, on)
        column = pl.Series([told.get(pk) for pk in organisations], dtype=pl.String)
        found[group.name] = (str(group.label), column)
    return found


def size_of(staff: str | None) -> str | None:
    """The class of size by staff, where that is known."""
    if staff is None:
        return None
    return str(next((label for limit, label in SIZES if int(staff) < limit), LARGE))


def _fields(organisations: Sequence[int]) -> pl.Series:
    residents = Organisation.objects.filter(residence__isnull=False)
    rows = dict(residents.values_list("pk", "fields"))
    labels = {code: str(label) for code, label in Field.choices}
    first = (labels.get(fields[0]) if (fields := rows.get(pk)) else None for pk in organisations)
    return pl.Series(list(first), dtype=pl.String)
