"""`hardtech up`, `down`, `status`: run a zone on this machine."""

import json
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import click
from rich.console import Console
from rich.status import Status

from hardtech import __version__
from hardtech.cli._main import setup_django
from hardtech.cli.errors import Refused
from hardtech.cli.server import errors
from hardtech.cli.server.home import Home, Running
from hardtech.cli.server.start import Wanted, run
from hardtech.zone.common.environment import home_folder

__all__ = ["down", "status", "up"]


class Terminal:
    """Shows the steps: a spinner for the present one where a person looks, plain lines elsewhere."""

    def __init__(self) -> None:
        self.console = Console(highlight=False, soft_wrap=True)
        self._spinner: Status | None = None
        self._step = ""
        self._began = 0.0

    def step(self, text: str) -> None:
        self._finish()
        self._step, self._began = text, time.monotonic()
        if self.console.is_terminal:
            self._spinner = self.console.status(f"{text} …")
            self._spinner.start()

    def say(self, text: str) -> None:
        self.console.print(text, markup=False)

    def ready(self, address: str, sign_ins: Sequence[Mapping[str, str]], seconds: float) -> None:
        self._finish()
        self.say(f"\nHardtech is ready after {seconds:.1f} s: {address}\n")
        if sign_ins:
            wide = {key: max(len(person[key]) for person in sign_ins) for key in ("email", "password")}
            self.say("Demo sign-ins (e-mail, password, role)")
            for person in sign_ins:  # no table, which would cut an address in a narrow terminal
                email, password = (
                    person["email"].ljust(wide["email"]),
                    person["password"].ljust(wide["password"]),
                )
                self.say(f"  {email}  {password}  {person['role']}")
            self.say("")
        self.say("Ctrl-C stops it.")

    def close(self) -> None:
        """End the last step, so that what is printed next has a line of its own."""
        self._finish()

    def _finish(self) -> None:
        if self._spinner:
            self._spinner.stop()
            self._spinner = None
        if self._step:
            self.say(f"{self._step}: {time.monotonic() - self._began:.1f} s")
            self._step = ""


@click.command()
@click.option("--empty", is_flag=True, help="Do not load the demo zone into an empty database.")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    envvar="PORT",
    default=8000,
    show_default=True,
    show_envvar=True,
    help="Where the web server listens.",
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="The address to listen on; 0.0.0.0 is every one of this machine (see HARDTECH_HOSTS).",
)
def up(*, empty: bool, port: int, host: str) -> None:
    """Start PostgreSQL, the worker and the web server, and keep them running until Ctrl-C.

    All state is kept in the folder HARDTECH_HOME (./var). DATABASE_URL names a PostgreSQL 18 server to use
    instead of the one that Hardtech brings.
    """
    database_url = os.environ.get("DATABASE_URL", "").strip()
    wanted = Wanted(home_folder(), host, port, demo=not empty, database_url=database_url)
    terminal = Terminal()
    try:
        run(wanted, terminal)
    except errors.ServerError as error:
        terminal.close()
        raise Refused(error.explained()) from error
    terminal.close()


@click.command()
def down() -> None:
    """Stop the zone that runs in HARDTECH_HOME."""
    home = Home(home_folder())
    running = home.running()
    if running is None:
        click.echo(f"Nothing runs in {home.folder}.")
        return
    if not home.stop_running(running):
        raise Refused(errors.does_not_stop(home.folder, running.pid).explained())
    click.echo(f"Stopped Hardtech in {home.folder}.")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of lines.")
@click.pass_context
def status(context: click.Context, *, as_json: bool) -> None:
    """Show whether a zone runs in HARDTECH_HOME, and what: exit code 0 when it runs, 1 when not."""
    home = Home(home_folder())
    running = home.running()
    facts: dict[str, Any] = {"running": running is not None, "version": __version__, "home": str(home.folder)}
    if running is not None:
        facts |= asdict(running) | _of_the_database(home, running)
        del facts["born"]
    if as_json:
        click.echo(json.dumps(facts))
    else:
        _print(facts)
    context.exit(0 if running else 1)


def _of_the_database(home: Home, running: Running) -> dict[str, Any]:
    """What only the database knows; each None when it cannot be asked from here."""
    unknown: dict[str, Any] = {"journal": None, "meaning": None}
    if running.phase != "running" or not (os.environ.get("DATABASE_URL") or home.database_url.exists()):
        return unknown
    setup_django()
    from django.db import DatabaseError

    from hardtech.zone.finding.meaning import ModelUnusable

    try:
        return {"journal": _journal_head(), "meaning": _texts_read()}
    except (DatabaseError, ModelUnusable):
        return unknown


def _journal_head() -> dict[str, Any]:
    """The number of entries and the last hash."""
    from hardtech.zone.journal.models import Entry

    last = Entry.objects.order_by("-seq").values_list("seq", "hash").first()
    return {"entries": last[0] if last else 0, "head": last[1] if last else ""}


def _texts_read() -> dict[str, Any]:
    """The embedding model, and how many records of each catalogue it has read, of how many."""
    from hardtech.zone.finding import meaning, vectors

    read = {
        one.noun.code: {"read": one.done, "of": one.total, "understood": one.understood}
        for one in vectors.progress()
    }
    return {"model": meaning.model_name(), **read}


def _print(facts: Mapping[str, Any]) -> None:
    if not facts["running"]:
        click.echo(f"Hardtech {facts['version']} does not run in {facts['home']}.")
        return
    click.echo(f"Hardtech {facts['version']} is {facts['phase']} at {facts['address']}")
    click.echo(f"  home      {facts['home']}")
    click.echo(f"  since     {facts['started']}")
    click.echo(f"  database  {facts['database'] or 'starting'}")
    for name, pid in {"supervisor": facts["pid"], **facts["processes"]}.items():
        click.echo(f"  process   {pid} {name}")
    journal = facts["journal"]
    head = (
        f"{journal['entries']} entries, head {journal['head'] or '(empty)'}" if journal else "not reachable"
    )
    click.echo(f"  journal   {head}")
    if meaning := facts["meaning"]:
        read = (
            f"{kind} {one['read']:,} of {one['of']:,}" for kind, one in meaning.items() if kind != "model"
        )
        click.echo(f"  meaning   {', '.join(read) or 'off'}")
