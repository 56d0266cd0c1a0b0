"""A verdict in words, for page, API and letter: one of today, or the stored trace of a past decision.

What is worded is the trace (`hardtech.engines.rules.trace`): it holds all that was decided, and the rule itself.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hardtech.engines.rules import Fact, Rulebook, measure_from
from hardtech.zone.common.languages import in_reader_language, joined
from hardtech.zone.facts.models import NO_YEAR
from hardtech.zone.facts.periods import place_of
from hardtech.zone.facts.quantities import day, fact_value, written
from hardtech.zone.facts.wording import label
from hardtech.zone.incentives.choices import Answer
from hardtech.zone.incentives.wording.amounts import AmountWords, PaymentWords, amount_words, payment_words
from hardtech.zone.incentives.wording.comparisons import ComparisonWords, comparisons
from hardtech.zone.incentives.wording.questions import QuestionWords, question_words
from hardtech.zone.measures.wording.citations import CiteWords, cite_words

__all__ = [
    "ConditionWords",
    "FactWords",
    "RelationWords",
    "ScoreWords",
    "VerdictWords",
    "verdict_words",
    "window_words",
]

MET: Mapping[str, Promise] = {
    "yes": gettext_lazy("Met"),
    "no": gettext_lazy("Not met"),
    "unknown": gettext_lazy("Facts are missing"),
    "judgement": gettext_lazy("A person judges this"),
}
REASONS: Mapping[str, Promise] = {
    "not_in_force": gettext_lazy("The measure is not in force on this day."),
    "suspended": gettext_lazy("The measure is suspended."),
    "repealed": gettext_lazy("The measure is repealed."),
}
GROUPS: Mapping[str, Promise] = {
    "all": gettext_lazy("all of these are needed"),
    "any": gettext_lazy("one of these is enough"),
}
STATUSES: Mapping[str, Promise | str] = {
    "draft": gettext_lazy("This measure is a draft. It decides nothing yet."),
    "unverified": gettext_lazy(
        "This measure is unverified: it was taken from the source named below, and no authority has confirmed its text. "
        "Treat the result as a guide."
    ),
}
RELATIONS: Mapping[str, Promise] = {
    "prerequisite": gettext_lazy("Needs first: %(measures)s"),
    "excludes": gettext_lazy("Not together with: %(measures)s"),
    "higher_of": gettext_lazy("Only the higher one of this and: %(measures)s"),
    "combined_cap": gettext_lazy("At most %(cap)s together with: %(measures)s"),
}
SUBJECTS: Mapping[str, Promise] = {
    "organisation": gettext_lazy("the organisation"),
    "project": gettext_lazy("a project"),
    "person": gettext_lazy("a person"),
    "contract": gettext_lazy("a contract"),
}


@dataclass(frozen=True, slots=True)
class ConditionWords:
    """`group` is empty, or says how many of `parts` are needed. `asks` are the facts that keep it open."""

    id: str
    title: str
    answer: str
    label: str
    comparisons: tuple[ComparisonWords, ...]
    asks: tuple[QuestionWords, ...]
    cite: CiteWords | None
    group: str
    parts: tuple[ConditionWords, ...]


@dataclass(frozen=True, slots=True)
class ScoreWords:
    """A score sheet or (`depth` 1) a line of it."""

    title: str
    points: str
    depth: int


@dataclass(frozen=True, slots=True)
class FactWords:
    """A fact that the verdict was made with."""

    question: QuestionWords
    value: str


@dataclass(frozen=True, slots=True)
class RelationWords:
    """What holds between this measure and others, by their keys."""

    text: str
    measures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VerdictWords:
    """Everything that a letter on a verdict says; texts are empty where there is nothing to say."""

    measure: str
    title: str
    issuer: str
    subject: str
    on: datetime.date
    answer: str
    label: str
    headline: str
    warning: str
    conditions: tuple[ConditionWords, ...]
    missing: tuple[QuestionWords, ...]
    rulings: tuple[QuestionWords, ...]
    undefined: tuple[str, ...]
    amount: AmountWords | None
    payments: tuple[PaymentWords, ...]
    scores: tuple[ScoreWords, ...]
    facts: tuple[FactWords, ...]
    window: str
    version: str
    transition: str
    validity: str
    evidence: tuple[str, ...]
    relations: tuple[RelationWords, ...]
    notes: tuple[str, ...]
    cite: CiteWords | None


def verdict_words(document: Mapping[str, Any], rulebook: Rulebook) -> VerdictWords:
    """The trace `document` in the reader's language; `rulebook` knows the other measures and the shared facts."""
    rule = document["rule"]
    on = datetime.date.fromisoformat(document["on"])
    ask = _Asker(document, rulebook, on)
    conditions = tuple(_condition(row, document, ask) for row in document["conditions"])
    amount = amount_words(document)
    return VerdictWords(
        measure=document["measure"],
        title=_words(document["title"]),
        issuer=_words(rule.get("issuer")),
        subject=rule.get("subject", "organisation"),
        on=on,
        answer=document["answer"],
        label=str(Answer(document["answer"]).label),
        headline=_headline(document, conditions, amount),
        warning=str(STATUSES.get(document["status"], "")),
        conditions=conditions,
        missing=ask.all(document["missing"]),
        rulings=ask.all(document["rulings"]),
        undefined=tuple(_undefined(text) for text in document["undefined"]),
        amount=amount,
        payments=payment_words(document),
        scores=tuple(_scores(document["scores"])),
        facts=tuple(
            FactWords(ask.one(name), fact_value(row["value"], ask.facts[name]))
            for name, row in document["facts"].items()
        ),
        window=window_words(document["window"]),
        version=_version(document["version"]),
        transition=_transition(document["version"]),
        validity=_validity(document),
        evidence=tuple(_words(row) for row in _of_version(document, "evidence") or ()),
        relations=tuple(_relations(rule.get("relations") or (), rulebook)),
        notes=tuple(_words(row) for row in rule.get("notes") or ()),
        cite=_source(rule),
    )


