"""Facts in and out of files: nothing half-written, every refused row named, twice is once."""

from __future__ import annotations

import csv
import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardtech.base.money import Bare
from hardtech.zone.facts.exchange import Facts
from hardtech.zone.facts.models import Statement
from hardtech.zone.facts.tests.conftest import rulebook_facts
from hardtech.zone.facts.tests.people import say
from hardtech.zone.facts.validators import checked, written_out
from hardtech.zone.journal.models import Entry
from hardtech.zone.workshop.exchange.batch import reasons, run_import
from hardtech.zone.workshop.exchange.export import export_file
from hardtech.zone.workshop.exchange.runs import ImportOptions, ImportReport
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db

ON = datetime.date(2026, 11, 22)
HEADER = "organisation,fact,fiscal_year,value,evidence"
USCC = "91310110666007217T"


def take(path: Path, *rows: str, dry_run: bool = False) -> ImportReport:
    if rows:
        path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    kind = Facts()
    return run_import(kind, path, layout=kind.formats()["own"], options=ImportOptions(on=ON, dry_run=dry_run))


def on_file() -> set[tuple[str, str, int, str]]:
    rows = Statement.objects.filter(is_current=True)
    return set(rows.values_list("organisation__ref", "name", "year", "value"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "facts.csv"


def test_an_organisation_is_named_by_reference_code_or_name(path: Path) -> None:
    first = make_organisation(name_en="Weihe Optics")
    second = make_organisation(name_zh="渭河光学", name_en="", uscc=USCC)
    report = take(
        path,
        f"{first.ref},revenue,2025,12.5万元,Audit report",
        f"{USCC},staff,2025,40,",
        "weihe  OPTICS,registered_on,,2019-02-28,Licence",
        "渭河光学,resident_enterprise,,是,",
    )
    assert (report.created, report.refused) == (4, 0)
    assert on_file() == {
        (first.ref, "revenue", 2025, "12500000"),
        (second.ref, "staff", 2025, "40"),
        (first.ref, "registered_on", 0, "2019-02-28"),
        (second.ref, "resident_enterprise", 0, "true"),
    }
    assert set(Statement.objects.values_list("origin", "stated_by")) == {("import", None)}


def test_twice_is_once_and_a_changed_row_ends_the_one_before(path: Path) -> None:
    one = make_organisation()
    rows = [f"{one.ref},revenue,2025,1500.50,Audit report", f"{one.ref},staff,2025,40,"]
    take(path, *rows)
    again = take(path, *rows)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)
    assert Entry.objects.filter(verb="facts.imported").count() == 1
    changed = take(path, rows[0], f"{one.ref},staff,2025,41,")
    assert (changed.created, changed.updated, changed.unchanged) == (0, 1, 1)
    assert list(Statement.objects.filter(name="staff").order_by("id").values_list("value", "is_current")) == [
        ("40", False),
        ("41", True),
    ]


@pytest.mark.parametrize(
    ("row", "field", "reason"),
    [
        ("nobody,staff,2025,5,", "organisation", "No organisation “nobody” is known"),
        ("{ref},stuff,2025,5,", "fact", "Is it one of these: staff"),
        ("{ref},zzzzzzzzzz,2025,5,", "fact", "No measure asks for “zzzzzzzzzz”"),
        ("{ref},net_income,,5,", "fact", "No measure asks for “net_income”"),
        ("{ref},revenue_1,2025,5,", "fact", "stated as “revenue” of its own fiscal year"),
        ("{ref},staff,,5,", "fiscal_year", "Write a year from 1990 to 2025"),
        ("{ref},staff,2026,5,", "fiscal_year", "Write a year from 1990 to 2025"),
        ("{ref},staff,last,5,", "fiscal_year", "is no whole number"),
        ("{ref},ip_class_1,2025,5,", "fiscal_year", "Leave the cell empty"),
        ("{ref},staff,2025,many,", "value", "“many” is no number"),
        ("{ref},staff,2025,4.5,", "value", "not a whole number"),
        ("{ref},revenue,2025,5 persons,", "value", "The unit of “5 persons” is not known"),
        ("{ref},industry,,mining,", "value", "is not among these"),
        ("{ref},registered_on,,28.2.2019,", "value", "is no date"),
        ("{ref},staff,2025,,", "value", "must not be empty"),
        ("{ref},staff,2024,7,again", "fact", "Line 2 states the same fact"),
        ("{ref},staff,2025,7," + "x" * 501, "evidence", "more than 500 characters"),
    ],
)
def test_a_bad_row_is_named_with_line_field_and_remedy_and_the_others_go_in(
    path: Path, row: str, field: str, reason: str
) -> None:
    one = make_organisation()
    report = take(path, f"{one.ref},staff,2024,5,", row.format(ref=one.ref), f"{one.ref},rd,2024,5,")
    refused = list(reasons(report, path))
    assert [(row["file"], row["line"], row["field"]) for row in refused] == [("facts.csv", 3, field)]
    assert reason in str(refused[0]["reason"])
    assert (report.created, report.refused) == (2, 1)
    assert {(name, value) for _ref, name, _year, value in on_file()} == {("staff", "5"), ("rd", "500")}


def test_a_dry_run_counts_and_writes_nothing(path: Path) -> None:
    one = make_organisation()
    report = take(path, f"{one.ref},staff,2025,5,", dry_run=True)
    assert report.created == 1
    assert not Statement.objects.exists()
    assert not Entry.objects.filter(verb="facts.imported").exists()


def test_the_journal_tells_which_organisations_and_no_value(path: Path) -> None:
    one = make_organisation()
    take(path, f"{one.ref},revenue,2025,7654321,Secret paper")
    entry = Entry.objects.get(verb="facts.imported")
    assert entry.about == [one.ref]
    assert "7654321" not in str(entry.data)
    assert "Secret" not in str(entry.data)


def test_what_is_exported_comes_back_the_same(tmp_path: Path) -> None:
    one = make_organisation()
    say(
        one,
        revenue_2025="8604600000001",
        staff_2024="7",
        market_share="11.50",
        registered_on="2019-02-28",
        industry="manufacturing",
        valuation="126000000099",
        evidence="Audit, “report”",
    )
    say(one, resident_enterprise="true", ip_class_1="3")
    taken = Statement.objects.get(name="ip_class_1")
    Statement.objects.filter(pk=taken.pk).update(value="")
    before = on_file() - {(one.ref, "ip_class_1", 0, "")}
    path = tmp_path / "out.csv"
    assert export_file(Facts(), path, everything=True) == 7
    with path.open(encoding="utf-8-sig", newline="") as stream:
        header = next(csv.reader(stream))
    assert header == HEADER.split(",")
    assert take(path).unchanged == 7
    Statement.objects.all().delete()
    assert take(path).created == 7
    assert on_file() == before


@given(fen=st.integers(min_value=0, max_value=2**62), name=st.sampled_from(["revenue", "valuation"]))
def test_money_is_exact_through_a_file(fen: int, name: str) -> None:
    fact = rulebook_facts()[name]
    assert checked(fact, written_out(fact, str(fen)), Bare.REFUSED) == str(fen)
