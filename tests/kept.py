"""A database that is kept from run to run, so that one room's tests start at once (`make room ROOM=facts`).

The migrated database is a template under the digest of all migrations; each run copies it anew. So a run that was
interrupted leaves nothing behind that the next would see, and a changed migration makes another template.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from psycopg import Connection, connect, sql

from hardtech.cli.server.postgres import EmbeddedPostgres, temporary_postgres

__all__ = ["digest", "django_db_setup", "kept_postgres"]

MAKING, TEST = "making", "test_hardtech"


@contextmanager
def kept_postgres(folder: Path) -> Iterator[EmbeddedPostgres]:
    """The server of a folder, started for this run; a throwaway one while another run has the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock, contextlib.ExitStack() as stack:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield stack.enter_context(temporary_postgres())
        else:
            yield stack.enter_context(EmbeddedPostgres(folder / "data", durable=False))


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> None:
    """In the place of pytest-django's, which makes and migrates a database in each run."""
    with django_db_blocker.unblock(), _maintenance() as server:
        migrations = digest(Path(app.path) / "migrations" for app in apps.get_app_configs())
        template = f"migrated_{migrations}"
        names = {name for (name,) in server.execute("select datname from pg_database").fetchall()}
        _drop(server, TEST, MAKING)
        if template not in names:
            _drop(server, *(name for name in names if name.startswith("migrated_")))
            _create(server, MAKING)
            _use(MAKING)
            call_command("migrate", verbosity=0)
            connections.close_all()
            _rename(server, MAKING, template)
        _create(server, TEST, template)
        _use(TEST)


def digest(folders: Iterable[Path]) -> str:
    """Of all migrations in them."""
    files = [file for folder in sorted(folders) for file in sorted(folder.glob("*.py"))]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]


def _maintenance() -> Connection[tuple[Any, ...]]:
    """Beside Django's own connection: databases are made outside of transactions."""
    return connect(os.environ["DATABASE_URL"], autocommit=True)


def _drop(server: Connection[Any], *names: str) -> None:
    for name in names:
        server.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


def _create(server: Connection[Any], name: str, template: str = "template0") -> None:
    server.execute(sql.SQL("create database {} template {}").format(*map(sql.Identifier, (name, template))))


def _rename(server: Connection[Any], name: str, new: str) -> None:
    server.execute(sql.SQL("alter database {} rename to {}").format(*map(sql.Identifier, (name, new))))


def _use(name: str) -> None:
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