class _Asker:
    """Facts of a trace as questions; where the rulebook of today no longer knows one, the rule in the trace does."""

    def __init__(self, document: Mapping[str, Any], rulebook: Rulebook, on: datetime.date) -> None:
        self.document = document
        self.facts: dict[str, Fact] = rulebook.facts()
        self.on = on

    def one(self, name: str) -> QuestionWords:
        if name not in self.facts:
            self.facts = {**measure_from(self.document["rule"]).facts, **self.facts}
        return question_words(self.facts[name], self.facts, self.on)

    def called(self, name: str) -> str:
        """A name in a formula: that of a fact with its year, of a sheet by its title."""
        if name in self.facts:
            base, year = place_of(self.facts[name], self.facts, self.on)
            named = label(self.facts.get(base, self.facts[name]))
            return f"{named} {year}" if year != NO_YEAR else named
        title = next((_words(row["title"]) for row in self.document["scores"] if row["name"] == name), "")
        return title or name.replace("_", " ")

    def all(self, names: Iterable[str]) -> tuple[QuestionWords, ...]:
        return tuple(self.one(name) for name in names)


def _words(text: Any) -> str:
    return in_reader_language(text.get("en") or "", text.get("zh") or "") if isinstance(text, Mapping) else ""


def _headline(
    document: Mapping[str, Any], conditions: Sequence[ConditionWords], amount: AmountWords | None
) -> str:
    answer = document["answer"]
    if document["reason"]:
        return str(REASONS[document["reason"]])
    if answer == "yes" and amount is not None:
        return _("Entitled to %(amount)s.") % {"amount": amount.text}
    if answer == "yes":
        return _("All conditions are met.")
    if answer == "no":
        failed = [row.title for row in conditions if row.answer == "no"]
        return _("Not entitled, because this is not met: %(conditions)s.") % {"conditions": joined(failed)}
    if answer == "unknown":
        count = len(document["missing"])
        return ngettext(
            "%(count)s answer is missing.", "%(count)s answers are missing.", count
        ) % {"count": count}  # fmt: skip
    return _("The rules leave this to a person's judgement.")


