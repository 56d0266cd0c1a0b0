"""Random measures and random facts, nulls and giants included: what the property tests run on."""

from __future__ import annotations

import datetime
import json
import random
import re
from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise
from typing import Any

from hardtech.engines.rules import Fact, Rule, RulebookInvalid, measure_from

WORDS = {"en": "x", "zh": "x"}
DAY = datetime.date(2024, 2, 29)
BOOLS = ["b0", "b1", "b2", "judged_b"]
NUMBERS = {"fen": ["m0", "m1", "judged_m"], "1": ["i0", "i1", "d0"]}
PARAMETERS = {"fen": ["p_fen", "p_yuan"], "1": ["p_rate", "p_count", "p_zero"]}
GIANT = 2**61
_COMPARISONS = ["<", "<=", ">", ">=", "==", "!="]


def facts() -> dict[str, Any]:
    """Definitions of one fact of each kind."""
    defined: dict[str, Any] = {name: {"type": "bool"} for name in BOOLS[:3]}
    defined["judged_b"] = {"type": "bool", "judged": True}
    defined |= {"m0": {"type": "money"}, "m1": {"type": "money", "min": "none"}}
    defined["judged_m"] = {"type": "money", "judged": True}
    defined |= {"i0": {"type": "integer"}, "i1": {"type": "integer", "min": "none"}}
    defined["d0"] = {"type": "decimal", "unit": "%", "decimals": 2}
    defined |= {"t0": {"type": "date"}, "t1": {"type": "date"}}
    defined |= {"c0": {"type": "choice", "options": ["x", "y", "z"]}}
    defined["g0"] = {"type": "integer", "unit": "point", "judged": True}
    return {name: {**fact, "question": WORDS} for name, fact in defined.items()}


def any_value(fact: Fact, pick: random.Random) -> Any:
    """A value of `fact`, or None: one time in five."""
    if pick.random() < 0.2:
        return None
    if fact.type == "bool":
        return pick.random() < 0.7
    if fact.type == "choice":
        return pick.choice(fact.options)
    if fact.type == "date":
        return (DAY - datetime.timedelta(days=pick.randint(-2000, 6000))).isoformat()
    low, high = fact.low or 0, fact.high or (10**13 if fact.type == "money" else 40 * 10**fact.decimals)
    number = pick.choice([low, min(high, low + pick.randint(0, 30)), pick.randint(low, high)])
    return (
        f"{Fraction(number, 10**fact.decimals)}"
        if fact.decimals == 0
        else f"{number / 10**fact.decimals:.{fact.decimals}f}"
    )


