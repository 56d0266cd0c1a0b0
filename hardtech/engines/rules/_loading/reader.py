"""Typed access to a measure's data: each fault becomes a finding with its line, and reading goes on."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from hardtech.base.money import Bare
from hardtech.engines.rules._errors import Fault
from hardtech.engines.rules._language.expression import ExpressionError, parse, uncited
from hardtech.engines.rules._language.nodes import Node
from hardtech.engines.rules._language.units import QuantityError, Unit, quantity, unit_text
from hardtech.engines.rules._loading.source import Rows, Table
from hardtech.engines.rules._measure import Citation, Words

LANGUAGES = ("en", "zh")
_EMPTY = Table()


class Reader:
    """Reads one file; collects `findings`. `bare` is what a sum without a unit means in it.

    `broken` are the names whose definition has a fault: what uses them is not reported, for it may be right.
    """

    def __init__(self, file: str, broken: Iterable[str] = (), bare: Bare = Bare.REFUSED) -> None:
        self.file = file
        self.bare = bare
        self.findings: list[Fault] = []
        self.broken = set(broken)
        self.sources: dict[str, tuple[str, str]] = {}

    def add(self, code: str, line: int, **data: object) -> None:
        """Note a fault; once, though several versions may share the section that has it."""
        finding = Fault(self.file, line, code, data)
        if finding not in self.findings:
            self.findings.append(finding)

    def keys(self, table: Table, known: Iterable[str]) -> None:
        """Note every key that means nothing here."""
        allowed = sorted(known)
        for key in table:
            if key not in allowed:
                self.add("key_unknown", table.line_of(key), key=key, known=allowed)

    def text(self, table: Table, key: str, *, default: str | None = None) -> str:
        value = table.get(key)
        if value is None:
            if default is None:
                self.add("key_missing", table.line, key=key)
            return default or ""
        if isinstance(value, Table | Rows):
            self.add("not_a_text", table.line_of(key), key=key)
            return ""
        return str(value)

    def option(self, table: Table, key: str, known: Iterable[str], default: str | None = None) -> str:
        value = self.text(table, key, default=default)
        options = list(known)
        if value and value not in options:
            self.add("option_unknown", table.line_of(key), key=key, unknown=[value], options=options)
            return options[0]
        return value

    def whole(self, table: Table, key: str, default: int | None = None) -> int | None:
        value = table.get(key)
        if value is None:
            return default
        if not isinstance(value, int) or isinstance(value, bool):
            self.add("not_a_whole_number", table.line_of(key), key=key, value=str(value))
            return default
        return value

    def date(self, table: Table, key: str, *, needed: bool = False) -> datetime.date | None:
        value = table.get(key)
        if value is None:
            if needed:
                self.add("key_missing", table.line, key=key)
            return None
        if not isinstance(value, datetime.date):
            self.add("not_a_date", table.line_of(key), key=key, value=str(value))
            return None
        return value

    def quantity(self, table: Table, key: str) -> tuple[Fraction, Unit] | None:
        if table.get(key) is None:
            return None
        try:
            return quantity(table[key])
        except (QuantityError, ZeroDivisionError) as error:
            code = getattr(error, "code", "not_a_quantity")
            self.add(code, table.line_of(key), key=key, value=str(table[key]))
            return None

    def table(self, table: Table, key: str) -> Table:
        """The mapping under `key`; empty when it is not there."""
        value = table.get(key)
        if value is None:
            return _EMPTY
        if not isinstance(value, Table):
            self.add("not_a_mapping", table.line_of(key), key=key)
            return _EMPTY
        return value

    def rows(self, table: Table, key: str) -> Rows:
        """The sequence under `key`; empty when it is not there."""
        value = table.get(key)
        if value is None:
            return Rows()
        if not isinstance(value, Rows):
            self.add("not_a_list", table.line_of(key), key=key)
            return Rows()
        return value

    def tables(self, table: Table, key: str) -> Iterator[Table]:
        """The mappings of the sequence under `key`."""
        rows = self.rows(table, key)
        for line, row in zip(rows.lines, rows, strict=True):
            if isinstance(row, Table):
                yield row
            else:
                self.add("not_a_mapping", line, key=key)

    def words(self, table: Table, key: str, *, needed: bool = True) -> Words:
        value = table.get(key)
        if value is None and not needed:
            return {}
        texts = self.table(table, key)
        self.keys(texts, LANGUAGES)
        missing = [language for language in LANGUAGES if not texts.get(language)]
        if missing:
            self.add("words_missing", table.line_of(key), key=key, missing=missing)
        return {str(language): str(text) for language, text in texts.items()}

    def all_words(self, table: Table, key: str) -> tuple[Words, ...]:
        """A list of texts in both languages."""
        texts = []
        for row in self.tables(table, key):
            self.keys(row, LANGUAGES)
            texts.append({str(language): str(text) for language, text in row.items()})
        return tuple(texts)

    def cite(self, table: Table, *, needed: bool = False, line: int = 0) -> Citation | None:
        """The citation under `cite`: a quote from the first source, or source, article and quote."""
        value = table.get("cite")
        at = table.line_of("cite") or line
        if value is None:
            if needed:
                self.add("citation_missing", table.line or line)
            return None
        first = next(iter(self.sources), "")
        if isinstance(value, Table):
            self.keys(value, ("source", "article", "quote"))
            source = self.text(value, "source", default=first)
            article = self.text(value, "article", default="")
            quote = self.text(value, "quote", default="")
        else:
            source, article, quote = first, "", str(value)
        if source not in self.sources:
            self.add("source_unknown", at, source=source, known=sorted(self.sources))
            return None
        if not article and not quote:
            self.add("citation_missing", at)
        document, url = self.sources[source]
        return Citation(document, url, article, quote)

    def expression(
        self,
        table: Table,
        key: str,
        scope: Mapping[str, Node],
        wanted: str,
        unit: Unit | None = None,
        *,
        cited: bool = False,
    ) -> Node | None:
        """The typed tree of the expression under `key`; None, with a finding, when there is none.

        `cited`: figures may stand in it, because a citation covers them.
        """
        line = table.line_of(key)
        try:
            node = parse(table.get(key), scope, wanted)
        except ExpressionError as error:
            part = str(error.data["part"])
            if error.code != "name_unknown" or self.broken.isdisjoint({part, part.partition(".")[0]}):
                self.add(error.code, line, **error.data)
            return None
        for figure in [] if cited else uncited(node):
            self.add("figure_uncited", line, figure=figure, part=node.text)
        if unit is not None and node.kind.unit != unit:
            self.add(
                "unit_wrong", line, part=node.text, found=unit_text(node.kind.unit), wanted=unit_text(unit)
            )
        return node


def is_id(text: Any) -> bool:
    """Whether `text` may name a fact, a parameter, a value, a sheet or a condition."""
    return isinstance(text, str) and text.isidentifier() and text == text.lower()
