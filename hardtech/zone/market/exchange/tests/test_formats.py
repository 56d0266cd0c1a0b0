"""The columns of other sources."""

import csv
import gzip
import time
from datetime import date

import pytest

from hardtech.engines.tabular import ColumnsError
from hardtech.zone.market.exchange.tests.helpers import SHARED, counts, jsonl, refusals, take
from hardtech.zone.market.models import Need, Offer
from hardtech.zone.registry.models import Organisation

pytestmark = pytest.mark.django_db

AWARD = {
    "id": "A00000",
    "title": "Safe Li-S Battery",
    "abstract": "Lithium-sulfur battery with a long cycle life.",
    "keywords": "rechargeable battery,lithium-sulfur,,Portable power",
    "company": "ADA Technologies, Inc.",
    "agency": "Department of Defense",
    "year": "2019",
    "amount": "149978.06",
    "state": "CO",
}


def test_an_award_becomes_an_offer_of_its_company(tmp_path):
    assert counts(take(jsonl(tmp_path / "a.jsonl", AWARD), layout="sbir")) == (1, 0, 0, 0)
    one = Offer.objects.get()
    assert (one.source, one.source_id, one.status, one.language) == ("sbir", "A00000", "published", "en")
    assert one.keywords == ["rechargeable battery", "lithium-sulfur", "Portable power"]
    assert (one.owner.name_en, one.owner.kind, one.owner.country, one.owner.province) == (
        "ADA Technologies, Inc.",
        "company",
        "US",
        "CO",
    )
    raw = {name: value for name, value in AWARD.items() if name not in {"id", "title", "abstract"}}
    assert one.extra == raw


def test_firm_is_company_and_spelling_in_capitals_is_the_same_firm(tmp_path):
    other = {
        **AWARD,
        "id": "O1",
        "firm": "ADA TECHNOLOGIES, INC.",
        "year": 2005,
        "link": "https://example.org",
    }
    del other["company"]
    report = take(jsonl(tmp_path / "a.jsonl", AWARD, other), layout="sbir")
    assert counts(report) == (2, 0, 0, 0)
    assert Organisation.objects.count() == 1


PUBLISHED = {
    "Company": "Acme Photonics LLC", "Award Title": "Quiet laser", "Agency": "NASA", "Branch": "", "Phase": "Phase I",
    "Program": "SBIR", "Agency Tracking Number": "T-1", "Contract": "C-1", "Proposal Award Date": "2023-06-15",
    "Contract End Date": "2024-06-14", "Solicitation Number": "S1", "Solicitation Year": "2023", "Topic Code": "H9",
    "Award Year": "2023", "Award Amount": "150000.0000", "Duns": "123456789", "HUBZone Owned": "N", "Woman Owned": "N",
    "Number Employees": "5", "Company Website": "https://acme.example", "Address1": "1 Road", "City": "Austin",
    "State": "TX", "Zip": "78701", "Abstract": "A laser without noise.", "Contact Name": "A B", "Contact Title": "CEO",
    "Contact Phone": "555", "Contact Email": "a@acme.example", "PI Name": "C D", "PI Title": "", "PI Phone": "5",
    "PI Email": "c@acme.example", "RI Name": "", "RI POC Name": "E F", "RI POC Phone": "6",
}  # fmt: skip


