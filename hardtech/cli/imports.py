"""`hardtech import` and `hardtech export`: records between files and the zone."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from hardtech.cli._main import setup_django
from hardtech.cli.errors import Refused
from hardtech.engines.tabular import TabularError, format_of, write_records

if TYPE_CHECKING:
    from hardtech.zone.workshop.exchange.kinds import FileFormat, ImportKind
    from hardtech.zone.workshop.exchange.runs import ImportOptions, ImportReport

__all__ = ["export_records", "import_records"]

SHOWN_COLUMNS = 12
SHOWN = 5  # refused rows on the screen; all of them are in the file
REJECT_COLUMNS = ("file", "sheet", "line", "field", "code", "reason")


class KindName(click.ParamType["ImportKind"]):
    """The name of a kind that some room declares. Which there are is asked when the command runs, for Django knows."""

    name = "kind"

    def convert(
        self, value: str | ImportKind, param: click.Parameter | None, ctx: click.Context | None
    ) -> ImportKind:
        if not isinstance(value, str):
            return value
        setup_django()
        from hardtech.zone.workshop.exchange.kinds import import_kinds

        kind = import_kinds.get(value)
        if kind is None:
            names = ", ".join(each.name for each in import_kinds)
            self.fail(f"{value!r} is not one of {names}.", param, ctx)
        return kind


class KindCommand(click.Command):
    """A command whose help lists the kinds that the rooms declare."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        setup_django(zone=False)
        from hardtech.zone.workshop.exchange.kinds import import_kinds

        with formatter.section("Kinds"):
            formatter.write_dl([(kind.name, _traits(kind)) for kind in import_kinds])


def _traits(kind: ImportKind) -> str:
    options = [f"--{name} {'|'.join(words)}".strip() for name, words in kind.options.items()]
    return "; ".join(["formats " + ", ".join(kind.formats()), *options])


@click.command("import", cls=KindCommand)
@click.argument("kind", type=KindName())
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--format", "layout", default="own", metavar="NAME", help="Columns [own].")
@click.option("--map", "maps", multiple=True, metavar="COLUMN=FIELD", help="Say which column is which field.")
@click.option(
    "--source",
    default="",
    metavar="NAME",
    help="Where the ids come from. Default: folder and name of the file.",
)
@click.option("--owner", default="", metavar="NAME", help="Organisation of rows that name none.")
@click.option("--status", default="", metavar="STATUS", help="Of new records: published or draft.")
@click.option("--rejects", type=click.Path(path_type=Path), help="For refused rows [FILE.rejects.csv].")
@click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
def import_records(
    *,
    kind: ImportKind,
    file: Path,
    layout: str,
    maps: tuple[str, ...],
    source: str,
    owner: str,
    status: str,
    rejects: Path | None,
    dry_run: bool,
) -> None:
    """Take records from FILE (CSV, XLSX or JSON Lines, each also gzipped) into the zone.

    Importing a file twice changes nothing: a record is known by its source and its id there. Rows that are refused
    are listed with line, field and reason; the others are taken in, all of them or, if it is interrupted, none.

    Example: hardtech import offers --format sbir awards.jsonl.gz
    """
    from hardtech.zone.workshop.exchange.batch import run_import
    from hardtech.zone.workshop.exchange.runs import ImportOptions

    rejects = rejects or Path(f"{file.name}.rejects.csv")
    mapping = _mapping(maps)
    _check_output(rejects)
    form = _format(kind, layout)
    _check_options(kind, {"source": source, "owner": owner, "status": status})
    place = f"{file.resolve().parent.name}/{file.name.partition('.')[0]}"
    source = (source or form.source or place)[:60]
    options = ImportOptions(source=source, owner=owner, status=status, dry_run=dry_run)
    began = time.monotonic()
    with _plain_errors(file), _bar(f"Importing {kind.name}") as progress:
        report = run_import(kind, file, layout=form, options=options, mapping=mapping, progress=progress)
    if (report.created or report.updated) and not dry_run:
        _refresh_catalogues(kind)
    _print_report(report, kind, options, seconds=time.monotonic() - began)
    _print_refused(report, file, rejects)
    if report.refused and report.refused == report.rows:
        message = f"{file}: every row was refused. The reasons are in {rejects}."
        raise Refused(message)


@click.command("export", cls=KindCommand)
@click.argument("kind", type=KindName())
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--all", "everything", is_flag=True, help="Also drafts, expired, archived and merged records.")
def export_records(*, kind: ImportKind, file: Path, everything: bool) -> None:
    """Write the published records of the zone to FILE (.csv, .xlsx or .jsonl, each also .gz).

    Importing the file into an empty zone gives the same records.
    """
    from hardtech.zone.workshop.exchange.export import export_file

    _check_output(file)
    with _plain_errors(file):
        count = export_file(kind, file, everything=everything)
    click.echo(f"{count:,} {kind.name} written to {file}")


