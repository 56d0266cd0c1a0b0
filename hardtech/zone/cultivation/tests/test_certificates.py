"""Certificates recorded, mended, revoked, and what they tell the rules."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from hardtech.zone.cultivation.choices import RULES, Tier
from hardtech.zone.cultivation.derived import certificates_tell
from hardtech.zone.cultivation.models import Certificate
from hardtech.zone.cultivation.queries import renewals_due, tiers_held
from hardtech.zone.cultivation.rungs import is_valid
from hardtech.zone.cultivation.services.certificates import (
    mend_certificate,
    record_certificate,
    revoke_certificate,
)
from hardtech.zone.cultivation.tests.climbing import hold, publish_tiers, resident
from hardtech.zone.cultivation.validity import usual_end
from hardtech.zone.facts.queries import known_facts
from hardtech.zone.facts.tests.people import ROLES, SEEING, company, say, user_of
from hardtech.zone.journal.models import Entry
from hardtech.zone.measures.rulebook import current_rulebook
from tests.factories import make_member

pytestmark = pytest.mark.django_db

START, END = datetime.date(2024, 3, 1), datetime.date(2027, 2, 28)
DAY = datetime.timedelta(days=1)
VALUES = {"tier": Tier.HIGH_TECH, "number": "GR1", "valid_from": START, "valid_until": END}


def codes(caught):
    error = caught.value
    if hasattr(error, "error_dict"):
        return {name: ones[0].code for name, ones in error.error_dict.items()}
    return error.code


@pytest.mark.parametrize("role", [role for role in ROLES if role != "anonymous"])
def test_who_records_mends_and_revokes(role):
    organisation = company(resident=role != "officer_of_others")
    user = user_of(role, organisation)
    certificate = hold(organisation, Tier.SRDI_SME)
    acts = [
        lambda: record_certificate(actor=user, organisation=organisation, values=VALUES),
        lambda: mend_certificate(actor=user, certificate=certificate, values={"number": "2"}),
        lambda: revoke_certificate(
            actor=user, certificate=certificate, on=certificate.valid_from, reason="Wrong"
        ),
    ]
    for act in acts:
        if role in SEEING:
            act()
        else:
            with pytest.raises(PermissionDenied):
                act()
    assert Entry.objects.filter(verb__startswith="certificate.").count() == (3 if role in SEEING else 0)


def test_the_journal_is_told_tier_and_day_but_no_number():
    organisation = resident()
    member = make_member(organisation)
    certificate = record_certificate(actor=member, organisation=organisation, values=VALUES)
    entry = Entry.objects.get(verb="certificate.recorded")
    assert (entry.subject, entry.about, entry.actor) == (organisation.ref, [certificate.ref], member.ref)
    assert entry.data == {"tier": "high_tech", "valid_from": "2024-03-01"}


def test_mending_without_a_change_writes_nothing():
    organisation = resident()
    certificate = hold(organisation, Tier.HIGH_TECH)
    mend_certificate(actor=make_member(organisation), certificate=certificate, values={"number": ""})
    assert not Entry.objects.filter(verb="certificate.mended").exists()


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        ({"valid_until": START - DAY}, {"valid_until": "ends_before_it_begins"}),
        ({"tier": "guild"}, {"tier": "invalid_choice"}),
    ],
)
def test_what_is_refused_is_named(values, wanted):
    organisation = resident()
    with pytest.raises(ValidationError) as caught:
        record_certificate(
            actor=make_member(organisation), organisation=organisation, values={**VALUES, **values}
        )
    assert codes(caught) == wanted
    assert not Certificate.objects.exists()


def test_the_same_title_from_the_same_day_is_on_file_once():
    organisation = resident()
    member = make_member(organisation)
    first = record_certificate(actor=member, organisation=organisation, values=VALUES)
    with pytest.raises(ValidationError) as caught:
        record_certificate(actor=member, organisation=organisation, values=VALUES)
    assert codes(caught) == {"valid_from": "taken"}
    assert first.ref in str(caught.value)


def test_a_certificate_is_revoked_once_and_not_before_it_begins():
    organisation = resident()
    member, certificate = make_member(organisation), hold(organisation, Tier.HIGH_TECH, START, END)
    with pytest.raises(ValidationError) as caught:
        revoke_certificate(actor=member, certificate=certificate, on=START - DAY, reason="x")
    assert codes(caught) == {"revoked_on": "revoked_before_it_begins"}
    revoke_certificate(actor=member, certificate=certificate, on=START, reason="Entered by mistake")
    with pytest.raises(ValidationError) as caught:
        revoke_certificate(actor=member, certificate=certificate, on=START, reason="again")
    assert codes(caught) == "revoked_twice"


@pytest.mark.parametrize(
    ("on", "valid"),
    [(START - DAY, False), (START, True), (END, True), (END + DAY, False)],
)
def test_both_ends_of_its_time_count(on, valid):
    certificate = hold(resident(), Tier.HIGH_TECH, START, END)
    assert is_valid(certificate, on) is valid
    assert bool(tiers_held([certificate.organisation_id], on)[certificate.organisation_id]) is valid


def test_on_the_day_of_its_revocation_it_holds_no_more():
    revoked = START + 10 * DAY
    certificate = hold(resident(), Tier.HIGH_TECH, START, END, revoked_on=revoked)
    assert [is_valid(certificate, day) for day in (revoked - DAY, revoked)] == [True, False]
    pk = certificate.organisation_id
    assert [tiers_held([pk], day)[pk] for day in (revoked - DAY, revoked)] == [["high_tech"], []]


def test_the_last_day_follows_from_the_measures_text():
    publish_tiers(Tier.HIGH_TECH, Tier.TECHNOLOGY_SME)
    rulebook = current_rulebook()
    assert usual_end(Tier.HIGH_TECH, datetime.date(2026, 3, 1), rulebook) == datetime.date(2029, 2, 28)
    assert usual_end(Tier.HIGH_TECH, datetime.date(2024, 2, 29), rulebook) == datetime.date(2027, 2, 28)
    assert usual_end(Tier.HIGH_TECH, datetime.date(2015, 1, 1), rulebook) is None  # before the first version
    assert usual_end(Tier.TECHNOLOGY_SME, START, rulebook) is None  # its text names no years
    assert usual_end(Tier.LISTED, START, rulebook) is None


def told(organisation, on):
    return {
        name: fact.value
        for name, fact in certificates_tell([organisation.pk], on).get(organisation.pk, {}).items()
    }


def test_a_valid_certificate_tells_a_truth_and_none_tells_nothing():
    organisation = resident()
    assert told(organisation, START) == {}
    hold(organisation, Tier.HIGH_TECH, START, END)
    hold(organisation, Tier.LISTED, START, None)
    hold(organisation, Tier.GAZELLE, START, END)  # no measure asks for it
    assert told(organisation, START - DAY) == {}
    assert told(organisation, START) == {"valid_high_tech": "true", "listed": "true"}
    assert told(organisation, END + DAY) == {"listed": "true"}  # run out: perhaps renewed and not entered yet


def test_only_a_revocation_tells_a_no():
    organisation = resident()
    hold(organisation, Tier.HIGH_TECH, START, END, revoked_on=START + 5 * DAY)
    assert told(organisation, START + 4 * DAY) == {"valid_high_tech": "true"}
    assert told(organisation, START + 5 * DAY) == {"valid_high_tech": "false"}
    hold(organisation, Tier.HIGH_TECH, START + DAY, START + 8 * DAY)  # another one held meanwhile
    assert told(organisation, START + 6 * DAY) == {"valid_high_tech": "true"}
    assert told(organisation, END + DAY) == {}


def test_what_a_certificate_tells_goes_before_what_was_stated():
    publish_tiers(Tier.TECHNOLOGY_SME)
    organisation = resident()
    say(organisation, valid_high_tech="false")
    facts = current_rulebook()["cn/technology-sme"].facts
    assert known_facts(organisation, facts, START).values["valid_high_tech"] == "false"
    hold(organisation, Tier.HIGH_TECH, START, END)
    known = known_facts(organisation, facts, START)
    assert known.values["valid_high_tech"] == "true"
    assert known.derived["valid_high_tech"].url == f"/cultivation/{organisation.ref}/"


def test_renewals_fall_due_unless_the_next_certificate_is_on_file():
    on = END - 90 * DAY
    due = hold(resident(), Tier.HIGH_TECH, START, END)
    renewed = hold(resident(), Tier.HIGH_TECH, START, END)
    hold(renewed.organisation, Tier.HIGH_TECH, END + DAY, END + 1000 * DAY)
    hold(resident(), Tier.LISTED, START, None)
    hold(resident(), Tier.HIGH_TECH, START, END, revoked_on=START)
    assert list(renewals_due(on, 90)) == [due]
    assert list(renewals_due(on - DAY, 90)) == []
    assert list(renewals_due(on - DAY, 180)) == [due]
    assert list(renewals_due(END + DAY, 180)) == []


def test_titles_held_are_known_to_the_incentives():
    from hardtech.zone.incentives import titles

    assert titles.held({"valid_high_tech": "true", "valid_srdi_sme": "false"}) == {RULES[Tier.HIGH_TECH]}
