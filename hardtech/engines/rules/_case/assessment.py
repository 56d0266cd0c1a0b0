"""One case against one measure: which version, every condition, the amount, the payments, what to ask next."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from hardtech.base.money import rounded
from hardtech.engines.rules._case.evaluation import (
    ANSWERS,
    JUDGEMENT,
    NO,
    UNKNOWN,
    YES,
    Env,
    Open,
    answer_of,
    evaluate,
    every,
    merged,
    some,
)
from hardtech.engines.rules._case.facts import Stored, in_base, read_case
from hardtech.engines.rules._case.openings import Opening, opening
from hardtech.engines.rules._language.nodes import Compare, Extreme, Node
from hardtech.engines.rules._measure import Amount, Condition, Payment, Rule, Transition, Version

STOPPED = ("suspended", "repealed")


@dataclass(frozen=True, slots=True)
class ConditionResult:
    """A condition, its answer, and each comparison made for it with both sides."""

    condition: Condition
    value: bool | Open
    compared: tuple[tuple[Compare, Any, Any, Any], ...]
    parts: tuple[ConditionResult, ...]

    @property
    def answer(self) -> str:
        return answer_of(self.value)


@dataclass(frozen=True, slots=True)
class Paid:
    """A part of the amount: whether it is due, and how much (None: not known yet)."""

    payment: Payment
    answer: str
    amount: int | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a measure says about a case on a day.

    `answer` is yes, no, unknown (`missing`: the most useful fact first) or judgement (`rulings`: facts that a person states,
    `undefined`: parts such as a division by zero). `eligibility` is the answer of the conditions alone. `amount` and
    `at_most` are fen; None where there is none or it is not decided. `reason` is empty, not_in_force, suspended or repealed.
    """

    measure: Rule
    on: datetime.date
    facts: Mapping[str, Stored]
    version: Version | None
    transition: Transition | None
    reason: str
    answer: str
    eligibility: str
    amount: int | None
    at_most: int | None
    exact: Fraction | int | None
    missing: tuple[str, ...]
    rulings: tuple[str, ...]
    undefined: tuple[str, ...]
    conditions: tuple[ConditionResult, ...]
    named: tuple[tuple[Node, Any], ...]
    payments: tuple[Paid, ...]
    window: Opening | None


def assess(measure: Rule, facts: Mapping[str, Any], on: datetime.date, also: Iterable[str] = ()) -> Verdict:
    """What `measure` says about a case with `facts` (as people give them) on the day `on`.

    `also` names facts of other measures, which are passed over. Raises FactsInvalid.
    """
    return assess_stored(measure, read_case(measure.facts, facts, also), on)


def assess_stored(measure: Rule, stored: Mapping[str, Stored], on: datetime.date) -> Verdict:
    """`assess` for facts that are stored already."""
    values = {name: in_base(measure.facts[name], value) for name, value in stored.items()}
    env = Env(values, on.toordinal())
    version, transition, open_ = choose_version(measure, on, env)
    if version is None:
        return _without_version(measure, stored, on, open_)
    results = tuple(_condition(condition, env) for condition in version.conditions)
    eligible = every([result.value for result in results])
    exact, at_most = _amount(version.amount, env) if version.amount is not None else (None, None)
    amount = _granted(version.amount, exact, at_most)
    open_amount = [exact] if isinstance(exact, Open) else []
    whole = every([eligible, *open_amount])
    yes = whole is True
    return Verdict(
        measure=measure, on=on, facts=stored, version=version, transition=transition, reason="",
        answer=answer_of(whole), eligibility=answer_of(eligible),
        amount=amount if yes else None,
        at_most=at_most if eligible is not False else None,
        exact=None if isinstance(exact, Open) else exact,
        missing=_asked(measure, results, whole),
        rulings=whole.rulings if isinstance(whole, Open) else (),
        undefined=whole.undefined if isinstance(whole, Open) else (),
        conditions=results, named=tuple(env.named),
        payments=_payments(version, amount, env) if yes else (),
        window=opening(version.windows, on),
    )  # fmt: skip


def choose_version(
    measure: Rule, on: datetime.date, env: Env
) -> tuple[Version | None, Transition | None, Open | str]:
    """The version that decides: that of the day, or the earlier one that a transition keeps.

    None comes with the reason, or with what must be known to choose.
    """
    version = measure.version_on(on)
    if version is None:
        return None, None, "not_in_force"
    if (version.status or measure.status) in STOPPED:
        return None, None, version.status or measure.status
    for transition in version.transitions:
        if transition.until is None or on <= transition.until:
            kept = evaluate(transition.when, env)
            if isinstance(kept, Open):
                return None, None, kept
            if kept:
                return measure.version_from(transition.use), transition, ""
    return version, None, ""


