"""Calling the API in tests: by session with its CSRF token, by key, or as nobody."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

from hardtech.zone.accounts.models import User
from hardtech.zone.accounts.services import create_api_token

__all__ = ["BASE", "Caller", "problem"]

BASE = "/api/v1"


class Caller:
    """Asks the API as somebody: `Caller(user)` by a key, `Caller(user, session=True)` as a browser does."""

    def __init__(
        self, user: User | None = None, *, session: bool = False, csrf: bool = True, language: str = ""
    ) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.headers: dict[str, str] = {"accept-language": language} if language else {}
        if user is not None and session:
            self.client.force_login(user)
            self.client.cookies["csrftoken"] = "x" * 32
            self.headers |= {"x-csrftoken": "x" * 32} if csrf else {}
        elif user is not None:
            self.headers["authorization"] = f"Bearer {create_api_token(user=user, name='test')[1]}"

    def send(self, method: str, path: str, body: Any = None) -> Any:
        """The response; `body` is written as JSON unless it is bytes."""
        content = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.client.generic(
            method, BASE + path, content, content_type="application/json", headers=self.headers
        )

    def get(self, path: str, **params: Any) -> Any:
        return self.client.get(BASE + path, params, headers=self.headers)

    def post(self, path: str, body: Any = None) -> Any:
        return self.send("POST", path, body)

    def patch(self, path: str, body: Any) -> Any:
        return self.send("PATCH", path, body)

    def put(self, path: str, body: Any) -> Any:
        return self.send("PUT", path, body)

    def delete(self, path: str) -> Any:
        return self.send("DELETE", path)


def problem(response: Any, status: int, code: str) -> dict[str, Any]:
    """The body of an error, after checking its form (RFC 9457)."""
    assert response.status_code == status, response.content
    assert response.headers["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert (body["status"], body["code"]) == (status, code)
    assert body["type"] == f"/api/v1/docs#problem-{code}"
    assert body["title"]
    assert body["detail"]
    return body
