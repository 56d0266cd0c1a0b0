"""The administration looks up; only facts and the roles of accounts are kept there, and the journal is told."""

import pytest
from django.db import connection
from django.utils.translation import override

from hardtech.zone.journal.models import Entry
from hardtech.zone.journal.wording import lines
from hardtech.zone.registry.models import CitedFact
from tests.factories import make_administrator, make_member, make_organisation, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    administrator = make_administrator()
    client.force_login(administrator)
    return administrator


@pytest.mark.parametrize("name", ["organisation", "person", "membership", "citedfact"])
def test_lists_open_and_only_facts_can_be_added(client, administrator, name):
    make_member(make_organisation())
    assert client.get(f"/admin/registry/{name}/").status_code == 200
    assert client.get(f"/admin/registry/{name}/add/").status_code == (200 if name == "citedfact" else 403)


def test_a_fact_kept_here_stands_in_the_journal(client, administrator):
    organisation = make_organisation()
    data = {
        "organisation": organisation.pk,
        "statement_en": "Employees",
        "value": "12",
        "relation": "≥",
        "citation": "000",
    }
    client.post("/admin/registry/citedfact/add/", data)
    fact = CitedFact.objects.get()
    client.post(f"/admin/registry/citedfact/{fact.pk}/change/", {**data, "value": "13"})
    client.post(
        "/admin/registry/citedfact/",
        {"action": "delete_selected", "_selected_action": [fact.pk], "post": "yes"},
    )
    verbs = ["organisation.fact_removed", "organisation.fact_changed", "organisation.fact_added"]
    assert list(Entry.objects.values_list("verb", flat=True)) == verbs
    assert {entry.actor for entry in Entry.objects.all()} == {administrator.ref}
    assert not CitedFact.objects.exists()


def account_data(user, **flags):
    """The page of an account as a browser sends it: a box that is not ticked is absent."""
    flags = {"is_active": True, **flags}
    return {"email": user.email, "name": user.name, **{name: "on" for name, on in flags.items() if on}}


def test_a_change_of_roles_stands_in_the_journal_with_what_was_and_what_is(client, administrator):
    user = make_user(is_zone_officer=True)
    address = f"/admin/accounts/user/{user.pk}/change/"
    data = account_data(user, is_technology_manager=True, is_staff=True)
    assert client.post(address, data).status_code == 302

    entry = Entry.objects.get(verb="account.roles_changed")
    roles = {
        "is_technology_manager": [False, True],
        "is_zone_officer": [True, False],
        "is_staff": [False, True],
    }
    assert (entry.actor, entry.subject, entry.data) == (administrator.ref, user.ref, {"roles": roles})
    note = "may enter the administration: no → yes, zone officer: yes → no, technology manager: no → yes"
    assert [line.note for line in lines([entry], {})] == [note]
    with override("zh-hans"):
        (line,) = lines([entry], {})
    assert (line.sentence, line.note) == (
        "更改账户角色",
        "可进入系统管理：否 → 是、园区管理人员：是 → 否、技术经理人：否 → 是",
    )


@pytest.mark.parametrize("flag", ["is_superuser", "is_active"])
def test_each_role_that_opens_or_closes_the_zone_is_told(client, administrator, flag):
    user = make_user()
    before = getattr(user, flag)
    client.post(f"/admin/accounts/user/{user.pk}/change/", account_data(user, **{flag: not before}))
    assert Entry.objects.get(verb="account.roles_changed").data == {"roles": {flag: [before, not before]}}


def test_a_new_name_is_no_change_of_roles(client, administrator):
    user = make_user()
    client.post(f"/admin/accounts/user/{user.pk}/change/", {**account_data(user), "name": "Li Na"})
    user.refresh_from_db()
    assert (user.name, Entry.objects.exists()) == ("Li Na", False)


def test_roles_do_not_change_where_the_journal_can_not_be_told(client, administrator):
    user = make_user()
    client.raise_request_exception = False
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE journal_entry ADD CONSTRAINT closed CHECK (false) NOT VALID")
    data = account_data(user, is_superuser=True)
    assert client.post(f"/admin/accounts/user/{user.pk}/change/", data).status_code == 500
    user.refresh_from_db()
    assert not user.is_superuser


def test_accounts_are_closed_not_deleted(client, administrator):
    user = make_user()
    assert client.get("/admin/accounts/user/").status_code == 200
    assert client.post(f"/admin/accounts/user/{user.pk}/delete/", {"post": "yes"}).status_code == 403
    assert "delete_selected" not in client.get("/admin/accounts/user/").content.decode()