def _without_version(
    measure: Rule, stored: Mapping[str, Stored], on: datetime.date, open_: Open | str
) -> Verdict:
    waiting = open_ if isinstance(open_, Open) else None
    answer = waiting.answer if waiting else NO
    return Verdict(
        measure=measure, on=on, facts=stored, version=None, transition=None,
        reason="" if waiting else str(open_), answer=answer, eligibility=answer, amount=None, at_most=None, exact=None,
        missing=waiting.facts if waiting else (), rulings=waiting.rulings if waiting else (),
        undefined=waiting.undefined if waiting else (), conditions=(), named=(), payments=(), window=None,
    )  # fmt: skip


def _condition(condition: Condition, env: Env) -> ConditionResult:
    if condition.node is not None:
        before = len(env.compared)
        value = evaluate(condition.node, env)
        return ConditionResult(condition, value, tuple(env.compared[before:]), ())
    parts = tuple(_condition(part, env) for part in condition.parts)
    values = [part.value for part in parts]
    return ConditionResult(condition, every(values) if condition.group == "all" else some(values), (), parts)


def _amount(amount: Amount, env: Env) -> tuple[Fraction | int | Open, int | None]:
    """The exact amount before rounding, and the most in whole fen that it can come to, as far as that is known."""
    formula = evaluate(amount.formula, env)
    cap = evaluate(amount.cap, env) if amount.cap is not None else None
    opens = [value for value in (formula, cap) if isinstance(value, Open)]
    limits = [] if cap is None or isinstance(cap, Open) else [rounded(cap, "down", 1)]
    limit = _limit(amount.formula, env)
    limits += [] if limit is None else [rounded(limit, amount.mode, amount.step)]
    return (merged(opens) if opens else formula), min(limits, default=None)


def _limit(node: Node, env: Env) -> Fraction | int | None:
    """What `node` can't exceed: its value, or the least known part of a minimum."""
    value = evaluate(node, env)
    if not isinstance(value, Open):
        return value  # type: ignore[no-any-return]
    if isinstance(node, Extreme) and node.op == "min":
        return min(
            (limit for limit in (_limit(item, env) for item in node.items) if limit is not None), default=None
        )
    return None


def _granted(amount: Amount | None, exact: Fraction | int | Open | None, at_most: int | None) -> int | None:
    """The amount once it is decided: what it can't exceed is then what it is."""
    return None if amount is None or exact is None or isinstance(exact, Open) else at_most


def _payments(version: Version, amount: int | None, env: Env) -> tuple[Paid, ...]:
    """Each part of the amount; shares are cut so that they sum to the whole."""
    paid, share, spent = [], Fraction(0), 0
    for payment in version.payments:
        due = evaluate(payment.when, env) if payment.when is not None else True
        part: int | None = None
        if payment.share is not None and amount is not None:
            share += payment.share
            part = rounded(amount * share, "down", 1) - spent
            spent += part
        elif payment.formula is not None and version.amount is not None:
            exact = evaluate(payment.formula, env)
            part = (
                None if isinstance(exact, Open) else rounded(exact, version.amount.mode, version.amount.step)
            )
            due = every([due, exact]) if isinstance(exact, Open) else due
        paid.append(Paid(payment, answer_of(due), part))
    return tuple(paid)


def _asked(measure: Rule, results: Sequence[ConditionResult], whole: bool | Open) -> tuple[str, ...]:  # noqa: FBT001
    """The facts that still matter, the most useful first.

    First what alone can settle a condition, then what stands in most conditions, then the order in the measure. What only
    the amount needs comes after what the entitlement needs.
    """
    if not isinstance(whole, Open):
        return ()
    needs: dict[str, list[int]] = {name: [] for name in whole.facts}
    for result in results:
        if isinstance(result.value, Open):
            for name in result.value.facts:
                needs[name].append(len(result.value.facts))
    order = {name: at for at, name in enumerate(measure.facts)}
    return tuple(
        sorted(needs, key=lambda name: (min(needs[name], default=len(order)), -len(needs[name]), order[name]))
    )


@dataclass(frozen=True, slots=True)
class Together:
    """One measure for several subjects of one organisation (its projects, persons …): no subject spoils another's."""

    answer: str
    amount: int
    verdicts: tuple[Verdict, ...]


def assess_each(
    measure: Rule,
    shared: Mapping[str, Any],
    subjects: Sequence[Mapping[str, Any]],
    on: datetime.date,
    also: Iterable[str] = (),
) -> Together:
    """`measure` for each of `subjects`, whose facts add to the `shared` ones; yes when any is, amounts added."""
    known = list(also)
    verdicts = tuple(assess(measure, {**shared, **subject}, on, known) for subject in subjects)
    answers = [verdict.answer for verdict in verdicts]
    best = next((answer for answer in (YES, UNKNOWN, JUDGEMENT) if answer in answers), NO)
    return Together(best, sum(verdict.amount or 0 for verdict in verdicts), verdicts)


__all__ = [
    "ANSWERS", "JUDGEMENT", "NO", "STOPPED", "UNKNOWN", "YES", "ConditionResult", "Paid", "Together", "Verdict",
    "assess", "assess_each", "assess_stored", "choose_version",
]  # fmt: skip
