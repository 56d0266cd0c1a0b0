"""By what a simulation sums up: fields and sizes; tiers and other traits are declared by the rooms that know them."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hardtech.zone.common.declared import Register
from hardtech.zone.registry.choices import Field
from hardtech.zone.registry.models import Organisation

__all__ = ["SIZES", "SimulationGroup", "groups_of", "size_of", "traits"]

SIZES = (
    (20, gettext_lazy("fewer than 20 staff")),
    (300, gettext_lazy("20 to 299 staff")),
    (1000, gettext_lazy("300 to 999 staff")),
)
"""Micro, small and medium industrial enterprises by staff (工信部联企业〔2011〕300号, art. 4)."""

LARGE = gettext_lazy("1,000 staff and more")


@dataclass(frozen=True, slots=True)
class SimulationGroup:
    """A way to sum up: organisation id → what it belongs to, in the reader's language."""

    name: str
    label: Promise | str
    read: Callable[[Sequence[int], datetime.date], Mapping[int, str]]


traits = Register(SimulationGroup, key=lambda group: group.name)


def groups_of(
    organisations: Sequence[int], staff: pl.Series, on: datetime.date
) -> dict[str, tuple[str, pl.Series]]:
    """Name → (label, a text for each organisation, in their order)."""
    found = {
        "field": (_("Field (the first of each organisation)"), _fields(organisations)),
        "size": (_("Size"), pl.Series([size_of(count) for count in staff], dtype=pl.String)),
    }
    for group in traits:
        names = group.read(organisations, on)
        column = pl.Series([names.get(pk) for pk in organisations], dtype=pl.String)
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
