"""A verdict as a JSON document that says everything, can be replayed, and hashed.

The document carries the rule itself, so a replay needs neither today's rulebooks nor this folder: only facts, date and
rule, all of which it holds. Keys are never renamed within one `format_version`.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from hardtech.engines.rules._case.assessment import ConditionResult, Paid, Verdict, assess
from hardtech.engines.rules._case.evaluation import Open, Score, answer_of
from hardtech.engines.rules._case.facts import shown
from hardtech.engines.rules._errors import RulebookInvalid, TraceInvalid
from hardtech.engines.rules._language.nodes import Compare, Const, Item, Named, Node, Sheet
from hardtech.engines.rules._language.units import unit_text
from hardtech.engines.rules._loading.rulebook import measure_from
from hardtech.engines.rules._measure import Amount, canonical

FORMAT = "hardtech/rules-trace"
FORMAT_VERSION = 1


def trace(verdict: Verdict) -> dict[str, Any]:
    """The document."""
    measure, version = verdict.measure, verdict.version
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "measure": measure.id,
        "title": dict(measure.title),
        "status": measure.status,
        "on": verdict.on.isoformat(),
        "version": _version(verdict),
        "answer": verdict.answer,
        "reason": verdict.reason,
        "eligibility": verdict.eligibility,
        "amount_fen": verdict.amount,
        "amount_at_most_fen": verdict.at_most,
        "missing": list(verdict.missing),
        "rulings": list(verdict.rulings),
        "undefined": list(verdict.undefined),
        "facts": {
            name: {"value": shown(measure.facts[name], value), "unit": measure.facts[name].unit}
            for name, value in sorted(verdict.facts.items())
        },
        "parameters": _parameters(verdict),
        "values": [_value(node, value) for node, value in verdict.named if isinstance(node, Named)],
        "scores": [
            _score(verdict, node, value) for node, value in verdict.named if isinstance(node, Item | Sheet)
        ],
        "conditions": [_condition(result) for result in verdict.conditions],
        "amount": _amount(version.amount, verdict) if version and version.amount else None,
        "payments": [_paid(paid) for paid in verdict.payments],
        "window": _window(verdict),
        "rule": measure.source,
        "rule_sha256": measure.digest,
    }


def trace_digest(document: Mapping[str, Any]) -> str:
    """SHA-256 of the document, for the journal."""
    return hashlib.sha256(canonical(document)).hexdigest()


@dataclass(frozen=True, slots=True)
class ReplayOutcome:
    """A trace decided again: `same` when every part of it came out alike, else `differences` names the parts."""

    same: bool
    differences: tuple[str, ...]
    verdict: Verdict


def replay(document: Any) -> ReplayOutcome:
    """Decide the case in a trace again, by the rule in it. TraceInvalid when the document can't be trusted."""
    if not isinstance(document, Mapping) or document.get("format") != FORMAT:
        raise TraceInvalid("not_a_trace")
    if not isinstance(document.get("format_version"), int) or document["format_version"] > FORMAT_VERSION:
        raise TraceInvalid("from_future", version=document.get("format_version"), known=FORMAT_VERSION)
    missing = sorted({"rule", "rule_sha256", "facts", "on", "answer"} - set(document))
    if missing:
        raise TraceInvalid("not_a_trace", missing=missing)
    if hashlib.sha256(canonical(document["rule"])).hexdigest() != document["rule_sha256"]:
        raise TraceInvalid("altered", part="rule")
    try:
        measure = measure_from(document["rule"])
        facts = {name: fact["value"] for name, fact in document["facts"].items()}
        verdict = assess(measure, facts, datetime.date.fromisoformat(document["on"]))
    except (RulebookInvalid, TypeError, KeyError, ValueError, AttributeError) as error:
        raise TraceInvalid("not_a_trace", reason=str(error)) from None
    again = trace(verdict)
    differences = tuple(sorted(key for key in again if again[key] != document.get(key)))
    return ReplayOutcome(not differences, differences, verdict)


