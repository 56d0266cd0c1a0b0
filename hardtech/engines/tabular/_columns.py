"""Which column is which field."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from hardtech.engines.tabular._errors import ColumnsError


def normalise(name: str) -> str:
    """Fold a column name: "Award Title", "award_title" and "AWARD-TITLE" are one.

    >>> normalise("Award_Title (EN)")
    'awardtitleen'
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(letter for letter in folded if letter.isalnum()) or folded.strip()


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of one table by position: each has a field, or else a name of its own for `Row.extra`."""

    fields: tuple[str | None, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WantedColumns:
    """The caller's wishes: names per field, overrides {column: field}, the fields that must be there."""

    columns: Mapping[str, Sequence[str]]
    mapping: Mapping[str, str]
    required: Collection[str]

    def check(self) -> None:
        """Raise when an override names a field that does not exist."""
        for column, field in self.mapping.items():
            if field not in self.columns:
                raise ColumnsError("map_field_unknown", field=field, column=column, fields=[*self.columns])

    def check_complete(self, names: Sequence[str], fields: Collection[str | None], *, line: int) -> None:
        """Raise when an overridden column or a required field is not there."""
        known = {normalise(name) for name in names}
        for column in self.mapping:
            if normalise(column) not in known:
                raise ColumnsError("map_column_unknown", line=line, column=column, found=[*names])
        missing = [field for field in self.required if field not in fields]
        if missing:
            raise ColumnsError("columns_missing", line=line, missing=missing, found=[*names])

    def lay_out(self, names: Sequence[str], *, line: int) -> Layout:
        """Find the field of each column: overrides first, then the earliest of its names that is there."""
        positions: dict[str, list[int]] = {}
        for position, name in enumerate(names):
            positions.setdefault(normalise(name), []).append(position)
        fields: list[str | None] = [None] * len(names)

        def take(field: str, places: list[int]) -> None:
            if len(places) > 1 or field in fields:
                taken = [place for place, other in enumerate(fields) if other == field]
                columns = [names[place] for place in dict.fromkeys([*taken, *places])]
                raise ColumnsError("column_duplicate", line=line, field=field, columns=columns)
            fields[places[0]] = field

        for column, field in self.mapping.items():
            if places := positions.get(normalise(column)):
                take(field, places)
        for field, aliases in self.columns.items():
            if field in fields:
                continue
            for alias in (field, *aliases):
                places = [place for place in positions.get(normalise(alias), ()) if fields[place] is None]
                if places:
                    take(field, places)
                    break
        return Layout(tuple(fields), _tell_apart(names))


def find_columns(
    names: Sequence[str], *, columns: Mapping[str, Sequence[str]], mapping: Mapping[str, str]
) -> dict[str, str]:
    """The column of each field among `names`, for tables that others read. Raises ColumnsError."""
    wanted = WantedColumns(columns, mapping, ())
    wanted.check()
    fields = wanted.lay_out(names, line=1).fields
    return {field: name for field, name in zip(fields, names, strict=True) if field is not None}


def _tell_apart(names: Sequence[str]) -> tuple[str, ...]:
    """Give each column a name of its own: a second "Note" becomes "Note (2)", no name "column 3"."""
    result: dict[str, None] = {}
    for position, name in enumerate(names, start=1):
        base = unique = name.strip() or f"column {position}"
        count = 1
        while unique in result:
            count += 1
            unique = f"{base} ({count})"
        result[unique] = None
    return tuple(result)
