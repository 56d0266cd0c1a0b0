"""Where organisations stand for the next tier: computed, kept, and computed again only where something changed."""

from __future__ import annotations

import datetime
import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from hardtech.engines.rules import plan
from hardtech.zone.cultivation import aiming, tasks
from hardtech.zone.cultivation.choices import RULES, Tier, Way
from hardtech.zone.cultivation.models import Standing
from hardtech.zone.cultivation.rungs import case_of
from hardtech.zone.cultivation.services.certificates import record_certificate
from hardtech.zone.cultivation.services.standing import compute_standing, compute_standings
from hardtech.zone.cultivation.tests.climbing import (
    LAST,
    TODAY,
    climber,
    hold,
    publish_tiers,
    resident,
)
from hardtech.zone.facts.models import Resident
from hardtech.zone.facts.tests.people import say
from hardtech.zone.measures.rulebook import current_rulebook
from tests.factories import make_officer, make_organisation

pytestmark = pytest.mark.django_db


def run(on: datetime.date = TODAY):
    return compute_standings(on, timezone.now())


def standing(organisation) -> Standing:
    return Standing.objects.get(organisation=organisation)


def test_one_step_away_and_the_step_is_named():
    publish_tiers()
    organisation = climber()
    done = run()
    found = standing(organisation)
    assert (done.organisations, done.computed) == (1, 1)
    assert (found.tier, found.target, found.answer, found.way) == ("", "technology_sme", "no", Way.STEPS)
    assert found.steps == [{"fact": "sci_tech_staff", "before": 9, "after": 10, "meets": ["merit"]}]
    assert (found.step_count, found.failing) == (1, 1)


def test_the_steps_are_those_of_the_engines_plan():
    publish_tiers()
    organisation = climber(rd="20000000", ip_class_1="0", ip_class_2="1")
    run()
    rulebook = current_rulebook()
    values = case_of(organisation, rulebook, TODAY)
    measure = rulebook[RULES[Tier.TECHNOLOGY_SME]]
    weights = {name: cost for name, cost in aiming.EFFORT.items() if name in measure.facts}
    way = plan(measure, values, TODAY, weights, also=values)
    assert way.code == "plan"
    found = standing(organisation)
    assert [step["fact"] for step in found.steps] == [step.fact.name for step in way.steps]
    assert found.step_count == len(way.steps)


def test_the_steps_applied_turn_the_answer():
    publish_tiers()
    organisation = climber()
    run()
    say(organisation, **{f"sci_tech_staff_{LAST}": "10"})
    run()
    found = standing(organisation)
    assert (found.target, found.answer, found.way, found.step_count) == ("technology_sme", "yes", Way.OPEN, 0)
    assert found.steps == []


def test_a_missing_fact_is_no_step():
    publish_tiers()
    organisation = climber(sci_tech_staff="10", rd="50000000", total_cost="10000000000", ip_class_1="")
    run()
    found = standing(organisation)
    assert (found.way, found.answer, found.missing, found.step_count) == (
        Way.FACTS,
        "unknown",
        ["ip_class_1"],
        None,
    )


def test_too_large_for_an_sme_it_aims_at_a_branch():
    publish_tiers()
    organisation = climber(staff="501", sci_tech_staff="200")
    run()
    assert standing(organisation).target in {"innovative_sme", "high_tech"}


def test_at_the_top_nothing_comes_next():
    publish_tiers()
    organisation = climber()
    hold(organisation, Tier.LITTLE_GIANT)
    run()
    found = standing(organisation)
    assert (found.tier, found.target, found.way, found.step_count) == ("little_giant", "", "", None)


def test_nothing_is_computed_again_where_nothing_changed():
    publish_tiers()
    organisations = [climber(), climber()]
    assert run().computed == 2
    assert run().computed == 0
    say(organisations[0], **{f"sci_tech_staff_{LAST}": "10"})
    assert run().computed == 1
    hold(organisations[1], Tier.HIGH_TECH)
    assert run().computed == 1
    assert standing(organisations[1]).tier == "high_tech"
    publish_tiers()  # the same texts
    assert run().computed == 0


