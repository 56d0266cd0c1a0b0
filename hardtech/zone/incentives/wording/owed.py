"""What an organisation is owed, in words: each measure in a line, and the best combination with its reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hardtech.engines.rules import LeftOut, Verdict, trace
from hardtech.zone.common.languages import joined
from hardtech.zone.common.money import money
from hardtech.zone.incentives import titles
from hardtech.zone.incentives.choices import Answer
from hardtech.zone.incentives.models import Claim
from hardtech.zone.incentives.queries.owed import Asked, Owed, OwedMeasure
from hardtech.zone.incentives.wording.questions import QuestionWords, question_words
from hardtech.zone.incentives.wording.verdicts import ConditionWords, VerdictWords, verdict_words
from hardtech.zone.measures.models import Measure

__all__ = ["Chosen", "OwedLine", "OwedWords", "asked_because", "owed_words"]

LEFT_OUT: Mapping[str, Promise] = {
    "excluded": gettext_lazy("not together with %(measures)s"),
    "needs": gettext_lazy("needs %(measures)s first"),
    "adds_nothing": gettext_lazy(
        "adds nothing: %(measures)s already come to the most that is allowed together"
    ),
}
FOR: Mapping[str, Promise] = {
    "project": gettext_lazy("Granted for a project"),
    "person": gettext_lazy("Granted for a person"),
    "contract": gettext_lazy("Granted for a contract"),
}


@dataclass(frozen=True, slots=True)
class OwedLine:
    """A measure in a list: `why` says in a line what its answer rests on."""

    measure: Measure
    answer: str
    amount: str
    fen: int | None
    why: str
    missing: int
    window: str
    unverified: bool
    claim: Claim | None


@dataclass(frozen=True, slots=True)
class Chosen:
    """A measure of the best combination, or one left out of it with the reason."""

    measure: Measure
    amount: str
    why: str


@dataclass(frozen=True, slots=True)
class OwedWords:
    """`total` is what the zone decides on, `elsewhere` what other authorities do: reliefs and deductions, no payment."""

    entitled: tuple[OwedLine, ...]
    held: tuple[OwedLine, ...]
    missing: tuple[OwedLine, ...]
    judged: tuple[OwedLine, ...]
    refused: tuple[OwedLine, ...]
    subjects: tuple[OwedLine, ...]
    total_fen: int
    total: str
    elsewhere_fen: int
    elsewhere: str
    chosen: tuple[Chosen, ...]
    left_out: tuple[Chosen, ...]
    proven: bool


def owed_words(found: Owed, claims: Mapping[int, Claim]) -> OwedWords:
    """`found` in the reader's language; `claims` are the open ones of the year, by measure."""
    held = titles.held(found.known.values)
    groups: dict[str, list[OwedLine]] = {}
    for entry in found.entries:
        row = _row(entry, found, claims.get(entry.measure.pk))
        groups.setdefault("held" if entry.rule.id in held else row.answer, []).append(row)
    measures = {entry.rule.id: entry.measure for entry in found.entries}
    paid = found.combination.paid
    here = sum(fen for key, fen in paid.items() if measures[key].takes_claims)
    elsewhere = sum(paid.values()) - here
    by_amount = sorted(groups.get(Answer.YES, []), key=lambda row: -(row.fen or 0))
    return OwedWords(
        entitled=tuple(by_amount),
        held=tuple(groups.get("held", [])),
        missing=tuple(sorted(groups.get(Answer.UNKNOWN, []), key=lambda row: row.missing)),
        judged=tuple(groups.get(Answer.JUDGEMENT, [])),
        refused=tuple(groups.get(Answer.NO, [])),
        subjects=tuple(groups.get("", [])),
        total_fen=here,
        total=money(here),
        elsewhere_fen=elsewhere,
        elsewhere=money(elsewhere),
        chosen=tuple(
            Chosen(measures[key], money(fen) if fen else "", "")
            for key, fen in sorted(paid.items(), key=_dearest)
        ),
        left_out=tuple(
            Chosen(measures[one.measure], "", _left_out(one, measures))
            for one in found.combination.left_out
            if one.by  # what has no reason in other measures is a title that pays nothing
        ),
        proven=found.combination.proven,
    )


def _dearest(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]


def _row(entry: OwedMeasure, found: Owed, claim: Claim | None) -> OwedLine:
    verdict = entry.verdict
    if verdict is None:
        why = str(FOR[entry.rule.subject])
        return OwedLine(entry.measure, "", "", None, why, 0, "", entry.rule.status == "unverified", claim)
    words = verdict_words(trace(verdict), found.rulebook)
    return OwedLine(
        measure=entry.measure,
        answer=verdict.answer,
        amount=words.amount.text or words.amount.at_most if words.amount else "",
        fen=verdict.amount,
        why=_why(verdict, words),
        missing=len(verdict.missing),
        window=words.window,
        unverified=entry.rule.status == "unverified",
        claim=claim,
    )


def _why(verdict: Verdict, words: VerdictWords) -> str:
    if verdict.answer == Answer.NO and not verdict.reason:
        return _failing(words.conditions)
    if verdict.answer == Answer.UNKNOWN:
        return _first_and_more([_asked(row) for row in words.missing])
    if verdict.answer == Answer.JUDGEMENT:
        return _first_and_more([row.text for row in words.rulings] + list(words.undefined))
    return words.headline


def _asked(question: QuestionWords) -> str:
    return f"{question.text} ({question.period})" if question.period else question.text


def _first_and_more(texts: Sequence[str]) -> str:
    if not texts:
        return ""
    more = len(texts) - 1
    if not more:
        return texts[0]
    form = ngettext("%(first)s And %(more)s more.", "%(first)s And %(more)s more.", more)
    return form % {"first": texts[0], "more": more}


def _failing(conditions: Iterable[ConditionWords]) -> str:
    """The first condition that fails, with what was compared."""
    condition = next(row for row in conditions if row.answer == "no")
    failed = [one.text for one in condition.comparisons if one.answer == "no"]
    if not failed:
        return condition.title
    return _("%(condition)s: %(comparison)s") % {"condition": condition.title, "comparison": failed[0]}


def _left_out(one: LeftOut, measures: Mapping[str, Measure]) -> str:
    names = [measures[key].title if key in measures else key for key in one.by]
    return str(LEFT_OUT[one.code]) % {"measures": joined(names)}


def asked_because(asked: Asked, found: Owed) -> tuple[QuestionWords, str]:
    """The question, and why it is asked: what waits for it, and what that comes to."""
    facts = found.rulebook.facts()
    question = question_words(facts[asked.fact], facts, found.on)
    settled = [entry.measure.title for entry in asked.settles]
    others = [entry.measure.title for entry in asked.entries if entry not in asked.settles]
    sentences = []
    if settled:
        sentences.append(_("It alone decides on %(measures)s.") % {"measures": joined(settled)})
    if others:
        form = ngettext(
            "%(count)s measure waits for it and for other facts: %(measures)s.",
            "%(count)s measures wait for it and for other facts: %(measures)s.",
            len(others),
        )
        sentences.append(form % {"measures": joined(others), "count": len(others)})
    if asked.at_most:
        sentences.append(_("Up to %(amount)s depend on it.") % {"amount": money(asked.at_most)})
    return question, " ".join(sentences)
