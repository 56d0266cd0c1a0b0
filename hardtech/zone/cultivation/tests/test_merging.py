"""Two entries of one organisation become one, whatever the rooms above the registry hold of both."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Field, UniqueConstraint
from django.utils import timezone

from hardtech.zone.cultivation.choices import Tier
from hardtech.zone.cultivation.models import Certificate, Standing
from hardtech.zone.facts.models import Resident, Statement
from hardtech.zone.facts.tests.people import say
from hardtech.zone.incentives.choices import Answer, ClaimOrigin, ClaimState
from hardtech.zone.incentives.models import Assessment, Claim, Liaison
from hardtech.zone.measures.models import Measure, Revision
from hardtech.zone.registry.models import Organisation
from hardtech.zone.registry.services import merge_organisations
from tests.factories import make_officer, make_organisation

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 5, 4)
HANDLED = {
    "Assessment": [("organisation", "measure")],
    "Certificate": [("organisation", "tier", "valid_from")],
    "Claim": [("organisation", "measure", "period", "subject")],
    "Liaison": [("organisation",)],
    "Membership": [("person", "organisation")],
    "Resident": [("organisation",)],
    "Standing": [("organisation",)],
    "Statement": [("organisation", "name", "year")],
}
"""What can stand once for an organisation: the room of each has a `merging.py`, and a test here."""


def merge(keep: Organisation, drop: Organisation) -> Organisation:
    return merge_organisations(actor=make_officer(), keep=keep, drop=drop)


def test_nothing_that_can_stand_once_for_an_organisation_is_forgotten() -> None:
    found: dict[str, list[tuple[str, ...]]] = {}
    for relation in Organisation._meta.related_objects:
        model, name = relation.related_model, relation.field.name
        unique = [tuple(one.fields) for one in model._meta.total_unique_constraints if name in one.fields] + [
            tuple(one.fields)
            for one in model._meta.constraints
            if isinstance(one, UniqueConstraint) and one.condition is not None and name in one.fields
        ]
        field: Field = relation.field
        if unique or field.unique:
            found[model.__name__] = unique or [(name,)]
    assert found == HANDLED


def test_of_each_fact_what_was_stated_last_counts_and_nothing_is_lost() -> None:
    keep, drop = make_organisation(), make_organisation()
    say(keep, staff_2025="10", ip_class_1="1")
    say(drop, staff_2025="20", staff_2024="19")
    say(keep, ip_class_1="2")
    say(drop, ip_class_1="3")
    say(keep, ip_class_1="4")
    merge(keep, drop)
    rows = Statement.objects.filter(organisation=keep)
    current = {(row.name, row.year): row.value for row in rows.filter(is_current=True)}
    assert current == {("staff", 2025): "20", ("staff", 2024): "19", ("ip_class_1", 0): "4"}
    assert rows.count() == 7
    assert not Statement.objects.filter(organisation=drop).exists()


def test_the_zone_counts_from_the_earlier_day() -> None:
    keep, drop = make_organisation(), make_organisation()
    Resident.objects.create(organisation=keep, since=DAY)
    Resident.objects.create(organisation=drop, since=datetime.date(2020, 1, 1))
    merge(keep, drop)
    assert list(Resident.objects.values_list("organisation", "since")) == [
        (keep.pk, datetime.date(2020, 1, 1))
    ]


def test_a_residence_of_the_other_entry_is_taken_over() -> None:
    keep, drop = make_organisation(), make_organisation()
    Resident.objects.create(organisation=drop, since=DAY)
    merge(keep, drop)
    assert list(Resident.objects.values_list("organisation", "since")) == [(keep.pk, DAY)]


def test_one_title_from_one_day_is_one_certificate() -> None:
    keep, drop = make_organisation(), make_organisation()
    for organisation, days in ((keep, (DAY,)), (drop, (DAY, datetime.date(2023, 5, 4)))):
        for day in days:
            Certificate.objects.create(organisation=organisation, tier=Tier.HIGH_TECH, valid_from=day)
        Standing.objects.create(organisation=organisation, computed_at=timezone.now())
    merge(keep, drop)
    kept = Certificate.objects.filter(organisation=keep)
    assert [one.valid_from for one in kept] == [DAY, datetime.date(2023, 5, 4)]
    assert not Standing.objects.exists()


def _revision() -> Revision:
    measure = Measure.objects.create(key="test/measure", title_en="A measure")
    return Revision.objects.create(
        measure=measure, number=1, origin="rulebook", state="published", source={}, digest="0" * 64
    )


def test_assessments_are_made_anew_and_the_liaison_officer_of_the_kept_one_stays() -> None:
    keep, drop = make_organisation(), make_organisation()
    officers, revision = (make_officer(), make_officer()), _revision()
    for organisation, officer in zip((keep, drop), officers, strict=True):
        Liaison.objects.create(organisation=organisation, officer=officer, since=DAY)
        Assessment.objects.create(
            organisation=organisation,
            measure=revision.measure,
            revision=revision,
            on=DAY,
            answer=Answer.YES,
            assessed_at=timezone.now(),
        )
    merge(keep, drop)
    assert list(Liaison.objects.values_list("organisation", "officer")) == [(keep.pk, officers[0].pk)]
    assert list(Assessment.objects.values_list("organisation", flat=True)) == [keep.pk]


def test_a_liaison_officer_of_the_other_entry_is_taken_over() -> None:
    keep, drop, officer = make_organisation(), make_organisation(), make_officer()
    Liaison.objects.create(organisation=drop, officer=officer, since=DAY)
    merge(keep, drop)
    assert list(Liaison.objects.values_list("organisation", "officer")) == [(keep.pk, officer.pk)]


@pytest.mark.parametrize("state", list(ClaimState))
def test_two_claims_on_one_measure_for_one_year_are_for_a_person_to_settle(state: ClaimState) -> None:
    keep, drop, revision = make_organisation(), make_organisation(), _revision()
    common = {
        "measure": revision.measure,
        "revision": revision,
        "origin": ClaimOrigin.APPLICATION,
        "period": 2026,
    }
    first = Claim.objects.create(organisation=keep, state=ClaimState.SUBMITTED, **common)
    second = Claim.objects.create(organisation=drop, state=state, **common)
    if state in {ClaimState.REFUSED, ClaimState.WITHDRAWN, ClaimState.DISMISSED}:
        merge(keep, drop)
        assert Claim.objects.filter(organisation=keep).count() == 2
    else:
        with pytest.raises(ValidationError, match=f"{first.ref} / {second.ref}"):
            merge(keep, drop)
        assert second.organisation == drop
