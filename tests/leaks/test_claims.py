"""Claims, amounts and payouts of one organisation change no byte for another, nor a proposal one for the organisation."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from django.utils import timezone

from hardtech.zone.facts.models import Resident
from hardtech.zone.incentives.choices import ClawbackState
from hardtech.zone.incentives.models import Claim, Clawback, Payout
from hardtech.zone.incentives.services import automatic_payments, claims, payouts
from hardtech.zone.incentives.services.liaison import assign_liaison
from hardtech.zone.incentives.tests.granting import grant, publish, state
from hardtech.zone.incentives.tests.test_automatic_payments import assessed, make_run
from hardtech.zone.measures.models import Measure
from tests.factories import make_officer
from tests.leaks.answers import answer
from tests.leaks.doors import doors
from tests.leaks.test_leaks import Read, _without, differing, values_of
from tests.leaks.world import SECRET, World

pytestmark = pytest.mark.django_db(transaction=True)

ROOMS = (
    *("incentives/", "registry/organisations/", "facts/", "cultivation/", "journal/", "search/"),
    *("api/v1/claims", "api/v1/organisations", "api/v1/measures", "api/v1/journal"),
)
"""Where claims, measures and organisations are spoken of; the market knows nothing of them."""

STRANGERS = ("anonymous", "outsider", "colleague", "manager")
CHANGES_FOR_OFFICERS = {
    "incentives/desk/all/",
    "incentives/desk/all/export.<str:suffix>",
    "incentives/desk/payouts/",
    "incentives/desk/liaison/",
    "registry/organisations/<str:ref>/",
    "api/v1/claims",
}
CHANGES_FOR_MEMBERS = {"incentives/claims/", "registry/organisations/<str:ref>/", "api/v1/claims"}


class Zone(World):
    """The secretive organisation belongs to the zone, and is owed something by a measure in force."""

    by_project: Measure

    def __post_init__(self) -> None:
        super().__post_init__()
        self.readers["keeper"] = self.keeper
        self.payer = make_officer()
        self.by_project = publish(grant(id="zone/by-project", subject="project"))
        self.automatic = publish(grant(id="zone/unasked"), pays_automatically=True)
        Resident.objects.create(organisation=self.secretive, since=timezone.localdate())
        state(self.secretive, self.keeper, tenant="true", rent="87654321")
        assessed(self.secretive, self.automatic, 10_000_000)

    def claim(self) -> Claim:
        """A claim on its whole way: returned, approved, paid, and a part of it asked back."""
        now, today, officer = timezone.now(), timezone.localdate(), self.readers["officer"]
        facts = {"tenant": "true", "rent": "76543.21 yuan"}
        claim = claims.submit(
            actor=self.keeper,
            organisation=self.secretive,
            measure=self.by_project,
            now=now,
            subject=SECRET,
            subject_facts=facts,
            evidence=[{"text": SECRET}],
        )
        claims.return_claim(actor=officer, claim=claim, question=SECRET, now=now)
        claims.resubmit(actor=self.keeper, claim=claim, now=now, statement=SECRET)
        claims.decide(actor=officer, claim=claim, approve=True, reason=SECRET, now=now)
        payout = claim.payouts.get()
        payouts.mark_paid(actor=self.payer, payout=payout, reference=SECRET, on=today, today=today)
        back = payouts.demand_back(
            actor=self.payer, payout=payout, amount_fen=54321, reason=SECRET, due_on=today, today=today
        )
        payouts.settle(actor=self.payer, clawback=back, state=ClawbackState.WAIVED, remark=SECRET, on=today)
        return claim


def read(world: World, readers: Iterable[str]) -> Read:
    found = [one for one in doors(values_of(world), {"": [f"q={SECRET}"]}) if one.route.startswith(ROOMS)]
    return {
        (reader, door): answer(client, door.address)
        for reader in readers
        for client in [world.client(reader)]
        for door in found
    }


def changed(before: Read, after: Read) -> set[str]:
    return {door.route for (reader, door), body in after.items() if before[reader, door] != body}


def test_a_claim_changes_nothing_for_others() -> None:
    world = Zone()
    before, inside = read(world, STRANGERS), read(world, ["officer", "keeper"])
    world.claim()
    officer = world.payer
    today = timezone.localdate()
    assign_liaison(actor=officer, organisations=[world.secretive.pk], officer=officer, on=today)
    assert differing(before, read(world, STRANGERS)) == []
    officers, keeper = read(world, ["officer"]), read(world, ["keeper"])
    assert changed(inside, officers) >= CHANGES_FOR_OFFICERS - {"incentives/desk/payouts/"}
    assert changed(inside, keeper) >= CHANGES_FOR_MEMBERS


def test_a_proposal_changes_nothing_until_it_is_confirmed() -> None:
    world = Zone()
    everybody = [*STRANGERS, "keeper"]
    before, desk = read(world, everybody), read(world, ["officer"])
    assert automatic_payments.propose_payments(make_run(timezone.localdate()), timezone.now()) == 1
    assert differing(before, read(world, everybody)) == []
    assert "incentives/desk/proposals/" in changed(desk, read(world, ["officer"]))
    automatic_payments.confirm(actor=world.payer, claim=Claim.objects.get(), now=timezone.now())
    assert differing(before, read(world, STRANGERS)) == []
    assert changed(before, read(world, ["keeper"])) >= CHANGES_FOR_MEMBERS


def test_a_hidden_claim_has_the_pages_of_one_that_never_was() -> None:
    world = Zone()
    world.claim()
    hidden = [model.objects.get().ref for model in (Claim, Payout, Clawback)]
    never = [f"{ref[:3]}{'Z' * (len(ref) - 3)}" for ref in hidden]

    def pages(reader: str, refs: list[str]) -> list[bytes]:
        values = {
            **values_of(world),
            "claims": refs[:1],
            "payouts": refs[1:2],
            "clawbacks": refs[2:],
            "ref": refs[:1],
        }
        found = [door for door in doors(values, {"": []}) if any(ref in door.address for ref in refs)]
        assert len(found) > 5
        return [_without(refs, answer(world.client(reader), door.address)) for door in found]

    for reader in STRANGERS:
        assert pages(reader, hidden) == pages(reader, never)
    assert pages("officer", hidden) != pages("officer", never)
