"""What must not come out, by any door, and what must not go in unseen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from hardtech.zone.common.versions import version_of
from hardtech.zone.market.choices import DismissalReason, MatchVerdict, Side, Status
from hardtech.zone.market.exchange.offers import Offers
from hardtech.zone.market.models import Need, Offer
from hardtech.zone.market.queries import refusals
from hardtech.zone.market.services import decisions, profiles
from hardtech.zone.market.tests.conftest import Cast, content_of
from hardtech.zone.workshop.exchange.batch import run_import
from hardtech.zone.workshop.exchange.runs import ImportOptions
from tests.factories import make_member, make_need, make_offer, make_officer, make_organisation, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("suffix", ["csv", "jsonl"])
def test_the_list_as_a_file_leaves_out_unchecked_columns_of_an_import(suffix: str) -> None:
    offer = make_offer(Status.PUBLISHED)
    Offer.objects.filter(pk=offer.pk).update(extra={"mobile of the inventor": "555 0100"})
    text = content_of(Client().get(f"/market/offers/export.{suffix}")).decode()
    assert (offer.title in text, "555 0100" in text, "extra" in text) == (True, False, False)


def test_refusals_do_not_tell_of_a_need_that_was_never_published() -> None:
    offer = make_offer(Status.PUBLISHED)
    for status in (Status.DRAFT, Status.IN_REVIEW, Status.PUBLISHED):
        need = make_need(status)
        decisions.decide(
            actor=make_member(need.owner),
            need=need,
            offer=offer,
            side=Side.NEED,
            verdict=MatchVerdict.DISMISSED,
            reason=DismissalReason.COST,
        )
    assert refusals(offer) == [("cost", 1)]


@pytest.mark.parametrize(("zone", "hour"), [("Asia/Shanghai", 16), ("UTC", 24), ("America/New_York", 28)])
def test_a_deadline_ends_with_the_day_in_the_zone(settings, zone: str, hour: int) -> None:
    settings.TIME_ZONE = zone
    need = Need(deadline=date(2027, 1, 31))
    end = profiles.expiry_of(need, datetime(2026, 11, 1, tzinfo=UTC))
    midnight = datetime(2027, 1, 31, tzinfo=UTC) + timedelta(hours=hour + (1 if hour == 28 else 0))
    assert midnight - end == timedelta(microseconds=1)


def test_a_need_whose_deadline_passed_is_not_published() -> None:
    need = make_need(Status.IN_REVIEW, deadline=timezone.localdate() + timedelta(days=1))
    later = timezone.now() + timedelta(days=3)  # it lay in review until the deadline had passed
    with pytest.raises(ValidationError) as refusal:
        profiles.publish(actor=make_officer(), profile=need, now=later)
    assert refusal.value.code == "deadline"
    assert Need.objects.get().status == Status.IN_REVIEW


def test_a_new_deadline_moves_the_end_of_a_published_need() -> None:
    today = timezone.localdate()
    need = make_need(Status.PUBLISHED, deadline=today + timedelta(days=9))
    actor = make_member(need.owner)
    profiles.update_profile(actor=actor, profile=need, values={"deadline": today + timedelta(days=3)})
    assert timezone.localtime(Need.objects.get().expires_at).date() == today + timedelta(days=3)
    profiles.update_profile(actor=actor, profile=need, values={"title": "Only words change"})
    assert timezone.localtime(Need.objects.get().expires_at).date() == today + timedelta(days=3)


def test_a_change_of_an_older_version_is_refused_by_the_service() -> None:
    offer = make_offer()
    actor, seen = make_member(offer.owner), version_of(offer)
    profiles.update_profile(actor=actor, profile=offer, values={"title": "First"}, seen=seen)
    with pytest.raises(ValidationError) as refusal:
        profiles.update_profile(actor=actor, profile=offer, values={"title": "Second"}, seen=seen)
    assert (refusal.value.code, Offer.objects.get().title) == ("stale", "First")


def test_rows_without_end_are_no_fault_of_ours() -> None:
    organisation = make_organisation()
    client = Client()
    client.force_login(make_member(organisation))
    data = {"requirements-TOTAL_FORMS": "9" * 5000, "title": "A", "owner": organisation.pk}
    assert client.post("/market/needs/new/", data).status_code in {200, 302, 422}


def test_a_former_member_reads_no_draft(cast: Cast) -> None:
    offer = make_offer(owner=cast.organisation)
    colleague = cast.client("colleague")
    assert colleague.get(offer.get_absolute_url()).status_code == 200
    cast.users["colleague"].person.memberships.all().delete()
    assert colleague.get(offer.get_absolute_url()).status_code == 404


def test_a_closed_account_is_out_at_once(cast: Cast) -> None:
    offer = make_offer(owner=cast.organisation)
    colleague = cast.client("colleague")
    type(cast.users["colleague"]).objects.filter(pk=cast.users["colleague"].pk).update(is_active=False)
    assert colleague.get(offer.get_absolute_url()).status_code == 404


def test_no_page_keeps_a_file(tmp_path) -> None:
    path = tmp_path / "large.bin"
    path.write_bytes(b"x" * 3_000_000)
    client = Client()
    client.force_login(make_user())
    with path.open("rb") as file:
        assert client.post("/account/", {"name": "Li Ming", "file": file}).status_code in {400, 413}


def test_the_public_reads_what_happened_and_not_who_did_it() -> None:
    offer = make_offer(Status.PUBLISHED)
    reviewer = make_user(name="Zhou Yaqin", is_zone_officer=True)
    profiles.withdraw(actor=reviewer, profile=offer)
    profiles.reopen(actor=offer.created_by, profile=offer)
    profiles.submit(actor=offer.created_by, profile=offer)
    profiles.publish(actor=reviewer, profile=offer, now=timezone.now())
    reader = Client()
    reader.force_login(make_user())
    for client, named in ((Client(), False), (reader, True)):
        page = client.get(offer.get_absolute_url())
        program = client.get(f"/api/v1/offers/{offer.ref}/timeline")
        assert [reviewer.name in one.text for one in (page, program)] == [named, named]
        assert {bool(entry["actor"]) for entry in program.json()["items"]} == {named}


def test_the_desk_forgets_a_kept_match_that_went_back_to_draft(cast: Cast) -> None:
    need, offer = make_need(Status.PUBLISHED), make_offer(Status.PUBLISHED, owner=cast.organisation)
    manager = cast.users["manager"]
    decisions.decide(actor=manager, need=need, offer=offer, side=Side.BROKER, verdict=MatchVerdict.KEPT)
    owner = cast.users["owner"]
    profiles.withdraw(actor=owner, profile=offer)
    profiles.reopen(actor=owner, profile=offer)
    profiles.update_profile(actor=owner, profile=offer, values={"title": "Zirconolite in secret"})
    assert "Zirconolite" not in cast.client("manager").get("/market/desk/").text


def test_no_cache_on_the_way_keeps_what_a_signed_in_reader_sees(cast: Cast) -> None:
    address = make_offer(owner=cast.organisation).get_absolute_url()
    assert cast.client("owner").get(address)["Cache-Control"] == "private"
    assert "Cache-Control" not in Client().get("/market/offers/")


def test_a_withdrawal_during_an_import_stands(tmp_path) -> None:
    path, options = tmp_path / "offers.csv", ImportOptions(source="test", owner="Cryogenic Valves")
    path.write_text("id,title,description\n1,Cold valve,First words\n")
    run_import(Offers(), path, layout=Offers().formats()["own"], options=options)
    path.write_text("id,title,description\n1,Cold valve,Other words\n")

    class WithdrawnMeanwhile(Offers):
        """Somebody withdraws the offer after the import has read it, before it writes."""

        def current(self, instances: Sequence[Offer]) -> dict[int, dict[str, Any]]:
            Offer.objects.update(status=Status.ARCHIVED)
            return super().current(instances)

    kind = WithdrawnMeanwhile()
    report = run_import(kind, path, layout=kind.formats()["own"], options=options)
    offer = Offer.objects.get()
    assert (report.updated, offer.status, offer.description) == (1, Status.ARCHIVED, "Other words")
