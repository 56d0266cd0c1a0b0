"""What a row becomes before it is a record of the zone, and how a kind of record is described."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet

from hardtech.engines.tabular import Problem, Row, Value
from hardtech.zone.common.refs import Identified, base32
from hardtech.zone.workshop.exchange import cells

__all__ = [
    "Column",
    "Draft",
    "Format",
    "Kind",
    "Options",
    "RowError",
    "identity_columns",
    "own_format",
    "problems_of",
]

M = TypeVar("M", bound=Identified)


class RowError(Exception):
    """A row can't become a record; `problems` say why."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(problems)
        self.problems = list(problems)


@dataclass(frozen=True)
class Column:
    """One column of our own format. A `related` one is no plain field of the model; one without `write` is
    only read."""

    name: str
    read: Callable[[Value], Any]
    write: Callable[[Any], Value] | None
    names: tuple[str, ...] = ()
    related: bool = False


@dataclass
class Draft:
    """A row, understood.

    `values` are fields that the file states: they are compared and written. `initial` are fields that are set
    only when the record is new. `related` is what the kind itself looks after.
    """

    line: int
    sheet: str
    source: str
    source_id: str
    values: dict[str, Any]
    initial: dict[str, Any] = field(default_factory=dict)
    related: dict[str, Any] = field(default_factory=dict)
    uid: UUID | None = None
    ref: str = ""

    def problem(self, code: str, field_name: str = "", **data: object) -> Problem:
        """A reason to refuse this row."""
        return Problem(self.line, code, field_name, data, self.sheet)


@dataclass(frozen=True)
class Options:
    """What the operator asked for. `status` and `owner` are empty when nothing was said."""

    source: str
    status: str = ""
    owner: str = ""
    dry_run: bool = False


@dataclass(frozen=True)
class Format:
    """How the rows of one source become drafts. `source` is the name under which their ids are kept."""

    name: str
    columns: Mapping[str, Sequence[str]]
    required: tuple[str, ...]
    read: Callable[[Row, Options], Draft]
    source: str = ""


class Kind(Generic[M]):
    """One kind of record: its columns, and what importing it means. Subclasses stand in the rooms."""

    name: ClassVar[str]
    model: ClassVar[type[Any]]
    required: ClassVar[tuple[str, ...]]
    unique: ClassVar[tuple[str, ...]] = ()
    not_stated_when_empty: ClassVar[tuple[str, ...]] = ()

    def columns(self) -> tuple[Column, ...]:
        """The columns of our own format, in the order in which they are exported."""
        raise NotImplementedError

    def formats(self) -> dict[str, Format]:
        """By name; "own" is always there."""
        return {"own": own_format(self)}

    def natural_key(self, draft: Draft) -> str:
        """What identifies a row that has no id."""
        raise NotImplementedError

    def check(self, draft: Draft) -> Iterable[Problem]:
        """Rules over more than one field; also the place to bring the draft into its final form."""
        for name in self.not_stated_when_empty:
            if draft.values.get(name, True) in ("", None):
                del draft.values[name]  # the model's own default, or what the record has
        return ()

    def complete(self, instance: M, draft: Draft, options: Options) -> None:
        """Fill what a new record needs and the file does not state."""

    def resolve(self, drafts: Sequence[Draft], session: Any) -> None:
        """Find, or make, what the drafts refer to; `session.refuse` those that refer to nothing."""

    def current(self, instances: Sequence[M]) -> dict[int, dict[str, Any]]:
        """Primary key → what `Draft.related` is compared with."""
        del instances
        return {}

    def search_words(self, instance: M, draft: Draft) -> str:
        """The literal of the record's search vector; empty for a kind without one."""
        del instance, draft
        return ""

    def relate(self, pairs: Sequence[tuple[M, Draft]]) -> None:
        """Write what stands in `Draft.related`, after the records themselves."""

    def exported(self, *, everything: bool) -> QuerySet[Any]:
        """The records to export, in a stable order."""
        raise NotImplementedError


def own_format(kind: Kind[Any]) -> Format:
    """The columns that our own export has."""
    columns = {column.name: column for column in kind.columns()}
    plain = {name for name, column in columns.items() if not column.related}

    def read(row: Row, options: Options) -> Draft:
        values, problems = dict[str, Any](), list[Problem]()
        for name, value in row.values.items():
            try:
                values[name] = columns[name].read(value)
            except cells.CellError as error:
                problems.append(Problem(row.line, error.code, name, error.data, row.sheet))
        if problems:
            raise RowError(problems)
        return _identified(kind, row, values, plain, options)

    return Format("own", {name: column.names for name, column in columns.items()}, kind.required, read)


def _identified(
    kind: Kind[Any], row: Row, values: dict[str, Any], plain: set[str], options: Options
) -> Draft:
    uid, ref = values.pop("uid", None), values.pop("ref", "")
    source_id = values.pop("source_id", "")
    source = values.pop("source", "") or (options.source if source_id else "")
    values["extra"] = {**values.get("extra", {}), **row.extra}
    draft = Draft(
        line=row.line,
        sheet=row.sheet,
        source=source,
        source_id=source_id,
        values={name: value for name, value in values.items() if name in plain},
        related={name: value for name, value in values.items() if name not in plain},
        uid=uid,
        # A reference is the end of its UUID: one that is not was typed, and a new one is given.
        ref=ref if uid and ref.partition("-")[2] == base32(uid, len(ref.partition("-")[2])) else "",
    )
    if not source_id and uid is None:
        draft.source = options.source
        draft.source_id = "sha256:" + hashlib.sha256(kind.natural_key(draft).encode()).hexdigest()[:32]
    return draft


def identity_columns() -> tuple[tuple[Column, ...], tuple[Column, ...]]:
    """The columns that every kind begins and ends with."""
    first = (
        Column("uid", cells.unique_id, lambda one: str(one.uid)),
        Column("ref", cells.text, lambda one: one.ref),
        Column("source", cells.text, lambda one: one.source),
        Column("source_id", cells.text, lambda one: one.source_id, ("id", "_id", "编号", "序号", "ts_code")),
    )
    last = (
        Column("is_demo", cells.boolean, lambda one: one.is_demo),
        Column("extra", cells.mapping, lambda one: one.extra),
    )
    return first, last


def attribute(name: str) -> Callable[[Any], Any]:
    """Write the attribute as it is."""
    return lambda one: getattr(one, name)


def iso(name: str) -> Callable[[Any], str | None]:
    """Write a date or time in ISO 8601."""
    return lambda one: None if getattr(one, name) is None else getattr(one, name).isoformat()


def problems_of(error: ValidationError, draft: Draft) -> Iterator[Problem]:
    """The problems that a validator found, one for each sentence."""
    if not hasattr(error, "error_dict"):
        yield from (draft.problem(one.code or "invalid", reason=one.messages[0]) for one in error.error_list)
        return
    for name, errors in error.error_dict.items():
        yield from (draft.problem(one.code or "invalid", name, reason=one.messages[0]) for one in errors)


def model_fields(model: type[Model]) -> set[str]:
    """Names of the plain fields of a model."""
    return {one.name for one in model._meta.concrete_fields}
