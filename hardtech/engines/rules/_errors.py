"""The errors of the engine, and what a check finds.

RulesError
├── RulebookInvalid     a rulebook has faults; `findings` names file, line and code of each
├── MeasureUnknown      no measure has this id
├── FactsInvalid        facts of a wrong type, unit or name; `problems` names each
├── TraceInvalid        not a trace, altered, or from a newer program
├── RelationsInvalid    relations that contradict one another, or caps that cross
└── PlanTooLarge        the search for a plan was given up
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault in a rulebook: `line` counts from 1; 0 means the file itself. `code` and `data` say what."""

    file: str
    line: int
    code: str
    data: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FactProblem:
    """A fact that can't be used: `row` counts rows of a table from 1 (0: a single case)."""

    fact: str
    code: str
    data: Mapping[str, object] = field(default_factory=dict)
    row: int = 0


class RulesError(Exception):
    """Every error that this engine raises on purpose."""


class RulebookInvalid(RulesError):  # noqa: N818 - the name is the finding
    """A rulebook has faults: nothing of it is used."""

    def __init__(self, findings: Sequence[Fault]) -> None:
        self.findings = list(findings)
        first = self.findings[0]
        super().__init__(f"{first.file}, line {first.line}: {first.code} {dict(first.data)}")


class MeasureUnknown(RulesError):  # noqa: N818
    """No measure has the id `measure`; `known` are those that there are."""

    def __init__(self, measure: str, known: Sequence[str]) -> None:
        self.measure = measure
        self.known = sorted(known)
        super().__init__(f"no measure {measure!r}")


class FactsInvalid(RulesError):  # noqa: N818
    """Facts that can't be used."""

    def __init__(self, problems: Sequence[FactProblem]) -> None:
        self.problems = list(problems)
        first = self.problems[0]
        super().__init__(f"{first.fact}: {first.code} {dict(first.data)}")


class TraceInvalid(RulesError):  # noqa: N818
    """`code`: not_a_trace, from_future, altered."""

    def __init__(self, code: str, **data: object) -> None:
        self.code = code
        self.data = data
        super().__init__(f"{code} {data}")


class RelationsInvalid(RulesError):  # noqa: N818
    """`code`: caps_cross, prerequisite_circular; `measures` are those concerned."""

    def __init__(self, code: str, measures: Sequence[str]) -> None:
        self.code = code
        self.measures = list(measures)
        super().__init__(f"{code}: {', '.join(self.measures)}")


class PlanTooLarge(RulesError):  # noqa: N818
    """No plan was found among the first `looked_at` combinations of changes."""

    def __init__(self, looked_at: int) -> None:
        self.looked_at = looked_at
        super().__init__(f"no plan among {looked_at} combinations")
