"""The profile as each role, API tokens, and the queries that it needs."""

import pytest
from django.urls import reverse

from hardtech.zone.accounts.models import ApiToken
from hardtech.zone.accounts.services import create_api_token, user_for_key
from hardtech.zone.registry.choices import MembershipRole
from tests.factories import (
    PASSWORD,
    make_administrator,
    make_member,
    make_officer,
    make_organisation,
    make_technology_manager,
    make_user,
)

pytestmark = pytest.mark.django_db

PROFILE = "/account/"


def show_that_it_is_you(client):
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def test_the_profile_asks_to_sign_in(client):
    assert client.get(PROFILE).url == f"{reverse('account_login')}?next=/account/"


@pytest.mark.parametrize(
    ("maker", "badges"),
    [
        (make_user, []),
        (make_technology_manager, ["Technology manager"]),
        (make_officer, ["Zone officer"]),
        (make_administrator, ["Administrator"]),
    ],
)
def test_the_profile_shows_the_roles_in_the_zone(client, maker, badges):
    client.force_login(maker())
    page = client.get(PROFILE).content.decode()
    roles = ["Technology manager", "Zone officer", "Administrator"]
    assert [role for role in roles if f'badge-accent">{role}<' in page] == badges


@pytest.mark.parametrize("number", [1, 30])
def test_the_profile_needs_the_same_queries(client, number, django_assert_num_queries):
    user = make_member(make_organisation(), MembershipRole.OWNER)
    for place in range(number):
        create_api_token(user=user, name=f"Token {place}")
    client.force_login(user)
    with django_assert_num_queries(8):
        client.get(PROFILE)


def test_a_name_is_changed_and_an_empty_one_refused(client):
    user = make_user(name="Li Wei")
    client.force_login(user)
    refused = client.post(PROFILE, {"name": ""})
    assert list(refused.context["form"].errors) == ["name"]
    assert "Li Wei" in refused.content.decode()
    assert client.post(PROFILE, {"name": "Li Na"}).url == PROFILE
    user.refresh_from_db()
    assert user.name == "Li Na"


def test_a_token_is_made_only_by_who_shows_again_that_it_is_them(client):
    """A screen left open is not enough to take a key home; what was asked for is done right after."""
    user = make_user()
    client.force_login(user)
    asked = client.post(reverse("accounts:token_create"), {"name": "nightly export"})
    assert asked.url.startswith(reverse("account_reauthenticate"))
    client.post(asked.url, {"password": "wrong"})
    assert not ApiToken.objects.exists()

    response = client.post(asked.url, {"password": PASSWORD, "next": reverse("accounts:token_create")})
    key = response.context["new_key"]
    assert (user_for_key(key), ApiToken.objects.get().name) == (user, "nightly export")
    assert (key in response.content.decode(), "no-store" in response.headers["Cache-Control"]) == (True, True)


def test_a_key_is_shown_once_and_works(client):
    user = make_user()
    client.force_login(user)
    show_that_it_is_you(client)
    response = client.post(reverse("accounts:token_create"), {"name": "nightly export"})
    key = response.context["new_key"]
    assert (key in response.content.decode(), "no-store" in response.headers["Cache-Control"]) == (True, True)
    assert user_for_key(key) == user
    page = client.get(PROFILE).content.decode()
    assert (key in page, "nightly export" in page) == (False, True)


def test_a_token_needs_a_name(client):
    client.force_login(make_user())
    show_that_it_is_you(client)
    response = client.post(reverse("accounts:token_create"), {"name": ""})
    assert list(response.context["token_form"].errors) == ["name"]
    assert 'id="id_token_name_error"' in response.content.decode()
    assert client.get(reverse("accounts:token_create")).status_code == 405


def test_only_ones_own_tokens_are_revoked(client):
    user = make_user()
    mine, key = create_api_token(user=user, name="mine")
    other, _key = create_api_token(user=make_user(), name="other")
    client.force_login(user)
    assert client.post(reverse("accounts:token_revoke", args=[other.pk])).status_code == 404
    assert client.post(reverse("accounts:token_revoke", args=[mine.pk])).url == PROFILE
    assert (user_for_key(key), list(ApiToken.objects.all())) == (None, [other])


OUTLIVED = "API tokens that are older still work"


def test_a_new_password_tells_of_the_tokens_that_outlive_it(client):
    user = make_user()
    client.force_login(user)
    create_api_token(user=user, name="old")
    assert OUTLIVED not in client.get(PROFILE).content.decode()

    new = "another long password"
    data = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post(reverse("account_change_password"), data).status_code == 302
    page = client.get(PROFILE).content.decode()
    assert (OUTLIVED in page, 'href="#tokens"' in page) == (True, True)

    client.post(reverse("accounts:token_revoke_all"))
    create_api_token(user=user, name="new")
    assert OUTLIVED not in client.get(PROFILE).content.decode()


def test_a_password_that_was_reset_tells_of_them_too(client):
    """By the link in the mail, by an administrator, by a command: all set it in the same way."""
    user = make_user()
    create_api_token(user=user, name="old")
    user.set_password("another long password")
    user.save()
    client.force_login(user)
    assert OUTLIVED in client.get(PROFILE).content.decode()


def test_all_of_ones_own_tokens_are_revoked_at_once(client):
    user = make_user()
    keys = [create_api_token(user=user, name=name)[1] for name in ("one", "two")]
    other, others_key = create_api_token(user=make_user(), name="other")
    client.force_login(user)
    assert client.get(reverse("accounts:token_revoke_all")).status_code == 405
    assert client.post(reverse("accounts:token_revoke_all")).url == PROFILE
    assert [user_for_key(key) for key in keys] == [None, None]
    assert (user_for_key(others_key), list(ApiToken.objects.all())) == (other.user, [other])
    assert "Revoke all tokens" not in client.get(PROFILE).content.decode()
