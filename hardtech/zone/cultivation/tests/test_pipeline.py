"""The officers' pipeline: who is where, what is one step away, how many hold what, how that grows."""

from __future__ import annotations

import datetime
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hardtech.zone.cultivation.choices import Tier
from hardtech.zone.cultivation.models import Standing
from hardtech.zone.cultivation.queries import (
    count_by_field,
    count_by_tier,
    growth_by_tier,
    holders,
    year_ends,
)
from hardtech.zone.cultivation.services.standing import compute_standings
from hardtech.zone.cultivation.tests.climbing import TODAY, climber, hold, publish_tiers, resident
from hardtech.zone.cultivation.tests.test_views import text_of
from hardtech.zone.cultivation.wording import growth_words
from hardtech.zone.facts.tests.people import ROLES, client_of, company, user_of
from tests.factories import make_officer, make_organisation

pytestmark = pytest.mark.django_db

PIPELINE = "/cultivation/"
PAGES = (
    PIPELINE,
    "/cultivation/export.csv",
    "/cultivation/fields/",
    "/cultivation/holders/high_tech/",
    "/cultivation/holders/high_tech/export.csv",
)
END_2020, END_2021 = datetime.date(2020, 12, 31), datetime.date(2021, 12, 31)


def officer():
    return client_of(make_officer())


def rows(response):
    return [row["organisation"] for row in response.context["rows"]]


def planted(tier: Tier, before: int, after: int) -> None:
    """`before` holders at the end of 2020, `after` at the end of 2021, and beside them some that must not count."""
    started = datetime.date(2019, 6, 1)
    for number in range(after):
        hold(resident(), tier, started if number < before else datetime.date(2021, 6, 1), None)
    hold(make_organisation(), tier, started, None)  # not of the zone
    hold(resident(since=datetime.date(2022, 1, 1)), tier, started, None)  # not of the zone yet
    hold(resident(), tier, started, END_2020 - datetime.timedelta(days=1))  # over the day before
    hold(resident(), tier, started, None, revoked_on=END_2020)  # revoked on the day
    twice = hold(resident(), tier, END_2021 + datetime.timedelta(days=1), None).organisation
    hold(twice, tier, END_2021 + datetime.timedelta(days=2), None)


def test_growth_as_the_article_reckons_it():
    """Article 004: technology-based SMEs up by 48 %, high-tech enterprises by 53 %."""
    planted(Tier.TECHNOLOGY_SME, 25, 37)
    planted(Tier.HIGH_TECH, 15, 23)
    grown = growth_by_tier([END_2020, END_2021])
    assert set(grown) == set(Tier.values)
    found = {tier: [(one.count, growth_words(one.growth)) for one in ones] for tier, ones in grown.items()}
    assert found["technology_sme"] == [(37, "+48 %")]
    assert found["high_tech"] == [(23, "+53 %")]
    assert found["unicorn"] == [(0, "")]
    assert grown["high_tech"][0].growth == Fraction(8, 15)


def test_the_figure_leads_to_the_organisations_behind_it():
    planted(Tier.HIGH_TECH, 3, 5)
    for day, count in ((END_2020, 3), (END_2021, 5)):
        assert count_by_tier([day])["high_tech"] == [count]
        assert holders("high_tech", day).count() == count
        page = officer().get(f"/cultivation/holders/high_tech/?on={day}")
        assert page.context["listing"].page.paginator.count == count
        assert {held.valid_from <= day for _one, held in page.context["rows"]} == {True}
        export = officer().get(f"/cultivation/holders/high_tech/export.csv?on={day}")
        assert len(b"".join(export.streaming_content).splitlines()) == count + 1


def test_the_chart_has_the_figures_of_the_table() -> None:
    planted(Tier.HIGH_TECH, 2, 3)
    page = officer().get(PIPELINE)
    chart = page.context["chart"]
    assert [row.label for row in chart.rows] == ["High-tech enterprise"]
    [row] = [row for row in page.context["growth"] if row["tier"] == Tier.HIGH_TECH]
    assert chart.rows[0].values == (*(count for _day, count, _change in row["cells"]), row["today"])
    assert chart.columns == (*(str(year) for year in page.context["years"]), "Today")
    body = page.content.decode()
    assert (body.count('aria-details="growth"'), body.count('<table id="growth">')) == (1, 1)


def test_without_holders_there_is_no_chart() -> None:
    page = officer().get(PIPELINE)
    assert page.context["chart"] is None
    assert "<figure" not in page.content.decode()


def test_one_organisation_with_two_certificates_counts_once():
    organisation = resident()
    for back in (40, 50):
        hold(organisation, Tier.HIGH_TECH, TODAY - datetime.timedelta(days=back), None)
    assert count_by_tier([TODAY])["high_tech"] == [1]
    assert count_by_tier([]) == {tier: [] for tier in Tier.values}


def test_holders_by_field():
    hold(resident(fields=["new_materials", "new_energy"]), Tier.HIGH_TECH)
    hold(resident(fields=["new_energy"]), Tier.HIGH_TECH)
    hold(resident(), Tier.HIGH_TECH)
    counts = count_by_field(TODAY)
    assert (counts["new_energy"]["high_tech"], counts["new_materials"]["high_tech"]) == (2, 1)
    assert counts["ai"] == dict.fromkeys(Tier.values, 0)


