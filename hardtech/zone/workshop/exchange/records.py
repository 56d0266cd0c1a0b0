"""Kinds whose rows become records: each is compared with the record that it is already, and written where it differs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any, ClassVar, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db.models import Model, Q, TextField
from django.utils.translation import gettext as _

from hardtech.engines.tabular import RowProblem, TableRow
from hardtech.zone.common.refs import Identified, assign_refs, base32
from hardtech.zone.common.search import as_vector
from hardtech.zone.workshop.exchange import cells
from hardtech.zone.workshop.exchange.kinds import FileColumn, ImportKind
from hardtech.zone.workshop.exchange.runs import ImportRun, RowDraft

__all__ = ["RecordKind", "RelatedRows", "hashed_id", "in_order", "is_same", "problems_of"]

M = TypeVar("M", bound=Identified)

CHUNK = 1000
FIRST_COLUMNS = (
    FileColumn("uid", cells.unique_id),
    FileColumn("ref", cells.text),
    FileColumn("source", cells.text),
    FileColumn("source_id", cells.text, ("id", "_id", "编号", "序号", "ts_code")),
)
LAST_COLUMNS = (FileColumn("is_demo", cells.boolean), FileColumn("extra", cells.mapping))


@dataclass(frozen=True)
class RelatedRows:
    """Rows of `model` that belong to a record, its `owner`, and that a file states as a whole: as dicts of `fields`.

    Where they have no order, `RowDraft.related` and the rows of the database are both put into that of `in_order`.
    """

    model: type[Any]
    owner: str
    fields: tuple[str, ...]
    ordered: bool = True

    def of(self, records: Sequence[Model]) -> dict[int, list[dict[str, Any]]]:
        """Primary key of the record → its rows."""
        key = f"{self.owner}_id"
        rows: dict[int, list[dict[str, Any]]] = {record.pk: [] for record in records}
        stored = self.model.objects.filter(**{f"{self.owner}__in": records}).order_by("pk")
        for row in stored.values(key, *self.fields):
            rows[row.pop(key)].append(row)
        return rows if self.ordered else {pk: in_order(listed) for pk, listed in rows.items()}

    def replace(self, stated: Sequence[tuple[Model, Sequence[Mapping[str, Any]]]]) -> None:
        """Give each record the rows that are stated of it, in place of those that it has."""
        self.model.objects.filter(**{f"{self.owner}__in": [record for record, _rows in stated]}).delete()
        self.model.objects.bulk_create(
            self.model(**{self.owner: record}, **row) for record, rows in stated for row in rows
        )


def in_order(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Equal lists for equal sets of rows."""
    return sorted(rows, key=lambda row: str(sorted(row.items())))


class RecordKind(ImportKind, Generic[M]):
    """Records of one model, each known by its source and its id there, or by its UUID.

    `unique` are codes that belong to one record only. An empty cell of `not_stated_when_empty` leaves what the record
    has, or the model's default. `related_rows` are written and compared by the engine, each under the name that it has
    in `RowDraft.related`. The hooks are called in the order in which they stand here.
    """

    options: ClassVar[Mapping[str, tuple[str, ...]]] = {"source": ()}
    keeps_unknown_columns = True
    unique: ClassVar[tuple[str, ...]] = ()
    not_stated_when_empty: ClassVar[tuple[str, ...]] = ()
    own_columns: ClassVar[tuple[FileColumn, ...]]
    related_rows: ClassVar[Mapping[str, RelatedRows]] = {}

    def columns(self) -> tuple[FileColumn, ...]:
        return (*FIRST_COLUMNS, *self.own_columns, *LAST_COLUMNS)

    def natural_key(self, draft: RowDraft) -> str:
        """What identifies a row that has no id."""
        raise NotImplementedError

    def check(self, draft: RowDraft, run: ImportRun) -> Iterable[RowProblem]:
        """Rules over more than one field; also the place to bring the draft into its final form."""
        return ()

    def resolve(self, drafts: Sequence[RowDraft], run: ImportRun) -> None:
        """Find, or make, what the drafts refer to; `run.refuse` those that refer to nothing."""

    def current(self, records: Sequence[M]) -> dict[int, dict[str, Any]]:
        """Primary key → what `RowDraft.related` is compared with."""
        rows = {name: related.of(records) for name, related in self.related_rows.items()}
        return {record.pk: {name: of[record.pk] for name, of in rows.items()} for record in records}

    def complete(self, record: M, draft: RowDraft, run: ImportRun) -> None:
        """Fill what a new record needs and the file does not state."""

    def search_words(self, record: M) -> str:
        """The literal of the record's search vector; empty for a kind without one."""
        return ""

    def relate(self, pairs: Sequence[tuple[M, RowDraft]]) -> None:
        """Write what stands in `RowDraft.related`, after the records themselves."""
        for name, related in self.related_rows.items():
            related.replace(
                [(record, draft.related[name]) for record, draft in pairs if name in draft.related]
            )

    def draft(self, row: TableRow, values: dict[str, Any], run: ImportRun) -> RowDraft:
        uid, ref = values.pop("uid", None), values.pop("ref", "")
        source_id = values.pop("source_id", "")
        source = values.pop("source", "") or (run.options.source if source_id else "")
        values["extra"] = {**values.get("extra", {}), **row.extra}
        related = {column.name for column in self.columns() if column.related}
        draft = RowDraft(
            row,
            {name: value for name, value in values.items() if name not in related},
            related={name: value for name, value in values.items() if name in related},
            source=source,
            source_id=source_id,
            uid=uid,
            # A reference is the end of its UUID: one that is not was typed, and a new one is given.
            ref=ref if uid and ref.partition("-")[2] == base32(uid, len(ref.partition("-")[2])) else "",
        )
        if not source_id and uid is None:
            draft.source, draft.source_id = run.options.source, hashed_id(self.natural_key(draft))
        return draft

    def apply(self, drafts: Iterator[RowDraft], run: ImportRun) -> None:
        while chunk := list(islice(drafts, CHUNK)):
            _take(self, chunk, run)


