"""Two officers change one measure at the same moment: one text is in force, and the other officer is told."""

from __future__ import annotations

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone

from hardtech.zone.journal.models import Entry
from hardtech.zone.journal.services import verify
from hardtech.zone.measures.choices import RevisionState
from hardtech.zone.measures.models import Measure, Revision
from hardtech.zone.measures.services import revisions
from hardtech.zone.measures.tests.texts import measure, proposal_of
from tests.concurrency.test_rooms import at_once
from tests.factories import make_officer

pytestmark = pytest.mark.django_db(transaction=True)


def both_publish(one: Measure) -> tuple[list[str], list[str]]:
    """Two proposals on the same text are approved at once: what came of each, and what the refused one was told."""
    proposals = [proposal_of(one, cap=cap) for cap in ("4000000 yuan", "5000000 yuan")]
    approvers = [make_officer() for _proposal in proposals]
    codes: list[str] = []

    def publish(number: int) -> None:
        try:
            revisions.publish(
                actor=approvers[number],
                revision=Revision.objects.get(pk=proposals[number].pk),
                now=timezone.now(),
            )
        except ValidationError as error:
            codes.append(error.code)
            raise

    return at_once(lambda: publish(0), lambda: publish(1)), codes


def published(one: Measure) -> list[Revision]:
    return list(Revision.objects.filter(measure=one, state=RevisionState.PUBLISHED))


def test_of_two_proposals_one_is_published_and_the_other_is_told_that_it_is_outdated() -> None:
    one = measure()
    outcomes, codes = both_publish(one)
    assert outcomes == [ValidationError.__name__, "done"]
    assert codes == ["outdated"]
    (new,) = published(one)
    assert Entry.objects.filter(verb="measure.published", about__contains=[new.ref]).count() == 1
    states = sorted(Revision.objects.filter(measure=one).values_list("state", flat=True))
    assert states == ["proposed", "published", "replaced"]
    assert verify().fault == ""


def test_without_the_lock_the_race_happens_and_only_the_database_stops_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The positive control: both look before either writes, so nobody is told, and one crashes on the constraint."""
    one = measure()
    gate = threading.Barrier(2)
    checked = revisions._refuse_faults
    monkeypatch.setattr(
        revisions, "_locked", lambda measure: Measure.objects.defer("search").get(pk=measure.pk)
    )
    proposing = threading.current_thread()

    def both_have_looked(revision: Revision) -> None:
        checked(revision)
        if threading.current_thread() is not proposing:
            gate.wait(timeout=20)

    monkeypatch.setattr(revisions, "_refuse_faults", both_have_looked)
    outcomes, codes = both_publish(one)
    assert outcomes == [IntegrityError.__name__, "done"]
    assert codes == []
    assert len(published(one)) == 1


def test_one_proposal_is_approved_once() -> None:
    proposal = proposal_of(measure())
    officers = [make_officer(), make_officer()]
    outcomes = at_once(
        *(
            lambda one=one: revisions.publish(
                actor=one, revision=Revision.objects.get(pk=proposal.pk), now=timezone.now()
            )
            for one in officers
        )
    )
    assert outcomes == [ValidationError.__name__, "done"]


def test_two_drafts_at_once_get_numbers_of_their_own() -> None:
    one = measure()
    officers = [make_officer() for _number in range(4)]
    assert (
        at_once(*(lambda one_=who: revisions.start_draft(actor=one_, measure=one) for who in officers))
        == ["done"] * 4
    )
    assert sorted(one.revisions.values_list("number", flat=True)) == [1, 2, 3, 4, 5]
