"""Certificates from files and back."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest

from hardtech.zone.cultivation.choices import Tier
from hardtech.zone.cultivation.exchange import Certificates
from hardtech.zone.cultivation.models import Certificate
from hardtech.zone.cultivation.tests.climbing import hold, publish_tiers
from hardtech.zone.journal.models import Entry
from hardtech.zone.workshop.exchange.batch import reasons, run_import
from hardtech.zone.workshop.exchange.export import export_file
from hardtech.zone.workshop.exchange.runs import ImportOptions
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db

USCC = "91310110666007217T"


@pytest.fixture(autouse=True)
def company():
    publish_tiers(Tier.HIGH_TECH, Tier.TECHNOLOGY_SME)
    return make_organisation(name_zh="渭河光学", uscc=USCC)


def take(path: Path, *records: dict[str, object], dry_run: bool = False):
    if records:
        path.write_text("".join(json.dumps(record) + "\n" for record in records))
    kind = Certificates()
    options = ImportOptions(source="test", dry_run=dry_run)
    return run_import(kind, path, layout=kind.formats()["own"], options=options)


def refusals(report):
    assert all(row["reason"] and "%(" not in str(row["reason"]) for row in reasons(report, Path("file")))
    return [(problem.line, problem.field, problem.code) for problem in report.problems]


def row(**values):
    return {"organisation": USCC, "tier": "high_tech", "valid_from": "2025-03-01", **values}


@pytest.mark.parametrize("name", [USCC, "渭河光学", "ref"])
def test_the_organisation_is_named_by_code_name_or_reference(tmp_path, company, name):
    report = take(tmp_path / "a.jsonl", row(organisation=company.ref if name == "ref" else name))
    assert (report.created, report.problems) == (1, [])
    found = Certificate.objects.get()
    assert (found.organisation, found.valid_until) == (company, datetime.date(2028, 2, 29))


def test_again_it_changes_nothing_and_a_correction_is_taken(tmp_path):
    path = tmp_path / "a.jsonl"
    assert take(path, row(number="1")).created == 1
    assert take(path).unchanged == 1
    assert take(path, row(number="2")).updated == 1
    assert Certificate.objects.get().number == "2"
    assert Entry.objects.filter(verb="certificates.imported").count() == 2


def test_a_dry_run_writes_nothing(tmp_path):
    assert take(tmp_path / "a.jsonl", row(), dry_run=True).created == 1
    assert not Certificate.objects.exists()


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"organisation": "Nobody Ltd"}, "organisation", "organisation_unknown"),
        ({"organisation": ""}, "organisation", "organisation_unknown"),
        ({"tier": "guild"}, "tier", "not_a_choice"),
        ({"tier": ""}, "tier", "blank"),
        ({"valid_from": ""}, "valid_from", "null"),
        ({"valid_from": "1 March"}, "valid_from", "not_a_date"),
        ({"valid_until": "2025-02-28"}, "valid_until", "ends_before_it_begins"),
        ({"revoked_on": "2025-02-28"}, "revoked_on", "revoked_before_it_begins"),
        ({"tier": "technology_sme"}, "valid_until", "no_usual_end"),
    ],
)
def test_what_is_refused_is_named(tmp_path, values, field, code):
    report = take(tmp_path / "a.jsonl", row(**values), row(valid_from="2024-01-01"))
    assert refusals(report) == [(1, field, code)]
    assert report.created == 1


def test_one_title_from_one_day_is_one_certificate(tmp_path, company):
    by_hand = hold(company, Tier.HIGH_TECH, datetime.date(2020, 1, 1))
    report = take(
        tmp_path / "a.jsonl",
        row(source_id="1"),
        row(source_id="2", organisation="渭河光学"),
        row(valid_from="2020-01-01"),
    )
    assert refusals(report) == [(2, "valid_from", "duplicate_id"), (3, "valid_from", "taken")]
    assert by_hand.ref in str(list(reasons(report, Path("file")))[1]["reason"])


def test_a_title_without_a_last_day(tmp_path):
    take(tmp_path / "a.jsonl", row(tier="上市公司", valid_until="none"))
    assert Certificate.objects.get().valid_until is None


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "jsonl"])
def test_what_is_exported_comes_back_unchanged(tmp_path, company, suffix):
    hold(company, Tier.HIGH_TECH, datetime.date(2020, 1, 1), datetime.date(2022, 12, 31), number="007")
    hold(company, Tier.LISTED, datetime.date(2021, 1, 1), None, revoked_on=datetime.date(2023, 1, 1))
    path = tmp_path / f"out.{suffix}"
    assert export_file(Certificates(), path, everything=True) == 2
    assert take(path).unchanged == 2
    before = list(Certificate.objects.order_by("pk").values("uid", "ref", "tier", "number", "valid_until"))
    Certificate.objects.all().delete()
    assert take(path).created == 2
    after = list(Certificate.objects.order_by("ref").values("uid", "ref", "tier", "number", "valid_until"))
    assert after == sorted(before, key=lambda one: one["ref"])
