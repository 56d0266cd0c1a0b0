"""A database of an earlier release comes up to date: nothing is lost, nothing changes but what is listed here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.test import Client
from procrastinate.contrib.django import app

from hardtech.zone.accounts.models import User
from hardtech.zone.common.refs import Identified
from hardtech.zone.journal import services as journal
from hardtech.zone.journal.models import Entry
from hardtech.zone.journal.wording import verb_label
from hardtech.zone.portal.finding import record_by_ref
from tests.upgrade.databases import DUMPS, Table, catalog, restored, tables

pytestmark = pytest.mark.django_db

TABLES = {
    "incentives_measure": "measures_measure",
    "incentives_revision": "measures_revision",
    "market_textvector": "finding_textvector",
    "registry_fact": "registry_citedfact",
}
"""Table of an earlier release → the one of today; a trigger, say, follows by itself."""

COLUMNS = {("measures_measure", "pays_unasked"): "pays_automatically"}
"""(Table of today, its column of an earlier release) → column of today."""

MODELS = {
    ("incentives", "measure"): ("measures", "measure"),
    ("incentives", "revision"): ("measures", "revision"),
    ("market", "textvector"): ("finding", "textvector"),
    ("registry", "fact"): ("registry", "citedfact"),
}
"""(App, model) of an earlier release → those of today."""

TASKS: dict[str, str] = {
    "market.encode_texts": "finding.encode_texts",
    "market.refresh_catalogue": "finding.refresh_catalogue",
    "market.retry_stalled": "common.retry_stalled",
}
"""Task of an earlier release → the one of today, by which its jobs are known."""

GROWING = {"django_migrations", "django_content_type", "auth_permission"}
"""Where an upgrade adds rows."""

CONTENT_TYPES, JOBS, PERIODIC = "django_content_type", "procrastinate_jobs", "procrastinate_periodic_defers"
PAGES_EACH = 2


@dataclass
class Upgraded:
    """A restored database, brought up to date: what it held before, the head of its journal; the schema of a fresh one."""

    before: dict[str, Table]
    head: str
    fresh: set[tuple[str, str]]


@pytest.fixture(scope="module", params=DUMPS, ids=lambda dump: dump.name.partition(".")[0])
def upgraded(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Upgraded]:
    dump: Path = request.param
    with django_db_blocker.unblock():
        fresh = catalog()
        with restored(dump):
            made = Upgraded(tables(), _head(), fresh)
            call_command("migrate", "--noinput", verbosity=0)
            yield made


def _head() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT hash FROM journal_entry ORDER BY seq DESC LIMIT 1")
        return str(cursor.fetchone()[0])


def expected(name: str, before: Table) -> tuple[str, Table]:
    """The table of today, and what it must hold by the lists above."""
    today = TABLES.get(name, name)
    rows = [
        {COLUMNS.get((today, column), column): value for column, value in row.items()}
        for row in before.rows()
    ]
    for row in rows:
        if name == CONTENT_TYPES:
            model = (str(row["app_label"]), str(row["model"]))
            row["app_label"], row["model"] = MODELS.get(model, model)
        if name in {JOBS, PERIODIC}:
            old = str(row["task_name"])
            for column in {"task_name", "lock", "queueing_lock"} & set(row):
                if row[column] is not None:
                    row[column] = str(row[column]).replace(old, TASKS.get(old, old))
    return today, Table(rows)


def differences(before: dict[str, Table]) -> list[str]:
    """What was lost, changed or added without being listed, a line for each table."""
    now, found = tables(), []
    for name, table in before.items():
        today, wanted = expected(name, table)
        if today not in now:
            found.append(f"{name}: there is no table {today}")
            continue
        columns = {column for row in wanted.rows() for column in row}
        held = Table(
            [{key: value for key, value in row.items() if key in columns} for row in now[today].rows()]
        )
        added = held - wanted if name not in GROWING else Table([])
        if lost := wanted - held:
            found.append(
                f"{name}: {lost.total()} of {wanted.total()} rows are lost or changed, such as {next(iter(lost))}"
            )
        elif added:
            found.append(f"{name}: {added.total()} rows were added, such as {next(iter(added))}")
    return found


def test_every_row_is_there_as_it_was(upgraded: Upgraded) -> None:
    assert differences(upgraded.before) == []
    assert sum(table.total() for table in upgraded.before.values()) > 1000


def test_a_lost_row_and_a_changed_value_are_named(upgraded: Upgraded) -> None:
    """The control: the comparison sees both."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM incentives_notice WHERE id = (SELECT min(id) FROM incentives_notice)")
        cursor.execute(
            "UPDATE registry_organisation SET aliases = '{Twin}' WHERE id = (SELECT min(id) FROM registry_organisation)"
        )
    found = differences(upgraded.before)
    assert [line.partition(":")[0] for line in found] == ["incentives_notice", "registry_organisation"]
    assert all(" 1 of " in line for line in found)


def test_the_schema_is_that_of_a_fresh_zone(upgraded: Upgraded) -> None:
    migrated, fresh = catalog(), upgraded.fresh
    assert migrated - fresh == set()
    assert fresh - migrated == set()
    kinds = {"column", "constraint", "index", "trigger", "function", "sequence"}
    assert {kind for kind, _text in fresh} == kinds


def test_the_journal_is_whole_and_worded(upgraded: Upgraded) -> None:
    report = journal.verify(expect=upgraded.head)
    assert (report.fault, report.head) == ("", upgraded.head)
    verbs = set(Entry.objects.values_list("verb", flat=True))
    assert {verb for verb in verbs if verb_label(verb) == verb} == set()


def test_jobs_that_wait_are_known_tasks(upgraded: Upgraded) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT task_name FROM procrastinate_jobs WHERE status = 'todo'")
        waiting = {name for (name,) in cursor.fetchall()}
    assert waiting - set(app.tasks) == set()
    assert waiting


def test_every_reference_opens(upgraded: Upgraded) -> None:
    """The search leads to it, and pages of each kind of record answer an administrator."""
    administrator = User.objects.filter(is_superuser=True, is_active=True).first()
    assert administrator is not None
    client, opened = Client(), []
    client.force_login(administrator)
    for model in identified():
        for place, record in enumerate(model._default_manager.order_by("pk")):
            page = record_by_ref(administrator, record.ref)
            if page is None and hasattr(record, "get_absolute_url"):
                page = record
            if page is not None and place < PAGES_EACH:
                assert client.get(page.get_absolute_url(), follow=True).status_code == 200, record
                opened.append(record.ref[:2])
    assert len(set(opened)) >= 9


def identified() -> list[type[Identified]]:
    return [model for model in apps.get_models() if issubclass(model, Identified)]
