"""A measure as a leaflet reads: what one gets, under which conditions, where each figure stands."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from hardtech.engines.rules import Citation, Fact, Rule, Version
from hardtech.zone.common.languages import in_reader_language, joined
from hardtech.zone.facts.quantities import day, written
from hardtech.zone.facts.wording import label, option_label, question
from hardtech.zone.measures.wording.citations import CiteWords, cite_words

__all__ = [
    "STATUSES",
    "SUBJECTS",
    "AmountLines",
    "ConditionLine",
    "FigureLine",
    "PaymentLine",
    "QuestionLine",
    "amount_lines",
    "condition_lines",
    "expression",
    "figure_lines",
    "figure_text",
    "grants",
    "local_text",
    "name_of",
    "payment_lines",
    "question_lines",
    "rounding_words",
    "version_shown",
    "window_lines",
]

STATUSES: Mapping[str, Promise] = {
    "draft": pgettext_lazy("measure", "Draft"),
    "unverified": pgettext_lazy("measure", "Unverified"),
    "verified": pgettext_lazy("measure", "Verified"),
    "suspended": pgettext_lazy("measure", "Suspended"),
    "repealed": pgettext_lazy("measure", "Repealed"),
}
SUBJECTS: Mapping[str, Promise] = {
    "organisation": gettext_lazy("Organisations"),
    "project": gettext_lazy("Projects"),
    "person": pgettext_lazy("whom a measure is for", "Persons"),
    "contract": gettext_lazy("Contracts"),
}
ROUNDINGS: Mapping[str, Promise] = {
    "down": gettext_lazy("Rounded down to whole %(unit)s."),
    "up": gettext_lazy("Rounded up to whole %(unit)s."),
    "half_up": gettext_lazy("Rounded to whole %(unit)s, halves upwards."),
    "half_even": gettext_lazy("Rounded to whole %(unit)s, halves to the even figure."),
}
STEPS: Mapping[int, Promise] = {
    1: gettext_lazy("fen"),
    100: gettext_lazy("yuan"),
    1_000_000: gettext_lazy("ten thousands of yuan"),
}
LEAP_YEAR = 2024  # has every day
SIGNS = {"<=": "≤", ">=": "≥", "==": "=", "!=": "≠", "*": "×", "/": "÷", "-": "−"}
WORDS: Mapping[str, Promise] = {
    "and": pgettext_lazy("in a formula", "and"),
    "or": pgettext_lazy("in a formula", "or"),
    "not": pgettext_lazy("in a formula", "not"),
    "if": pgettext_lazy("in a formula", "if"),
    "else": pgettext_lazy("in a formula", "else"),
    "min": pgettext_lazy("in a formula", "the least of "),
    "max": pgettext_lazy("in a formula", "the greatest of "),
    "at_least": pgettext_lazy("in a formula", "at least "),
    "full_years": pgettext_lazy("in a formula", "full years "),
    "full_months": pgettext_lazy("in a formula", "full months "),
    "on": pgettext_lazy("in a formula", "the day of the assessment"),
}
COMPARES = re.compile(r"[<>=!*/+-]| in |\b(or|min|max|at_least)\b")
QUANTITY = re.compile(r"\b(\d+) \* (item|person|point|percent|year|month|day|yuan|fen)\b")
IN_OPTIONS = re.compile(r"(\w+) in \(([^)]*)\)")
TOKEN = re.compile(r"'[^']*'|\"[^\"]*\"|[A-Za-z_][\w.]*|<=|>=|==|!=|\*\*|[-*/]")


@dataclass(frozen=True, slots=True)
class ConditionLine:
    """`group` is "", "all" or "any" of `parts`."""

    title: str
    rule: str
    cite: CiteWords | None
    group: str
    parts: tuple[ConditionLine, ...]


@dataclass(frozen=True, slots=True)
class FigureLine:
    """A figure of the text: its name, its value, and where it stands."""

    name: str
    value: str
    cite: CiteWords | None


@dataclass(frozen=True, slots=True)
class AmountLines:
    """`most` is the cap where it is a figure; `terms` explain the names in the formula."""

    formula: str
    cap: str
    most: str
    rounding: str
    terms: tuple[tuple[str, str], ...]
    cite: CiteWords | None


@dataclass(frozen=True, slots=True)
class PaymentLine:
    title: str
    year: int
    part: str
    when: str
    cite: CiteWords | None


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A fact that the measure asks for, and what proves it."""

    name: str
    question: str
    evidence: str
    judged: bool


def local_text(words: Mapping[str, str]) -> str:
    """A text of the rulebooks in the reader's language."""
    return in_reader_language(words.get("en", ""), words.get("zh", ""))


def name_of(fact: Fact) -> str:
    """A word or two; the name in the rulebooks where nobody gave the fact a short one."""
    short = label(fact)
    return short if short != question(fact) else fact.name.replace("_", " ")


def version_shown(measure: Rule, on: datetime.date) -> Version:
    """The version in force on `on`; else the next one, else the last."""
    later = (version for version in measure.versions if version.start > on)
    return measure.version_on(on) or next(later, None) or measure.versions[-1]


def grants(measure: Rule, on: datetime.date) -> str:
    """What one gets at most, in a few words for a list."""
    version = version_shown(measure, on)
    if version.amount is None:
        if version.validity:
            return ngettext("A title for %(years)s year", "A title for %(years)s years", version.validity) % {
                "years": version.validity
            }
        return _("A title or tax treatment, no payment")
    most = _most(version)
    return _("Up to %(amount)s") % {"amount": most} if most else _("As the formula gives")


