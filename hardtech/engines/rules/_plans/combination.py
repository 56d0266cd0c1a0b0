"""The best set of measures that the relations between them allow.

HiGHS proposes; a search over whole fen, which prunes by exact bounds, proves that nothing is better or finds what is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from hardtech.engines.rules._errors import RelationsInvalid
from hardtech.engines.rules._measure import Rule, RuleRelation

MOST_STEPS = 2_000_000
"""Steps of the exact search before it stops and the result is HiGHS's alone."""


@dataclass(frozen=True, slots=True)
class Cap:
    """What `measures` may come to together, in fen."""

    measures: frozenset[str]
    limit: int


@dataclass(frozen=True, slots=True)
class Relations:
    """What holds between measures: pairs of which only one, what each needs, and caps on sums."""

    exclusive: frozenset[frozenset[str]]
    needs: Mapping[str, frozenset[str]]
    caps: tuple[Cap, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Why a measure is not in the combination: `code` is excluded, needs or adds_nothing, because of the measures `by`."""

    measure: str
    code: str
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Combination:
    """The chosen measures with what each pays (fen), the total, and why each other one is left out.

    `proven`: no allowed set pays more; checked in whole numbers.
    """

    paid: Mapping[str, int]
    total: int
    left_out: tuple[LeftOut, ...]
    proven: bool


def relations_of(measures: Iterable[Rule]) -> Relations:
    """The relations that `measures` state, in the form that `combine` takes."""
    exclusive: set[frozenset[str]] = set()
    needs: dict[str, frozenset[str]] = {}
    caps: list[Cap] = []
    for measure in measures:
        for relation in measure.relations:
            _gather(measure.id, relation, exclusive, needs, caps)
    return Relations(frozenset(exclusive), needs, tuple(caps))


def _gather(
    id_: str,
    relation: RuleRelation,
    exclusive: set[frozenset[str]],
    needs: dict[str, frozenset[str]],
    caps: list[Cap],
) -> None:
    if relation.kind == "prerequisite":
        needs[id_] = needs.get(id_, frozenset()) | set(relation.of)
    elif relation.kind == "combined_cap":
        caps.append(Cap(frozenset({id_, *relation.of}), relation.cap))
    else:  # excludes, higher_of: one of the two, and the best total takes the higher
        exclusive.update(frozenset({id_, other}) for other in relation.of if other != id_)


def combine(entitled: Mapping[str, int], relations: Relations, held: Collection[str] = ()) -> Combination:
    """The allowed set of the `entitled` measures (fen) with the highest total.

    `held` are prerequisites met otherwise (a title that one has). Raises RelationsInvalid when combined caps cross without
    one containing the other.
    """
    problem = _Problem(entitled, relations, frozenset(held))
    proposed = problem.proposed()
    best, proven = problem.searched(proposed)
    paid = problem.paid(best)
    left_out = [problem.reason(name, best) for name in problem.names if name not in best]
    left_out += [problem.reason(name, best) for name in sorted(set(entitled) - set(problem.names))]
    return Combination(
        paid, sum(paid.values()), tuple(sorted(left_out, key=lambda item: item.measure)), proven
    )


class _Problem:
    def __init__(self, entitled: Mapping[str, int], relations: Relations, held: frozenset[str]) -> None:
        self.needs = {
            name: frozenset(needed - held) for name, needed in relations.needs.items() if name in entitled
        }
        self.amounts = {name: amount for name, amount in entitled.items() if amount > 0}
        self.amounts |= dict.fromkeys(self._needed_by_others(set(entitled) - set(self.amounts)), 0)
        self.names = sorted(self.amounts, key=lambda name: (-self.amounts[name], name))
        known = set(self.names)
        self.rivals: dict[str, set[str]] = {name: set() for name in self.names}
        for pair in relations.exclusive:
            if pair <= known and len(pair) == 2:
                first, other = sorted(pair)
                self.rivals[first].add(other)
                self.rivals[other].add(first)
        caps = {Cap(cap.measures & known, cap.limit) for cap in relations.caps if cap.measures & known}
        self.caps = sorted(caps, key=lambda cap: (len(cap.measures), sorted(cap.measures), cap.limit))
        self._check_nested()

    def _needed_by_others(self, free: set[str]) -> set[str]:
        """Measures that pay nothing but that a paying one needs."""
        wanted: set[str] = set()
        open_ = list(self.amounts)
        while open_:
            for needed in self.needs.get(open_.pop(), frozenset()) & free - wanted:
                wanted.add(needed)
                open_.append(needed)
        return wanted

    def _check_nested(self) -> None:
        for at, cap in enumerate(self.caps):
            for other in self.caps[at + 1 :]:
                if cap.measures & other.measures and not cap.measures <= other.measures:
                    raise RelationsInvalid("caps_cross", sorted(cap.measures | other.measures))

    def allowed(self, chosen: frozenset[str]) -> bool:
        """Whether the relations allow `chosen` as a whole."""
        return all(
            not self.rivals[name] & chosen and self.needs.get(name, frozenset()) <= chosen for name in chosen
        )

    def total(self, chosen: Collection[str]) -> int:
        return sum(self.paid(chosen).values())

    def paid(self, chosen: Collection[str]) -> dict[str, int]:
        """What each of `chosen` pays: caps, the inner before the outer, cut the later measures first."""
        paid = {name: self.amounts[name] for name in self.names if name in chosen}
        for cap in self.caps:
            left = cap.limit
            for name, amount in paid.items():
                if name in cap.measures:
                    paid[name] = min(amount, left)
                    left -= paid[name]
        return paid

    def proposed(self) -> frozenset[str]:
        """HiGHS's solution; the empty set where it breaks a relation by rounding."""
        count = len(self.names)
        if not count:
            return frozenset()
        place = {name: at for at, name in enumerate(self.names)}
        scale = max(1, *self.amounts.values())
        amounts = np.array([self.amounts[name] / scale for name in self.names])
        rows: list[np.ndarray] = []
        limits: list[float] = []
        for name in self.names:  # what is paid needs the measure; the measure needs its prerequisites
            rows.append(_row(2 * count, {count + place[name]: 1.0, place[name]: -self.amounts[name] / scale}))
            limits.append(0.0)
            for needed in self.needs.get(name, frozenset()):
                terms = {place[name]: 1.0} | ({place[needed]: -1.0} if needed in place else {})
                rows.append(_row(2 * count, terms))
                limits.append(0.0)
            for rival in self.rivals[name]:
                if rival > name:
                    rows.append(_row(2 * count, {place[name]: 1.0, place[rival]: 1.0}))
                    limits.append(1.0)
        for cap in self.caps:
            rows.append(_row(2 * count, {count + place[name]: 1.0 for name in cap.measures}))
            limits.append(cap.limit / scale)
        result = milp(
            c=np.concatenate([np.zeros(count), -np.ones(count)]),
            constraints=LinearConstraint(np.array(rows), -np.inf, np.array(limits)),
            integrality=np.concatenate([np.ones(count), np.zeros(count)]),
            bounds=Bounds(0, np.concatenate([np.ones(count), amounts])),
        )
        if result.x is None:
            return frozenset()
        chosen = frozenset(name for name in self.names if result.x[place[name]] > 0.5)
        return chosen if self.allowed(chosen) else frozenset()

    def searched(self, start: frozenset[str]) -> tuple[frozenset[str], bool]:
        """The best set, and whether that is proven: every other branch can't pay more."""
        best, best_total = start, self.total(start)
        left = MOST_STEPS
        stack: list[tuple[int, frozenset[str], frozenset[str]]] = [(0, frozenset(), frozenset())]
        while stack:
            at, chosen, barred = stack.pop()
            left -= 1
            if left < 0:
                return best, False
            # Everything not yet barred, held back by caps alone, pays at least as much as any set of this branch. Sums are
            # whole fen: where that is no more than the best, the branch is cut for certain, whatever HiGHS rounded.
            rest = frozenset(self.names[at:]) - barred
            if self.total(chosen | rest) <= best_total:
                continue
            if at == len(self.names):
                if self.allowed(chosen):
                    best, best_total = chosen, self.total(chosen)
                continue
            name = self.names[at]
            stack.append((at + 1, chosen, barred | {name}))
            possible = name not in barred and not self.rivals[name] & chosen
            if possible and not self.needs.get(name, frozenset()) & barred and self._reachable(name):
                # Pushed last and so looked at first: a high total early cuts more of what is left.
                stack.append((at + 1, chosen | {name}, barred | self.rivals[name]))
        return self._without_idle(best), True

    def _reachable(self, name: str) -> bool:
        return self.needs.get(name, frozenset()) <= set(self.names)

    def _without_idle(self, chosen: frozenset[str]) -> frozenset[str]:
        """Without measures that a cap leaves nothing and that no other needs: claiming them is work for nothing."""
        for name in reversed(self.names):
            rest = chosen - {name}
            if name in chosen and self.total(rest) == self.total(chosen) and self.allowed(rest):
                chosen = rest
        return chosen

    def reason(self, name: str, chosen: frozenset[str]) -> LeftOut:
        """Why `name` is not among `chosen`."""
        needed = self.needs.get(name, frozenset())
        unmet = needed - chosen
        rivals = self.rivals.get(name, set()) & chosen
        if rivals:
            return LeftOut(name, "excluded", tuple(sorted(rivals)))
        if unmet:
            return LeftOut(name, "needs", tuple(sorted(unmet)))
        capped = {other for cap in self.caps if name in cap.measures for other in cap.measures & chosen}
        return LeftOut(name, "adds_nothing", tuple(sorted(capped)))


def _row(width: int, terms: Mapping[int, float]) -> np.ndarray:
    row = np.zeros(width)
    for at, value in terms.items():
        row[at] = value
    return row
