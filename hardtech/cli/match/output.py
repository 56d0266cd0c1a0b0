"""Matches into a file, whole or not at all: a report to read, or a table for other programs."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path

from hardtech.cli.match.files import Record
from hardtech.cli.match.report import report
from hardtech.cli.match.types import NeedWithOffers, RankedOffer
from hardtech.engines.matching import Finding, Reason
from hardtech.engines.tabular import Value, write_records

FIELDS = (
    "need_id", "need_title", "rank", "offer_id", "offer_title", "owner", "score", "words", "meaning", "company",
    "reasons", "passages", "gaps", "findings", "trl_asked", "trl_offered",
)  # fmt: skip


def write_matches(
    path: Path, results: Iterable[NeedWithOffers], *, needs: int, offers: int, language: str
) -> int:
    """Write `found` in the form that the name of `path` asks for; return the number of matches.

    `needs` and `offers` are how many there are, `language` ("en", "zh") is that of the report.
    """
    if path.suffix.lower() not in {".html", ".htm"}:
        return write_records(path, FIELDS, _rows(results))
    count = 0
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with part.open("x", encoding="utf-8", errors="replace") as file:
            for need, html in report(results, needs=needs, offers=offers, language=language):
                file.write(html)
                count += len(need.matches) if need else 0
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return count


def _rows(results: Iterable[NeedWithOffers]) -> Iterator[dict[str, Value]]:
    for item in results:
        for rank, match in enumerate(item.matches, start=1):
            yield _row(item.need, rank, match)


def _row(need: Record, rank: int, match: RankedOffer) -> dict[str, Value]:
    explanation = match.explanation
    return {
        "need_id": need.id,
        "need_title": need.heading,
        "rank": rank,
        "offer_id": match.offer.id,
        "offer_title": match.offer.heading,
        "owner": match.offer.owner,
        "score": round(explanation.score, 6),
        "words": round(explanation.words, 6),
        "meaning": round(explanation.meaning, 6),
        "company": round(explanation.company, 6),
        "reasons": [_reason(reason) for reason in explanation.reasons],
        "passages": [passage.text for passage in explanation.passages],
        "gaps": [gap.surface for gap in explanation.gaps],
        "findings": [_finding(finding) for finding in match.findings if finding.status != "not_addressed"],
        "trl_asked": need.trl,
        "trl_offered": match.offer.trl,
    }


def _reason(reason: Reason) -> Value:
    data: dict[str, Value] = {"term": reason.surface, "part": reason.part, "share": round(reason.share, 6)}
    return {**data, "via": reason.via} if reason.via else data


def _finding(finding: Finding) -> Value:
    return {
        "requirement": finding.requirement.text,
        "level": "must" if finding.requirement.must else "should",
        "status": finding.status,
        "code": finding.code,
        "text": finding.text,
    }
