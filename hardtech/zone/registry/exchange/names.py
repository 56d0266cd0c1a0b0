"""What organisations and people have in common: a name in English, in Chinese, or in a column that says neither."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from hardtech.engines.tabular import RowProblem
from hardtech.zone.common.languages import RecordLanguage, guess_language
from hardtech.zone.registry.models import Organisation, Person
from hardtech.zone.workshop.exchange import cells
from hardtech.zone.workshop.exchange.kinds import FileColumn
from hardtech.zone.workshop.exchange.records import RecordKind
from hardtech.zone.workshop.exchange.runs import ImportRun, RowDraft

__all__ = ["NamedKind", "name_columns"]

N = TypeVar("N", Organisation, Person)


def name_columns(
    *, names: tuple[str, ...], english: tuple[str, ...], chinese: tuple[str, ...]
) -> tuple[FileColumn, ...]:
    return (
        FileColumn("name", cells.text, names, related=True, exported=False),
        FileColumn("name_en", cells.text, ("english name", *english)),
        FileColumn("name_zh", cells.text, ("chinese name", *chinese)),
    )


class NamedKind(RecordKind[N]):
    def natural_key(self, draft: RowDraft) -> str:
        english, chinese = draft.values.get("name_en", ""), draft.values.get("name_zh", "")
        return "\n".join([english, chinese, draft.related.get("name", "")])

    def check(self, draft: RowDraft, run: ImportRun) -> Iterable[RowProblem]:
        """A name that says no language goes where its letters belong."""
        if name := draft.related.pop("name", ""):
            field = "name_zh" if guess_language(name) == RecordLanguage.CHINESE else "name_en"
            draft.values[field] = draft.values.get(field) or name
        if not draft.values.get("name_en") and not draft.values.get("name_zh"):
            yield draft.problem("empty", "name")
