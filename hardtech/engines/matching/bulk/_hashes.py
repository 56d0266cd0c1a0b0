"""What makes a result what it is, as hashes: files, the program, facts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from hardtech.engines.matching._errors import BulkRefused


@cache
def program() -> str:
    """A hash of this engine's own files: another version may rank differently, so the two never mix."""
    root = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root)
        if path.is_file() and path.suffix != ".md" and not {"tests", "__pycache__"} & set(name.parts):
            digest.update(f"{name.as_posix()}\0{path.stat().st_size}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def hash_file(path: Path) -> str:
    """The SHA-256 of a file. Raises BulkRefused."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise BulkRefused("unreadable", file=str(path), finding=error.strerror or str(error)) from None


def key_of(facts: Mapping[str, object]) -> str:
    """One hash of what makes a result what it is."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()
