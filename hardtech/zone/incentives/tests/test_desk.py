"""The officers' desk at work: what is listed for whom, confirming several, sharing out the zone, files."""

from __future__ import annotations

import csv
import datetime
import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hardtech.zone.incentives.models import Claim, Liaison
from hardtech.zone.incentives.services import automatic_payments
from hardtech.zone.incentives.services.liaison import assign_liaison
from hardtech.zone.incentives.tests.granting import (
    TODAY,
    cited,
    grant,
    make_approved,
    make_claim,
    make_resident,
    make_tenant,
    publish,
    state,
)
from hardtech.zone.incentives.tests.test_automatic_payments import assessed, make_run
from hardtech.zone.incentives.tests.test_claim_pages import client_of
from tests.factories import make_member, make_officer, make_organisation

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


def listed(client: Client, name: str, **params: Any) -> list[str]:
    """References of the records of a tab, in order."""
    page = client.get(reverse(f"incentives:{name}"), params)
    assert page.status_code == 200
    return [row[0].ref for row in page.context["rows"]]


def rows(answer: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


def test_claims_come_by_their_deadline_and_by_who_is_in_charge() -> None:
    officer, today = make_officer(), timezone.localdate()
    names = ("Cold House", "Gas Plants", "Hydrogen Works")
    late, soon, later = (make_claim(make_tenant(name_en=name)) for name in names)
    for claim, due in ((later, today + 9 * DAY), (late, today - DAY), (soon, today + DAY)):
        Claim.objects.filter(pk=claim.pk).update(due_on=due)
    assign_liaison(actor=officer, organisations=[soon.organisation_id], officer=officer, on=TODAY)
    client = client_of(officer)
    assert listed(client, "desk") == [late.ref, soon.ref, later.ref]
    assert listed(client, "desk", officer="me") == [soon.ref]
    assert listed(client, "desk", officer="nobody", due="overdue") == [late.ref]
    assert listed(client, "desk", due="soon") == [soon.ref]
    assert listed(client, "desk", q="hydrogen") == [later.ref]
    assert listed(client, "desk", q="nothing of this name") == []
    page = client.get(reverse("incentives:desk")).content.decode()
    assert page.count("overdue</span>") == 1


def test_payouts_come_by_their_day_and_by_whose_turn_it_is() -> None:
    officer = make_officer()
    own, other = make_approved(officer=officer), make_approved(make_claim(make_tenant()))
    client = client_of(officer)
    assert set(listed(client, "desk_payouts")) == {one.payouts.get().ref for one in (own, other)}
    assert listed(client, "desk_payouts", eyes="payable") == [other.payouts.get().ref]
    assert listed(client, "desk_payouts", eyes="decided") == [own.payouts.get().ref]


def test_ticked_proposals_are_confirmed_and_others_wait() -> None:
    measure = publish(pays_automatically=True)
    for _number in range(4):
        assessed(make_tenant(), measure)
    automatic_payments.propose_payments(make_run(timezone.localdate()), timezone.now())
    first, changed, *_others = Claim.objects.order_by("pk")
    state(changed.organisation, rent="1")
    client, address = client_of(make_officer()), reverse("incentives:desk_confirm")
    assert client.post(address, {}).status_code == 302
    assert Claim.objects.filter(state="approved").count() == 0
    page = client.post(address, {"claim": [first.ref, changed.ref]}, follow=True).content.decode()
    assert "1 payment is confirmed." in page
    assert f"{changed.ref} · {changed.organisation.name}: The facts changed" in page
    client.post(address, {"all": "1"})
    assert Claim.objects.filter(state="approved").count() == 3
    assert Claim.objects.filter(state="proposed").get() == changed
    assert client_of(make_member(make_organisation())).post(address, {"all": "1"}).status_code == 403


def test_who_belongs_to_an_organisation_leaves_its_proposal_to_others() -> None:
    measure, organisation = publish(pays_automatically=True), make_tenant()
    assessed(organisation, measure)
    automatic_payments.propose_payments(make_run(timezone.localdate()), timezone.now())
    own = make_member(organisation, is_zone_officer=True)
    page = client_of(own).post(reverse("incentives:desk_confirm"), {"all": "1"}, follow=True)
    assert "left to another officer" in page.content.decode()
    assert Claim.objects.get().state == "proposed"


def test_a_whole_field_is_shared_out_at_once() -> None:
    officer = make_officer()
    biotech = [make_resident(fields=["biotechnology"]) for _number in range(3)]
    other = make_resident(fields=["aerospace"])
    client, address = client_of(officer), reverse("incentives:liaison")
    client.post(f"{address}?field=biotechnology", {"all": "1", "to": officer.ref})
    assert set(Liaison.objects.values_list("organisation", flat=True)) == {one.pk for one in biotech}
    client.post(address, {"organisation": [other.ref], "to": officer.ref})
    assert Liaison.objects.get(organisation=other).officer == officer
    client.post(address, {"organisation": [other.ref], "to": "nobody"})
    assert not Liaison.objects.filter(organisation=other).exists()
    page = client.post(address, {"organisation": [other.ref], "to": make_organisation().ref}, follow=True)
    assert "choose the officer" in page.content.decode()


def test_the_page_of_an_organisation_names_its_officer_to_those_concerned() -> None:
    organisation, officer = make_tenant(), make_officer(name="Officer of the zone")
    assign_liaison(actor=officer, organisations=[organisation.pk], officer=officer, on=TODAY)
    claim = make_claim(organisation)
    address = organisation.get_absolute_url()
    for user, sees in (
        (claim.submitted_by, True),
        (officer, True),
        (make_member(make_organisation()), False),
    ):
        page = client_of(user).get(address).content.decode()
        assert ("Officer of the zone, since" in page) is sees
        assert ("1 claim" in page) is sees
    assert "Officer of the zone" not in Client().get(address).content.decode()


def test_files_hold_what_passes_the_filters() -> None:
    officer = make_officer()
    claim = make_approved(make_claim(make_tenant(rent="1000")), officer)
    make_claim(make_tenant())
    client = client_of(officer)
    found = rows(client.get(reverse("incentives:claim_export", args=["csv"]), {"state": "approved"}))
    assert [(row["ref"], row["amount_fen"], row["state"]) for row in found] == [
        (claim.ref, "1000", "approved")
    ]
    paid = rows(client.get(reverse("incentives:payout_export", args=["csv"])))
    assert [(row["claim"], row["amount_fen"]) for row in paid] == [(claim.ref, "1000")]
    assert client.get(reverse("incentives:claim_export", args=["exe"])).status_code == 404
    outsider = client_of(make_member(make_organisation()))
    assert outsider.get(reverse("incentives:claim_export", args=["csv"])).status_code == 403


def test_windows_that_close_are_told_to_officers_and_to_those_entitled() -> None:
    today = timezone.localdate()
    closes = today + 5 * DAY
    window = [cited(opens=today - DAY, closes=closes)]
    measure = publish(grant(windows=window, versions=[cited(**{"from": "2020-01-01"})]))
    organisation = make_tenant()
    member, stranger = make_member(organisation), make_member(make_tenant())
    assessed(organisation, measure)
    desk, own = reverse("incentives:desk"), reverse("incentives:claim_list")
    assert (
        "1 organisation is entitled and has not claimed"
        in client_of(make_officer()).get(desk).content.decode()
    )
    assert "you are entitled and have not claimed" in client_of(member).get(own).content.decode()
    assert "Windows that close soon" not in client_of(stranger).get(own).content.decode()
    make_claim(organisation, measure, now=timezone.now())
    assert "Windows that close soon" not in client_of(member).get(own).content.decode()
