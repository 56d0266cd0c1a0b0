"""The budget of a draft: what each organisation would get, summed up, against the text that is published."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hardtech.engines.rules import Rule, assess
from hardtech.zone.facts import services
from hardtech.zone.facts.choices import Origin
from hardtech.zone.facts.models import Resident, Statement
from hardtech.zone.measures.drafting.figures import Change, CitedDocument, change_from
from hardtech.zone.measures.groups import SimulationGroup, traits
from hardtech.zone.measures.models import Revision
from hardtech.zone.measures.rulebook import rule_of
from hardtech.zone.measures.services import revisions
from hardtech.zone.measures.simulating import simulate_budget
from hardtech.zone.measures.tests.texts import measure, published
from hardtech.zone.registry.models import Organisation
from tests.factories import make_officer, make_organisation

pytestmark = pytest.mark.django_db

TAX = "cn/rd-super-deduction"
START = datetime.date(2027, 1, 1)
TODAY = datetime.date(2026, 11, 22)
FACTS = {
    "industry": "manufacturing", "valid_technology_sme": "false", "listed_circuits_or_machines": "false",
    "rd_first_five": "90000000", "rd_other": "0", "rd_commissioned_domestic": "0", "rd_commissioned_foreign": "0",
    "rd_amortised": "0",
}  # fmt: skip


def make_resident(fields: list[str], staff: str = "", **changes: str) -> Organisation:
    organisation = make_outsider(fields, staff, **changes)
    Resident.objects.create(organisation=organisation, since=TODAY)
    return organisation


def make_outsider(fields: list[str], staff: str = "", **changes: str) -> Organisation:
    """An organisation with facts on file, of the fiscal year that has ended where they are of a year."""
    organisation = make_organisation(fields=fields)
    facts = {**FACTS, **changes, **({"staff": staff} if staff else {})}
    for name, value in facts.items():
        year = 2025 if name == "staff" else 0
        Statement.objects.create(
            organisation=organisation,
            name=name,
            year=year,
            value=value,
            origin="form",
            stated_at=timezone.now(),
        )
    return organisation


def raised() -> Revision:
    """A draft in which the deduction is 120 % from 2027 on."""
    one, author = measure(TAX), make_officer()
    draft = revisions.start_draft(actor=author, measure=one)
    change = Change(
        START, {"rate": ("120 %", "120 % from 2027")}, "unverified", CitedDocument("A new notice")
    )
    source = change_from(draft.source, change)
    return revisions.write_draft(actor=author, revision=draft, source=source, cases=draft.cases)


def amount(rule: Rule, organisation: Organisation, on: datetime.date) -> int:
    facts = {row.name: row.value for row in organisation.statements.exclude(name="staff")}
    return assess(rule, facts, on).amount or 0


def test_the_sums_are_those_of_the_cases_one_by_one() -> None:
    draft = raised()
    before, after = rule_of(published(TAX)), rule_of(draft)
    residents = [
        make_resident(["new_materials"], "19"),
        make_resident(["new_materials", "ai"], "20", rd_first_five="1"),
        make_resident(["aerospace"], "1000", industry="tobacco"),
        make_resident([], "", rd_amortised="100000000000000"),
    ]
    make_outsider(["ai"], "5")
    budget = simulate_budget(before, after, START, known=TODAY)
    costs = [(amount(before, one, START), amount(after, one, START)) for one in residents]
    assert budget.total["subjects"] == 4
    assert budget.total["fen_before"] == sum(was for was, _is in costs)
    assert budget.total["fen_after"] == sum(is_ for _was, is_ in costs)
    assert budget.total["fen_change"] == 18_000_000 + 20_000_018_000_000 + budget.rows["fen_after"][1] - 1
    assert (budget.total["entitled_before"], budget.total["gain"], budget.total["lose"]) == (3, 2, 0)
    fields = {row["name"]: row["subjects"] for row in budget.groups[0].rows}
    assert fields == {"New materials": 2, "Aerospace": 1, None: 1}
    sizes = {row["name"]: row["subjects"] for row in budget.groups[1].rows}
    assert sizes == {"fewer than 20 staff": 1, "20 to 299 staff": 1, "1,000 staff and more": 1, None: 1}
    assert sum(row["fen_change"] for row in budget.groups[1].rows) == budget.total["fen_change"]


def test_the_day_before_nothing_changes() -> None:
    draft = raised()
    make_resident(["ai"])
    budget = simulate_budget(
        rule_of(published(TAX)), rule_of(draft), START - datetime.timedelta(days=1), known=TODAY
    )
    assert budget.total["fen_before"] == budget.total["fen_after"] == 90_000_000
    assert budget.total["gain"] == 0


def test_what_is_not_on_file_stays_open() -> None:
    draft = raised()
    Resident.objects.create(organisation=make_organisation(), since=TODAY)
    total = simulate_budget(rule_of(published(TAX)), rule_of(draft), START, known=TODAY).total
    assert (total["subjects"], total["open_before"], total["open_after"], total["fen_after"]) == (1, 1, 1, 0)


def test_a_zone_without_organisations_costs_nothing() -> None:
    draft = raised()
    total = simulate_budget(rule_of(published(TAX)), rule_of(draft), START, known=TODAY).total
    assert set(total.values()) == {0}


def test_a_room_above_adds_a_way_to_sum_up() -> None:
    draft = raised()
    first, second = make_resident(["ai"]), make_resident(["ai"])
    with traits.only(SimulationGroup("tier", "Tier", lambda _ids, _on: {first.pk: "Giant"})):
        found = simulate_budget(rule_of(published(TAX)), rule_of(draft), START, known=TODAY).groups[2]
    assert (found.name, found.label) == ("tier", "Tier")
    assert {row["name"]: row["subjects"] for row in found.rows} == {"Giant": 1, None: 1}
    assert second.pk != first.pk


def test_the_page_and_its_file_tell_the_same() -> None:
    draft = raised()
    one = make_resident(["ai"], "30")
    client = Client()
    client.force_login(make_officer())
    told = client.get(reverse("measures:simulation", args=[draft.ref])).content.decode()
    assert "1.08 million yuan" in told
    assert "1.08 <small>million yuan</small>" in told
    assert "+180,000 yuan" in told
    url = reverse("measures:simulation_export", args=[draft.ref, "csv"])
    response = client.get(f"{url}?on=2027-01-01")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["organisation"], row["field"]) == (one.ref, "Artificial intelligence")
    assert (row["answer_before"], row["fen_before"], row["fen_after"], row["fen_change"]) == (
        "yes", "90000000", "108000000", "18000000",
    )  # fmt: skip
    assert client.get(reverse("measures:simulation", args=[draft.ref]) + "?on=never").status_code == 200


def test_the_charts_have_the_costs_of_the_tables_and_leave_out_who_costs_nothing() -> None:
    draft = raised()
    make_resident(["ai"], "30")
    make_resident(["aerospace"], "30", industry="tobacco")
    client = Client()
    client.force_login(make_officer())
    page = client.get(reverse("measures:simulation", args=[draft.ref]))
    charts = {group["name"]: group["chart"] for group in page.context["groups"]}
    costs = (90_000_000, 108_000_000)
    assert [(row.label, row.values) for row in charts["field"].rows] == [("Artificial intelligence", costs)]
    assert [(row.label, row.values) for row in charts["size"].rows] == [("20 to 299 staff", costs)]
    assert charts["field"].rows[0].texts == ("900,000 yuan", "1.08 million yuan")
    body = page.content.decode()
    for name in charts:
        assert (body.count(f'aria-details="{name}"'), body.count(f'id="{name}"')) == (1, 1)


def test_where_nothing_is_paid_there_is_no_chart() -> None:
    draft = raised()
    make_resident(["aerospace"], industry="tobacco")
    client = Client()
    client.force_login(make_officer())
    page = client.get(reverse("measures:simulation", args=[draft.ref]))
    assert {group["chart"] for group in page.context["groups"]} == {None}


def test_the_zone_is_read_once_until_something_changes(
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    resident = make_resident(["new_energy"], "120")
    measure(TAX)
    rule = rule_of(published(TAX))

    def budget() -> int:
        return simulate_budget(rule, rule, TODAY, known=TODAY).total["fen_after"]

    before = budget()
    assert before == amount(rule, resident, TODAY)
    with django_assert_max_num_queries(4):
        assert budget() == before
    other = make_resident(["new_energy"])
    assert budget() == before + amount(rule, other, TODAY)
    services.state_facts(
        actor=make_officer(),
        organisation=resident,
        said={("rd_first_five", 0): services.StatedValue("0", "")},
        origin=Origin.OFFICER,
    )
    assert budget() == amount(rule, other, TODAY)
