"""`hardtech journal verify`: is the chain of business events whole?"""

from __future__ import annotations

import json

import click

from hardtech.cli._main import setup_django
from hardtech.cli.errors import Refused

__all__ = ["journal"]


@click.group()
def journal() -> None:
    """Check the append-only journal."""


@journal.command()
@click.option("--expect", metavar="HASH", help="A head noted earlier: it must still stand in the chain.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a sentence.")
def verify(*, expect: str | None, as_json: bool) -> None:
    """Recompute the hash of every entry; exit 1 and name the first entry that does not fit."""
    setup_django()
    from hardtech.zone.journal import services

    report = services.verify(expect=expect)
    if as_json:
        click.echo(json.dumps({"entries": report.entries, "head": report.head, "fault": report.fault}))
    if report.fault:
        raise Refused(
            f"The journal does not verify: entry {report.fault_seq}: {report.fault}. Restore the database from a "
            "backup taken before that entry, or ask who changed the table by hand."
        )
    if not as_json:
        click.echo(f"The journal verifies: {report.entries} entries, head {report.head or '(empty)'}")