@pytest.mark.parametrize(
    ("growth", "words"),
    [
        (Fraction(12, 25), "+48 %"),
        (Fraction(1, 200), "+1 %"),
        (Fraction(-1, 8), "−13 %"),
        (Fraction(0), "±0 %"),
        (Fraction(1, 1000), "±0 %"),
        (None, ""),
    ],
)
def test_growth_in_words(growth, words):
    assert growth_words(growth) == words


def test_ends_of_years():
    assert year_ends(datetime.date(2026, 1, 1), 2) == [
        datetime.date(2024, 12, 31),
        datetime.date(2025, 12, 31),
    ]


@pytest.mark.parametrize("role", ROLES)
def test_the_pipeline_is_for_officers(role):
    organisation = company(resident=role != "officer_of_others")
    hold(organisation, Tier.HIGH_TECH, number="GR-1")
    client = client_of(user_of(role, organisation))
    for address in PAGES:
        response = client.get(address)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        if role.startswith("officer"):
            assert response.status_code == 200, address
            named = role == "officer" and "fields" not in address
            assert (b"Weihe Optics" in body) == named, address
        else:
            assert response.status_code in {302, 403} or address == PIPELINE, address
            assert "One step away" not in body.decode()
            assert "GR-1" not in body.decode()


def test_who_is_one_step_away_and_what_the_step_is():
    publish_tiers()
    near = [climber(), climber()]
    climber(sci_tech_staff="10", rd="10000000", total_cost="10000000000", ip_class_1="0")
    hold(climber(sci_tech_staff="10"), Tier.LITTLE_GIANT)
    compute_standings(TODAY, timezone.now())
    client = officer()
    page = client.get(PIPELINE)
    steps = [(step.label, step.fact_label, step.count) for step in page.context["one_step"]]
    assert steps[0] == ("Technology-based SME", "Science and technology staff", 2)
    led = client.get(f"{PIPELINE}?step=technology_sme.sci_tech_staff")
    assert {one.pk for one in rows(led)} == {one.pk for one in near}
    assert "1 step" in text_of(page)


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("tier=none", {"near", "open", "asked"}),
        ("tier=little_giant", {"top"}),
        ("target=technology_sme", {"near", "open", "asked"}),
        ("away=0", {"open"}),
        ("away=1", {"near"}),
        ("away=fact", {"asked"}),
        ("field=new_energy", {"top"}),
        ("renewal=90", {"top"}),
        ("q=Lustre", {"near"}),
        ("", {"near", "open", "asked", "top"}),
    ],
)
def test_filters(query, wanted):
    publish_tiers()
    found = {
        "near": climber(),
        "open": climber(sci_tech_staff="10"),
        "asked": climber(sci_tech_staff="10", rd="50000000", total_cost="10000000000", ip_class_1=""),
        "top": resident(fields=["new_energy"]),
    }
    hold(found["top"], Tier.LITTLE_GIANT, end=TODAY + datetime.timedelta(days=60))
    if query.startswith("q="):
        from hardtech.zone.registry.services import update_organisation

        update_organisation(
            actor=make_officer(), organisation=found["near"], values={"name_en": "Lustre Works"}
        )
    compute_standings(TODAY, timezone.now())
    names = {organisation.pk: name for name, organisation in found.items()}
    assert {names[one.pk] for one in rows(officer().get(f"{PIPELINE}?{query}"))} == wanted


def test_the_nearest_come_first():
    publish_tiers()
    asked = climber(sci_tech_staff="10", rd="50000000", total_cost="10000000000", ip_class_1="")
    near = climber()
    done = climber(sci_tech_staff="10")
    compute_standings(TODAY, timezone.now())
    assert rows(officer().get(PIPELINE)) == [done, near, asked]


def test_the_export_has_the_steps():
    publish_tiers()
    organisation = climber()
    compute_standings(TODAY, timezone.now())
    body = b"".join(officer().get("/cultivation/export.csv").streaming_content).decode()
    assert organisation.ref in body
    assert "sci_tech_staff: 9 → 10" in body


def test_without_a_run_the_page_says_so():
    climber()
    assert "not computed yet" in text_of(officer().get(PIPELINE))
    assert not Standing.objects.exists()


@pytest.mark.parametrize("page", [PIPELINE, "/cultivation/holders/technology_sme/"])
def test_the_number_of_queries_does_not_grow(page):
    publish_tiers()
    client, counts = officer(), []
    for more in (1, 29):
        for _ in range(more):
            organisation = climber()
            hold(organisation, Tier.TECHNOLOGY_SME)
            hold(organisation, Tier.GAZELLE)
        compute_standings(TODAY, timezone.now())
        client.get(page)
        with CaptureQueriesContext(connection) as queries:
            client.get(page)
        counts.append(len(queries))
    assert counts == [counts[0]] * 2


@pytest.mark.parametrize("address", ["/cultivation/holders/guild/", "/cultivation/export.pdf"])
def test_what_is_not_there_is_not_found(address):
    assert officer().get(address).status_code == 404


def test_a_day_that_is_none_is_today():
    hold(resident(), Tier.HIGH_TECH)
    for nonsense in ("yesterday", "2026-13-45"):
        page = officer().get(f"/cultivation/holders/high_tech/?on={nonsense}")
        assert page.context["day"] == TODAY
