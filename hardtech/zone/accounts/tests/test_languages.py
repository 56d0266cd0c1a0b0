"""The zone writes to people in the language in which they read it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext

from hardtech.zone.accounts.languages import reading
from hardtech.zone.accounts.models import User
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db


def test_signing_in_keeps_the_language_of_the_page() -> None:
    user = make_user(email="reader@example.org")
    Client().post(
        reverse("account_login"),
        {"login": user.email, "password": PASSWORD},
        headers={"accept-language": "zh-hans"},
    )
    assert User.objects.get().language == "zh-hans"


def test_the_switch_is_kept_for_whoever_is_signed_in() -> None:
    user, other = make_user(), make_user()
    client = Client()
    client.force_login(user)
    answer = client.post(reverse("set_language"), {"language": "zh-hans", "next": "/help/"})
    assert (answer.status_code, answer["Location"]) == (302, "/help/")
    client.post(reverse("set_language"), {"language": "tlh", "next": "/help/"})
    assert dict(User.objects.values_list("pk", "language")) == {user.pk: "zh-hans", other.pk: ""}
    assert Client().get(reverse("set_language")).status_code == 405


def test_who_never_chose_is_written_to_in_the_language_of_the_zone() -> None:
    with reading(make_user(language="zh-hans")):
        assert gettext("Desk") != "Desk"
    with reading(make_user()):
        assert gettext("Desk") == "Desk"