def hashed_id(key: str) -> str:
    """The id of a row that has none, made from what identifies it."""
    return "sha256:" + hashlib.sha256(key.encode()).hexdigest()[:32]


def is_same(record: Any, draft: RowDraft) -> bool:
    """Whether the draft states this record."""
    by_source = bool(draft.source_id) and (record.source, record.source_id) == (draft.source, draft.source_id)
    return by_source or bool(record.uid == draft.uid)


def problems_of(error: ValidationError, draft: RowDraft) -> Iterator[RowProblem]:
    """The problems that a validator found, one for each sentence."""
    if not hasattr(error, "error_dict"):
        yield from (
            draft.problem(each.code or "invalid", reason=each.messages[0]) for each in error.error_list
        )
        return
    for name, errors in error.error_dict.items():
        yield from (draft.problem(each.code or "invalid", name, reason=each.messages[0]) for each in errors)


def _take(kind: RecordKind[Any], chunk: list[RowDraft], run: ImportRun) -> None:
    # Everything that can refuse a row comes before anything is written, so that a bad row costs its neighbours nothing.
    fresh = {}
    for draft in chunk:
        if not _is_repeated(draft, run) and (record := _valid(kind, draft, run)):
            fresh[id(draft)] = record
    chunk = [draft for draft in chunk if id(draft) in fresh]
    _refuse_taken(kind, chunk, run)
    chunk = run.not_refused(chunk)
    kind.resolve(chunk, run)
    chunk = run.not_refused(chunk)
    existing = _existing(kind, chunk)
    current = kind.current(list({record.pk: record for record in existing.values()}.values()))
    created, updated = [], []
    for draft in chunk:
        record = existing.get(id(draft))
        if record is None:
            created.append((_filled(kind, fresh[id(draft)], draft, run), draft))
        elif _changed(record, draft, current.get(record.pk, {})):
            updated.append((record, draft))
    run.report.created += len(created)
    run.report.updated += len(updated)
    run.report.unchanged += len(chunk) - len(created) - len(updated)
    if not run.options.dry_run:  # it would be taken back, and is two thirds of the work
        _write(kind, created, updated)


def _is_repeated(draft: RowDraft, run: ImportRun) -> bool:
    """Refuses a row that an earlier one has stated already."""
    first = run.earlier_line(draft, *((draft.source, draft.source_id) if draft.source_id else (draft.uid,)))
    if first is not None:
        run.refuse(draft.problem("duplicate_id", "source_id", first=first))
    return first is not None


def _valid(kind: RecordKind[Any], draft: RowDraft, run: ImportRun) -> Any | None:
    """An unsaved record with the draft's values, or None when a validator refuses them."""
    for name in kind.not_stated_when_empty:
        if draft.values.get(name, True) in ("", None):
            del draft.values[name]
    problems = list(kind.check(draft, run))
    values = {**draft.values, "source": draft.source, "source_id": draft.source_id}
    record = kind.model(**values)
    fields = {field.name for field in kind.model._meta.concrete_fields}
    try:
        record.clean_fields(exclude=fields - set(values))
    except ValidationError as error:
        problems += problems_of(error, draft)
    problems += _too_long(kind.model, draft)
    run.refuse(*problems)
    return None if problems else record


