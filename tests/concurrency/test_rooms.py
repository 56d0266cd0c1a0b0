"""Two people do the same thing at the same moment: one of them does it, and nothing is lost or half there."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from hardtech.zone.accounts.models import User
from hardtech.zone.common.versions import version_of
from hardtech.zone.journal.models import Entry
from hardtech.zone.journal.services import verify
from hardtech.zone.market.choices import DismissalReason, MatchVerdict, Side, Status
from hardtech.zone.market.models import Decision, Offer
from hardtech.zone.market.services import decisions, profiles
from hardtech.zone.registry import services as registry
from hardtech.zone.registry.choices import MembershipRole
from hardtech.zone.registry.models import Organisation
from tests.factories import (
    make_member,
    make_need,
    make_offer,
    make_officer,
    make_organisation,
    make_person,
    make_technology_manager,
    make_user,
)

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works: Callable[[], Any]) -> list[str]:
    """Start all at the same moment, each on its own connection; "done", or what was raised, in order of the names."""
    gate, outcomes = threading.Barrier(len(works)), []

    def run(work: Callable[[], Any]) -> None:
        try:
            gate.wait(timeout=20)
            work()
            outcomes.append("done")
        except (ValidationError, PermissionDenied, ObjectDoesNotExist, DatabaseError) as error:
            outcomes.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return sorted(outcomes)


def test_two_reviewers_publish_once() -> None:
    offer = make_offer(Status.IN_REVIEW)
    reviewers = make_officer(), make_technology_manager()
    outcomes = at_once(
        *(
            lambda one=one: profiles.publish(actor=one, profile=Offer.objects.get(), now=timezone.now())
            for one in reviewers
        )
    )
    assert outcomes == [ValidationError.__name__, "done"]
    assert Entry.objects.filter(verb="offer.published", subject=offer.ref).count() == 1


def test_two_brokers_decide_and_one_decision_stands() -> None:
    need, offer = make_need(Status.PUBLISHED), make_offer(Status.PUBLISHED)
    brokers = [make_technology_manager() for _number in range(4)]

    def decide(broker: User) -> None:
        decisions.decide(
            actor=broker,
            need=need,
            offer=offer,
            side=Side.BROKER,
            verdict=MatchVerdict.DISMISSED,
            reason=DismissalReason.COST,
        )

    assert at_once(*(lambda one=one: decide(one) for one in brokers)) == ["done"] * 4
    assert Decision.objects.count() == 1
    assert Entry.objects.filter(verb="match.dismissed").count() == 4


def test_of_two_owners_who_remove_each_other_one_stays() -> None:
    organisation = make_organisation()
    first, second = (make_member(organisation, MembershipRole.OWNER) for _number in range(2))
    outcomes = at_once(
        lambda: registry.remove_member(actor=first, organisation=organisation, person=second.person),
        lambda: registry.remove_member(actor=second, organisation=organisation, person=first.person),
    )
    assert outcomes == [PermissionDenied.__name__, "done"]
    assert organisation.memberships.count() == 1


def test_who_lost_ownership_while_waiting_changes_nobody() -> None:
    """Three owners: the last-owner rule alone would let the one just removed still remove another."""
    organisation = make_organisation()
    first, second, third = (make_member(organisation, MembershipRole.OWNER) for _number in range(3))
    outcomes = at_once(
        lambda: registry.remove_member(actor=first, organisation=organisation, person=second.person),
        lambda: registry.remove_member(actor=second, organisation=organisation, person=first.person),
    )
    assert outcomes == [PermissionDenied.__name__, "done"]
    assert organisation.memberships.filter(person__user=third).exists()


def test_of_two_saves_on_one_version_one_is_refused() -> None:
    offer = make_offer()
    actor, seen = make_member(offer.owner), version_of(offer)
    outcomes = at_once(
        *(
            lambda title=title: profiles.update_profile(
                actor=actor, profile=offer, values={"title": title}, seen=seen
            )
            for title in ("First", "Second")
        )
    )
    assert outcomes == [ValidationError.__name__, "done"]


def test_of_two_saves_on_one_version_of_an_organisation_one_is_refused() -> None:
    officer, organisation = make_officer(), make_organisation()
    seen = version_of(organisation)
    outcomes = at_once(
        *(
            lambda city=city: registry.update_organisation(
                actor=officer, organisation=organisation, values={"city": city}, seen=seen
            )
            for city in ("Baoji", "Xi'an")
        )
    )
    assert outcomes == [ValidationError.__name__, "done"]


CODES = [("uscc", "91350100M000100Y43"), ("ror", "017zhmm22")]


@pytest.mark.parametrize(("field", "code"), CODES)
def test_of_two_who_enter_one_code_at_once_the_second_is_told_at_its_field(field: str, code: str) -> None:
    told: list[list[str]] = []

    def enter(actor: User, name: str) -> None:
        try:
            registry.create_organisation(
                actor=actor, values={"kind": "company", "name_en": name, field: code}
            )
        except ValidationError as error:
            told.append(list(error.message_dict))
            raise

    actors = [make_user() for _number in range(4)]
    outcomes = at_once(*(lambda one=one: enter(one, one.name) for one in actors))
    assert outcomes == [ValidationError.__name__] * 3 + ["done"]
    assert told == [[field]] * 3
    assert Organisation.objects.count() == Entry.objects.filter(verb="organisation.created").count() == 1


@pytest.mark.parametrize(("field", "code"), CODES)
def test_of_two_organisations_that_take_one_code_at_once_one_has_it(field: str, code: str) -> None:
    officer = make_officer()
    rows = [make_organisation() for _number in range(3)]
    outcomes = at_once(
        *(
            lambda one=one: registry.update_organisation(
                actor=officer, organisation=one, values={field: code}
            )
            for one in rows
        )
    )
    assert outcomes == [ValidationError.__name__] * 2 + ["done"]
    assert Organisation.objects.filter(**{field: code}).count() == 1


def test_of_two_people_who_take_one_orcid_at_once_one_has_it() -> None:
    officer, people = make_officer(), [make_person() for _number in range(3)]
    outcomes = at_once(
        *(
            lambda one=one: registry.update_person(
                actor=officer, person=one, values={"orcid": "0000-0002-1825-0097"}
            )
            for one in people
        )
    )
    assert outcomes == [ValidationError.__name__] * 2 + ["done"]


def test_a_code_entered_while_the_check_had_passed_is_told_all_the_same() -> None:
    """The race laid open: the other has stored the code, uncommitted, when ours is checked; it commits while we wait."""
    gate, outcomes = threading.Event(), []

    def hold() -> None:
        with transaction.atomic():
            make_organisation(ror="017zhmm22")
            gate.set()
            _until_somebody_waits()
        connection.close()

    actor, other = make_user(), threading.Thread(target=hold)
    other.start()
    gate.wait(timeout=20)
    try:
        registry.create_organisation(
            actor=actor, values={"kind": "company", "name_en": "Late", "ror": "017zhmm22"}
        )
    except ValidationError as error:
        outcomes = list(error.message_dict)
    other.join(timeout=60)
    assert outcomes == ["ror"]


def _until_somebody_waits() -> None:
    for _try in range(1000):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.01)
    raise AssertionError("nobody waits")


def test_a_mixed_crowd_never_deadlocks() -> None:
    """Every service takes the journal's lock last; merging takes both organisations before what hangs on them."""
    keep, drop = make_organisation(), make_organisation(ror="017zhmm22")
    offer, need = make_offer(Status.PUBLISHED, owner=drop), make_need(Status.PUBLISHED, owner=keep)
    member, broker, officer = make_member(drop), make_technology_manager(), make_officer()
    newcomer, writer = make_member(make_organisation()), make_member(keep)
    works: list[Callable[[], Any]] = [
        lambda: registry.merge_organisations(actor=officer, keep=keep, drop=drop),
        lambda: profiles.update_profile(actor=member, profile=offer, values={"title": "Changed"}),
        lambda: profiles.renew(actor=member, profile=offer, now=timezone.now()),
        lambda: decisions.decide(
            actor=broker, need=need, offer=offer, side=Side.BROKER, verdict=MatchVerdict.KEPT
        ),
        lambda: registry.add_member(
            actor=officer, organisation=keep, user=newcomer, role=MembershipRole.EDITOR
        ),
        lambda: profiles.create_profile(actor=writer, model=Offer, values={"owner": keep, "title": "New"}),
        lambda: profiles.expire_due(now=timezone.now()),
    ]
    outcomes = at_once(*works, *works[1:])
    assert set(outcomes) <= {
        "done",
        PermissionDenied.__name__,
    }  # the member of the merged one may come too late
    assert verify().fault == ""
