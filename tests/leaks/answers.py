"""What a reader gets, without what differs from one request to the next by nature."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

from django.test import Client

__all__ = ["answer", "stable"]

CHANGING = (
    re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"'),
    re.compile(rb'"X-CSRFToken": "[^"]*"'),
    re.compile(rb"nonce[-=][\"']?[A-Za-z0-9+/=_-]+"),
)
HEADERS = (
    "Location",
    "Content-Type",
    "Content-Disposition",
    "Link",
    "X-Total-Count",
    "ETag",
    "Last-Modified",
)


def answer(client: Client, address: str) -> bytes:
    """Status, headers that carry data, and body, in one text that can be compared."""
    response: Any = client.get(address)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body.startswith(b"PK\x03\x04"):
        body = _unpacked(body)
    head = "".join(f"{name}: {response[name]}\n" for name in HEADERS if response.has_header(name))
    return f"{response.status_code}\n{head}".encode() + stable(body)


def stable(body: bytes) -> bytes:
    """The body without what each request has anew."""
    for pattern in CHANGING:
        body = pattern.sub(b"", body)
    return body


def _unpacked(content: bytes) -> bytes:
    """The files of an archive, without the times that they were packed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = sorted(name for name in archive.namelist() if not name.startswith("docProps/"))
        return b"\n".join(name.encode() + archive.read(name) for name in names)