def test_the_calendar_counts_as_a_change():
    publish_tiers()
    organisation = climber()
    hold(organisation, Tier.HIGH_TECH, TODAY, TODAY + datetime.timedelta(days=5))
    assert run().computed == 1
    assert run(TODAY + datetime.timedelta(days=6)).computed == 1  # the certificate ran out
    assert run(datetime.date(TODAY.year + 1, 12, 31)).computed == 1  # another fiscal year is asked for


def test_who_leaves_the_zone_has_no_standing():
    publish_tiers()
    organisation, other = climber(), make_organisation()
    run()
    assert not Standing.objects.filter(organisation=other).exists()
    Resident.objects.filter(organisation=organisation).delete()
    assert run().dropped == 1
    assert not Standing.objects.exists()


def test_one_organisation_is_computed_by_itself():
    publish_tiers()
    ours, theirs = climber(), climber()
    for one in (ours, make_organisation()):
        compute_standing(one.pk, TODAY, timezone.now())
    assert list(Standing.objects.values_list("organisation", flat=True)) == [ours.pk]
    assert theirs.pk != ours.pk


def test_a_value_that_the_rules_no_longer_take_counts_as_not_known():
    publish_tiers()
    organisation = climber()
    organisation.statements.filter(name="staff").update(value="many")
    run()
    assert standing(organisation).way == Way.FACTS


def test_without_measures_and_facts_there_is_still_a_standing():
    organisation = resident()
    run()
    found = standing(organisation)
    assert (found.tier, found.target, found.way) == ("", "", "")


def test_a_change_of_facts_or_certificates_has_the_standing_computed(django_capture_on_commit_callbacks):
    organisation = climber()
    for change in (
        lambda: say(organisation, ip_class_2="7"),
        lambda: record_certificate(
            actor=make_officer(),
            organisation=organisation,
            values={"tier": Tier.LISTED, "number": "1", "valid_from": TODAY},
        ),
    ):
        ProcrastinateJob.objects.all().delete()
        with django_capture_on_commit_callbacks(execute=True):
            change()
        jobs = ProcrastinateJob.objects.filter(task_name=tasks.ONE).values_list("args", flat=True)
        assert list(jobs) == [{"organisation": organisation.pk}]


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_do_not_clash(monkeypatch):
    monkeypatch.setattr("hardtech.zone.cultivation.services.standing.PORTION", 2)
    publish_tiers(Tier.TECHNOLOGY_SME)
    organisations = [climber() for _ in range(5)]
    failures = []

    def work():
        try:
            run()
        except Exception as error:  # noqa: BLE001 - whatever it is, the test tells it
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert Standing.objects.filter(organisation__in=organisations, way=Way.STEPS).count() == 5


@pytest.mark.django_db(transaction=True)
def test_a_run_that_is_killed_keeps_what_it_finished(monkeypatch):
    monkeypatch.setattr("hardtech.zone.cultivation.services.standing.PORTION", 2)
    publish_tiers(Tier.TECHNOLOGY_SME)
    for _ in range(4):
        climber()

    def stop(done):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        compute_standings(TODAY, timezone.now(), progress=stop)
    assert Standing.objects.count() == 2
    assert run().computed == 2


def test_the_tasks_compute_one_and_all():
    publish_tiers(Tier.TECHNOLOGY_SME)
    first, second = climber(), climber()
    tasks.compute_one(first.pk)
    assert list(Standing.objects.values_list("organisation", flat=True)) == [first.pk]
    tasks.compute_all(0)
    assert standing(second).way == Way.STEPS


def test_the_command_says_what_it_did(capsys):
    publish_tiers(Tier.TECHNOLOGY_SME)
    climber()
    call_command("compute_standings", "--on", TODAY.isoformat())
    assert capsys.readouterr().out.startswith("1 organisations, 1 computed again, 0 dropped in ")
    with pytest.raises(CommandError, match="write the day as 2026-03-01"):
        call_command("compute_standings", "--on", "yesterday")
