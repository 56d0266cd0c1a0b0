"""`hardtech match`: the matching engine on plain files, without a database."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from hardtech.cli.errors import Refused
from hardtech.cli.match.bulk import bulk
from hardtech.cli.match.files import COLUMNS, Loaded, Refusal, load
from hardtech.cli.match.meaning import encoded, model_option, open_model
from hardtech.cli.match.options import map_option, print_unread, top_option
from hardtech.cli.match.output import write_matches
from hardtech.cli.match.types import NeedWithOffers, RankedOffer
from hardtech.engines.matching import (
    Catalogue,
    CollectionUnreadable,
    Encoder,
    Explainer,
    Measures,
    Reading,
    TestCollection,
    evaluate,
    findings,
    read_collection,
    requirements,
)
from hardtech.engines.tabular import WriteError, format_of, write_records

_SHOWN_REFUSALS = 5
_DEPTH = 100
_READINGS = 2000
"""Offers whose figures are kept for the needs to come."""
_FILE = click.Path(path_type=Path, dir_okay=False)


@click.group()
def match() -> None:
    """Rank offers for needs, on plain files.

    \b
    hardtech match run needs.csv offers.xlsx --out matches.html
    hardtech match evaluate ../shared/data/sbir-dev
    hardtech match bulk needs/ offers/ --out matches
    """


match.add_command(bulk)


def _out(context: click.Context, parameter: click.Parameter, path: Path) -> Path:
    if path.suffix.lower() not in {".html", ".htm"}:
        try:
            format_of(path)
        except WriteError:
            message = "the name must end in .html, .jsonl, .csv or .xlsx; all but .html may be gzipped (.gz)."
            raise click.BadParameter(message, context, parameter) from None
    if not path.absolute().parent.is_dir():
        raise click.BadParameter(f"there is no folder {path.parent}; make it first.", context, parameter)
    return path


@match.command("run")
@click.argument("needs", type=_FILE)
@click.argument("offers", type=_FILE)
@top_option
@click.option(
    "--out", type=_FILE, callback=_out, required=True, help="File to write: .html, .jsonl, .csv or .xlsx."
)
@map_option(COLUMNS)
@click.option(
    "--language", type=click.Choice(["en", "zh"]), default="en", show_default=True,
    help="Language of the HTML report.",
)  # fmt: skip
@model_option
def run(
    needs: Path, offers: Path, top: int, out: Path, mapping: dict[str, str], language: str, model: str
) -> None:
    """Give each of NEEDS its best OFFERS, with reasons and gaps.

    Both are CSV, XLSX or JSON Lines, also gzipped; columns are recognised by name, in English and Chinese.
    """
    console = Console(stderr=True)
    encoder = open_model(model)
    started = time.monotonic()
    with _progress(console) as progress:
        wanted = _load(progress, "Reading needs", needs, mapping)
        offered = _load(progress, "Reading offers", offers, mapping)
        if nowhere := wanted.unknown_columns & offered.unknown_columns:
            message = f"--map names columns that are in neither file: {', '.join(sorted(nowhere))}."
            raise Refused(message)
        documents = {record.id: record.as_document() for record in offered.records}
        read = encoded(
            encoder, list(documents.values()), partial(progress.track, description="Reading for meaning")
        )
        catalogue = Catalogue.build(progress.track(read, description="Indexing offers"))
        owners = {record.id: record for record in offered.records}

        @lru_cache(maxsize=_READINGS)
        def reading(offer: str) -> Reading:
            return Reading(documents[offer])

        def matches() -> Iterator[NeedWithOffers]:
            for need in progress.track(wanted.records, description="Matching"):
                (query,) = encoded(encoder, [need.as_query()], iter)
                explainer = Explainer(query, catalogue)
                asked = requirements(query)
                ranked = []
                for hit in catalogue.search(query, top):
                    compared = findings(asked, reading(hit.id)) if asked else ()
                    why = explainer.explain(documents[hit.id], hit)
                    ranked.append(RankedOffer(owners[hit.id], why, compared))
                yield NeedWithOffers(need, ranked)

        try:
            written = write_matches(
                out, matches(), needs=len(wanted.records), offers=len(documents), language=language
            )
        except OSError as error:
            message = f"{out} can't be written: {error.strerror}."
            raise Refused(message) from None
    seconds = time.monotonic() - started
    console.print(
        f"{written} matches of {len(wanted.records)} needs in {seconds:.1f} s: {out}", soft_wrap=True
    )
    print_unread(console, f"{needs.name}: columns", wanted.unread_columns)
    print_unread(console, f"{offers.name}: columns", offered.unread_columns)
    _print_refusals(console, out, [*wanted.refusals, *offered.refusals])


@match.command("evaluate")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a table.")
@model_option
def evaluate_folder(folder: Path, *, as_json: bool, model: str) -> None:
    """Measure the ranking on a test collection in the BEIR layout.

    DIR holds corpus.jsonl, queries.jsonl and qrels/test.tsv, gzipped or not; pairs in drop.tsv are left out.
    """
    console = Console(stderr=True)
    try:
        collection = read_collection(folder)
    except CollectionUnreadable as error:
        message = f"{error}. Expected: a folder in the BEIR layout."
        raise Refused(message) from None
    encoder = open_model(model)
    with _progress(console) as progress:
        collection = _read_for_meaning(collection, encoder, progress)
        measures, rate = measure(collection, lambda items, label: progress.track(items, description=label))
    figures = {
        "ndcg@10": measures.ndcg_at_10,
        "recall@100": measures.recall_at_100,
        "mrr": measures.mrr,
        "queries_per_second": rate,
        "queries": measures.queries,
        "documents": len(collection.documents),
    }
    if as_json:
        click.echo(json.dumps(figures))
        return
    table = Table(*figures, title=folder.name)
    table.add_row(
        *(
            f"{value:.4f}" if value <= 1 and isinstance(value, float) else f"{value:,.0f}"
            for value in figures.values()
        )
    )
    Console().print(table)


def _read_for_meaning(
    collection: TestCollection, encoder: Encoder | None, progress: Progress
) -> TestCollection:
    track = partial(progress.track, description="Reading documents for meaning")
    documents = encoded(encoder, collection.documents, track)
    track = partial(progress.track, description="Reading queries for meaning")
    queries = encoded(encoder, list(collection.queries.values()), track)
    return replace(
        collection, documents=tuple(documents), queries=dict(zip(collection.queries, queries, strict=True))
    )


def measure(
    collection: TestCollection, track: Callable[[list[str], str], Iterable[str]]
) -> tuple[Measures, float]:
    """The measures of our ranking on `collection`, and queries per second of searching alone, vectors at hand."""
    catalogue = Catalogue.build(collection.documents)
    rankings = {}
    seconds = 0.0
    judged = [query for query in collection.judgements if query in collection.queries]
    for query in track(judged, "Searching"):
        dropped = collection.dropped.get(query, frozenset())
        started = time.perf_counter()
        hits = catalogue.search(collection.queries[query], _DEPTH + len(dropped))
        seconds += time.perf_counter() - started
        rankings[query] = [hit.id for hit in hits if hit.id not in dropped][:_DEPTH]
    return evaluate(rankings, collection.judgements), len(judged) / seconds if seconds else 0.0


@contextmanager
def _progress(console: Console) -> Iterator[Progress]:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        yield progress


def _load(progress: Progress, label: str, path: Path, mapping: dict[str, str]) -> Loaded:
    task = progress.add_task(label, total=None)
    return load(path, mapping, lambda done, total: progress.update(task, completed=done, total=total))


def _print_refusals(console: Console, out: Path, refusals: list[Refusal]) -> None:
    """Name the first refused rows, and write all of them into a file beside the matches."""
    if not refusals:
        return
    path = out.with_name(f"{out.name}.rejects.csv")
    fields = ("file", "line", "field", "reason")
    write_records(path, fields, ({name: getattr(row, name) for name in fields} for row in refusals))
    for row in refusals[:_SHOWN_REFUSALS]:
        console.print(
            f"{row.file}, line {row.line}: {row.reason}", style="yellow", markup=False, soft_wrap=True
        )
    console.print(f"{len(refusals)} rows were refused; all of them with the reason: {path}", soft_wrap=True)
