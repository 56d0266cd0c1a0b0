"""Awards (offers) and topics (needs) of the US programmes SBIR and STTR.

Two layouts, told apart by the names of their columns: plain records (id, title, abstract, company or firm …)
and the award table of sbir.gov (Company, Award Title, Agency Tracking Number …), whose columns its data
dictionary lists: https://www.sbir.gov/dictionary/data-dictionary-award. Columns with names, telephone numbers
and addresses of persons are not taken in: nobody asked these people.
"""

from __future__ import annotations

import re
from typing import Any

from hardtech.engines.tabular import TableRow, Value, normalise
from hardtech.zone.common.languages import RecordLanguage
from hardtech.zone.market.exchange.profiles import keywords_within
from hardtech.zone.market.validators import KEYWORD_LENGTH, KEYWORDS_MOST
from hardtech.zone.registry.choices import OrganisationKind
from hardtech.zone.registry.exchange.directory import OwnerName
from hardtech.zone.workshop.exchange import cells
from hardtech.zone.workshop.exchange.kinds import FileFormat, read_cells
from hardtech.zone.workshop.exchange.records import hashed_id
from hardtech.zone.workshop.exchange.runs import ImportRun, RowDraft

__all__ = ["NEEDS", "OFFERS"]

SOURCE = "sbir"
AWARD = {
    "id": (),
    "title": ("award title",),
    "abstract": (),
    "keywords": ("research area keywords", "research keywords"),
    "company": ("firm", "company name"),
    "state": (),
    "city": (),
    "tracking_number": ("agency tracking number",),
    "contract": ("contract/grant #", "contract number"),
}
AWARD_NEEDED = ("title", "abstract", "company")
TOPIC = {
    "id": ("topic number", "topic code"),
    "title": ("topic title",),
    "text": ("description", "topic description"),
    "agency": (),
    "release": ("release date",),
}
TOPIC_NEEDED = ("id", "title", "text")
_AWARD_READERS = {**dict.fromkeys(AWARD, cells.text), "keywords": cells.texts}
_TOPIC_READERS = dict.fromkeys(TOPIC, cells.text)
_PERSONAL = re.compile(r"(contact|primarycontact|pi|principalinvestigator|ripoc|poc)(name|title|phone|email)")
_SEPARATE_NAMES = {"AirForce": "Air Force"}
_KEYWORDS = re.compile(r"\bKEYWORDS?\s*:\s*(.{3,1500}?)\s*(?:\bCONTACT\b|\Z)", re.DOTALL)


def _read_award(row: TableRow, run: ImportRun) -> RowDraft:
    cell = read_cells(row, _AWARD_READERS, needed=AWARD_NEEDED)
    return RowDraft(
        row,
        {
            "title": cell["title"],
            "description": cell["abstract"],
            "keywords": _keywords(cell.get("keywords", [])),
            "extra": _extra(row, "abstract"),
        },
        initial={"language": RecordLanguage.ENGLISH.value},
        related={
            "owner": OwnerName(
                cell["company"],
                kind=OrganisationKind.COMPANY,
                country="US",
                province=cell.get("state", "")[:80],
                city=cell.get("city", "")[:80],
            )
        },
        source=run.options.source,
        source_id=_award_id(cell),
    )


def _award_id(cell: dict[str, Any]) -> str:
    """The record's own id; in the published table tracking number and contract, because one tracking number
    may stand for two phases; where there is none of these, a hash of the content."""
    numbers = [cell.get(name, "") for name in ("tracking_number", "contract")]
    return (
        cell.get("id")
        or "/".join(number for number in numbers if number)[:200]
        or hashed_id("\n".join(cell[name] for name in ("title", "company", "abstract")))
    )


def _read_topic(row: TableRow, run: ImportRun) -> RowDraft:
    cell = read_cells(row, _TOPIC_READERS, needed=TOPIC_NEEDED)
    stated = _KEYWORDS.search(cell["text"])
    agency = _agency(cell.get("agency", ""))
    return RowDraft(
        row,
        {"title": cell["title"], "description": cell["text"], "extra": _extra(row, "text")},
        initial={
            "language": RecordLanguage.ENGLISH.value,
            "currency": "USD",
            "keywords": _keywords(cells.texts(stated.group(1)) if stated else []),
        },
        related={"owner": OwnerName(agency, kind=OrganisationKind.GOVERNMENT, country="US")},
        source=run.options.source,
        source_id=cell["id"],
    )


def _agency(stated: str) -> str:
    """ "Department of Defense,Navy,Department of Defense" → "Department of Defense, Navy"."""
    parts = [_SEPARATE_NAMES.get(part.strip(), part.strip()) for part in stated.split(",")]
    return ", ".join(dict.fromkeys(part for part in parts if part))


def _keywords(stated: list[str]) -> list[str]:
    return keywords_within(stated, most=KEYWORDS_MOST, length=KEYWORD_LENGTH)


def _extra(row: TableRow, text: str) -> dict[str, Value]:
    """All other columns, but those about persons; `text` is the long one that has a field of its own."""
    kept = {name: value for name, value in row.extra.items() if not _PERSONAL.fullmatch(normalise(name))}
    return kept | {name: value for name, value in row.values.items() if name not in {"id", "title", text}}


OFFERS = FileFormat(SOURCE, AWARD, AWARD_NEEDED, _read_award, SOURCE)
NEEDS = FileFormat(SOURCE, TOPIC, (*TOPIC_NEEDED, "agency"), _read_topic, SOURCE)
