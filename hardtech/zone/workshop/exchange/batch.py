"""One import: a file becomes records, in one transaction, with one entry in the journal."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from django.db import transaction

from hardtech.engines.tabular import Progress, RowProblem, TableRow, Value, read_records
from hardtech.zone.common.advisory_lock import lock_transaction
from hardtech.zone.journal import services as journal
from hardtech.zone.workshop.exchange.kinds import FileFormat, ImportKind
from hardtech.zone.workshop.exchange.runs import ImportOptions, ImportReport, ImportRun, RowDraft, RowError
from hardtech.zone.workshop.exchange.wording import explain_row

__all__ = ["reasons", "run_import"]

# The advisory lock by which imports wait for one another: any constant will do, this one is "impt".
IMPORT_LOCK = 0x696D7074


def run_import(
    kind: ImportKind,
    path: Path,
    *,
    layout: FileFormat,
    options: ImportOptions,
    mapping: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> ImportReport:
    """Import a file. Either all good rows are in at the end, or none; `options.dry_run` takes all of them back.

    Raises `TabularError` when the file as a whole is refused.
    """
    run = ImportRun(options)
    report = run.report
    rows = read_records(
        path, columns=layout.columns, required=layout.required, mapping=mapping, progress=progress
    )
    with transaction.atomic():
        lock_transaction(IMPORT_LOCK)
        kind.apply(_drafts(rows, layout, run), run)
        report.problems.sort(key=lambda problem: (problem.sheet, problem.line))
        if options.dry_run:
            transaction.set_rollback(True)
        elif report.created or report.updated:
            origin = {"format": layout.name, "source": options.source} if "source" in kind.options else {}
            journal.record(
                actor=None,
                verb=f"{kind.name}.imported",
                subject=f"import:{kind.name}",
                about=run.about,
                data={**report.counts(), **_file(path), **origin},
            )
    return report


def reasons(report: ImportReport, path: Path) -> Iterator[dict[str, Value]]:
    """The refused rows as rows of a table: file, line, field, and what to do."""
    for problem in report.problems:
        yield {
            "file": path.name,
            "sheet": problem.sheet,
            "line": problem.line,
            "field": problem.field,
            "code": problem.code,
            "reason": str(problem.data["reason"])
            if "reason" in problem.data and problem.code != "json_broken"
            else explain_row(problem.code, problem.data),
        }


def _drafts(rows: Iterator[TableRow | RowProblem], layout: FileFormat, run: ImportRun) -> Iterator[RowDraft]:
    for row in rows:
        if isinstance(row, RowProblem):
            run.refuse(row)
            continue
        if layout.name == "own":  # other formats leave out columns on purpose
            run.report.unknown_columns |= dict.fromkeys(row.extra)
        try:
            draft = layout.read(row, run)
        except RowError as refusal:
            run.refuse(*refusal.problems)
        else:
            yield draft


def _file(path: Path) -> dict[str, str]:
    with path.open("rb") as stream:
        return {"file": path.name, "sha256": hashlib.file_digest(stream, "sha256").hexdigest()}
