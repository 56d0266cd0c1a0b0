"""Calls of the European Commission (Funding & Tenders Portal) as needs. Budgets are in whole euros."""

from __future__ import annotations

from hardtech.base.money import Bare, Money
from hardtech.engines.tabular import TableRow, Value
from hardtech.zone.common.languages import RecordLanguage
from hardtech.zone.registry.choices import OrganisationKind
from hardtech.zone.registry.exchange.directory import OwnerName
from hardtech.zone.workshop.exchange import cells
from hardtech.zone.workshop.exchange.kinds import FileFormat, read_cells
from hardtech.zone.workshop.exchange.runs import ImportRun, RowDraft

__all__ = ["NEEDS"]

# The seat; the Union itself has no country code of its own.
COMMISSION = OwnerName("European Commission", kind=OrganisationKind.GOVERNMENT, country="BE", city="Brussels")
_NEEDED = ("id", "title", "text")


def _euros(value: Value) -> Money | None:
    return cells.money(
        value, Bare.YUAN
    )  # the portal states plain numbers: this format says that they are euros


_READERS = {
    "title": cells.text,
    "text": cells.text,
    "deadline": cells.day,
    "budget_min": _euros,
    "budget_max": _euros,
    "id": cells.text,
}


def _read_call(row: TableRow, run: ImportRun) -> RowDraft:
    values = read_cells(row, _READERS, needed=_NEEDED)
    raw = {name: value for name, value in row.values.items() if name not in _NEEDED}
    return RowDraft(
        row,
        {
            "title": values["title"],
            "description": values["text"],
            **{name: values.get(name) for name in ("deadline", "budget_min", "budget_max")},
            "currency": "EUR",
            "extra": {**row.extra, **raw},
        },
        initial={"language": RecordLanguage.ENGLISH.value},
        related={"owner": COMMISSION},
        source=run.options.source,
        source_id=values["id"],
    )


NEEDS = FileFormat(
    "eu-calls",
    {
        "id": (),
        "title": (),
        "text": (),
        "topic": (),
        "programme": ("program",),
        "deadline": (),
        "budget_min": (),
        "budget_max": (),
        "url": (),
    },
    _NEEDED,
    _read_call,
    "eu-calls",
)
