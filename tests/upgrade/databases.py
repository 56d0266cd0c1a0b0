"""Databases of earlier releases, restored beside the tests' own, and what stands in a database."""

from __future__ import annotations

import functools
import gc
import json
import lzma
import os
import re
import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from psycopg import sql
from psycopg.conninfo import make_conninfo

from hardtech.cli.server.account import Account, programs

__all__ = ["DUMPS", "Table", "catalog", "restored", "tables"]

DUMPS = sorted((Path(__file__).parent / "data").glob("*.sql.xz"))

Row = Mapping[str, object]

CATALOG = """
SELECT 'column', concat_ws(' ', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity,
                           pg_get_expr(d.adbin, d.adrelid))
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
UNION ALL SELECT 'constraint', conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'index', indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'trigger', pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'function', pg_get_functiondef(oid) FROM pg_proc
WHERE pronamespace = 'public'::regnamespace AND prokind = 'f'
UNION ALL SELECT 'sequence', relname FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace
"""
CAST = re.compile(r"[()]|::(character varying|text)(\[\])?")


class Table(Counter[str]):
    """The rows of a table, each as JSON with its columns in the order of their names, and how often it stands there."""

    def __init__(self, rows: list[Row]) -> None:
        super().__init__(json.dumps(row, sort_keys=True, ensure_ascii=False) for row in rows)

    def rows(self) -> list[Row]:
        return [json.loads(row) for row in self.elements()]


def tables() -> dict[str, Table]:
    """All that the present database holds, by table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        names = [name for (name,) in cursor.fetchall()]
        found = {}
        for name in names:
            cursor.execute(sql.SQL("SELECT to_jsonb(kept) FROM {} AS kept").format(sql.Identifier(name)))
            found[name] = Table([json.loads(row) for (row,) in cursor])
    return found


def catalog() -> set[tuple[str, str]]:
    """Columns, constraints, indexes, triggers, functions and sequences of the present database, as PostgreSQL words them.

    But for casts to text, which it words otherwise after a condition was dumped and restored.
    """
    with connection.cursor() as cursor:
        cursor.execute(CATALOG)
        return {(kind, CAST.sub("", text)) for kind, text in cursor}


@contextmanager
def restored(dump: Path) -> Iterator[None]:
    """While inside, the default database is one with the content of `dump`."""
    name, before = f"hardtech_upgrade_{os.getpid()}", connection.settings_dict["NAME"]
    try:
        _administer(f"CREATE DATABASE {name} TEMPLATE template0")
        _fill(name, lzma.decompress(dump.read_bytes()))
        _open_next(name)
        yield
    finally:
        _open_next(before)
        _administer(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _open_next(name: str) -> None:
    """What the process keeps of one database would be believed of the other."""
    connection.close()
    connection.settings_dict["NAME"] = name
    ContentType.objects.clear_cache()
    for kept in gc.get_objects():
        if isinstance(kept, functools._lru_cache_wrapper) and (kept.__module__ or "").startswith(
            "hardtech.zone"
        ):
            kept.cache_clear()


def _administer(command: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(command)


def _fill(name: str, content: bytes) -> None:
    settings = {key.lower(): value for key, value in connection.settings_dict.items()}
    url = make_conninfo(
        dbname=name, **{key: settings[key] for key in ("user", "password", "host", "port") if settings[key]}
    )
    ours = Account(os.geteuid(), os.getegid(), "", switch=False)
    psql = [programs(ours) / "psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--dbname", url]
    done = subprocess.run(psql, input=content, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
