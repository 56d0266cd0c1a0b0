"""Payment without application: proposed by the run, seen by officers only, confirmed by one of them."""

from __future__ import annotations

import datetime
import time
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from hardtech.engines.rules import replay
from hardtech.zone.facts.models import Resident
from hardtech.zone.incentives.choices import ClaimState, NoticeKind
from hardtech.zone.incentives.models import Assessment, Claim, Notice, Run
from hardtech.zone.incentives.permissions import may_see_claim, visible_claims
from hardtech.zone.incentives.services import automatic_payments
from hardtech.zone.incentives.services.liaison import assign_liaison
from hardtech.zone.incentives.tests.granting import NOW, TODAY, grant, make_claim, make_tenant, publish, state
from hardtech.zone.incentives.tests.test_claims import codes
from hardtech.zone.journal.models import Entry
from hardtech.zone.measures.models import Measure, Revision
from hardtech.zone.registry.models import Organisation
from tests.factories import make_member, make_officer, make_technology_manager

pytestmark = pytest.mark.django_db


def make_run(on: datetime.date = TODAY) -> Run:
    run = Run(on=on, started_at=NOW)
    run.save()
    return run


def assessed(
    organisation: Organisation, measure: Measure, amount: int | None = 500_000, **values: Any
) -> Assessment:
    revision = Revision.objects.get(measure=measure, state="published")
    return Assessment.objects.create(
        organisation=organisation,
        measure=measure,
        **{"revision": revision, "on": TODAY, "answer": "yes", "amount_fen": amount, "assessed_at": NOW}
        | values,
    )


@pytest.fixture
def measure() -> Measure:
    return publish(pays_automatically=True)


def test_whoever_is_owed_something_gets_a_proposal_once(measure: Measure) -> None:
    organisation, officer = make_tenant(), make_officer()
    assign_liaison(actor=officer, organisations=[organisation.pk], officer=officer, on=TODAY)
    assessed(organisation, measure)
    run = make_run()
    assert automatic_payments.propose_payments(run, NOW) == 1
    claim = Claim.objects.get()
    assert (claim.state, claim.origin, claim.amount_fen) == ("proposed", "unasked", 500_000)
    assert (claim.period, claim.officer, claim.run, claim.trace) == (2026, officer, run, {})
    entries = Entry.objects.filter(verb="claims.proposed")
    assert [(one.subject, one.about, one.data["number"]) for one in entries] == [(run.ref, [], 1)]
    assert automatic_payments.propose_payments(make_run(), NOW) == 0
    assert (Claim.objects.count(), entries.count()) == (1, 1)


def test_who_gets_none(measure: Measure) -> None:
    asks = publish(grant(id="zone/on-request"))
    project = publish(grant(id="zone/by-project", subject="project"), pays_automatically=True)
    elsewhere = publish(grant(id="zone/elsewhere"), pays_automatically=True, takes_claims=False)
    for one in (asks, project, elsewhere):
        assessed(make_tenant(), one)
    assessed(make_tenant(), measure, answer="unknown", amount=None)
    assessed(make_tenant(), measure, amount=0)
    assessed(make_tenant(), measure, amount=None)
    claimed = make_tenant()
    make_claim(claimed, measure)
    assessed(claimed, measure)
    stranger = make_tenant()
    assessed(stranger, measure)
    Resident.objects.filter(organisation=stranger).delete()
    assert automatic_payments.propose_payments(make_run(), NOW) == 0


def test_a_proposal_follows_the_facts(measure: Measure) -> None:
    more, gone = make_tenant(), make_tenant()
    for one in (more, gone):
        assessed(one, measure)
    automatic_payments.propose_payments(make_run(), NOW)
    Assessment.objects.filter(organisation=more).update(amount_fen=700)
    Assessment.objects.filter(organisation=gone).update(answer="no", amount_fen=None)
    assert automatic_payments.propose_payments(make_run(), NOW) == 0
    found = Claim.objects.order_by("pk").values_list("state", "amount_fen")
    assert list(found) == [("proposed", 700), ("dismissed", 500_000)]


def test_last_years_proposals_are_over(measure: Measure) -> None:
    assessed(make_tenant(), measure)
    automatic_payments.propose_payments(make_run(), NOW)
    assert automatic_payments.propose_payments(make_run(TODAY.replace(year=2027)), NOW) == 1
    assert list(Claim.objects.order_by("period").values_list("period", "state")) == [
        (2026, "dismissed"),
        (2027, "proposed"),
    ]


def proposal(measure: Measure, rent: str = "500000") -> Claim:
    organisation = make_tenant(rent=rent)
    assessed(organisation, measure)
    automatic_payments.propose_payments(make_run(), NOW)
    return Claim.objects.get(organisation=organisation)


