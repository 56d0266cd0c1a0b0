"""The way to qualify: the least changes in facts that turn no into yes.

A search by growing cost over changes of one fact at a time, each as small as it can be to turn one comparison, or to
reach the next band. What comes out is checked: no step can be left out.
"""

from __future__ import annotations

import datetime
import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import count
from typing import Any

from hardtech.engines.rules._case.assessment import NO, UNKNOWN, ConditionResult, Verdict, assess_stored
from hardtech.engines.rules._case.evaluation import Env, Score, evaluate
from hardtech.engines.rules._case.facts import LARGEST, Stored, in_base, read_case
from hardtech.engines.rules._case.openings import Opening
from hardtech.engines.rules._errors import PlanTooLarge
from hardtech.engines.rules._language.nodes import (
    Compare,
    Every,
    FactNode,
    Item,
    Named,
    Negated,
    Node,
    OneOf,
    Sheet,
    Some,
    facts_of,
)
from hardtech.engines.rules._measure import Fact, Rule

MOST_STATES = 5_000
"""Combinations of changes looked at before the search is given up: a few seconds."""

State = tuple[tuple[str, Stored], ...]


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One change: `before` (None: not known) and `after` are stored values; `meets` are the conditions that need it."""

    fact: Fact
    before: Stored | None
    after: Stored
    cost: Fraction
    meets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """`code`: already (nothing to change), plan, unknown (`missing` comes first), impossible (no change that is open helps).

    `verdict` is the verdict after the steps; it may still ask for a person's judgement. `window` is when to apply.
    """

    code: str
    steps: tuple[PlanStep, ...]
    cost: Fraction
    verdict: Verdict
    missing: tuple[str, ...]
    window: Opening | None


def plan(
    measure: Rule,
    facts: Mapping[str, Any],
    on: datetime.date,
    weights: Mapping[str, Fraction | int] | None = None,
    *,
    also: Iterable[str] = (),
    most_states: int = MOST_STATES,
) -> Plan:
    """The least-cost changes that make `measure` answer yes (or wait for a person's judgement only) on `on`.

    `weights`: cost of changing a fact by one of its units (a truth, a choice: of changing it at all). Without a weight a
    number costs its change relative to its value, anything else 1. Raises FactsInvalid, PlanTooLarge.
    """
    stored = read_case(measure.facts, facts, also)
    verdict = assess_stored(measure, stored, on)
    if verdict.answer == UNKNOWN:
        return Plan("unknown", (), Fraction(0), verdict, verdict.missing, verdict.window)
    if verdict.answer != NO:
        return Plan("already", (), Fraction(0), verdict, (), verdict.window)
    if verdict.version is None:
        return Plan("impossible", (), Fraction(0), verdict, (), None)
    search = _PlanSearch(measure, stored, on, weights or {}, most_states)
    goal = search.run()
    if goal is None and search.missing:
        return Plan("unknown", (), Fraction(0), verdict, tuple(search.missing), verdict.window)
    if goal is None:
        return Plan("impossible", (), Fraction(0), verdict, (), verdict.window)
    steps = search.steps(goal)
    after = assess_stored(measure, goal, on)
    return Plan(
        "plan", steps, sum((step.cost for step in steps), Fraction(0)), after, after.missing, after.window
    )


class _PlanSearch:
    def __init__(
        self,
        measure: Rule,
        start: Mapping[str, Stored],
        on: datetime.date,
        weights: Mapping[str, Fraction | int],
        most_states: int,
    ) -> None:
        self.measure = measure
        self.start = dict(start)
        self.on = on
        self.weights = weights
        self.most_states = most_states
        self.missing: dict[str, None] = {}

    def assess(self, state: Mapping[str, Stored]) -> Verdict:
        return assess_stored(self.measure, state, self.on)

    def env(self, state: Mapping[str, Stored]) -> Env:
        facts = self.measure.facts
        return Env({name: in_base(facts[name], value) for name, value in state.items()}, self.on.toordinal())

    def run(self) -> dict[str, Stored] | None:
        """The cheapest state in which nothing says no, reduced until no change can be dropped."""
        # States of equal cost leave the heap in the order in which they came: a plan is the same every time.
        order = count()
        heap: list[tuple[Fraction, int, dict[str, Stored]]] = [(Fraction(0), next(order), self.start)]
        seen: set[State] = set()
        looked = 0
        while heap:
            _, _, state = heapq.heappop(heap)
            key = tuple(sorted(state.items()))
            if key in seen:
                continue
            seen.add(key)
            looked += 1
            if looked > self.most_states:
                raise PlanTooLarge(looked - 1)
            verdict = self.assess(state)
            if verdict.answer == UNKNOWN:
                # No change makes a fact known, so nothing is gained by going on from here.
                self.missing |= dict.fromkeys(verdict.missing)
                continue
            if verdict.answer != NO:
                return self.reduced(state)
            for name, value in self.moves(verdict, state):
                following = {**state, name: value}
                heapq.heappush(heap, (self.cost(following), next(order), following))
        return None

    def reduced(self, state: dict[str, Stored]) -> dict[str, Stored]:
        """`state` without changes that are not needed, the dearest tried first."""
        changed = sorted(self.changes(state), key=lambda name: (-self.price(name, state[name]), name))
        for name in changed:
            without = self.without(state, name)
            if self.assess(without).answer not in {NO, UNKNOWN}:
                return self.reduced(without)
        return state

    def without(self, state: Mapping[str, Stored], name: str) -> dict[str, Stored]:
        """`state` with the fact as it was at first."""
        kept = {key: value for key, value in state.items() if key != name}
        return kept | ({name: self.start[name]} if name in self.start else {})

    def changes(self, state: Mapping[str, Stored]) -> list[str]:
        return [name for name, value in state.items() if self.start.get(name) != value]

    def cost(self, state: Mapping[str, Stored]) -> Fraction:
        return sum((self.price(name, state[name]) for name in self.changes(state)), Fraction(0))

    def price(self, name: str, value: Stored) -> Fraction:
        """What changing the fact from its first value to `value` costs."""
        fact, before = self.measure.facts[name], self.start.get(name)
        weight = self.weights.get(name)
        if isinstance(value, bool | str) or isinstance(before, bool | str) or before is None:
            return Fraction(1 if weight is None else weight)
        moved = abs(value - before)
        if weight is None:
            return Fraction(moved, max(1, abs(before)))
        return Fraction(weight) * Fraction(moved, 10**fact.decimals)

    def steps(self, state: dict[str, Stored]) -> tuple[PlanStep, ...]:
        """The changes, each with the conditions that fail without it."""
        steps = []
        for name in sorted(self.changes(state), key=list(self.measure.facts).index):
            failing = tuple(_failing(self.assess(self.without(state, name)).conditions))
            before = self.start.get(name)
            steps.append(
                PlanStep(
                    self.measure.facts[name], before, state[name], self.price(name, state[name]), failing
                )
            )
        return tuple(steps)

    def moves(self, verdict: Verdict, state: Mapping[str, Stored]) -> Iterator[tuple[str, Stored]]:
        """Changes of one fact that may help: all conditions must hold, so the first that fails is worked on."""
        if verdict.version is None:
            return
        env = self.env(state)
        failing = next(result for result in verdict.conditions if result.answer == NO)
        yield from self.for_condition(failing, state, env)

    def for_condition(
        self, result: ConditionResult, state: Mapping[str, Stored], env: Env
    ) -> Iterator[tuple[str, Stored]]:
        if result.condition.node is not None:
            yield from self.turn(result.condition.node, state, env, wanted=True)
            return
        for part in result.parts:
            if part.answer == NO:
                yield from self.for_condition(part, state, env)
                if result.condition.group == "all":
                    return

    def turn(
        self, node: Node, state: Mapping[str, Stored], env: Env, *, wanted: bool
    ) -> Iterator[tuple[str, Stored]]:
        """Changes that bring the truth `node` nearer to `wanted`; what is open is left to the facts that are missing."""
        if evaluate(node, env) is not (not wanted):
            return
        if isinstance(node, Negated):
            yield from self.turn(node.item, state, env, wanted=not wanted)
        elif isinstance(node, Named):
            yield from self.turn(node.of, state, env, wanted=wanted)
        elif isinstance(node, Every | Some):
            for item in node.items:
                yield from self.turn(item, state, env, wanted=wanted)
        elif isinstance(node, FactNode | OneOf):
            yield from self.switch(node, state, wanted=wanted)
        elif isinstance(node, Compare):
            yield from self.shift(node, state, wanted=wanted)

    def switch(
        self, node: FactNode | OneOf, state: Mapping[str, Stored], *, wanted: bool
    ) -> Iterator[tuple[str, Stored]]:
        fact_node = node if isinstance(node, FactNode) else node.item
        if not isinstance(fact_node, FactNode) or fact_node.judged:
            return
        fact = self.measure.facts[fact_node.name]
        if isinstance(node, FactNode):
            if fact.change in {"both", "up" if wanted else "down"}:
                yield fact.name, wanted
        elif fact.change != "no":
            for option in fact.options:
                if (option in node.options) is wanted:
                    yield fact.name, option

    def shift(
        self, node: Compare, state: Mapping[str, Stored], *, wanted: bool
    ) -> Iterator[tuple[str, Stored]]:
        """The least change of each number that turns the comparison; for scores those that bring better points."""
        if not isinstance(node.left, Sheet | Item):
            yield from self.nearest(node, state, lambda env: evaluate(node, env) is wanted)
            return
        upwards = (node.op in {">", ">=", "=="}) is wanted
        for item in _items(node.left):
            now = evaluate(item, self.env(state))

            def better(env: Env, item: Node = item, now: Score = now) -> bool:
                points = evaluate(item, env)
                return bool(points.low > now.low) if upwards else bool(points.high < now.high)

            yield from self.nearest(item, state, better)
            yield from self.truths(item, state, better)

    def truths(
        self, node: Node, state: Mapping[str, Stored], good: Callable[[Env], bool]
    ) -> Iterator[tuple[str, Stored]]:
        """Changes of truths and choices after which `good`."""
        for name in facts_of(node):
            fact = self.measure.facts[name]
            if fact.judged or fact.change == "no" or fact.type not in {"bool", "choice"}:
                continue
            values: tuple[Stored, ...] = fact.options or {"up": (True,), "down": (False,)}.get(
                fact.change, (True, False)
            )
            for value in values:
                if state.get(name) != value and good(self.env({**state, name: value})):
                    yield name, value

    def nearest(
        self, node: Node, state: Mapping[str, Stored], good: Callable[[Env], bool]
    ) -> Iterator[tuple[str, Stored]]:
        """For each number in `node` the least change after which `good`, where there is one."""
        known = self.env(state).facts
        for name in facts_of(node):
            fact, value = self.measure.facts[name], state.get(name)
            if fact.judged or fact.type not in {"integer", "decimal", "money"} or fact.change == "no":
                continue
            if value is None or isinstance(value, str):
                continue

            def holds(at: int, fact: Fact = fact) -> bool:
                return good(Env({**known, fact.name: in_base(fact, at)}, self.on.toordinal()))

            for direction in {"up": (1,), "down": (-1,)}.get(fact.change, (1, -1)):
                reached = self.first(fact, value, direction, holds)
                if reached is not None:
                    yield name, reached

    def first(self, fact: Fact, value: int, direction: int, good: Callable[[int], bool]) -> int | None:
        """The first number from `value` in `direction` that is `good`, doubling the distance and halving back."""
        low = -LARGEST if fact.low is None else fact.low
        high = LARGEST if fact.high is None else min(fact.high, LARGEST)
        end = high if direction > 0 else low
        # Between the last bad and the first good number there may be others only where what is good ends again; a
        # comparison or a sheet that rises has one such place, and halving finds it.
        bad, reach = value, 1
        while bad != end:
            at = bad + direction * reach
            at = min(at, end) if direction > 0 else max(at, end)
            if good(at):
                while abs(at - bad) > 1:
                    middle = (at + bad) // 2
                    at, bad = (middle, bad) if good(middle) else (at, middle)
                return at
            bad, reach = at, reach * 2
        return None


def _items(score: Node) -> Iterator[Node]:
    """The lines of a sheet, those of sheets within it too."""
    if isinstance(score, Sheet):
        for item in score.items:
            yield from _items(item)
    else:
        yield score


def _failing(results: tuple[ConditionResult, ...]) -> Iterator[str]:
    for result in results:
        if result.answer in {NO, UNKNOWN}:
            yield result.condition.id
