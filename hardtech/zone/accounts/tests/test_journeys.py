"""Signing up, in, and out through the pages, with the second step and the mails that go with it."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from hardtech.zone.accounts.models import User
from hardtech.zone.registry.models import Organisation
from tests.factories import PASSWORD, make_administrator, make_user

pytestmark = pytest.mark.django_db

NEW_PASSWORD = "another long password"


@pytest.fixture(autouse=True)
def _fresh_rate_limits():
    cache.clear()


@pytest.fixture
def user():
    user = make_user()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def sign_in(client, user, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": user.email, "password": password})


def show_that_it_is_you(client, password=PASSWORD):
    return client.post(reverse("account_reauthenticate"), {"password": password})


def link_in_mail():
    return re.search(r"http://testserver(/\S+)", mail.outbox[-1].body).group(1)


def code_of(secret):
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def test_from_signing_up_to_owning_an_organisation(client):
    data = {"email": "li@example.org", "name": "Li Wei", "password1": PASSWORD, "password2": PASSWORD}
    response = client.post(reverse("account_signup"), data)
    assert response.url == reverse("accounts:welcome")
    welcome = client.get(response.url).content.decode()
    assert ("Welcome, Li Wei" in welcome, "li@example.org" in welcome) == (True, True)
    client.post(
        reverse("registry:organisation_new"), {"kind": "company", "name_en": "Wei Optics", "country": "CN"}
    )
    organisation = Organisation.objects.get()
    profile = client.get(reverse("accounts:profile")).content.decode()
    assert ("Wei Optics" in profile, "Owner" in profile) == (True, True)
    assert client.get(reverse("market:offer_new")).status_code == 200
    assert organisation.memberships.get().person.name_en == "Li Wei"


def test_the_address_is_confirmed_by_the_link_in_the_mail(client):
    data = {"email": "li@example.org", "name": "Li Wei", "password1": PASSWORD, "password2": PASSWORD}
    client.post(reverse("account_signup"), data)
    page = client.get(link_in_mail())
    assert page.status_code == 200
    client.post(page.request["PATH_INFO"])
    assert EmailAddress.objects.get().verified


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"password2": "different"}, "password2"), ({"password1": "short", "password2": "short"}, "password1"),
     ({"name": ""}, "name"), ({"email": "no address"}, "email")],
)  # fmt: skip
def test_a_refused_sign_up_says_why_at_its_field(client, changed, field):
    data = {
        "email": "li@example.org",
        "name": "Li Wei",
        "password1": PASSWORD,
        "password2": PASSWORD,
        **changed,
    }
    response = client.post(reverse("account_signup"), data)
    assert list(response.context["form"].errors) == [field]
    assert f'id="id_{field}_error"' in response.content.decode()
    assert not User.objects.exists()


def test_signing_in_leads_where_one_wanted_to_go_and_signing_out_home(client, user):
    response = client.get("/account/")
    response = client.post(response.url, {"login": user.email, "password": PASSWORD, "next": "/account/"})
    assert response.url == "/account/"
    assert client.post(reverse("account_logout")).url == "/"
    assert client.get("/account/").status_code == 302


def test_a_wrong_password_opens_nothing_and_the_sixth_try_must_wait(client, user):
    for _try in range(5):
        response = sign_in(client, user, "wrong")
    assert "not correct" in response.content.decode()
    assert "Too many failed" in sign_in(client, user).content.decode()
    assert client.get("/account/").status_code == 302


def test_a_forgotten_password_is_replaced_by_the_link_in_the_mail(client, user):
    client.post(reverse("account_reset_password"), {"email": user.email})
    form = client.get(link_in_mail(), follow=True)
    address = form.redirect_chain[-1][0]
    client.post(address, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert sign_in(client, user, NEW_PASSWORD).url == "/"
    client.post(reverse("account_logout"))
    assert "invalid" in client.get(link_in_mail(), follow=True).content.decode()  # a link works once


def test_asking_for_a_new_password_never_tells_whether_an_account_exists(client, user):
    answers = {
        client.post(reverse("account_reset_password"), {"email": email}).url
        for email in (user.email, "nobody@example.org")
    }
    assert answers == {reverse("account_reset_password_done")}


def test_a_password_is_changed(client, user):
    sign_in(client, user)
    data = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    assert client.post(reverse("account_change_password"), data).status_code == 302
    user.refresh_from_db()
    assert user.check_password(NEW_PASSWORD)


def test_the_second_step_from_turning_on_to_recovery(client, user):
    sign_in(client, user)
    asked = client.get(reverse("mfa_activate_totp"))
    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert list(show_that_it_is_you(client, "wrong").context["form"].errors) == ["password"]
    show_that_it_is_you(client)
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    assert (secret in page.content.decode(), "data:image/svg+xml;base64," in page.content.decode()) == (
        True,
        True,
    )
    refused = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert list(refused.context["form"].errors) == ["code"]
    client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert sorted(Authenticator.objects.values_list("type", flat=True)) == ["recovery_codes", "totp"]
    assert "10 codes are left" in client.get(reverse("mfa_index")).content.decode()
    recovery = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]

    client.post(reverse("account_logout"))
    assert sign_in(client, user).url == reverse("mfa_authenticate")
    assert client.get("/account/").status_code == 302
    assert list(client.post(reverse("mfa_authenticate"), {"code": "000000"}).context["form"].errors) == [
        "code"
    ]
    assert client.post(reverse("mfa_authenticate"), {"code": recovery[0]}).url == "/"
    assert "9 codes are left" in client.get(reverse("mfa_index")).content.decode()


def test_the_second_step_is_turned_off_again(client, user):
    sign_in(client, user)
    show_that_it_is_you(client)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert client.get(reverse("mfa_deactivate_totp")).status_code == 200
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize(
    "route",
    [
        "account_change_password",
        "account_email",
        "account_logout",
        "account_reauthenticate",
        "account_reset_password",
        "account_reset_password_done",
        "accounts:welcome",
        "mfa_activate_totp",
        "mfa_index",
    ],
)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_each_page_of_the_account_opens_in_our_own_frame(client, user, route, language):
    sign_in(client, user)
    show_that_it_is_you(client)
    page = client.get(reverse(route), headers={"accept-language": language})
    assert (page.status_code, page.content.decode().count('class="site-header"')) == (200, 1)
    assert page.content.decode().count("<h1") == 1


def test_the_administration_asks_for_the_second_step_too(client):
    administrator = make_administrator()
    EmailAddress.objects.create(user=administrator, email=administrator.email, verified=True, primary=True)
    assert client.get("/admin/", follow=True).redirect_chain[-1][0].startswith(reverse("account_login"))
    response = client.post("/admin/login/", {"username": administrator.email, "password": PASSWORD})
    assert response.url.startswith(reverse("account_login"))
    assert client.get("/admin/").status_code == 302
    sign_in(client, administrator)
    assert client.get("/admin/").status_code == 200
