"""What the engine finds in a measure's text, and how its cases come out."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hardtech.engines.rules import Fault, Rule, Rulebook, check_text, check_together, run_cases
from hardtech.zone.measures.drafting.sources import written

__all__ = ["CaseRun", "TextReport", "report_on"]

ADVICE = frozenset({"boundary_uncovered"})
"""Told, and no reason to refuse: a figure that changes moves the boundary on which its case stood."""


@dataclass(frozen=True, slots=True)
class CaseRun:
    """One example of the measure and what came out otherwise than it expects."""

    name: str
    on: datetime.date
    tries: int
    faults: tuple[Fault, ...]

    @property
    def passed(self) -> bool:
        return not self.faults


@dataclass(frozen=True, slots=True)
class TextReport:
    """`faults` and failed cases keep a text from being proposed; `advice` does not. Lines count in `text`."""

    text: str
    rule: Rule | None
    faults: tuple[Fault, ...]
    cases: tuple[CaseRun, ...]
    advice: tuple[Fault, ...]

    @property
    def ready(self) -> bool:
        return self.rule is not None and not self.faults and all(case.passed for case in self.cases)

    @property
    def failed(self) -> int:
        return sum(not case.passed for case in self.cases)


def report_on(
    key: str, source: Mapping[str, Any], cases: Sequence[Mapping[str, Any]], rulebook: Rulebook
) -> TextReport:
    """Check the text of the measure `key` by itself and beside the published measures, and run its cases."""
    text = written(source, cases)
    checked = check_text(text, key)
    faults = list(checked.findings)
    if source.get("id") != key:
        faults.append(Fault(key, 1, "id_changed", {"id": source.get("id", ""), "key": key}))
    rule = checked.measure
    if rule is None or faults:
        return TextReport(text, None, tuple(faults), (), ())
    faults += check_together(Rulebook({**rulebook, key: rule}))
    found = run_cases(rule)
    of_case = {finding.line for finding in found if "case" in finding.data}
    runs = [
        CaseRun(
            case.name, case.on, len(case.rows) or 1,
            tuple(finding for finding in found if finding.line == case.line and finding.line in of_case),
        )
        for case in rule.cases
    ]  # fmt: skip
    whole = [finding for finding in found if "case" not in finding.data]
    faults += [finding for finding in whole if finding.code not in ADVICE]
    advice = tuple(finding for finding in whole if finding.code in ADVICE)
    return TextReport(text, rule, tuple(faults), tuple(runs), advice)
