"""Assessing: the zone at once says the same as one after the other, writes what differs, and survives being killed."""

from __future__ import annotations

import datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from hardtech.zone.common.stalled import retried_tasks
from hardtech.zone.facts.models import Resident, Statement
from hardtech.zone.facts.queries import known_facts
from hardtech.zone.incentives import tasks
from hardtech.zone.incentives.choices import ClaimState
from hardtech.zone.incentives.models import Assessment, Claim, Run
from hardtech.zone.incentives.queries.owed import published_rules, verdict_of
from hardtech.zone.incentives.services import assessing, nightly
from hardtech.zone.incentives.services.assessing import assess_organisation, assess_zone
from hardtech.zone.incentives.services.nightly import run_night
from hardtech.zone.incentives.tests.granting import (
    NOW,
    TODAY,
    cited,
    fact,
    grant,
    make_resident,
    make_tenant,
    publish,
    state,
)
from hardtech.zone.journal.models import Entry
from hardtech.zone.measures.models import Measure
from hardtech.zone.measures.rulebook import current_rulebook
from hardtech.zone.measures.services.rulebooks import take_rulebooks
from hardtech.zone.portal.demo.populating import populate
from hardtech.zone.registry.models import Organisation
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db

Answers = dict[tuple[int, str], tuple[str, int | None, list[str]]]


def kept() -> Answers:
    rows = Assessment.objects.values_list(
        "organisation_id", "measure__key", "answer", "amount_fen", "missing"
    )
    return {
        (organisation, key): (answer, None if amount is None else int(amount), missing)
        for organisation, key, answer, amount, missing in rows
    }


def one_by_one(on: datetime.date) -> Answers:
    """The same by the single evaluator and the facts of one organisation at a time."""
    facts = current_rulebook().facts()
    found: Answers = {}
    for organisation in Organisation.objects.filter(residence__isnull=False):
        known = known_facts(organisation, facts, on)
        for one in published_rules("organisation"):
            verdict = verdict_of(one.rule, known.values, on)
            missing = list(verdict.missing) if verdict.answer == "unknown" else []
            found[organisation.pk, one.rule.id] = (verdict.answer, verdict.amount, missing)
    return found


@pytest.mark.parametrize("seed", [1, 7])
def test_the_zone_at_once_says_the_same_as_one_after_the_other(seed: int) -> None:
    take_rulebooks()
    populate(60, seed=seed, on=TODAY, progress=lambda _done: None)
    assess_zone(TODAY, NOW, portion=25)
    expected = one_by_one(TODAY)
    assert kept() == expected
    assert {answer for answer, _amount, _missing in expected.values()} == {
        "yes",
        "no",
        "unknown",
        "judgement",
    }


def test_the_demo_zone_at_once_says_the_same_as_one_after_the_other() -> None:
    call_command("load_demo")
    today = timezone.localdate()
    assess_zone(today, NOW)
    assert Assessment.objects.exists()
    assert kept() == one_by_one(today)


def test_what_came_out_is_told_by_the_run_and_the_journal() -> None:
    publish()
    make_tenant("500000")
    make_tenant("700000")
    make_resident()
    run = assess_zone(TODAY, NOW)
    assert run is not None
    assert (run.organisations, run.measures, run.entitled, run.amount_fen) == (3, 1, 2, 1_200_000)
    assert run.finished_at is not None
    entry = Entry.objects.get(verb="zone.assessed")
    assert (entry.subject, entry.data["amount_fen"]) == (run.ref, "1200000")


def test_what_did_not_change_is_not_written_again() -> None:
    publish()
    make_tenant()
    changing = make_tenant()
    assess_zone(TODAY, NOW)
    first = dict(Assessment.objects.values_list("organisation", "assessed_at"))
    state(changing, rent="600000")
    assess_zone(TODAY + datetime.timedelta(days=1), NOW)
    again = dict(Assessment.objects.values_list("organisation", "assessed_at"))
    assert {pk for pk in again if again[pk] != first[pk]} == {changing.pk}
    assert Assessment.objects.get(organisation=changing).amount_fen == 600_000


def test_a_slow_run_does_not_replace_what_came_of_newer_facts() -> None:
    publish()
    tenant = make_tenant()
    rows, _sums = assessing._assessed([tenant.pk], published_rules("organisation"), TODAY)
    began = timezone.now()
    state(tenant, rent="900000")
    assess_organisation(tenant, TODAY, timezone.now())
    assert rows.write(TODAY, began) == 0
    assert Assessment.objects.get().amount_fen == 900_000


def test_a_run_that_was_killed_is_ended_by_the_next_one() -> None:
    publish()
    tenants = [make_tenant(str(1000 * number)) for number in range(1, 8)]

    def killed(done: int, _total: int) -> None:
        if done >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        assess_zone(TODAY, NOW, portion=2, progress=killed)
    assert Assessment.objects.count() == 4
    assert Run.objects.get().finished_at is None

    told: list[tuple[int, int]] = []
    run = assess_zone(TODAY, NOW, portion=2, progress=lambda *step: told.append(step))
    assert Run.objects.get() == run
    assert told == [(2, 7), (4, 7), (6, 7), (7, 7)]
    assert {amount for _answer, amount, _missing in kept().values()} == {
        1000 * number for number in range(1, len(tenants) + 1)
    }


