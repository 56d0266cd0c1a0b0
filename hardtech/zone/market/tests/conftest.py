"""One cast for the room: who they are to the organisation that owns the records."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from hardtech.zone.registry.choices import MembershipRole
from tests.factories import make_member, make_officer, make_organisation, make_technology_manager

ROLES = ("anonymous", "outsider", "colleague", "owner", "manager", "officer")


class Cast:
    """Everybody who may come by; `client(role)` is their browser."""

    def __init__(self) -> None:
        self.organisation = make_organisation(name_en="Cryogenic Valves")
        self.users = {
            "outsider": make_member(make_organisation(), MembershipRole.OWNER),
            "colleague": make_member(self.organisation, MembershipRole.EDITOR),
            "owner": make_member(self.organisation, MembershipRole.OWNER),
            "manager": make_technology_manager(),
            "officer": make_officer(),
        }

    def client(self, role: str) -> Client:
        client = Client()
        if role != "anonymous":
            client.force_login(self.users[role])
        return client


def content_of(response: Any) -> bytes:
    """The whole file of an answer; reading it to its end closes it."""
    return b"".join(response.streaming_content)


@pytest.fixture
def cast(db) -> Cast:
    return Cast()
