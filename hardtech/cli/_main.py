"""The root of the command tree, and how Django is started for the commands that need it."""

from __future__ import annotations

import codecs
import io
import locale
import os
import sys
from importlib import import_module

import click

from hardtech import __version__

COMMANDS = {
    "up": ("hardtech.cli.up:up", "Start PostgreSQL, the worker and the web server."),
    "down": ("hardtech.cli.up:down", "Stop a running zone."),
    "status": ("hardtech.cli.up:status", "Show what runs."),
    "match": ("hardtech.cli.match.command:match", "Rank offers for needs, on plain files."),
    "rules": ("hardtech.cli.rules.command:rules", "Assess policy measures, on plain files."),
    "import": ("hardtech.cli.imports:import_records", "Take records into the zone."),
    "export": ("hardtech.cli.imports:export_records", "Write records of the zone to a file."),
    "journal": ("hardtech.cli.journal:journal", "Check the journal."),
    "manage": ("hardtech.cli.manage:manage", "Django's own commands."),
}


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports one only when it runs or prints its own help.

    `hardtech match` must start without Django, and `hardtech --help` at once.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="hardtech")
def root() -> None:
    """Hardtech: carries one technology on one thread from laboratory to market."""


def setup_django(*, zone: bool = True) -> None:
    """Start Django for a command that works on the zone's database; refuse when there is none to work on.

    Without `zone` it is started to ask what the rooms declare, which needs no database and leaves nothing on disk.
    """
    from hardtech.cli.errors import Refused
    from hardtech.zone.common.environment import home_folder

    home = home_folder()
    if not zone:
        os.environ.setdefault("HARDTECH_SECRET_KEY", "nothing is signed")
    elif not os.environ.get("DATABASE_URL") and not (home / "database_url").exists():
        raise Refused(
            f"No zone runs in {home}. Start it in another terminal with `hardtech up` (or `make run`), set "
            "HARDTECH_HOME to the folder of the one that runs, or set DATABASE_URL."
        )
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hardtech.zone.settings")
    import django

    django.setup()


def speak_utf8() -> None:
    """Begin anew in UTF-8 mode where the locale has another encoding; programs that we start inherit it.

    PostgreSQL and the embedding model take paths in UTF-8, and a redirected output is UTF-8 everywhere. A terminal
    gets what its locale says, with `?` for what that lacks.
    """
    encoding = codecs.lookup(locale.getencoding()).name
    if encoding == "utf-8":
        return
    if not sys.flags.utf8_mode:
        os.environ["PYTHONUTF8"] = "1"
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606 - no shell
    for stream in (sys.stdout, sys.stderr):
        if stream.isatty() and encoding != "ascii" and isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=encoding, errors="replace")


def main(args: list[str] | None = None) -> None:
    """Run the command line; the exit code is 0 done, 1 refused, 2 wrong usage."""
    if args is None:
        speak_utf8()
    try:
        root.main(args=args, prog_name="hardtech")
    except BrokenPipeError:  # `hardtech … | head` is no error
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123
        sys.exit(0)
