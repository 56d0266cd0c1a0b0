"""The administration looks up; only facts are kept there, and the journal is told."""

import pytest

from hardtech.zone.journal.models import Entry
from hardtech.zone.registry.models import Fact
from tests.factories import make_administrator, make_member, make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    administrator = make_administrator()
    client.force_login(administrator)
    return administrator


@pytest.mark.parametrize("name", ["organisation", "person", "membership", "fact"])
def test_lists_open_and_only_facts_can_be_added(client, administrator, name):
    make_member(make_organisation())
    assert client.get(f"/admin/registry/{name}/").status_code == 200
    assert client.get(f"/admin/registry/{name}/add/").status_code == (200 if name == "fact" else 403)


def test_a_fact_kept_here_stands_in_the_journal(client, administrator):
    organisation = make_organisation()
    data = {
        "organisation": organisation.pk,
        "statement_en": "Employees",
        "value": "12",
        "relation": "≥",
        "citation": "000",
    }
    client.post("/admin/registry/fact/add/", data)
    fact = Fact.objects.get()
    client.post(f"/admin/registry/fact/{fact.pk}/change/", {**data, "value": "13"})
    client.post(
        "/admin/registry/fact/", {"action": "delete_selected", "_selected_action": [fact.pk], "post": "yes"}
    )
    verbs = ["organisation.fact_removed", "organisation.fact_changed", "organisation.fact_added"]
    assert list(Entry.objects.values_list("verb", flat=True)) == verbs
    assert {entry.actor for entry in Entry.objects.all()} == {administrator.ref}
    assert not Fact.objects.exists()
