"""A zone that tests may hurt: killed, and started again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest

from hardtech.cli.server.tests import zones

SETUP = """
from hardtech.zone.accounts.models import User
from hardtech.zone.accounts.services import create_api_token
from hardtech.zone.registry.services import create_organisation
for role, flags in {"member": {}, "reviewer": {"is_technology_manager": True}}.items():
    user = User.objects.create_user(f"{role}@example.org", "a long enough password", name=role, **flags)
    organisation = create_organisation(actor=user, values={"name_en": f"Works of the {role}", "kind": "company"})
    print(role, create_api_token(user=user, name="test")[1], organisation.ref)
"""


@dataclass
class Door:
    """The API of a zone, as one account sees it."""

    port: int
    key: str
    organisation: str = ""

    def call(self, method: str, path: str, body: object = None, port: int = 0) -> tuple[int, dict]:
        """Status and JSON; status 0 when nobody answers."""
        request = Request(
            f"http://127.0.0.1:{port or self.port}/api/v1{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"},
        )
        try:
            with urlopen(request, timeout=20) as answer:  # noqa: S310 - our own address
                return answer.status, json.loads(answer.read() or b"{}")
        except URLError as error:
            return getattr(error, "code", 0), {}
        except (OSError, ValueError):
            return 0, {}

    def draft(self, title: str, words: str = "") -> dict:
        """A complete draft of an offer that a reviewer would accept."""
        return {
            "owner": self.organisation,
            "title": title,
            "summary": f"{title}: a summary for those who decide.",
            "description": f"{title}. {words} " + "It was measured in the laboratory and in the field. " * 8,
            "keywords": ["test"],
            "fields": ["new_materials"],
            "trl": 6,
            "language": "en",
        }


@dataclass
class Hurt:
    """A running zone with a member and a reviewer, each with a key."""

    zone: zones.Zone
    member: Door
    reviewer: Door

    def ask(self, code: str) -> str:
        """Run Python in the zone's own shell and return what it prints last."""
        done = self.zone.call("manage", "shell", "--verbosity", "0", "-c", code)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip().splitlines()[-1]

    def restart(self) -> None:
        """Stop what still runs, whatever state it is in, and start again."""
        if self.zone.alive():
            self.zone.end()
        self.zone.up()


@pytest.fixture
def hurt() -> Iterator[Hurt]:
    with zones.zone() as zone:
        zone.up()
        printed = zone.call("manage", "shell", "--verbosity", "0", "-c", SETUP)
        assert printed.returncode == 0, printed.stderr
        words = [line.split() for line in printed.stdout.strip().splitlines()[-2:]]
        doors = {role: Door(zone.port, key, ref) for role, key, ref in words}
        yield Hurt(zone, doors["member"], doors["reviewer"])
        if zone.alive():
            zone.end()
