"""Calls of the European Commission (Funding & Tenders Portal) as needs. Budgets are in whole euros."""

from __future__ import annotations

from typing import Any

from hardtech.engines.tabular import Problem, Row
from hardtech.zone.common.languages import RecordLanguage
from hardtech.zone.registry.choices import OrganisationKind
from hardtech.zone.registry.exchange.directory import OwnerName
from hardtech.zone.workshop.exchange import cells
from hardtech.zone.workshop.exchange.records import Draft, Format, Options, RowError

__all__ = ["NEEDS"]

# The seat; the Union itself has no country code of its own.
COMMISSION = OwnerName("European Commission", kind=OrganisationKind.GOVERNMENT, country="BE", city="Brussels")
_READERS = {
    "title": cells.text,
    "text": cells.text,
    "deadline": cells.day,
    "budget_min": cells.money,
    "budget_max": cells.money,
    "id": cells.text,
}


def _read_call(row: Row, options: Options) -> Draft:
    values, problems = dict[str, Any](), list[Problem]()
    for name, read in _READERS.items():
        try:
            values[name] = read(row.values.get(name))
            if name in {"title", "text", "id"} and not values[name]:
                problems.append(Problem(row.line, "empty", name, {}, row.sheet))
        except cells.CellError as error:
            problems.append(Problem(row.line, error.code, name, error.data, row.sheet))
    if problems:
        raise RowError(problems)
    raw = {name: value for name, value in row.values.items() if name not in {"id", "title", "text"}}
    return Draft(
        line=row.line,
        sheet=row.sheet,
        source=options.source,
        source_id=values["id"],
        values={
            "title": values["title"],
            "description": values["text"],
            "deadline": values["deadline"],
            "budget_min": values["budget_min"],
            "budget_max": values["budget_max"],
            "currency": "EUR",
            "extra": {**row.extra, **raw},
        },
        initial={"language": RecordLanguage.ENGLISH.value},
        related={"owner": COMMISSION},
    )


NEEDS = Format(
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
    ("id", "title", "text"),
    _read_call,
    "eu-calls",
)