class Rules:
    """Writes random expressions, sheets and measures."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def pick(self, items: list[Any]) -> Any:
        return self.random.choice(items)

    def truth(self, depth: int, scores: bool = True) -> str:
        if depth <= 0:
            return self.pick(
                [*BOOLS, 'c0 == "x"', 'c0 in ("x", "y")', 'c0 not in ("y", "z")', "t0 < t1", "on >= t0"]
            )
        kind = self.random.randrange(8)
        parts = [self.truth(depth - 1, scores) for _ in range(self.random.randint(2, 3))]
        if kind == 0:
            return "(" + " and ".join(parts) + ")"
        if kind == 1:
            return "(" + " or ".join(parts) + ")"
        if kind == 2:
            return f"(not {parts[0]})"
        if kind == 3:
            return f"at_least({self.random.randint(1, len(parts))}, {', '.join(parts)})"
        if kind == 4 and scores:
            sheet = self.pick(["s0", "s1", "s0.a", "s0.b", "s0.c"])
            return f"{sheet} {self.pick(_COMPARISONS)} {self.pick(['p_points', 'p_half', '0'])}"
        if kind == 5:
            return f"full_{self.pick(['years', 'months'])}(t0, {self.pick(['t1', 'on'])}) {self.pick(_COMPARISONS)} 0"
        unit = self.pick(["fen", "1"])
        sides = [self.number(unit, depth - 1) for _ in range(2)]
        return f"({sides[0]} {self.pick(_COMPARISONS)} {sides[1]})"

    def number(self, unit: str, depth: int) -> str:
        if depth <= 0:
            return self.pick(NUMBERS[unit] * 2 + PARAMETERS[unit])
        kind = self.random.randrange(6)
        if kind == 0:
            return f"({self.number(unit, depth - 1)} {self.pick(['+', '-'])} {self.number(unit, depth - 1)})"
        if kind == 1:
            return (
                f"{self.pick(['min', 'max'])}({self.number(unit, depth - 1)}, {self.number(unit, depth - 1)})"
            )
        if kind == 2:
            return f"({self.number('1', depth - 1)} * {self.number(unit, depth - 1)})"
        if kind == 3:
            below = "fen" if unit == "1" and self.random.random() < 0.5 else "1"
            above = self.number("fen" if below == "fen" else unit, depth - 1)
            return f"({above} / {self.pick(NUMBERS[below])})"
        if kind == 4:
            test = self.truth(depth - 1, scores=False)
            return f"({self.number(unit, depth - 1)} if {test} else {self.number(unit, depth - 1)})"
        return f"(-{self.number(unit, depth - 1)})"

    def points(self, *, ranges: bool) -> Any:
        low = self.random.randint(-3, 20)
        return f"{low}..{low + self.random.randint(0, 6)}" if ranges else low

    def banded(self) -> dict[str, Any]:
        edges = sorted({self.random.randint(0, 60) for _ in range(self.random.randint(1, 4))})
        limits = [None, *[f"{edge} %" for edge in edges], None]
        bands = [
            {
                **({"from": low} if low else {}),
                **({"to": high} if high else {}),
                "points": self.points(ranges=False),
            }
            for low, high in pairwise(limits)
        ]
        return {"value": self.number("1", 2), "bands": bands}

    def tabled(self) -> dict[str, Any]:
        ranges = self.random.random() < 0.5
        texts = dict.fromkeys(self.truth(1, scores=False) for _ in range(self.random.randint(1, 3)))
        rows: list[dict[str, Any]] = [{"when": text, "points": self.points(ranges=ranges)} for text in texts]
        rows.append({"points": self.points(ranges=ranges)})
        return {"rows": rows, **({"given": "g0"} if ranges else {})}

    def scores(self) -> dict[str, Any]:
        items = {
            "a": self.banded(),
            "b": self.tabled(),
            "c": {"best_of": {"d": self.banded(), "e": self.tabled(), "f": self.banded()}},
        }
        titled = {name: {"title": WORDS, **item} for name, item in items.items()}
        first: dict[str, Any] = {"title": WORDS, "cite": "x", "items": titled}
        if self.random.random() < 0.5:
            first["cap"] = 15
        second = {
            "title": WORDS, "cite": "x",
            "items": {"g": {"title": WORDS, "given": "g0", "range": "0..9"}, "h": {"title": WORDS, "sheet": "s0"}},
        }  # fmt: skip
        return {"s0": first, "s1": second}

    def version(self, start: str) -> dict[str, Any]:
        mode = self.pick(["down", "up", "half_up", "half_even"])
        amount = {
            "formula": self.number("fen", 3),
            "rounding": {"mode": mode, "to": self.pick(["fen", "yuan", "万元"])},
            "cite": "x",
        }
        if self.random.random() < 0.7:
            amount["cap"] = self.number("fen", 1)
        conditions = [{"id": "k0", "title": WORDS, "cite": "x", "when": self.truth(3)}]
        group = [{"id": name, "title": WORDS, "cite": "x", "when": self.truth(2)} for name in ("k2", "k3")]
        conditions.append({"id": "k1", "title": WORDS, self.pick(["any", "all"]): group})
        told: dict[str, Any] = {"from": start, "scores": self.scores(), "conditions": conditions}
        if self.random.random() < 0.7:
            told["amount"] = amount
        return told

    def parameters(self) -> dict[str, Any]:
        values = {
            "p_fen": f"{self.random.randint(0, 1000)} fen",
            "p_yuan": f"{self.random.randint(0, 10**8)} yuan",
            "p_rate": f"{self.random.randint(0, 300)}/{self.random.randint(1, 90)}",
            "p_count": self.random.randint(0, 9),
            "p_zero": 0,
            "p_points": f"{self.random.randint(0, 30)} point",
            "p_half": f"{self.random.randint(0, 60)}/2 point",
        }
        return {name: {"value": value, "cite": "x"} for name, value in values.items()}

    def known(self, facts: Iterable[str]) -> dict[str, Any]:
        """A case with no other facts than these."""
        case = self.case()
        return {name: case[name] for name in facts}

    def measure(self) -> dict[str, Any]:
        earlier, later = self.version("2020-01-01"), self.version("2023-01-01")
        if self.random.random() < 0.5:
            later["transitions"] = [{"when": self.truth(1), "use": "2020-01-01", "cite": "x"}]
        text = json.dumps([earlier, later])
        used = set(re.findall(r"\w+", text))
        return {
            "id": "random/rule", "status": "draft", "title": WORDS, "issuer": WORDS, "whom": WORDS,
            "sources": {"a": {"title": "x"}}, "citation": {"quote": "x"},
            "facts": {name: fact for name, fact in facts().items() if name in used},
            "parameters": {name: row for name, row in self.parameters().items() if name in used},
            "versions": [earlier, later],
        }  # fmt: skip

    def loaded(self) -> Rule | None:
        """A measure; None when chance wrote one that no person may (a row twice, a division by a figure 0)."""
        try:
            return measure_from(self.measure())
        except RulebookInvalid as error:
            faults = {finding.code for finding in error.findings}
            if not faults <= {"row_unreachable", "division_by_zero"}:
                raise
            return None

    def case(self) -> dict[str, Any]:
        """Facts of one case: about a quarter missing, some at the edges, some giant."""
        full = self.full()
        return {name: None if self.random.random() < 0.25 else value for name, value in full.items()}

    def complete(self, facts: Iterable[str]) -> dict[str, Any]:
        """A case in which each of `facts` is known."""
        full = self.full()
        return {name: full[name] for name in facts}

    def full(self) -> dict[str, Any]:
        """Every fact."""
        case: dict[str, Any] = {name: self.pick([True, False]) for name in BOOLS}
        small, giant = self.random.randint(0, 12), self.random.randint(0, GIANT)
        case |= {"m0": self.pick([0, small, self.random.randint(0, 10**12), giant])}
        case |= {"m1": self.pick([0, small, -small, -giant, giant]), "judged_m": self.pick([small, 10**9])}
        case |= {"i0": self.pick([0, 1, small]), "i1": self.pick([0, -1, small, -(10**9)])}
        case |= {"d0": f"{self.random.randint(0, 200)}.{self.random.randint(0, 99):02d}"}
        days = [DAY - datetime.timedelta(days=self.random.randint(-400, 1500)) for _ in range(2)]
        case |= {"t0": days[0].isoformat(), "t1": self.pick([days[1], DAY, days[0]]).isoformat()}
        return {**case, "c0": self.pick(["x", "y", "z"]), "g0": self.random.randint(0, 25)}
