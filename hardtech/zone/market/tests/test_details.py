"""The page of one record: what stands there, for whom, and what can be done with it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from hardtech.zone.market.choices import MatchVerdict, Side, Status
from hardtech.zone.market.models import Need, Offer
from hardtech.zone.market.services import decisions, profiles
from hardtech.zone.market.tests.conftest import ROLES, Cast
from tests.factories import make_member, make_need, make_offer, make_person, make_requirement

pytestmark = pytest.mark.django_db

VERBS = ("submit", "publish", "return", "renew", "reopen", "withdraw")


def page(record: Offer | Need, client: Client | None = None) -> str:
    return (client or Client()).get(record.get_absolute_url()).content.decode()


def test_offer_shows_what_a_buyer_asks_for() -> None:
    offer = make_offer(
        "published",
        title="Valve",
        advantage_cost="Costs 40 % less.",
        trl=7,
        trl_evidence="Ran 900 h.",
        ip_stage="granted",
        ip_note="CN 123",
        partnerships=["licence"],
        people=[make_person(name_en="Ada Example", title="Engineer")],
    )

    text = page(offer)
    for part in (
        "Costs 40 % less.",
        "Prototype demonstrated in operation",
        "Ran 900 h.",
        "Patent granted",
        "CN 123",
    ):
        assert part in text
    assert "Licence" in text
    assert "Ada Example" in text


def test_need_shows_requirements_with_figures_and_the_budget() -> None:
    rows = [
        make_requirement(
            statement="Light", quantity="mass", relation="<=", value=Decimal("1200.5"), unit="kg"
        ),
        make_requirement(statement="Quiet", level="should"),
    ]
    need = make_need("published", requirements=rows, budget_min=50_000_000, budget_max=120_000_050)

    text = page(need)
    assert "mass ≤ 1,200.5 kg" in text
    assert "500,000 yuan to 1,200,000.50 yuan" in text


def test_what_somebody_typed_is_never_html() -> None:
    offer = make_offer("published", title="<script>alert(1)</script>", summary="<img src=x onerror=alert(2)>")

    text = page(offer)
    assert "<script>alert" not in text
    assert "<img src=x" not in text


def test_timeline_of_the_public_and_of_the_own_side(cast: Cast) -> None:
    offer = make_offer("published", owner=cast.organisation)

    def told(role: str) -> list[str]:
        return [line.sentence for line in cast.client(role).get(offer.get_absolute_url()).context["timeline"]]

    assert told("anonymous") == ["Offer published"]
    assert told("outsider") == ["Offer published"]
    assert told("colleague") == ["Offer published", "Offer handed in for review", "Offer drafted"]


def test_reason_of_a_withdrawal_stays_inside(cast: Cast) -> None:
    offer = make_offer("archived", owner=cast.organisation)
    offer = profiles.reopen(actor=cast.users["owner"], profile=offer)
    offer = profiles.submit(actor=cast.users["owner"], profile=offer)
    profiles.publish(actor=cast.users["officer"], profile=offer, now=timezone.now())

    assert "No longer on offer." not in page(offer)
    assert "No longer on offer." in page(offer, cast.client("colleague"))


def test_checklist_and_refusals_are_for_the_own_side(cast: Cast) -> None:
    offer = make_offer("published", owner=cast.organisation)
    need = make_need("published")
    member = make_member(need.owner)
    decisions.decide(
        actor=member,
        need=need,
        offer=offer,
        side=Side.NEED,
        verdict=MatchVerdict.DISMISSED,
        reason="cost",
        note="secret",
    )

    for role in ROLES:
        text = page(offer, cast.client(role))
        inside = role in {"colleague", "owner"}
        assert ("What is missing" in text, "Too expensive to buy or to run" in text) == (inside, inside)
        assert "secret" not in text


def test_a_need_whose_deadline_has_passed_is_not_handed_in(cast: Cast) -> None:
    yesterday = timezone.localdate(timezone=timezone.get_default_timezone()) - timedelta(days=1)
    need = make_need("draft", owner=cast.organisation, deadline=yesterday)

    with pytest.raises(ValidationError, match="The deadline has passed"):
        profiles.submit(actor=cast.users["owner"], profile=need)

    need.deadline = yesterday + timedelta(days=1)
    need.save()
    assert profiles.submit(actor=cast.users["owner"], profile=need).status == Status.IN_REVIEW


def test_reviewers_note_is_for_the_own_side(cast: Cast) -> None:
    offer = make_offer("in_review", owner=cast.organisation)
    profiles.return_to_draft(actor=cast.users["officer"], profile=offer, note="Name the rival.")

    assert "Name the rival." in page(offer, cast.client("colleague"))


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("draft", {"colleague": ["submit"], "owner": ["submit"]}),
        (
            "in_review",
            {
                "colleague": ["withdraw"],
                "owner": ["withdraw"],
                "manager": ["publish", "return"],
                "officer": ["publish", "return", "withdraw"],
            },
        ),
        (
            "published",
            {"colleague": ["renew", "withdraw"], "owner": ["renew", "withdraw"], "officer": ["withdraw"]},
        ),
        (
            "expired",
            {"colleague": ["renew", "withdraw"], "owner": ["renew", "withdraw"], "officer": ["withdraw"]},
        ),
        ("archived", {"colleague": ["reopen"], "owner": ["reopen"]}),
    ],
)
def test_actions_offered_are_those_that_work(cast: Cast, state: str, expected: dict[str, list[str]]) -> None:
    record = make_offer(state, owner=cast.organisation)

    for role in ROLES:
        answer = cast.client(role).get(record.get_absolute_url())
        offered = (
            [offered.act.name for offered in answer.context["acts"]] if answer.status_code == 200 else []
        )
        assert offered == expected.get(role, [])


@pytest.mark.parametrize("verb", VERBS)
def test_verbs_that_are_not_offered_change_nothing(cast: Cast, verb: str) -> None:
    offer = make_offer("published", owner=cast.organisation)

    for role in ("anonymous", "outsider", "manager"):
        answer = cast.client(role).post(f"/market/offers/{offer.ref}/action/", {"verb": verb, "text": "x"})
        assert answer.status_code == 302 if role == "anonymous" else answer.status_code in {302, 403}
    assert Offer.objects.get(pk=offer.pk).status == Status.PUBLISHED
    assert Offer.objects.get(pk=offer.pk).expires_at == offer.expires_at


def test_life_of_an_offer_through_the_pages(cast: Cast) -> None:
    offer = make_offer(owner=cast.organisation, created_by=cast.users["colleague"])
    address = f"/market/offers/{offer.ref}/action/"

    def after(role: str, verb: str, text: str = "") -> str:
        assert cast.client(role).post(address, {"verb": verb, "text": text}).status_code == 302
        return Offer.objects.get(pk=offer.pk).status

    assert after("colleague", "submit") == Status.IN_REVIEW
    assert after("manager", "return") == Status.IN_REVIEW  # without a note
    assert after("manager", "return", "Give a figure.") == Status.DRAFT
    assert after("owner", "submit") == Status.IN_REVIEW
    assert after("officer", "publish") == Status.PUBLISHED
    assert after("owner", "renew") == Status.PUBLISHED
    assert after("owner", "withdraw", "Licensed.") == Status.ARCHIVED
    assert after("owner", "reopen") == Status.DRAFT


def test_unfinished_draft_is_not_handed_in_and_says_why(cast: Cast) -> None:
    offer = make_offer(owner=cast.organisation, summary="")

    answer = cast.client("owner").post(f"/market/offers/{offer.ref}/action/", {"verb": "submit"}, follow=True)

    assert Offer.objects.get(pk=offer.pk).status == Status.DRAFT
    assert "Write a summary" in answer.content.decode()


def test_unknown_verb_is_not_found(cast: Cast) -> None:
    offer = make_offer(owner=cast.organisation)

    assert (
        cast.client("owner").post(f"/market/offers/{offer.ref}/action/", {"verb": "sell"}).status_code == 404
    )
    assert cast.client("owner").get(f"/market/offers/{offer.ref}/action/").status_code == 405


def test_expired_record_tells_its_owner_what_to_do(cast: Cast) -> None:
    offer = make_offer("expired", owner=cast.organisation)

    assert "Renew it if it still holds" in page(offer, cast.client("owner"))
    assert "has not confirmed that it still holds" in page(offer, cast.client("officer"))


@pytest.mark.parametrize("number", [1, 30])
def test_queries_of_a_page_do_not_grow(cast: Cast, number: int, django_assert_num_queries) -> None:
    people = [make_person() for _ in range(number)]
    rows = [make_requirement() for _ in range(number)]
    need = make_need("published", owner=cast.organisation, people=people, requirements=rows)
    for _ in range(number):
        profiles.renew(actor=cast.users["owner"], profile=need, now=timezone.now() + timedelta(hours=1))

    client = cast.client("colleague")
    client.get(need.get_absolute_url())  # builds the catalogue that twins are looked for in
    # session, account, memberships, need, people, more, journal, names, rows 2×; then the catalogue 5×, twins 4×
    with django_assert_num_queries(19):
        client.get(need.get_absolute_url())


def test_text_of_an_action_is_cut_and_cleaned(cast: Cast) -> None:
    offer = make_offer("in_review", owner=cast.organisation)

    data = {"verb": "return", "text": "Mend\x00 this. " * 400}
    assert cast.client("officer").post(f"/market/offers/{offer.ref}/action/", data).status_code == 302

    note = Offer.objects.get(pk=offer.pk).review_note
    assert note.startswith("Mend this. Mend this.")
    assert len(note) <= 2000
