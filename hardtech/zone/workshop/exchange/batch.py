"""One import: a file becomes records, in one transaction, with one entry in the journal."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import connection, transaction
from django.db.models import Model, Q, TextField
from django.utils.translation import gettext as _

from hardtech.engines.tabular import Problem, Progress, Row, Value, read_records
from hardtech.zone.common.refs import assign_refs
from hardtech.zone.common.search import as_vector
from hardtech.zone.journal import services as journal
from hardtech.zone.workshop.exchange.records import (
    Draft,
    Format,
    Kind,
    Options,
    RowError,
    model_fields,
    problems_of,
)
from hardtech.zone.workshop.exchange.wording import explain_row

__all__ = ["Report", "Session", "reasons", "run_import"]

CHUNK = 1000
# The advisory lock by which imports wait for one another: any constant will do, this one is "impt".
IMPORT_LOCK = 0x696D7074


@dataclass
class Report:
    """What an import did, or would do."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    organisations: int = 0
    problems: list[Problem] = field(default_factory=list)
    refused: int = 0
    unknown_columns: dict[str, None] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return self.created + self.updated + self.unchanged + self.refused


class Session:
    """One run: what was seen so far, and what it came to."""

    def __init__(self, kind: Kind[Any], options: Options) -> None:
        self.kind = kind
        self.options = options
        self.report = Report()
        self.lines: dict[tuple[str, ...], int] = {}
        self.uids: set[UUID] = set()
        self.memory: dict[str, Any] = {}  # the kind's own, for example the directory of owners
        self._refused: set[tuple[str, int]] = set()

    def refuse(self, *problems: Problem) -> None:
        """Note why a row is refused; it counts once."""
        self.report.problems.extend(problems)
        for problem in problems:
            key = (problem.sheet, problem.line)
            if key not in self._refused:
                self._refused.add(key)
                self.report.refused += 1

    def is_refused(self, draft: Draft) -> bool:
        return (draft.sheet, draft.line) in self._refused


def run_import(
    kind: Kind[Any],
    path: Path,
    *,
    layout: Format,
    options: Options,
    mapping: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> Report:
    """Import a file, or only look when `options.dry_run`. Either all good rows are in at the end, or none.

    Raises `TabularError` when the file as a whole is refused.
    """
    session = Session(kind, options)
    items = read_records(
        path, columns=layout.columns, required=layout.required, mapping=mapping, progress=progress
    )
    drafts = _drafts(items, layout, session)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [IMPORT_LOCK])
        while chunk := list(islice(drafts, CHUNK)):
            _take(chunk, session)
        report = session.report
        if not options.dry_run and (report.created or report.updated):
            journal.record(
                actor=None,
                verb=f"{kind.name}.imported",
                subject=f"import:{kind.name}",
                data={**_counts(report), **_file(path), "format": layout.name, "source": options.source},
            )
    return report


def reasons(report: Report, path: Path) -> Iterator[dict[str, Value]]:
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


def _drafts(items: Iterator[Row | Problem], layout: Format, session: Session) -> Iterator[Draft]:
    for item in items:
        if isinstance(item, Problem):
            session.refuse(item)
            continue
        if layout.name == "own":  # other formats leave out columns on purpose
            session.report.unknown_columns |= dict.fromkeys(item.extra)
        try:
            draft = layout.read(item, session.options)
        except RowError as refusal:
            session.refuse(*refusal.problems)
            continue
        key = (draft.source, draft.source_id) if draft.source_id else (str(draft.uid),)
        if (first := session.lines.setdefault(key, draft.line)) != draft.line:
            session.refuse(draft.problem("duplicate_id", "source_id", first=first))
            continue
        if draft.uid is not None:
            session.uids.add(draft.uid)
        yield draft


def _take(chunk: list[Draft], session: Session) -> None:
    kind = session.kind
    fresh = {id(draft): instance for draft in chunk if (instance := _valid(draft, session))}
    chunk = [draft for draft in chunk if id(draft) in fresh]
    kind.resolve(chunk, session)
    _refuse_taken(chunk, session)
    chunk = [draft for draft in chunk if not session.is_refused(draft)]
    existing = _existing(kind, chunk)
    current = kind.current(list({one.pk: one for one in existing.values()}.values()))
    created, updated = [], []
    for draft in chunk:
        instance = existing.get(id(draft))
        if instance is None:
            instance = _filled(fresh[id(draft)], draft, session)
            created.append((instance, draft))
        elif _apply(instance, draft, current.get(instance.pk, {})):
            updated.append((instance, draft))
        else:
            session.report.unchanged += 1
    session.report.created += len(created)
    session.report.updated += len(updated)
    if not session.options.dry_run:
        _write(kind, created, updated)


def _valid(draft: Draft, session: Session) -> Any | None:
    """An unsaved record with the draft's values, or None when a validator refuses them."""
    model = session.kind.model
    problems = list(session.kind.check(draft))
    values = {**draft.values, "source": draft.source, "source_id": draft.source_id}
    instance = model(**values)
    exclude = model_fields(model) - set(values)
    try:
        instance.clean_fields(exclude=exclude)
    except ValidationError as error:
        problems += problems_of(error, draft)
    problems += _too_long(model, draft)
    if problems:
        session.refuse(*problems)
        return None
    return instance


