"""Makes a database ready to serve: `python -m hardtech.cli.server.prepare [--empty]`.

Runs as one process of its own, so that Django is imported once for all steps and Ctrl-C ends any of them; a
step that is interrupted is done again at the next start. It tells on stdout, one JSON object a line:
`{"step": …}` when one begins, at the end `{"sign_ins": […]}`, or `{"error": …, "remedy": …}`.
"""

import hashlib
import io
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django
import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from hardtech.cli.server import errors

# Two nodes that start on one database at once take turns: any constant will do, this one is "prep".
PREPARE_LOCK = 0x70726570

READING = 4.0  # seconds: enough for the demo zone


def tell(**facts: object) -> None:
    """One line for the supervisor, on the real stdout whatever a command prints."""
    print(json.dumps(facts), file=sys.__stdout__, flush=True)


def prepare(*, demo: bool) -> None:
    """Migrate, collect the static files, take in rulebooks, fill an empty database, build the catalogues."""
    from hardtech.zone.common.advisory_lock import lock_session
    from hardtech.zone.measures.services.rulebooks import take_rulebooks
    from hardtech.zone.portal.demo import loading

    with lock_session(PREPARE_LOCK):
        migrate()
        collect_static(Path(settings.STATIC_ROOT))
        take_rulebooks()
        if demo and loading.is_empty():
            tell(step="Loading the demo zone")
            quietly("load_demo")
        tell(step="Reading texts for their meaning")
        read_texts()
        tell(step="Building the match catalogue")
        quietly("build_catalogue")
    tell(sign_ins=loading.sign_ins())


def read_texts() -> None:
    """Encode what has no vector yet, for a moment; the worker does the rest while the zone serves."""
    from hardtech.engines.matching import EndpointFailed
    from hardtech.zone.finding import vectors

    try:
        vectors.encode_missing(seconds=READING)
    except EndpointFailed as error:
        sys.stderr.write(f"{error}: matches go by words until it answers\n")


def migrate() -> None:
    """Bring the schema up to date; refuse one from a newer version."""
    executor = MigrationExecutor(connection)
    known = set(executor.loader.disk_migrations)
    known |= {old for migration in executor.loader.disk_migrations.values() for old in migration.replaces}
    own = {label for label in executor.loader.migrated_apps if _is_ours(label)}
    unknown = [key for key in executor.loader.applied_migrations if key not in known and key[0] in own]
    if unknown:
        raise errors.newer_schema([f"{label}.{name}" for label, name in sorted(unknown)])
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        tell(step="Bringing the database up to date")
        quietly("migrate", "--noinput")


def _is_ours(label: str) -> bool:
    from django.apps import apps

    return apps.get_app_config(label).name.startswith("hardtech.")


def collect_static(target: Path) -> None:
    """Gather and compress the static files, where they changed since the last time."""
    from django.contrib.staticfiles.finders import get_finders

    seen = hashlib.sha256(django.get_version().encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            status = Path(storage.path(path)).stat()
            seen.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    mark = target / ".collected"
    if mark.exists() and mark.read_text() == seen.hexdigest():
        return
    tell(step="Collecting static files")
    quietly("collectstatic", "--noinput", "--clear")
    mark.write_text(seen.hexdigest())


def quietly(command: str, *arguments: str) -> str:
    """Run one of Django's commands and return what it printed."""
    output = io.StringIO()
    call_command(command, *arguments, stdout=output)
    return output.getvalue().strip()


def refused(error: Exception) -> errors.ServerError | None:
    """The error in words when it is one that a person can remedy."""
    from hardtech.zone.finding.meaning import ModelUnusable

    if isinstance(error, errors.ServerError):
        return error
    if isinstance(error, ModelUnusable):
        return errors.ServerError(str(error), "Correct it, or leave it unset for the model in the box.")
    cause = root_of(error)
    home = Path(os.environ["HARDTECH_HOME"])
    if isinstance(cause, psycopg.errors.DiskFull):
        return errors.disk_full(home)
    if isinstance(cause, psycopg.errors.InsufficientPrivilege):
        return errors.ServerError(
            f"The database refuses: {cause}".strip(), "Make the account of DATABASE_URL the database's owner."
        )
    if isinstance(error, OSError):
        return errors.unwritable(Path(str(error.filename or home)), error)
    if isinstance(error, DatabaseError):
        return errors.ServerError(
            f"The database failed: {cause}".strip(), f"See the logs in {home / 'logs'}, and start again."
        )
    return None


def root_of(error: Exception) -> BaseException:
    """What PostgreSQL said, as Django hands it over: as the cause, or as what was being handled."""
    reason: BaseException | None = error
    while reason is not None and not isinstance(reason, psycopg.Error):
        reason = reason.__cause__ or reason.__context__
    return reason or error


def main(arguments: list[str], work: Callable[..., Any] = prepare) -> int:
    """Prepare and return the exit code: 1 when something stands in the way that was told on stdout."""
    django.setup()
    try:
        work(demo="--empty" not in arguments)
    except Exception as error:
        if (known := refused(error)) is None:
            raise
        tell(error=str(known), remedy=known.remedy)
        return 1
    return 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hardtech.zone.settings")
    sys.exit(main(sys.argv[1:]))
