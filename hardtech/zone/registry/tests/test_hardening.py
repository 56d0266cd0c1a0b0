"""What somebody with bad intentions sends to the registry."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from hardtech.zone.accounts.services import create_api_token
from hardtech.zone.registry import queries, services
from hardtech.zone.registry.choices import MembershipRole
from hardtech.zone.registry.names import NameLikeness
from tests.factories import make_member, make_officer, make_organisation, make_user

pytestmark = pytest.mark.django_db


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("what", ["organisations", "people"])
@pytest.mark.parametrize("page", ["", "edit/"])
def test_a_reference_that_can_not_be_one_is_not_found(what: str, page: str) -> None:
    for ref in ("%00", "OR-%00AAAAA", "%ff%fe", "x" * 300):
        assert signed_in(make_officer()).get(f"/registry/{what}/{ref}/{page}").status_code == 404


def test_members_and_merging_take_no_nul() -> None:
    organisation = make_organisation()
    owner, officer = signed_in(make_member(organisation, MembershipRole.OWNER)), signed_in(make_officer())
    address = f"/registry/organisations/{organisation.ref}"
    answers = [
        owner.post(f"{address}/members/", {"action": "remove", "person": "\x00"}),
        officer.post(f"{address}/merge/", {"other": "\x00"}),
        officer.get(f"{address}/merge/?q=%00"),
    ]
    assert [answer.status_code for answer in answers] == [404, 404, 200]


@pytest.mark.parametrize(
    "body", [{"name_en": "alpha " * 1000}, {"aliases": ["alpha " * 1000]}, {"summary": "a" * 2001}]
)
def test_the_api_takes_no_names_without_end(body: dict[str, Any]) -> None:
    _token, key = create_api_token(user=make_user(), name="test")
    content = json.dumps({"kind": "company", "name_en": "Alpha", **body})
    answer = Client().post(
        "/api/v1/organisations",
        content,
        content_type="application/json",
        headers={"Authorization": f"Bearer {key}"},
    )
    assert answer.status_code == 422


def test_looking_for_doubles_asks_for_a_bounded_number_of_names(django_assert_max_num_queries) -> None:
    make_organisation(name_en="Alpha Photonics")
    names = [f"Alpha Photonics {number}" for number in range(500)]
    with django_assert_max_num_queries(queries.NAMES_MOST + 1):
        assert queries.possible_duplicates(names=names)


def test_names_are_compared_up_to_the_length_that_is_kept() -> None:
    assert NameLikeness("alpha " * 100_000).holds("beta") is False
    assert NameLikeness("Alpha Photonics Ltd").holds("Photonics Alpha") is True


def test_an_entry_of_ones_own_opens_no_other_when_they_are_merged() -> None:
    """Anybody may enter "the same" organisation; an officer's merge must not make them owner of the real one."""
    real, pretended = make_organisation(), make_organisation()
    owner = make_member(real, MembershipRole.OWNER)
    other = make_member(pretended, MembershipRole.OWNER)
    services.merge_organisations(actor=make_officer(), keep=real, drop=pretended)
    assert dict(real.memberships.values_list("person__user", "role")) == {
        owner.pk: MembershipRole.OWNER,
        other.pk: MembershipRole.EDITOR,
    }


def test_an_owner_stays_when_the_kept_entry_has_none() -> None:
    keep, drop = make_organisation(), make_organisation()
    make_member(drop, MembershipRole.OWNER)
    services.merge_organisations(actor=make_officer(), keep=keep, drop=drop)
    assert list(keep.memberships.values_list("role", flat=True)) == [MembershipRole.OWNER]


def test_whoever_merges_sees_who_will_read_the_drafts() -> None:
    keep, drop = make_organisation(), make_organisation()
    member = make_member(drop, MembershipRole.OWNER, name="Somebody Else")
    page = signed_in(make_officer()).get(f"/registry/organisations/{keep.ref}/merge/?other={drop.ref}")
    assert (member.name in page.text, member.email in page.text) == (True, True)


def test_an_address_that_nobody_confirmed_is_nobodys() -> None:
    organisation = make_organisation()
    owner = signed_in(make_member(organisation, MembershipRole.OWNER))
    make_user(email="director@example.org")
    data = {"action": "add", "email": "director@example.org", "role": "owner"}
    form = owner.post(f"/registry/organisations/{organisation.ref}/members/", data).context["form"]
    assert list(form.errors) == ["email"]
    assert organisation.memberships.count() == 1
