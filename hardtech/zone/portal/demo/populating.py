"""Writes a population of demonstration companies into the zone, a block at a time."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable

from django.db import connection, transaction
from django.utils import timezone

from hardtech.zone.common.refs import assign_refs, free_refs, uuid7
from hardtech.zone.common.search import as_vector
from hardtech.zone.cultivation.models import Certificate
from hardtech.zone.facts.choices import Origin
from hardtech.zone.facts.models import Resident, Statement
from hardtech.zone.journal import services as journal
from hardtech.zone.measures.rulebook import current_rulebook
from hardtech.zone.portal.demo.population import BLOCK, Block, draw
from hardtech.zone.portal.demo.titles import Title, award
from hardtech.zone.registry.choices import Exchange, Field, OrganisationKind
from hardtech.zone.registry.models import Organisation
from hardtech.zone.registry.services import organisation_vector

__all__ = ["SOURCE", "populate", "populated"]

SOURCE = "population"
FIELD_WORDS = {
    Field.AI: ("Artificial intelligence", "人工智能"),
    Field.AEROSPACE: ("Aerospace", "航空航天"),
    Field.BIOTECHNOLOGY: ("Biotechnology", "生物技术"),
    Field.OPTOELECTRONIC_CHIPS: ("Optoelectronics", "光电芯片"),
    Field.INFORMATION_TECHNOLOGY: ("Information technology", "信息技术"),
    Field.NEW_MATERIALS: ("New materials", "新材料"),
    Field.NEW_ENERGY: ("New energy", "新能源"),
    Field.INTELLIGENT_MANUFACTURING: ("Intelligent manufacturing", "智能制造"),
}
COLUMNS = [
    "uid",
    "ref",
    "organisation_id",
    "name",
    "year",
    "value",
    "evidence",
    "origin",
    "stated_at",
    "is_current",
]


def populated() -> int:
    """How many companies of a population stand in the zone."""
    return Organisation.objects.filter(source=SOURCE).count()


@transaction.atomic
def populate(
    size: int, *, seed: int, on: datetime.date, progress: Callable[[int], None] | None = None
) -> dict[str, int]:
    """Enter `size` companies with facts and certificates, all or none; how many records these are."""
    rulebook = current_rulebook()
    counts = {"organisations": size, "facts": 0, "certificates": 0}
    for number, start in enumerate(range(0, size, BLOCK)):
        block = draw(seed, number, BLOCK, on)
        titles = award(block, rulebook, on)
        companies = _enter(block, start, min(BLOCK, size - start), seed, on)
        counts["facts"] += _state(block, companies)
        counts["certificates"] += _certify(titles, companies)
        if progress is not None:
            progress(start + len(companies))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # or the first questions are planned for the empty tables of before
    journal.record(actor=None, verb="demo.populated", subject="", data={"seed": seed, **counts})
    return counts


def _enter(block: Block, start: int, size: int, seed: int, on: datetime.date) -> list[Organisation]:
    companies = [_company(block, row, start + row + 1, seed) for row in range(size)]
    assign_refs(Organisation, companies)
    Organisation.objects.bulk_create(companies)
    Resident.objects.bulk_create(
        Resident(
            organisation=company, since=max(block.registered[row], on - datetime.timedelta(days=3 * 365))
        )
        for row, company in enumerate(companies)
    )
    return companies


def _company(block: Block, row: int, number: int, seed: int) -> Organisation:
    field = block.fields[row]
    words = FIELD_WORDS[Field(field)]
    company = Organisation(
        kind=OrganisationKind.COMPANY,
        name_en=f"{words[0]} company {number:05d} (demo)",
        name_zh=f"{words[1]}企业{number:05d}（演示）",
        country="CN",
        province="Shaanxi",
        city=block.cities[row],
        fields=[field],
        exchange=Exchange.STAR if block.listed[row] else "",
        source=SOURCE,
        source_id=f"{seed}:{number}",
        is_demo=True,
    )
    company.search = as_vector(organisation_vector(company))
    return company


def _state(block: Block, companies: list[Organisation]) -> int:
    """By COPY: a population has some eighty facts a company."""
    said = [
        (company.pk, name, year, value)
        for (name, year), values in block.facts.items()
        for company, value in zip(companies, values, strict=False)
        if value is not None
    ]
    uids = [uuid7() for _one in said]
    now, refs = timezone.now().isoformat(), free_refs(Statement, uids)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {Statement._meta.db_table} ({', '.join(COLUMNS)}) FROM STDIN") as copy,
    ):
        for uid, ref, one in zip(uids, refs, said, strict=True):
            copy.write_row((uid.hex, ref, *one, "", Origin.IMPORT.value, now, "t"))
    return len(said)


def _certify(titles: Iterable[Title], companies: list[Organisation]) -> int:
    certificates = [
        Certificate(
            organisation=companies[title.row],
            tier=title.tier,
            valid_from=title.valid_from,
            valid_until=title.valid_until,
            is_demo=True,
        )
        for title in titles
        if title.row < len(companies)
    ]
    assign_refs(Certificate, certificates)
    Certificate.objects.bulk_create(certificates)
    return len(certificates)