def test_what_leaves_the_zone_or_the_rulebook_leaves_no_answer() -> None:
    publish()
    gone, merged, staying = make_tenant(), make_tenant(), make_tenant()
    other = publish(grant(id="zone/other"))
    assess_zone(TODAY, NOW)
    assert Assessment.objects.count() == 6
    Resident.objects.filter(organisation=gone).delete()
    Organisation.objects.filter(pk=merged.pk).update(merged_into=staying)
    other.revisions.update(state="replaced")
    assess_zone(TODAY, NOW)
    assert list(kept()) == [(staying.pk, "zone/rent-grant")]


def test_an_organisation_that_does_not_belong_to_the_zone_is_not_assessed() -> None:
    publish()
    outside = make_organisation()
    assert assess_organisation(outside, TODAY, NOW) == 0
    assert not Assessment.objects.exists()


def test_nothing_on_file_of_anybody_is_all_unknown() -> None:
    publish()
    alone = make_resident()
    assess_zone(TODAY, NOW)
    assert kept() == {(alone.pk, "zone/rent-grant"): ("unknown", None, ["tenant", "rent"])}


def test_a_value_that_no_longer_fits_its_fact_counts_as_unknown() -> None:
    publish()
    tenant = make_tenant()
    Statement.objects.filter(name="rent").update(value="much")
    assess_zone(TODAY, NOW)
    assert kept() == {(tenant.pk, "zone/rent-grant"): ("unknown", None, ["rent"])} == one_by_one(TODAY)


def test_measures_for_projects_are_left_out() -> None:
    publish(grant(id="zone/project", subject="project"))
    make_tenant()
    run = assess_zone(TODAY, NOW)
    assert run is not None
    assert (run.measures, Assessment.objects.count()) == (0, 0)


def test_amounts_beyond_64_bits_stay_exact() -> None:
    huge = grant(
        facts={"tenant": fact("bool"), "rent": fact("money")},
        parameters={"many": cited(value="1000000000")},
        amount={**grant()["amount"], "formula": "rent * many"},
    )
    del huge["amount"]["cap"]
    publish(huge)
    tenant = make_tenant("8604600000000")
    assess_zone(TODAY, NOW)
    assert kept()[tenant.pk, "zone/rent-grant"][1] == 8604600000000 * 10**9


def test_another_run_at_work_is_left_alone() -> None:
    publish()
    make_tenant()
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [assessing.ZONE_LOCK])
        assert assess_zone(TODAY, NOW) is None
        assert not Run.objects.exists()
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [assessing.ZONE_LOCK])
    finally:
        other.close()
    assert assess_zone(TODAY, NOW) is not None


def test_the_night_proposes_what_needs_no_application() -> None:
    publish(pays_automatically=True)
    make_tenant()
    run = run_night(TODAY, NOW, today=TODAY)
    assert run is not None
    assert (run.proposed, Claim.objects.get().state) == (1, ClaimState.PROPOSED)
    later = run_night(TODAY + datetime.timedelta(days=400), NOW, today=TODAY)
    assert later is not None
    assert later.proposed == 0


@pytest.mark.django_db(transaction=True)
def test_stated_facts_ask_the_worker_once() -> None:
    publish()
    tenant = make_resident()
    state(tenant, tenant="true")
    state(tenant, rent="1000")
    jobs = ProcrastinateJob.objects.filter(task_name=tasks.ONE, args={"organisation": tenant.pk})
    assert jobs.count() == 1
    tasks.assess_one(tenant.pk)
    assert kept()[tenant.pk, "zone/rent-grant"] == ("yes", 1000, [])


def test_what_a_killed_worker_held_is_done_again() -> None:
    assert {tasks.ONE, nightly.TASK} <= {task.name for task in retried_tasks}


def test_a_job_for_an_organisation_that_is_gone_does_nothing() -> None:
    tasks.assess_one(0)


def test_the_nightly_task_assesses_as_of_today() -> None:
    publish()
    make_tenant()
    tasks.assess_whole_zone(0)
    assert Run.objects.get().on == timezone.localdate()


def test_the_command_tells_what_it_did(capsys: pytest.CaptureFixture[str]) -> None:
    publish()
    make_tenant()
    call_command("assess_zone", "--on", "2026-03-02")
    assert capsys.readouterr().out.startswith(
        "1 organisations, 1 measures, 1 entitlements on 2026-03-02, 0 payments proposed, in "
    )
    assert Run.objects.get().on == TODAY


def test_the_command_names_a_wrong_day() -> None:
    with pytest.raises(CommandError, match="is no date; write it as 2026-06-01"):
        call_command("assess_zone", "--on", "soon")


def test_measures_keep_their_rows() -> None:
    measure = publish()
    make_tenant()
    assess_zone(TODAY, NOW)
    assert Assessment.objects.get().measure == measure == Measure.objects.get()
