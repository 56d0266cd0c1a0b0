"""Awards (offers) and topics (needs) of the US programmes SBIR and STTR.

Two layouts, told apart by the names of their columns: plain records (id, title, abstract, company or firm …)
and the award table of sbir.gov (Company, Award Title, Agency Tracking Number …), whose columns its data
dictionary lists: https://www.sbir.gov/dictionary/data-dictionary-award. Columns with names, telephone numbers
and addresses of persons are not taken in: nobody asked these people.
"""

from __future__ import annotations

import hashlib
import re

from hardtech.engines.tabular import Problem, Row, Value, normalise
from hardtech.zone.common.languages import RecordLanguage
from hardtech.zone.market.exchange.profiles import keywords_within
from hardtech.zone.market.validators import KEYWORD_LENGTH, KEYWORDS_MOST
from hardtech.zone.registry.choices import OrganisationKind
from hardtech.zone.registry.exchange.directory import OwnerName
from hardtech.zone.workshop.exchange import cells
from hardtech.zone.workshop.exchange.records import Draft, Format, Options, RowError

__all__ = ["NEEDS", "OFFERS"]

SOURCE = "sbir"
_PERSONAL = re.compile(r"(contact|primarycontact|pi|principalinvestigator|ripoc|poc)(name|title|phone|email)")
_SEPARATE_NAMES = {"AirForce": "Air Force"}
_KEYWORDS = re.compile(r"\bKEYWORDS?\s*:\s*(.{3,1500}?)\s*(?:\bCONTACT\b|\Z)", re.DOTALL)


def _read_award(row: Row, options: Options) -> Draft:
    company = _required(row, "company")
    raw = {name: value for name, value in row.values.items() if name not in {"id", "title", "abstract"}}
    keywords = keywords_within(
        cells.texts(row.values.get("keywords")), most=KEYWORDS_MOST, length=KEYWORD_LENGTH
    )
    return Draft(
        line=row.line,
        sheet=row.sheet,
        source=options.source,
        source_id=_award_id(row),
        values={
            "title": _required(row, "title"),
            "description": _required(row, "abstract"),
            "keywords": keywords,
            "extra": {**_impersonal(row.extra), **raw},
        },
        initial={"language": RecordLanguage.ENGLISH.value},
        related={
            "owner": OwnerName(
                company,
                kind=OrganisationKind.COMPANY,
                country="US",
                province=cells.text(row.values.get("state"))[:80],
                city=cells.text(row.values.get("city"))[:80],
            )
        },
    )


def _award_id(row: Row) -> str:
    """The record's own id; in the published table tracking number and contract, because one tracking number
    may stand for two phases; where there is none of these, a hash of the content."""
    if own := cells.text(row.values.get("id")):
        return own
    numbers = [cells.text(row.values.get(name)) for name in ("tracking_number", "contract")]
    if any(numbers):
        return "/".join(number for number in numbers if number)[:200]
    key = "\n".join(cells.text(row.values.get(name)) for name in ("title", "company", "abstract"))
    return "sha256:" + hashlib.sha256(key.encode()).hexdigest()[:32]


def _read_topic(row: Row, options: Options) -> Draft:
    text = _required(row, "text")
    agency = _agency(cells.text(row.values.get("agency")))
    raw = {name: value for name, value in row.values.items() if name not in {"id", "title", "text"}}
    found = _KEYWORDS.search(text)
    stated = cells.texts(found.group(1)) if found else []
    return Draft(
        line=row.line,
        sheet=row.sheet,
        source=options.source,
        source_id=_required(row, "id"),
        values={
            "title": _required(row, "title"),
            "description": text,
            "extra": {**_impersonal(row.extra), **raw},
        },
        initial={
            "language": RecordLanguage.ENGLISH.value,
            "currency": "USD",
            "keywords": keywords_within(stated, most=KEYWORDS_MOST, length=KEYWORD_LENGTH),
        },
        related={"owner": OwnerName(agency, kind=OrganisationKind.GOVERNMENT, country="US")},
    )


def _agency(stated: str) -> str:
    """ "Department of Defense,Navy,Department of Defense" → "Department of Defense, Navy"."""
    parts = [_SEPARATE_NAMES.get(part.strip(), part.strip()) for part in stated.split(",")]
    return ", ".join(dict.fromkeys(part for part in parts if part))


def _required(row: Row, field: str) -> str:
    try:
        word = cells.text(row.values.get(field))
    except cells.CellError as error:
        raise RowError([Problem(row.line, error.code, field, error.data, row.sheet)]) from None
    if not word:
        raise RowError([Problem(row.line, "empty", field, {}, row.sheet)])
    return word


def _impersonal(extra: dict[str, Value]) -> dict[str, Value]:
    return {name: value for name, value in extra.items() if not _PERSONAL.fullmatch(normalise(name))}


OFFERS = Format(
    "sbir",
    {
        "id": (),
        "title": ("award title",),
        "abstract": (),
        "keywords": ("research area keywords", "research keywords"),
        "company": ("firm", "company name"),
        "state": (),
        "city": (),
        "tracking_number": ("agency tracking number",),
        "contract": ("contract/grant #", "contract number"),
    },
    ("title", "abstract", "company"),
    _read_award,
    SOURCE,
)
NEEDS = Format(
    "sbir",
    {
        "id": ("topic number", "topic code"),
        "title": ("topic title",),
        "text": ("description", "topic description"),
        "agency": (),
        "release": ("release date",),
    },
    ("id", "title", "text", "agency"),
    _read_topic,
    SOURCE,
)
