"""Short ways to import and look."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hardtech.engines.tabular import write_records
from hardtech.zone.market.exchange.needs import Needs
from hardtech.zone.market.exchange.offers import Offers
from hardtech.zone.registry.exchange.organisations import Organisations
from hardtech.zone.registry.exchange.people import People
from hardtech.zone.workshop.exchange.batch import reasons, run_import
from hardtech.zone.workshop.exchange.runs import ImportOptions, ImportReport

KINDS = {"offers": Offers(), "needs": Needs(), "organisations": Organisations(), "people": People()}
SHARED = Path(__file__).resolve().parents[6] / "shared" / "data"


def jsonl(path: Path, *records: dict[str, Any]) -> Path:
    path.write_text(
        "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), encoding="utf-8"
    )
    return path


def take(path: Path, kind: str = "offers", layout: str = "own", **options: Any) -> ImportReport:
    form = KINDS[kind].formats()[layout]
    mapping = options.pop("mapping", None)
    chosen = ImportOptions(source=options.pop("source", form.source or "test"), **options)
    return run_import(KINDS[kind], path, layout=form, options=chosen, mapping=mapping)


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    return report.created, report.updated, report.unchanged, report.refused


def refusals(report: ImportReport) -> list[tuple[int, str, str]]:
    return [(problem.line, problem.field, problem.code) for problem in report.problems]


def sentences(report: ImportReport) -> list[str]:
    return [str(row["reason"]) for row in reasons(report, Path("file"))]


__all__ = ["KINDS", "SHARED", "counts", "jsonl", "refusals", "sentences", "take", "write_records"]