def test_the_organisation_sees_it_only_once_it_is_confirmed(measure: Measure) -> None:
    claim = proposal(measure)
    member, officer = make_member(claim.organisation), make_officer()
    for state_, sees in (("proposed", False), ("dismissed", False), ("approved", True)):
        Claim.objects.update(state=state_)
        claim.refresh_from_db()
        assert may_see_claim(member, claim) is sees
        assert Claim.objects.filter(visible_claims(member)).exists() is sees
        assert may_see_claim(officer, claim)
        assert not may_see_claim(make_technology_manager(), claim)


def test_confirming_decides_on_a_whole_verdict_and_tells_the_organisation(measure: Measure) -> None:
    claim, officer = proposal(measure), make_officer()
    member = make_member(claim.organisation)
    done = automatic_payments.confirm(actor=officer, claim=claim, now=NOW)
    done.refresh_from_db()
    assert (done.state, done.decided_by, done.amount_fen) == (ClaimState.APPROVED, officer, 500_000)
    assert replay(done.trace).same
    assert [one.amount_fen for one in done.payouts.all()] == [500_000]
    assert Notice.objects.filter(recipient=member).get().kind == NoticeKind.CLAIM_CONFIRMED
    entry = Entry.objects.get(verb="claim.confirmed")
    assert (entry.about, entry.data["trace_sha256"]) == ([done.organisation.ref], done.trace_sha256)
    with pytest.raises(ValidationError) as caught:
        automatic_payments.confirm(actor=officer, claim=claim, now=NOW)
    assert codes(caught) == {"": "status"}


@pytest.mark.parametrize("values", [{"rent": "600"}, {"tenant": "false"}, {"rent": ""}])
def test_what_changed_meanwhile_is_not_confirmed(measure: Measure, values: dict[str, str]) -> None:
    claim = proposal(measure)
    state(claim.organisation, **values)
    with pytest.raises(ValidationError) as caught:
        automatic_payments.confirm(actor=make_officer(), claim=claim, now=NOW)
    assert codes(caught) == {"": "changed"}
    claim.refresh_from_db()
    assert (claim.state, claim.payouts.count()) == ("proposed", 0)


def test_of_many_each_stands_for_itself(measure: Measure) -> None:
    claims = [proposal(measure) for _number in range(3)]
    state(claims[1].organisation, rent="1")
    done = automatic_payments.confirm_each(actor=make_officer(), claims=claims, now=NOW)
    assert [claim.pk for claim in done.claims] == [claims[0].pk, claims[2].pk]
    assert [claim.pk for claim, _why in done.refused] == [claims[1].pk]


def test_a_proposal_is_dismissed_with_a_reason_and_nobody_is_told(measure: Measure) -> None:
    claim = proposal(measure)
    make_member(claim.organisation)
    with pytest.raises(ValidationError) as caught:
        automatic_payments.dismiss(actor=make_officer(), claim=claim, reason="", now=NOW)
    assert codes(caught) == {"reason": "required"}
    done = automatic_payments.dismiss(actor=make_officer(), claim=claim, reason="Paid by the city.", now=NOW)
    assert (done.state, done.reason, Notice.objects.count()) == ("dismissed", "Paid by the city.", 0)
    assert automatic_payments.propose_payments(make_run(), NOW) == 0
    assert make_claim(claim.organisation, measure).state == "submitted"


def test_an_organisation_that_claims_takes_the_place_of_its_proposal(measure: Measure) -> None:
    claim = proposal(measure)
    own = make_claim(claim.organisation, measure)
    claim.refresh_from_db()
    assert (claim.state, own.state) == ("dismissed", "submitted")
    assert automatic_payments.propose_payments(make_run(), NOW) == 0


def test_only_officers_of_others_confirm_and_dismiss(measure: Measure) -> None:
    claim = proposal(measure)
    own = make_member(claim.organisation, is_zone_officer=True)
    for actor in (own, make_member(claim.organisation), make_technology_manager()):
        with pytest.raises(PermissionDenied):
            automatic_payments.confirm(actor=actor, claim=claim, now=NOW)
        with pytest.raises(PermissionDenied):
            automatic_payments.dismiss(actor=actor, claim=claim, reason="No.", now=NOW)


def test_thousands_are_proposed_in_seconds(measure: Measure, django_assert_max_num_queries: Any) -> None:
    number = 3000
    organisations = Organisation.objects.bulk_create(
        Organisation(ref=f"OR-TEST{place:04}", kind="company", name_en=f"Company {place}")
        for place in range(number)
    )
    Resident.objects.bulk_create(Resident(organisation=one, since=TODAY) for one in organisations)
    revision = Revision.objects.get(measure=measure, state="published")
    Assessment.objects.bulk_create(
        Assessment(
            organisation=one, measure=measure, revision=revision, on=TODAY, answer="yes", amount_fen=1, assessed_at=NOW
        )
        for one in organisations
    )  # fmt: skip
    started = time.monotonic()
    with django_assert_max_num_queries(40):
        assert automatic_payments.propose_payments(make_run(), NOW) == number
    assert time.monotonic() - started < 5
    with django_assert_max_num_queries(40):
        assert automatic_payments.propose_payments(make_run(), NOW) == 0
