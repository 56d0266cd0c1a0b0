"""What a measure is once it is loaded: frozen data, all expressions parsed."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

from hardtech.engines.rules._errors import MeasureUnknown
from hardtech.engines.rules._language.nodes import FactNode, Item, Node, Sheet, ValueKind
from hardtech.engines.rules._language.units import CURRENCIES

Words = Mapping[str, str]
"""A text in `en` and `zh`."""

STATUSES = ("draft", "unverified", "verified", "suspended", "repealed")
SUBJECTS = ("organisation", "project", "person", "contract")


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a figure or condition stands: document, address, article, and the words themselves."""

    document: str
    url: str
    article: str
    quote: str

    def as_json(self) -> dict[str, str]:
        data = {"document": self.document, "url": self.url, "article": self.article, "quote": self.quote}
        return {key: text for key, text in data.items() if text}


@dataclass(frozen=True, slots=True)
class Fact:
    """Something known, unknown or to be judged about a case.

    `type` is bool, integer, decimal, money, date or choice. Numbers are given in `unit` with `decimals` places (money: whole
    fen) and lie between `low` and `high`. A `judged` fact is a person's to state. `change` (up, down, both, no): which
    way a plan may move it. A `yearly` fact is one of the last fiscal year; `NAME_2` is NAME two years before. `label` is its
    short name, `group` the part of a page that it stands in, `option_words` word its options; a text from before facts had
    names lacks them.
    """

    name: str
    type: str
    unit: str
    kind: ValueKind
    question: Words
    evidence: Words
    decimals: int = 0
    scale: Fraction = Fraction(1)
    options: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None
    judged: bool = False
    change: str = "both"
    yearly: bool = False
    line: int = 0
    label: Words = field(default_factory=dict)
    group: str = ""
    option_words: Mapping[str, Words] = field(default_factory=dict)

    @property
    def currency(self) -> str:
        """Of a sum; "" for any other fact."""
        return CURRENCIES[self.unit] if self.type == "money" else ""

    def node(self) -> FactNode:
        return FactNode(self.kind, self.name, self.name, self.scale, self.judged)

    def as_json(self) -> dict[str, Any]:
        data: dict[str, Any] = {"name": self.name, "type": self.type, "unit": self.unit}
        if self.type == "decimal":
            data["decimals"] = self.decimals
        if self.options:
            data["options"] = list(self.options)
            data["option_words"] = {option: dict(words) for option, words in self.option_words.items()}
        step = Fraction(1, 10**self.decimals)
        for key, bound in (("min", self.low), ("max", self.high)):
            if bound is not None and self.type != "date":
                data[key] = int(bound * step) if (bound * step).denominator == 1 else float(bound * step)
        return {
            **data,
            "judged": self.judged,
            "yearly": self.yearly,
            "group": self.group,
            "label": dict(self.label),
            "question": dict(self.question),
            "evidence": dict(self.evidence),
        }


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition, or a group (`all`, `any`) of them."""

    id: str
    title: Words
    node: Node | None
    group: str
    parts: tuple[Condition, ...]
    cite: Citation | None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Amount:
    """What is granted, in fen: `formula`, at most `cap`, rounded to whole `step` fen by `mode`."""

    formula: Node
    cap: Node | None
    mode: str
    step: int
    cite: Citation | None


@dataclass(frozen=True, slots=True)
class Payment:
    """A part of the amount, by `share` or by a formula of its own, due once `when` is yes."""

    id: str
    title: Words
    share: Fraction | None
    formula: Node | None
    when: Node | None
    year: int
    cite: Citation | None


@dataclass(frozen=True, slots=True)
class Window:
    """When one may apply: two dates, or two days (MM-DD) of every year."""

    opens: str
    closes: str


@dataclass(frozen=True, slots=True)
class Transition:
    """Cases for which, until a date, an earlier version still decides."""

    when: Node
    use: datetime.date
    until: datetime.date | None
    cite: Citation | None


@dataclass(frozen=True, slots=True)
class RuleRelation:
    """`kind` is prerequisite, excludes, higher_of or combined_cap (`cap` in fen) with the measures `of`."""

    kind: str
    of: tuple[str, ...]
    cap: int = 0
    cite: Citation | None = None
    line: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Version:
    """The text of a measure in force from one day to another (both included).

    `validity`: for how many years a title holds. `titles` words score sheets (`sheet`) and their lines (`sheet.item`).
    """

    number: int
    start: datetime.date
    end: datetime.date | None
    status: str
    parameters: Mapping[str, Parameter]
    values: Mapping[str, Node]
    scores: Mapping[str, Sheet]
    titles: Mapping[str, Words]
    conditions: tuple[Condition, ...]
    amount: Amount | None
    payments: tuple[Payment, ...]
    windows: tuple[Window, ...]
    transitions: tuple[Transition, ...]
    evidence: tuple[Words, ...]
    cite: Citation | None
    validity: int | None = None
    line: int = 0

    def items(self) -> dict[str, Item]:
        """Every line of every score sheet, as `sheet.item`."""
        return {
            f"{name}.{item.name}": item
            for name, sheet in self.scores.items()
            for item in sheet.items
            if isinstance(item, Item)
        }


@dataclass(frozen=True, slots=True)
class Parameter:
    """A figure of the text: its exact value in base units, as written, and where it stands."""

    name: str
    value: Fraction | datetime.date
    written: str
    kind: ValueKind
    cite: Citation | None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Case:
    """An example with its expected answer, which runs as a test; `rows` sweep one fact over values."""

    name: str
    on: datetime.date
    facts: Mapping[str, Any]
    expect: Mapping[str, Any]
    vary: str = ""
    of: str = ""
    rows: tuple[tuple[Any, Any], ...] = ()
    line: int = 0


@dataclass(frozen=True, eq=False)
class Rule:
    """A policy measure as the engine decides by it, in all its versions."""

    id: str
    file: str
    status: str
    title: Words
    issuer: Words
    whom: Words
    subject: str
    citation: Citation | None
    facts: Mapping[str, Fact]
    versions: tuple[Version, ...]
    relations: tuple[RuleRelation, ...]
    cases: tuple[Case, ...]
    notes: tuple[Words, ...]
    source: Mapping[str, Any] = field(repr=False)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the measure's content without its cases: what a trace was decided by."""
        return hashlib.sha256(canonical(self.source)).hexdigest()

    def version_on(self, on: datetime.date) -> Version | None:
        """The version whose time includes `on`."""
        for version in reversed(self.versions):
            if version.start <= on:
                return version if version.end is None or on <= version.end else None
        return None

    def version_from(self, start: datetime.date) -> Version:
        """The version that begins on `start`."""
        return next(version for version in self.versions if version.start == start)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What measures share: facts by name, and the groups of pages; both in the order in which pages show them.

    `broken` are the names of facts with a fault.
    """

    facts: Mapping[str, Fact] = field(default_factory=dict)
    groups: Mapping[str, Words] = field(default_factory=dict)
    broken: frozenset[str] = frozenset()


class Rulebook(Mapping[str, Rule]):
    """Measures by id, in order of id."""

    def __init__(self, measures: Mapping[str, Rule]) -> None:
        self._measures = dict(sorted(measures.items()))

    def __getitem__(self, measure: str) -> Rule:
        if measure not in self._measures:
            raise MeasureUnknown(measure, list(self._measures))
        return self._measures[measure]

    def __contains__(self, measure: object) -> bool:
        return measure in self._measures

    def __iter__(self) -> Any:
        return iter(self._measures)

    def __len__(self) -> int:
        return len(self._measures)

    def facts(self) -> dict[str, Fact]:
        """Every fact that some measure needs, by name."""
        return {name: fact for measure in self.values() for name, fact in measure.facts.items()}


def canonical(data: Any) -> bytes:
    """JSON with sorted keys and no spaces: the same data always give the same bytes."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