def _too_long(model: type[Model], draft: RowDraft) -> Iterator[RowProblem]:
    """Django leaves the length of a text field to its forms."""
    for field in model._meta.concrete_fields:
        value = draft.values.get(field.name)
        if isinstance(field, TextField) and field.max_length and value:
            try:
                MaxLengthValidator(field.max_length)(value)
            except ValidationError as error:
                yield draft.problem("max_length", field.name, reason=error.messages[0])


def _refuse_taken(kind: RecordKind[Any], chunk: list[RowDraft], run: ImportRun) -> None:
    """Codes that belong to one record only: uscc, ror, orcid."""
    for name in kind.unique:
        wanted = {draft.values[name]: draft for draft in chunk if draft.values.get(name)}
        for other in kind.model.objects.filter(**{f"{name}__in": list(wanted)}):
            value = getattr(other, name)
            if not is_same(other, wanted[value]):
                run.refuse(wanted[value].problem("taken", name, value=value, ref=other.ref))
        for draft in chunk:
            value = draft.values.get(name)
            if value and (first := run.earlier_line(draft, "unique", name, value)):
                ref = _("line %(line)s") % {"line": first}
                run.refuse(draft.problem("taken", name, value=value, ref=ref))


def _existing(kind: RecordKind[Any], chunk: list[RowDraft]) -> dict[int, Any]:
    """id(draft) → the record that it is already."""
    by_source: dict[str, list[str]] = {}
    for draft in chunk:
        if draft.source_id:
            by_source.setdefault(draft.source, []).append(draft.source_id)
    wanted = Q(uid__in=[draft.uid for draft in chunk if draft.uid])
    for source, ids in by_source.items():
        wanted |= Q(source=source, source_id__in=ids)
    records = kind.model.objects.filter(wanted).defer("search" if hasattr(kind.model, "search") else None)
    by_id: dict[object, Any] = {}
    for record in records:
        by_id[record.uid] = record
        if record.source_id:
            by_id[record.source, record.source_id] = record
    pairs = ((draft, by_id.get((draft.source, draft.source_id)) or by_id.get(draft.uid)) for draft in chunk)
    return {id(draft): record for draft, record in pairs if record is not None}


def _filled(kind: RecordKind[Any], record: Any, draft: RowDraft, run: ImportRun) -> Any:
    for name, value in {**draft.initial, **draft.values}.items():
        setattr(record, name, value)
    if draft.uid is not None:
        record.uid, record.ref = draft.uid, draft.ref
    kind.complete(record, draft, run)
    return record


def _changed(record: Any, draft: RowDraft, current: Mapping[str, Any]) -> bool:
    """Set what differs; True when anything does."""
    changed = [name for name, value in draft.values.items() if not _equal(getattr(record, name), value)]
    for name in changed:
        setattr(record, name, draft.values[name])
    return bool(changed) or any(
        draft.related[name] != current[name] for name in current if name in draft.related
    )


def _equal(ours: Any, theirs: Any) -> bool:
    """Equal, or the same JSON: the database gives 2e16 back as 20000000000000000."""
    return bool(ours == theirs or (isinstance(theirs, dict) and _exact(ours) == _exact(theirs)))


def _exact(value: Any) -> Any:
    return json.loads(json.dumps(value), parse_int=Decimal, parse_float=Decimal)


def _write(
    kind: RecordKind[Any], created: list[tuple[Any, RowDraft]], updated: list[tuple[Any, RowDraft]]
) -> None:
    for record, _draft in (*created, *updated):
        if words := kind.search_words(record):
            record.search = as_vector(words)
    new = [record for record, _draft in created]
    stated = [record.ref for record in new if record.ref]
    taken = set(kind.model.objects.filter(ref__in=stated).values_list("ref", flat=True))
    for record in new:
        if record.ref in taken:
            record.ref = ""
    assign_refs(kind.model, new)
    kind.model.objects.bulk_create(new, batch_size=CHUNK)
    own = {field.name for field in kind.model._meta.concrete_fields} & {"search", "updated_at"}
    for record, draft in updated:
        # Only what the file states: somebody may have withdrawn the record since it was read.
        record.save(update_fields={*draft.values, *own})
    kind.relate([*created, *updated])
