"""Several people state the same fact at the same moment: each is heard, one after the other, and one statement counts."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction

from hardtech.zone.facts.choices import Origin
from hardtech.zone.facts.models import Resident, Statement
from hardtech.zone.facts.services import StatedValue, enter_zone, replace_statements, state_facts
from hardtech.zone.journal.services import verify
from hardtech.zone.registry import services as registry
from hardtech.zone.registry.models import Organisation
from tests.concurrency.test_rooms import _until_somebody_waits, at_once
from tests.factories import make_member, make_officer, make_organisation

pytestmark = pytest.mark.django_db(transaction=True)

STAFF = ("staff", 2025)


def stating(organisation: Organisation, value: str) -> Callable[[], object]:
    member = make_member(organisation)
    said = {STAFF: StatedValue(value), ("rd", 2025): StatedValue(value)}
    return lambda: state_facts(actor=member, organisation=organisation, said=said, origin=Origin.FORM)


def test_of_many_at_once_each_is_kept_and_one_counts() -> None:
    organisation = make_organisation()
    assert at_once(*(stating(organisation, str(number)) for number in range(1, 7))) == ["done"] * 6
    rows = Statement.objects.filter(organisation=organisation, name="staff")
    assert {row.value for row in rows} == set("123456")
    assert [row.is_current for row in rows.order_by("id")] == [False] * 5 + [True]
    assert verify().fault == ""


def test_without_the_lock_one_of_two_is_refused() -> None:
    """The control: writing without the service's lock, the second meets the first one's statement."""
    organisation, refused = make_organisation(), []

    def late() -> None:
        try:
            with transaction.atomic():
                replace_statements(
                    {organisation.pk: {STAFF: StatedValue("2")}}, actor=None, origin=Origin.FORM
                )
        except IntegrityError:
            refused.append("2")
        finally:
            connection.close()

    other = threading.Thread(target=late)
    with transaction.atomic():
        replace_statements({organisation.pk: {STAFF: StatedValue("1")}}, actor=None, origin=Origin.FORM)
        other.start()
        _until_somebody_waits()
    other.join(timeout=60)
    assert refused == ["2"]


def test_stating_entering_and_merging_at_once_lose_nothing() -> None:
    keep, drop, officer = make_organisation(), make_organisation(), make_officer()
    owner = make_member(drop)
    works = [
        stating(keep, "1"),
        stating(drop, "2"),
        lambda: enter_zone(actor=officer, organisation=keep, since=datetime.date(2024, 1, 1)),
        lambda: enter_zone(actor=owner, organisation=drop, since=datetime.date(2023, 1, 1)),
        lambda: registry.merge_organisations(actor=officer, keep=keep, drop=drop),
    ]
    assert set(at_once(*works)) <= {"done", "PermissionDenied"}
    assert not Statement.objects.filter(organisation=drop).exists()
    assert not Resident.objects.filter(organisation=drop).exists()
    assert Statement.objects.filter(organisation=keep, name="staff", is_current=True).count() == 1
    assert verify().fault == ""