def _format(kind: ImportKind, name: str) -> FileFormat:
    formats = kind.formats()
    if name not in formats:
        raise click.UsageError(
            f"There are no {kind.name} of the format {name}. Choose from: {', '.join(formats)}."
        )
    return formats[name]


def _check_options(kind: ImportKind, given: Mapping[str, str]) -> None:
    for name, value in given.items():
        words = kind.options.get(name)
        if value and words is None:
            raise click.UsageError(f"--{name} means nothing for {kind.name}. Leave it out.")
        if value and words and value not in words:
            raise click.UsageError(f"--{name} {value}: choose from {', '.join(words)}.")


def _mapping(pairs: tuple[str, ...]) -> Mapping[str, str]:
    mapping: dict[str, str] = {}
    for pair in pairs:
        column, equals, field = pair.rpartition("=")
        if not (column and equals and field):
            raise click.UsageError(
                f"--map {pair}: write it as COLUMN=FIELD, for example --map 'Short text=summary'."
            )
        mapping[column] = field
    return mapping


def _check_output(path: Path) -> None:
    from hardtech.zone.workshop.exchange.wording import explain_file

    try:
        format_of(path)
    except TabularError as error:
        message = f"{path}: {explain_file(error)}"
        raise click.UsageError(message) from None
    if not path.absolute().parent.is_dir():
        message = f"{path}: there is no folder {path.absolute().parent}. Make it first."
        raise click.UsageError(message)


@contextmanager
def _plain_errors(file: Path) -> Iterator[None]:
    """Turn what can go wrong into a sentence that says where, and what to do."""
    from django.db import DatabaseError, OperationalError, ProgrammingError

    from hardtech.zone.workshop.exchange.wording import explain_file

    try:
        yield
    except TabularError as error:
        message = f"{file}: {explain_file(error)}"
        raise Refused(message) from None
    except OperationalError as error:
        reason = str(error).strip().partition("\n")[0]
        message = f"The database does not answer ({reason}). Start the zone with: hardtech up"
        raise Refused(message) from None
    except ProgrammingError as error:
        reason = str(error).strip().partition("\n")[0]
        message = f"The database is not prepared ({reason}). Prepare it with: hardtech up"
        raise Refused(message) from None
    except DatabaseError as error:  # for example: somebody entered the same organisation at the same moment
        reason = str(error).strip().partition("\n")[0]
        message = f"The database refused ({reason}). Nothing was changed; try again."
        raise Refused(message) from None
    except KeyboardInterrupt:
        message = "Stopped. Nothing was changed."
        raise Refused(message) from None
    except OSError as error:
        raise Refused(
            f"{error.filename or file}: {error.strerror}. Check the path and the free space."
        ) from None


@contextmanager
def _bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """A bar with the time left, where a person looks; nothing elsewhere."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"))
    with Progress(
        *columns,
        TimeElapsedColumn(),
        TextColumn("left:"),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _refresh_catalogues(kind: ImportKind) -> None:
    """Fold what came in into a fresh snapshot where it is more than a search takes in by itself; have it encoded."""
    from hardtech.zone.finding import catalogue, vectors
    from hardtech.zone.finding.nouns import nouns

    for noun in (noun for noun in nouns if noun.model is kind.model):
        vectors.ask_for_encoding()
        if not catalogue.is_current(noun):
            with Console(stderr=True).status("Building the match catalogue …"):
                catalogue.rebuild(noun)


def _print_report(report: ImportReport, kind: ImportKind, options: ImportOptions, *, seconds: float) -> None:
    would = "would be " if options.dry_run else ""
    counts = [f"{report.created:,} {would}created", f"{report.updated:,} {would}updated"]
    counts += [f"{report.unchanged:,} unchanged", f"{report.refused:,} refused"]
    counts += [f"{number:,} {name} {would}created" for name, number in report.also.items() if number]
    source = f" of “{options.source}”" if "source" in kind.options else ""
    click.echo(f"{report.rows:,} {kind.name}{source} in {seconds:.1f} s: {', '.join(counts)}")
    if options.dry_run:
        click.echo("Dry run: nothing was changed.")
    if report.unknown_columns:
        first = list(report.unknown_columns)[:SHOWN_COLUMNS]
        names = ", ".join(first) + (", …" if len(first) < len(report.unknown_columns) else "")
        fate = "kept with each record" if kind.keeps_unknown_columns else "left out"
        click.echo(f"Columns not known here, {fate}: {names}. To use one: --map COLUMN=FIELD")


def _print_refused(report: ImportReport, file: Path, rejects: Path) -> None:
    from hardtech.zone.workshop.exchange.batch import reasons

    if not report.problems:
        return
    for number, row in enumerate(reasons(report, file)):
        if number == SHOWN:
            click.echo("…", err=True)
            break
        place = ", ".join(str(part) for part in (f"line {row['line']}", row["sheet"], row["field"]) if part)
        click.echo(f"{file}: {place}: {row['reason']}", err=True)
    with _plain_errors(rejects):
        write_records(rejects, REJECT_COLUMNS, reasons(report, file))
    click.echo(f"Refused rows with their reasons: {rejects}", err=True)