def _too_long(model: type[Model], draft: Draft) -> Iterator[Problem]:
    """Django leaves the length of a text field to its forms."""
    for one in model._meta.concrete_fields:
        value = draft.values.get(one.name)
        if isinstance(one, TextField) and one.max_length and value:
            try:
                MaxLengthValidator(one.max_length)(value)
            except ValidationError as error:
                yield draft.problem("max_length", one.name, reason=error.messages[0])


def _refuse_taken(chunk: list[Draft], session: Session) -> None:
    """Codes that belong to one record only: uscc, ror, orcid."""
    model = session.kind.model
    for name in session.kind.unique:
        wanted = {draft.values[name]: draft for draft in chunk if draft.values.get(name)}
        for other in model.objects.filter(**{f"{name}__in": list(wanted)}):
            value = getattr(other, name)
            if not _is_same(other, wanted[value]):
                session.refuse(wanted[value].problem("taken", name, value=value, ref=other.ref))
        for draft in chunk:
            if value := draft.values.get(name):
                first = session.lines.setdefault((name, value), draft.line)
                if first != draft.line:
                    session.refuse(
                        draft.problem("taken", name, value=value, ref=_("line %(line)s") % {"line": first})
                    )


def _is_same(instance: Any, draft: Draft) -> bool:
    if draft.source_id and instance.source_id:
        return (instance.source, instance.source_id) == (draft.source, draft.source_id)
    return bool(instance.uid == draft.uid)


def _existing(kind: Kind[Any], chunk: list[Draft]) -> dict[int, Any]:
    """id(draft) → the record that it is already."""
    by_source: dict[str, list[str]] = {}
    for draft in chunk:
        if draft.source_id:
            by_source.setdefault(draft.source, []).append(draft.source_id)
    wanted = Q(uid__in=[draft.uid for draft in chunk if draft.uid])
    for source, ids in by_source.items():
        wanted |= Q(source=source, source_id__in=ids)
    found = list(kind.model.objects.filter(wanted).defer("search" if hasattr(kind.model, "search") else None))
    sourced = {(one.source, one.source_id): one for one in found if one.source_id}
    unique = {one.uid: one for one in found}
    pairs = (
        (draft, sourced.get((draft.source, draft.source_id)) or unique.get(draft.uid)) for draft in chunk
    )
    return {id(draft): one for draft, one in pairs if one is not None}


def _filled(instance: Any, draft: Draft, session: Session) -> Any:
    for name, value in {**draft.initial, **draft.values}.items():
        setattr(instance, name, value)
    instance.source, instance.source_id = draft.source, draft.source_id
    if draft.uid is not None:
        instance.uid, instance.ref = draft.uid, draft.ref
    session.kind.complete(instance, draft, session.options)
    return instance


def _apply(instance: Any, draft: Draft, current: Mapping[str, Any]) -> bool:
    """Set what differs; True when anything does."""
    changed = [name for name, value in draft.values.items() if not _equal(getattr(instance, name), value)]
    for name in changed:
        setattr(instance, name, draft.values[name])
    return bool(changed) or any(
        draft.related[name] != current[name] for name in current if name in draft.related
    )


def _equal(ours: Any, theirs: Any) -> bool:
    """Equal, or the same JSON: the database gives 2e16 back as 20000000000000000."""
    if ours == theirs or not isinstance(theirs, dict):
        return bool(ours == theirs)
    return bool(_exact(ours) == _exact(theirs))


def _exact(value: Any) -> Any:
    return json.loads(json.dumps(value), parse_int=Decimal, parse_float=Decimal)


def _write(kind: Kind[Any], created: list[tuple[Any, Draft]], updated: list[tuple[Any, Draft]]) -> None:
    for instance, draft in (*created, *updated):
        if words := kind.search_words(instance, draft):
            instance.search = as_vector(words)
    new = [instance for instance, _draft in created]
    taken = set(
        kind.model.objects.filter(ref__in=[one.ref for one in new if one.ref]).values_list("ref", flat=True)
    )
    for one in new:
        if one.ref in taken:
            one.ref = ""
    assign_refs(kind.model, new)
    kind.model.objects.bulk_create(new, batch_size=CHUNK)
    own = {one.name for one in kind.model._meta.concrete_fields} & {"search", "updated_at"}
    for instance, draft in updated:
        # Only what the file states: somebody may have withdrawn the record since it was read.
        instance.save(update_fields={*draft.values, *own})
    kind.relate([*created, *updated])


def _counts(report: Report) -> dict[str, int]:
    return {
        "created": report.created,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "refused": report.refused,
        "organisations": report.organisations,
    }


def _file(path: Path) -> dict[str, str]:
    with path.open("rb") as stream:
        return {"file": path.name, "sha256": hashlib.file_digest(stream, "sha256").hexdigest()}