def number(value: object) -> object:
    """An exact value as JSON holds it: a whole number, or `p/q`."""
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else str(value)
    return value


def _side(node: Node, value: Any) -> object:
    if isinstance(value, Open):
        return None
    if isinstance(value, Score):
        return {"low": value.low, "high": value.high}
    if node.kind.base == "date":
        return datetime.date.fromordinal(value).isoformat()
    return number(value)


def _version(verdict: Verdict) -> dict[str, Any] | None:
    version, transition = verdict.version, verdict.transition
    if version is None:
        return None
    document: dict[str, Any] = {
        "number": version.number,
        "from": version.start.isoformat(),
        "to": version.end.isoformat() if version.end else None,
        "cite": version.cite.as_json() if version.cite else None,
        "transition": None,
    }
    if transition is not None:
        cite = transition.cite.as_json() if transition.cite else None
        document["transition"] = {"when": transition.when.text, "cite": cite}
    return document


def _parameters(verdict: Verdict) -> dict[str, Any]:
    if verdict.version is None:
        return {}
    return {
        name: {"value": parameter.written, "cite": parameter.cite.as_json() if parameter.cite else None}
        for name, parameter in sorted(verdict.version.parameters.items())
    }


def _value(node: Named, value: Any) -> dict[str, Any]:
    shown_value = answer_of(value) if node.kind.base == "bool" else _side(node, value)
    return {
        "name": node.name,
        "expression": node.of.text,
        "value": shown_value,
        "unit": unit_text(node.kind.unit),
    }


def _score(verdict: Verdict, node: Node, value: Score) -> dict[str, Any]:
    titles = verdict.version.titles if verdict.version else {}
    return {"name": node.text, "title": dict(titles.get(node.text, {})), "low": value.low, "high": value.high}


def _condition(result: ConditionResult) -> dict[str, Any]:
    condition = result.condition
    document: dict[str, Any] = {
        "id": condition.id,
        "title": dict(condition.title),
        "answer": result.answer,
        "cite": condition.cite.as_json() if condition.cite else None,
    }
    if condition.node is None:
        return {**document, "group": condition.group, "parts": [_condition(part) for part in result.parts]}
    compared = [_compared(*entry) for entry in result.compared]
    open_ = result.value if isinstance(result.value, Open) else Open()
    return {
        **document, "expression": condition.node.text, "comparisons": compared,
        "missing": list(open_.facts), "rulings": list(open_.rulings), "undefined": list(open_.undefined),
    }  # fmt: skip


def _compared(node: Compare, left: Any, right: Any, result: bool | Open) -> dict[str, Any]:  # noqa: FBT001
    unit = node.right.kind.unit if isinstance(node.left, Const) else node.left.kind.unit
    return {
        "text": node.text, "left": _side(node.left, left), "right": _side(node.right, right),
        "unit": unit_text(unit), "answer": answer_of(result),
    }  # fmt: skip


def _amount(amount: Amount, verdict: Verdict) -> dict[str, Any]:
    return {
        "formula": amount.formula.text,
        "exact": number(verdict.exact),
        "cap": amount.cap.text if amount.cap else None,
        "rounding": {"mode": amount.mode, "step_fen": amount.step},
        "cite": amount.cite.as_json() if amount.cite else None,
    }


def _paid(paid: Paid) -> dict[str, Any]:
    payment = paid.payment
    return {
        "id": payment.id, "title": dict(payment.title), "year": payment.year, "due": paid.answer,
        "amount_fen": paid.amount, "cite": payment.cite.as_json() if payment.cite else None,
    }  # fmt: skip


def _window(verdict: Verdict) -> dict[str, Any] | None:
    window = verdict.window
    if window is None:
        return None
    return {"open": window.open, "opens": window.opens.isoformat(), "closes": window.closes.isoformat()}