def _most(version: Version) -> str:
    cap = version.amount.cap if version.amount else None
    figure = version.parameters.get(cap.text) if cap is not None else None
    return written(figure.written) if figure is not None else ""


def expression(text: str, measure: Rule, version: Version) -> str:
    """An expression as people read it: figures and facts in the place of their names, signs of arithmetic."""

    def word(match: re.Match[str]) -> str:
        token = match[0]
        if token in SIGNS:
            return SIGNS[token]
        if token in WORDS:
            return str(WORDS[token])
        if token in version.parameters:
            return figure_text(version.parameters[token].written)
        if token in measure.facts:
            return name_of(measure.facts[token])
        if token in version.titles:
            return f"“{local_text(version.titles[token])}”"
        return token.replace("_", " ") if token[:1].isalpha() else token

    listed = IN_OPTIONS.sub(lambda match: _options(match, measure), text)
    return TOKEN.sub(word, QUANTITY.sub(lambda match: figure_text(f"{match[1]} {match[2]}"), listed))


def figure_text(text: str) -> str:
    """A figure of the text in the reader's language; a fraction stays the exact one that it is."""
    number, _space, unit = text.partition(" ")
    return text if "/" in number and not unit else written(text)


def _options(match: re.Match[str], measure: Rule) -> str:
    """`level in ("municipal", "national")` as a list of options."""
    fact = measure.facts[match[1]]
    options = [
        option_label(fact, option.strip().strip("'\"")) for option in match[2].split(",") if option.strip()
    ]
    return f"{match[1]}{_(': ')}{joined(options)}"


def condition_lines(measure: Rule, version: Version) -> list[ConditionLine]:
    return [_condition(condition, measure, version) for condition in version.conditions]


def _condition(condition: Any, measure: Rule, version: Version) -> ConditionLine:
    """The rule is shown where it says more than the title: where it compares."""
    text = condition.node.text if condition.node is not None else ""
    rule = expression(text, measure, version) if COMPARES.search(text) else ""
    group = "" if condition.node is not None else condition.group
    parts = tuple(_condition(part, measure, version) for part in condition.parts)
    return ConditionLine(local_text(condition.title), rule, _cite(condition.cite), group, parts)


def figure_lines(version: Version) -> list[FigureLine]:
    return [
        FigureLine(name.replace("_", " "), figure_text(figure.written), _cite(figure.cite))
        for name, figure in version.parameters.items()
    ]


def amount_lines(measure: Rule, version: Version) -> AmountLines | None:
    amount = version.amount
    if amount is None:
        return None
    cap = expression(amount.cap.text, measure, version) if amount.cap is not None else ""
    texts = [amount.formula.text, amount.cap.text if amount.cap else ""]
    return AmountLines(
        formula=expression(amount.formula.text, measure, version),
        cap=cap,
        most=_most(version),
        rounding=rounding_words(amount.mode, amount.step),
        terms=tuple(_terms(texts, measure, version)),
        cite=_cite(amount.cite),
    )


def _terms(
    texts: Iterable[str], measure: Rule, version: Version, seen: frozenset[str] = frozenset()
) -> Iterator[tuple[str, str]]:
    """(name, what it is) of the facts and intermediate values that the expressions name, each once."""
    names = list(dict.fromkeys(name for text in texts for name in TOKEN.findall(text)))
    found = set(seen)
    for name in names:
        if name in found:
            continue
        found.add(name)
        if name in measure.facts:
            yield name_of(measure.facts[name]), local_text(measure.facts[name].question)
        elif name in version.values:
            text = _inner(version.values[name])
            yield name.replace("_", " "), expression(text, measure, version)
            yield from _terms([text], measure, version, frozenset(found))
            found |= set(TOKEN.findall(text))


def _inner(named: Any) -> str:
    """The expression behind a named value."""
    return str(named.of.text)


def rounding_words(mode: str, step: int) -> str:
    """How an amount is rounded: `mode` of the rules engine, `step` in fen."""
    return str(ROUNDINGS[mode]) % {"unit": STEPS[step]}


def payment_lines(measure: Rule, version: Version) -> list[PaymentLine]:
    lines = []
    for payment in version.payments:
        if payment.share is not None:
            part = _("%(share)s of the amount") % {"share": written(f"{payment.share * 100} %")}
        else:
            part = expression(payment.formula.text, measure, version) if payment.formula is not None else ""
        when = expression(payment.when.text, measure, version) if payment.when is not None else ""
        lines.append(PaymentLine(local_text(payment.title), payment.year, part, when, _cite(payment.cite)))
    return lines


def question_lines(facts: Sequence[Fact]) -> list[QuestionLine]:
    return [
        QuestionLine(fact.name, local_text(fact.question), local_text(fact.evidence), fact.judged)
        for fact in facts
    ]


def window_lines(version: Version) -> list[str]:
    """When one may apply."""
    lines = []
    for window in version.windows:
        if len(window.opens) == len("2026-06-01"):
            spans = {"opens": day(window.opens), "closes": day(window.closes)}
            lines.append(_("%(opens)s to %(closes)s") % spans)
        else:
            spans = {"opens": _yearly(window.opens), "closes": _yearly(window.closes)}
            lines.append(_("every year, %(opens)s to %(closes)s") % spans)
    return lines


def _yearly(text: str) -> str:
    """`06-01` as a day of any year."""
    return date_format(datetime.date(LEAP_YEAR, int(text[:2]), int(text[3:])), "MONTH_DAY_FORMAT")


def _cite(cite: Citation | None) -> CiteWords | None:
    return cite_words(cite.as_json()) if cite is not None else None
