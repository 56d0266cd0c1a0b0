"""`hardtech import` and `hardtech export`: records between files and the zone."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from hardtech.cli._main import setup_django
from hardtech.cli.errors import Refused
from hardtech.engines.tabular import TabularError, format_of, write_records

if TYPE_CHECKING:
    from hardtech.zone.workshop.exchange.batch import Report
    from hardtech.zone.workshop.exchange.records import Format, Kind, Options

__all__ = ["export_records", "import_records"]

KINDS = ("offers", "needs", "organisations", "people", "facts", "certificates")
FORMATS = ("own", "sbir", "eu-calls")
SHOWN_COLUMNS = 12
SHOWN = 5  # refused rows on the screen; all of them are in the file
REJECT_COLUMNS = ("file", "sheet", "line", "field", "code", "reason")


@click.command("import")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--format", "layout", type=click.Choice(FORMATS), default="own", help="Columns [own].")
@click.option("--map", "maps", multiple=True, metavar="COLUMN=FIELD", help="Say which column is which field.")
@click.option(
    "--source", metavar="NAME", help="Where the ids come from. Default: folder and name of the file."
)
@click.option("--owner", default="", metavar="NAME", help="Organisation of rows that name none.")
@click.option(
    "--status", type=click.Choice(["published", "draft"]), default=None, help="Of new offers and needs."
)
@click.option("--rejects", type=click.Path(path_type=Path), help="For refused rows [FILE.rejects.csv].")
@click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
def import_records(
    *,
    kind: str,
    file: Path,
    layout: str,
    maps: tuple[str, ...],
    source: str | None,
    owner: str,
    status: str | None,
    rejects: Path | None,
    dry_run: bool,
) -> None:
    """Take records from FILE (CSV, XLSX or JSON Lines, each also gzipped) into the zone.

    Importing a file twice changes nothing: a record is known by its source and its id there. Rows that are refused
    are listed with line, field and reason; the others are taken in, all of them or, if it is interrupted, none.

    Example: hardtech import offers --format sbir awards.jsonl.gz
    """
    setup_django()
    from hardtech.zone.workshop.exchange.records import Options

    rejects = rejects or Path(f"{file.name}.rejects.csv")
    mapping = _mapping(maps)
    _check_output(rejects)
    chosen = _kind(kind)
    form = _format(chosen, layout)
    options = Options(
        source=(source or form.source or f"{file.resolve().parent.name}/{file.name.partition('.')[0]}")[:60],
        status=status or "",
        owner=owner,
        dry_run=dry_run,
    )
    began = time.monotonic()
    with _said_plainly(file), _bar(f"Importing {kind}") as progress:
        report = _run(chosen, file, form, options, mapping, progress)
    changed = report.created + report.updated
    if changed and not dry_run:
        _refresh_catalogues(chosen)
    _tell(report, kind=kind, options_source=options.source, dry_run=dry_run, seconds=time.monotonic() - began)
    _tell_refused(report, file, rejects)
    if report.refused and report.refused == report.rows:
        message = f"{file}: every row was refused. The reasons are in {rejects}."
        raise Refused(message)


@click.command("export")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--all", "everything", is_flag=True, help="Also drafts, expired, archived and merged records.")
def export_records(*, kind: str, file: Path, everything: bool) -> None:
    """Write the published records of the zone to FILE (.csv, .xlsx or .jsonl, each also .gz).

    Importing the file into an empty zone gives the same records.
    """
    setup_django()
    from hardtech.zone.workshop.exchange.export import export_file

    _check_output(file)
    with _said_plainly(file):
        count = export_file(_kind(kind), file, everything=everything)
    click.echo(f"{count:,} {kind} written to {file}")


def _run(
    kind: Kind[Any],
    file: Path,
    form: Format,
    options: Options,
    mapping: Mapping[str, str],
    progress: Callable[[int, int], None],
) -> Report:
    """Facts are stated anew, never changed; they have a way of their own."""
    from django.utils import timezone

    from hardtech.zone.facts.exchange import import_facts
    from hardtech.zone.workshop.exchange.batch import run_import

    if kind.name != "facts":
        return run_import(kind, file, layout=form, options=options, mapping=mapping, progress=progress)
    return import_facts(
        file, on=timezone.localdate(), mapping=mapping, dry_run=options.dry_run, progress=progress
    )


def _kind(name: str) -> Kind[Any]:
    from hardtech.zone.cultivation.exchange import Certificates
    from hardtech.zone.facts.exchange import Facts
    from hardtech.zone.market.exchange.needs import Needs
    from hardtech.zone.market.exchange.offers import Offers
    from hardtech.zone.registry.exchange.organisations import Organisations
    from hardtech.zone.registry.exchange.people import People

    kinds: dict[str, Callable[[], Kind[Any]]] = {
        "offers": Offers,
        "needs": Needs,
        "organisations": Organisations,
        "people": People,
        "facts": Facts,
        "certificates": Certificates,
    }
    return kinds[name]()


def _format(kind: Kind[Any], name: str) -> Format:
    formats = kind.formats()
    if name not in formats:
        raise click.UsageError(
            f"There are no {kind.name} of the format {name}. Choose from: {', '.join(formats)}."
        )
    return formats[name]


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
def _said_plainly(file: Path) -> Iterator[None]:
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


def _refresh_catalogues(kind: Kind[Any]) -> None:
    """Fold what came in into a fresh snapshot where it is more than a search takes in by itself; have it encoded."""
    from hardtech.zone.finding import catalogue, vectors
    from hardtech.zone.finding.nouns import nouns

    for noun in (noun for noun in nouns if noun.model is kind.model):
        vectors.ask_for_encoding()
        if not catalogue.is_current(noun):
            with Console(stderr=True).status("Building the match catalogue …"):
                catalogue.rebuild(noun)


def _tell(report: Report, *, kind: str, options_source: str, dry_run: bool, seconds: float) -> None:
    verbs = ("would be created", "would be updated") if dry_run else ("created", "updated")
    parts = [
        f"{report.created:,} {verbs[0]}",
        f"{report.updated:,} {verbs[1]}",
        f"{report.unchanged:,} unchanged",
    ]
    parts.append(f"{report.refused:,} refused")
    if report.organisations:
        parts.append(f"{report.organisations:,} organisations {verbs[0]}")
    click.echo(f"{report.rows:,} {kind} of “{options_source}” in {seconds:.1f} s: {', '.join(parts)}")
    if dry_run:
        click.echo("Dry run: nothing was changed.")
    if report.unknown_columns:
        first = list(report.unknown_columns)[:SHOWN_COLUMNS]
        names = ", ".join(first) + (", …" if len(first) < len(report.unknown_columns) else "")
        fate = "left out" if kind == "facts" else "kept with each record"
        click.echo(f"Columns not known here, {fate}: {names}. To use one: --map COLUMN=FIELD")


def _tell_refused(report: Report, file: Path, rejects: Path) -> None:
    from hardtech.zone.workshop.exchange.batch import reasons

    if not report.problems:
        return
    for number, row in enumerate(reasons(report, file)):
        if number == SHOWN:
            click.echo("…", err=True)
            break
        place = ", ".join(str(part) for part in (f"line {row['line']}", row["sheet"], row["field"]) if part)
        click.echo(f"{file}: {place}: {row['reason']}", err=True)
    with _said_plainly(rejects):
        write_records(rejects, REJECT_COLUMNS, reasons(report, file))
    click.echo(f"Refused rows with their reasons: {rejects}", err=True)
