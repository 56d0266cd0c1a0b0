"""The examples in a measure, run as tests; and whether they cover a pass, a failure and every boundary."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from hardtech.engines.rules._case.assessment import NO, YES, Verdict, assess_stored, choose_version
from hardtech.engines.rules._case.evaluation import Env, Open, Score, evaluate
from hardtech.engines.rules._case.facts import in_base, read_case
from hardtech.engines.rules._errors import FactsInvalid, Fault
from hardtech.engines.rules._language.nodes import Compare, Const, Item, Node, walk
from hardtech.engines.rules._loading.unused import roots
from hardtech.engines.rules._measure import Case, Rule, Version

EXPECTED = ("answer", "amount_fen", "missing", "rulings", "version", "scores", "reason")
_STEPPED = ("<", "<=", ">", ">=")


def run_cases(measure: Rule) -> list[Fault]:
    """Cases that come out otherwise than expected, and what no case tries."""
    findings: list[Fault] = []
    answers: set[str] = set()
    met: set[tuple[str, ...]] = set()
    for case in measure.cases:
        for facts, expect in _examples(case):
            try:
                stored = read_case(measure.facts, facts)
            except FactsInvalid as error:
                findings += [
                    _finding(
                        measure,
                        case,
                        "case_facts_wrong",
                        fact=problem.fact,
                        fault=problem.code,
                        **problem.data,
                    )
                    for problem in error.problems
                ]
                continue
            verdict = assess_stored(measure, stored, case.on)
            answers.add(verdict.answer)
            met |= _met(measure, verdict)
            findings += _compare(measure, case, expect, verdict)
    findings += [
        _whole(measure, "case_missing", answer=answer) for answer in (YES, NO) if answer not in answers
    ]
    for key, line in _boundaries(measure).items():
        if key not in met:
            findings.append(Fault(measure.file, line, "boundary_uncovered", {"part": key[0], "at": key[-1]}))
    return findings


def _examples(case: Case) -> Iterator[tuple[dict[str, Any], Mapping[str, Any]]]:
    """The facts and expectations of a case: one, or one for each row of its sweep."""
    if not case.rows:
        yield dict(case.facts), case.expect
    for value, expected in case.rows:
        changed = {**case.facts, case.vary: value}
        yield changed, {"scores": {case.of: expected}} if case.of else {"answer": expected}


def _compare(measure: Rule, case: Case, expect: Mapping[str, Any], verdict: Verdict) -> Iterator[Fault]:
    if not expect:
        yield _finding(measure, case, "case_expects_nothing")
    for key, wanted in expect.items():
        if key not in EXPECTED:
            yield _finding(measure, case, "key_unknown", key=key, known=list(EXPECTED))
        elif key == "scores":
            sheets = {node.text: value for node, value in verdict.named if isinstance(value, Score)}
            for name, points in wanted.items():
                score = sheets.get(name)
                if score is None or (score.low, score.high) != _range(points):
                    scored = "" if score is None else f"{score.low}..{score.high}"
                    yield _finding(measure, case, "case_failed", key=name, expected=str(points), found=scored)
        elif (actual := _outcome(verdict, key)) != _plain(wanted):
            yield _finding(measure, case, "case_failed", key=key, expected=str(wanted), found=str(actual))


def _range(points: object) -> tuple[int, int]:
    low, _, high = str(points).partition("..")
    return int(low), int(high or low)


def _outcome(verdict: Verdict, key: str) -> object:
    return {
        "answer": verdict.answer,
        "amount_fen": verdict.amount,
        "missing": list(verdict.missing),
        "rulings": list(verdict.rulings),
        "reason": verdict.reason,
        "version": verdict.version.start.isoformat() if verdict.version else None,
    }[key]


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime.date) else value


def _boundaries(measure: Rule) -> dict[tuple[str, ...], int]:
    """Every comparison with a figure, and every edge between bands, that a case must stand on."""
    boundaries: dict[tuple[str, ...], int] = {}
    for version in measure.versions:
        for node, line in _decisive(version):
            if isinstance(node, Compare) and node.op in _STEPPED:
                boundaries.setdefault(_key(node), line)
            elif isinstance(node, Item):
                for band in node.bands[1:]:
                    boundaries.setdefault((node.text, str(band.low)), band.line)
    return boundaries


def _decisive(version: Version) -> Iterator[tuple[Node, int]]:
    lines = {id(condition.node): condition.line for condition in version.conditions}
    for root in roots(version):
        for node in walk(root):
            yield node, lines.get(id(root), version.line)


def _key(node: Compare) -> tuple[str, ...]:
    """What the comparison says, with the values that its figures have in this version."""
    figures = [str(part.value) for part in walk(node) if isinstance(part, Const)]
    return (node.text, " ".join(figures))


def _met(measure: Rule, verdict: Verdict) -> set[tuple[str, ...]]:
    """The boundaries on which this case stands exactly."""
    env = Env(
        {name: in_base(measure.facts[name], value) for name, value in verdict.facts.items()},
        verdict.on.toordinal(),
    )
    version, _, _ = choose_version(measure, verdict.on, env)
    met = set()
    for node, _ in _decisive(version) if version else ():
        if isinstance(node, Compare) and node.op in _STEPPED:
            left, right = evaluate(node.left, env), evaluate(node.right, env)
            if isinstance(left, Score):
                left = Fraction(left.low) if left.low == left.high else None
            if not isinstance(left, Open) and not isinstance(right, Open) and left == right:
                met.add(_key(node))
        elif isinstance(node, Item) and node.value is not None:
            met.add((node.text, str(evaluate(node.value, env))))
    return met


def _finding(measure: Rule, case: Case, code: str, **data: object) -> Fault:
    return Fault(measure.file, case.line, code, {"case": case.name, **data})


def _whole(measure: Rule, code: str, **data: object) -> Fault:
    return Fault(measure.file, 1, code, data)