def _condition(row: Mapping[str, Any], document: Mapping[str, Any], ask: _Asker) -> ConditionWords:
    words = ConditionWords(
        id=row["id"],
        title=_words(row["title"]),
        answer=row["answer"],
        label=str(MET[row["answer"]]),
        comparisons=(),
        asks=(),
        cite=cite_words(row["cite"]),
        group="",
        parts=(),
    )
    if "parts" in row:
        parts = tuple(_condition(part, document, ask) for part in row["parts"])
        return replace(words, group=str(GROUPS[row["group"]]), parts=parts)
    return replace(
        words,
        comparisons=comparisons(row, document, ask.called),
        asks=ask.all([*row["missing"], *row["rulings"]]),
    )


def _undefined(text: str) -> str:
    return _("“%(part)s” can't be computed, because it divides by 0.") % {"part": text}


def _scores(rows: Sequence[Mapping[str, Any]]) -> Iterable[ScoreWords]:
    """Sheets with their lines, each sheet before its lines; what has no title is a step within a line."""
    sheets = [row for row in reversed(rows) if "." not in row["name"]]
    for sheet in sheets:
        lines = [row for row in rows if row["name"].startswith(f"{sheet['name']}.") and _words(row["title"])]
        for depth, row in [(0, sheet), *((1, line) for line in lines)]:
            low, high = row["low"], row["high"]
            points = str(low) if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high}
            yield ScoreWords(_words(row["title"]) or row["name"], points, depth)


def window_words(window: Mapping[str, Any] | None) -> str:
    """When one may apply, of a trace's `window`; "" where none is stated."""
    if window is None:
        return ""
    form = _("Open until %(closes)s") if window["open"] else _("Opens %(opens)s, until %(closes)s")
    return form % {"opens": day(window["opens"]), "closes": day(window["closes"])}


def _version(version: Mapping[str, Any] | None) -> str:
    if version is None:
        return ""
    data = {"start": day(version["from"]), "end": day(version["to"]) if version["to"] else ""}
    if version["to"]:
        return _("Text in force from %(start)s to %(end)s") % data
    return _("Text in force from %(start)s") % data


def _transition(version: Mapping[str, Any] | None) -> str:
    kept = version["transition"] if version else None
    if not kept:
        return ""
    quote = (kept["cite"] or {}).get("quote", "")
    text = _("Decided by the earlier text, which a transition rule keeps for cases like this one.")
    return f"{text} {_('“%(quote)s”') % {'quote': quote}}" if quote else text


def _of_version(document: Mapping[str, Any], key: str) -> Any:
    """A section of the rule as the version that decided has it."""
    rule, version = document["rule"], document["version"]
    rows = [row for row in rule.get("versions") or () if version and str(row.get("from")) == version["from"]]
    return rows[0][key] if rows and key in rows[0] else rule.get(key)


def _validity(document: Mapping[str, Any]) -> str:
    text = str(_of_version(document, "validity") or "")
    years = int(text.split(maxsplit=1)[0]) if text else 0
    if not years:
        return ""
    return ngettext("Holds for %(years)s year", "Holds for %(years)s years", years) % {"years": years}


def _relations(rows: Iterable[Mapping[str, Any]], rulebook: Rulebook) -> Iterable[RelationWords]:
    for row in rows:
        keys = tuple(row["of"])
        titles = [_words(rulebook[key].title) if key in rulebook else key for key in keys]
        cap = written(str(row.get("cap", "")))
        text = str(RELATIONS[row["kind"]]) % {"measures": joined(titles), "cap": cap}
        yield RelationWords(text, keys)


def _source(rule: Mapping[str, Any]) -> CiteWords | None:
    """What the measure as a whole rests on."""
    stated = rule.get("citation")
    cite = stated if isinstance(stated, Mapping) else {"quote": stated or ""}
    sources = rule.get("sources") or {}
    source = sources.get(cite.get("source") or next(iter(sources), ""), {})
    if not source and not stated:
        return None
    return CiteWords(
        source.get("title", ""), cite.get("article", ""), cite.get("quote", ""), source.get("url", "")
    )
