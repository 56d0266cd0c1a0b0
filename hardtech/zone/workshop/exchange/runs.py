"""One import while it runs: what the operator asked for, the rows as they are understood, and what came of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar, cast
from uuid import UUID

from django.utils import timezone

from hardtech.engines.tabular import RowProblem, TableRow

__all__ = ["ImportOptions", "ImportReport", "ImportRun", "RowDraft", "RowError"]

T = TypeVar("T")


class RowError(Exception):
    """A row can't be taken in; `problems` say why."""

    def __init__(self, *problems: RowProblem) -> None:
        super().__init__(problems)
        self.problems = problems


@dataclass
class RowDraft:
    """A row, understood.

    `values` are what the file states: for a record its fields, which are compared and written. `initial` are fields
    that are set only when the record is new. `related` is what the kind itself looks after.
    """

    row: TableRow
    values: dict[str, Any]
    initial: dict[str, Any] = field(default_factory=dict)
    related: dict[str, Any] = field(default_factory=dict)
    source: str = ""
    source_id: str = ""
    uid: UUID | None = None
    ref: str = ""

    @property
    def place(self) -> tuple[str, int]:
        """The sheet and the line."""
        return self.row.sheet, self.row.line

    def problem(self, code: str, field_name: str = "", **data: object) -> RowProblem:
        """A reason to refuse this row."""
        return RowProblem(self.row.line, code, field_name, data, self.row.sheet)

    def refused(self, code: str, field_name: str = "", **data: object) -> RowError:
        """The same, to raise."""
        return RowError(self.problem(code, field_name, **data))


@dataclass(frozen=True)
class ImportOptions:
    """What the operator asked for. `source`, `status` and `owner` are empty when nothing was asked."""

    source: str = ""
    status: str = ""
    owner: str = ""
    dry_run: bool = False
    on: date = field(default_factory=timezone.localdate)


@dataclass
class ImportReport:
    """What an import did, or would do. `also` counts the records of other kinds that it had to make."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    also: dict[str, int] = field(default_factory=dict)
    problems: list[RowProblem] = field(default_factory=list)
    unknown_columns: dict[str, None] = field(default_factory=dict)

    @property
    def refused(self) -> int:
        """Rows, not reasons."""
        return len({(problem.sheet, problem.line) for problem in self.problems})

    @property
    def rows(self) -> int:
        return self.created + self.updated + self.unchanged + self.refused

    def counts(self) -> dict[str, int]:
        names = ("created", "updated", "unchanged", "refused")
        return {name: getattr(self, name) for name in names} | self.also


class ImportRun:
    """One run: its options, what was seen so far, and what it came to.

    `about` are the references that the journal's entry names.
    """

    def __init__(self, options: ImportOptions) -> None:
        self.options = options
        self.report = ImportReport()
        self.about: Iterable[str] = ()
        self._places: dict[tuple[object, ...], tuple[str, int]] = {}
        self._refused: set[tuple[str, int]] = set()
        self._shared: dict[Callable[[], Any], Any] = {}

    def shared(self, make: Callable[[], T]) -> T:
        """What `make` gives, made once for the whole run: `run.shared(Directory)`."""
        if make not in self._shared:
            self._shared[make] = make()
        return cast("T", self._shared[make])

    def refuse(self, *problems: RowProblem) -> None:
        """Note why a row is refused."""
        self.report.problems.extend(problems)
        self._refused.update((problem.sheet, problem.line) for problem in problems)

    def not_refused(self, drafts: Iterable[RowDraft]) -> list[RowDraft]:
        return [draft for draft in drafts if draft.place not in self._refused]

    def earlier_line(self, draft: RowDraft, *key: object) -> int | None:
        """The line of an earlier row with the same `key`; None for the first such row, which is remembered."""
        first = self._places.setdefault(key, draft.place)
        return None if first == draft.place else first[1]