def test_the_table_that_sbir_gov_publishes(tmp_path):
    second = {**PUBLISHED, "Phase": "Phase II", "Contract": "C-2"}
    with (tmp_path / "award_data.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, PUBLISHED)
        writer.writeheader()
        writer.writerows([PUBLISHED, second])
    assert counts(take(tmp_path / "award_data.csv", layout="sbir")) == (2, 0, 0, 0)
    one = Offer.objects.get(source_id="T-1/C-1")
    assert (one.title, one.owner.city, one.owner.province) == ("Quiet laser", "Austin", "TX")
    assert (one.extra["Award Amount"], one.extra["Topic Code"]) == ("150000.0000", "H9")
    assert not [name for name in one.extra if name.startswith(("Contact N", "Contact E", "PI", "RI POC"))]
    assert counts(take(tmp_path / "award_data.csv", layout="sbir")) == (0, 0, 2, 0)


def test_an_award_without_text_is_refused(tmp_path):
    path = jsonl(
        tmp_path / "a.jsonl", AWARD, {**AWARD, "id": "2", "abstract": ""}, {**AWARD, "id": "3", "title": [1]}
    )
    report = take(path, layout="sbir")
    assert refusals(report) == [(2, "abstract", "empty"), (3, "title", "not_text")]


def test_wrong_columns_are_named(tmp_path):
    with pytest.raises(ColumnsError) as caught:
        take(jsonl(tmp_path / "a.jsonl", {"name": "x"}), layout="sbir")
    assert caught.value.data == {"missing": ["title", "abstract", "company"], "found": ["name"]}


def test_a_topic_becomes_a_need_of_its_agency(tmp_path):
    text = "OBJECTIVE: A tank. KEYWORDS: cryotank, composite; tank, CONTACT(S): nobody"
    topic = {
        "id": "T-1", "title": "Cryotank", "text": text, "release": "November 30, 2016",
        "agency": "Department of Defense,Navy,Department of Defense,Department of Defense",
    }  # fmt: skip
    assert counts(take(jsonl(tmp_path / "a.jsonl", topic), "needs", "sbir")) == (1, 0, 0, 0)
    one = Need.objects.get()
    assert (one.description, one.keywords, one.currency) == (text, ["cryotank", "composite", "tank"], "USD")
    assert (one.owner.name_en, one.owner.kind) == ("Department of Defense, Navy", "government")
    assert one.extra == {"agency": topic["agency"], "release": "November 30, 2016"}


CALL = {
    "id": "1TOPICSen", "topic": "ERC-2027-POC", "title": "Proof of concept", "programme": "Horizon Europe",
    "deadline": "2027-03-17", "budget_min": 150000, "budget_max": None, "url": "https://example.eu", "text": "Objective.",
}  # fmt: skip


def test_a_call_becomes_a_need_in_euros(tmp_path):
    path = jsonl(tmp_path / "a.jsonl", CALL)
    assert counts(take(path, "needs", "eu-calls")) == (1, 0, 0, 0)
    one = Need.objects.get()
    assert (one.budget_min, one.budget_max, one.currency, one.deadline) == (
        15_000_000,
        None,
        "EUR",
        date(2027, 3, 17),
    )
    assert one.extra == {name: value for name, value in CALL.items() if name not in {"id", "title", "text"}}
    assert one.owner.name_en == "European Commission"
    assert counts(take(path, "needs", "eu-calls")) == (0, 0, 1, 0)


def test_a_call_with_several_faults_names_them(tmp_path):
    path = jsonl(tmp_path / "a.jsonl", {**CALL, "deadline": "soon", "budget_min": "about 5", "text": ""})
    assert refusals(take(path, "needs", "eu-calls")) == [
        (1, "text", "empty"),
        (1, "deadline", "not_a_date"),
        (1, "budget_min", "not_a_sum"),
    ]


shared = pytest.mark.skipif(not SHARED.is_dir(), reason=f"the real data are not at {SHARED}")


@shared
@pytest.mark.slow
def test_real_needs_go_in_whole_and_once():
    topics, calls = SHARED / "sbir-records" / "needs.jsonl.gz", SHARED / "eu-calls" / "needs.jsonl.gz"
    with gzip.open(topics) as one, gzip.open(calls) as other:
        expected = sum(1 for _line in one), sum(1 for _line in other)
    began = time.monotonic()
    assert counts(take(topics, "needs", "sbir")) == (expected[0], 0, 0, 0)
    assert counts(take(calls, "needs", "eu-calls")) == (expected[1], 0, 0, 0)
    assert time.monotonic() - began < 120  # twice the promise for one of them: a hang, not a slow machine
    assert counts(take(topics, "needs", "sbir")) == (0, 0, expected[0], 0)
    assert counts(take(calls, "needs", "eu-calls")) == (0, 0, expected[1], 0)


@shared
def test_real_chinese_offers(tmp_path):
    with gzip.open(SHARED / "csl-records" / "offers.jsonl.gz") as stream:
        (tmp_path / "csl.jsonl").write_bytes(b"".join(stream.readline() for _number in range(100)))
    report = take(tmp_path / "csl.jsonl", owner="西安电子科技大学")
    assert counts(report) == (100, 0, 0, 0)
    assert set(Offer.objects.values_list("language", flat=True)) == {"zh"}
    assert Offer.objects.get(source_id="csl-dev-0000").extra == {
        "discipline": "兵器科学与技术",
        "category": "工学",
    }
