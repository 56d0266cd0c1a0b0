"""The timeline of the zone: who reads it, and what they read."""

import pytest
from django.utils import translation

from hardtech.zone.journal.models import Entry
from hardtech.zone.journal.wording import lines, verb_label
from hardtech.zone.market.choices import Status
from hardtech.zone.registry import services
from tests.factories import (
    make_administrator,
    make_member,
    make_offer,
    make_officer,
    make_organisation,
    make_technology_manager,
    make_user,
)

pytestmark = pytest.mark.django_db

JOURNAL = "/journal/"


@pytest.mark.parametrize(
    ("maker", "status"),
    [
        (None, 302),
        (make_user, 403),
        (lambda: make_member(make_organisation()), 403),
        (make_technology_manager, 403),
        (make_officer, 200),
        (make_administrator, 200),
    ],
)
def test_only_officers_and_administrators_read_the_journal(client, maker, status):
    if maker:
        client.force_login(maker())
    assert client.get(JOURNAL).status_code == status


@pytest.mark.parametrize(
    ("maker", "verbs"),
    [
        (make_officer, ["Offer published", "Offer handed in for review"]),
        (make_administrator, ["Offer published", "Offer handed in for review", "Offer drafted"]),
    ],
)
def test_officers_read_nothing_about_drafts(client, maker, verbs):
    make_offer(Status.PUBLISHED)
    client.force_login(maker())
    assert [line.sentence for line in client.get(JOURNAL).context["lines"]] == verbs


def test_a_draft_is_told_to_no_officer_by_any_filter(client):
    draft = make_offer()
    client.force_login(make_officer())
    for query in ({"ref": draft.ref}, {"verb": "offer.created"}, {"ref": draft.owner.ref}):
        assert draft.ref not in [line.ref for line in client.get(JOURNAL, query).context["lines"]]


def test_filters_by_verb_record_person_and_day(client):
    officer = make_officer(name="Officer Chen")
    one, other = (
        services.create_organisation(actor=officer, values={"kind": "company", "name_en": n}) for n in "AB"
    )
    services.update_organisation(actor=officer, organisation=other, values={"city": "Baoji"})
    client.force_login(officer)

    def found(**query):
        return [(line.sentence, line.ref) for line in client.get(JOURNAL, query).context["lines"]]

    created = [("Organisation entered", other.ref), ("Organisation entered", one.ref)]
    assert found(verb="organisation.created") == created
    assert found(ref=one.ref.lower()) == [("Organisation entered", one.ref)]
    assert len(found(who="chen")) == 3
    assert found(who="nobody") == []
    assert found(since="2999-01-01") == []
    assert len(found(until="2999-01-01", verb="")) == 3
    assert len(found(since="nonsense")) == 3


@pytest.mark.parametrize("number", [1, 30])
def test_the_timeline_needs_the_same_queries(client, number, django_assert_num_queries):
    for _time in range(number):
        make_offer(Status.PUBLISHED)
    client.force_login(make_officer())
    with django_assert_num_queries(6):
        client.get(JOURNAL)


def test_a_line_names_who_did_it_and_what_changed():
    officer = make_officer(name="Officer Chen")
    organisation = services.create_organisation(actor=officer, values={"kind": "company", "name_en": "A"})
    services.update_organisation(actor=officer, organisation=organisation, values={"city": "Baoji"})
    entries = list(Entry.objects.all())
    line = lines(entries, {officer.ref: "Officer Chen"})[0]
    assert (line.sentence, line.by, line.note) == ("Organisation changed", "Officer Chen", "Changed: city")
    assert lines(entries, {}, show_people=False)[0].by == ""


def test_an_unknown_verb_stands_for_itself():
    with translation.override("en"):
        assert (verb_label("moon.landed"), verb_label("offer.published")) == (
            "moon.landed",
            "Offer published",
        )
