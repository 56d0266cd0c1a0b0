"""The best legal combination, against trying every set."""

from __future__ import annotations

import random
from itertools import combinations

import pytest

from hardtech.engines.rules import Cap, LeftOut, Relations, RelationsInvalid, combine

GREATEST = 8_604_600_000_000


def relations(
    exclusive: tuple[str, ...] = (), needs: dict[str, str] | None = None, caps: tuple[Cap, ...] = ()
) -> Relations:
    pairs = frozenset(frozenset(pair) for pair in exclusive)
    return Relations(pairs, {name: frozenset(others) for name, others in (needs or {}).items()}, caps)


def random_problem(seed: int) -> tuple[dict[str, int], Relations, frozenset[str]]:
    """Up to twelve measures; caps nested, some relations to measures that one is not entitled to."""
    pick = random.Random(seed)
    names = "abcdefghijkl"[: pick.randint(1, 12)]
    most = pick.choice([5, 1000, GREATEST])
    amounts = {name: pick.randint(0, most) for name in names}
    everyone = names + "yz"
    exclusive = tuple(
        "".join(pick.sample(names, 2)) for _ in range(pick.randint(0, len(names))) if len(names) > 1
    )
    needs = {
        name: "".join(pick.sample(everyone, pick.randint(1, 2))) for name in names if pick.random() < 0.25
    }
    caps: list[Cap] = []
    order = pick.sample(names, len(names))
    start = 0
    while start < len(order) and pick.random() < 0.7:
        group = order[start : start + pick.randint(1, 5)]
        limit = pick.randint(0, sum(amounts[name] for name in group))
        caps.append(Cap(frozenset(group), limit))
        if len(group) > 2:
            caps.append(Cap(frozenset(group[:2]), pick.randint(0, max(1, limit))))
        start += len(group)
    return amounts, relations(exclusive, needs, tuple(caps)), frozenset(pick.sample(everyone, 1))


def brute_force(amounts: dict[str, int], given: Relations, held: frozenset[str]) -> int:
    """The highest total of any allowed set, by trying each."""
    best = 0
    for size in range(1, len(amounts) + 1):
        for chosen in map(set, combinations(amounts, size)):
            if any(pair <= chosen for pair in given.exclusive):
                continue
            if any(not given.needs.get(name, frozenset()) <= chosen | held for name in chosen):
                continue
            best = max(best, payable(chosen, amounts, given.caps))
    return best


def payable(chosen: set[str], amounts: dict[str, int], caps: tuple[Cap, ...]) -> int:
    """Nested caps, from the outermost inwards: a group pays the lesser of its limit and what is inside."""
    outer = sorted(caps, key=lambda cap: -len(cap.measures))

    def inside(members: frozenset[str], rest: list[Cap]) -> int:
        for at, cap in enumerate(rest):
            if cap.measures <= members:
                within = [other for other in rest[at + 1 :] if other.measures <= cap.measures]
                beside = [other for other in rest[at + 1 :] if not other.measures <= cap.measures]
                capped = min(cap.limit, inside(cap.measures, within))
                return capped + inside(members - cap.measures, beside)
        return sum(amounts[name] for name in members & chosen)

    return inside(frozenset(amounts), outer)


@pytest.mark.parametrize("seed", range(200))
def test_the_total_is_that_of_trying_every_set(seed: int) -> None:
    amounts, given, held = random_problem(seed)
    found = combine(amounts, given, held)
    assert found.proven
    assert found.total == brute_force(amounts, given, held) == sum(found.paid.values())
    chosen = set(found.paid)
    assert not any(pair <= chosen for pair in given.exclusive)
    assert all(given.needs.get(name, frozenset()) <= chosen | held for name in chosen)
    assert {item.measure for item in found.left_out} == set(amounts) - chosen


def test_each_one_left_out_has_its_reason() -> None:
    amounts = {"high": 500, "low": 300, "child": 100, "orphan": 50, "capped": 20, "free": 0}
    given = relations(("highlow",), {"child": "low"}, (Cap(frozenset({"high", "capped"}), 500),))
    given = Relations(
        frozenset({frozenset({"high", "low"})}),
        {"child": frozenset({"low"}), "orphan": frozenset({"elsewhere"})},
        given.caps,
    )
    found = combine(amounts, given)
    assert dict(found.paid) == {"high": 500}
    assert found.left_out == (
        LeftOut("capped", "adds_nothing", ("high",)),
        LeftOut("child", "needs", ("low",)),
        LeftOut("free", "adds_nothing", ()),
        LeftOut("low", "excluded", ("high",)),
        LeftOut("orphan", "needs", ("elsewhere",)),
    )


def test_a_title_that_one_holds_meets_a_prerequisite() -> None:
    given = relations((), {"a": "t"})
    assert combine({"a": 5}, given).total == 0
    assert combine({"a": 5}, given, held={"t"}).total == 5


def test_a_measure_that_pays_nothing_is_taken_when_another_needs_it() -> None:
    assert dict(combine({"a": 5, "t": 0}, relations((), {"a": "t"})).paid) == {"a": 5, "t": 0}


def test_one_fen_decides_among_billions() -> None:
    given = relations(("ab",))
    assert dict(combine({"a": GREATEST, "b": GREATEST + 1}, given).paid) == {"b": GREATEST + 1}


def test_caps_that_cross_are_refused() -> None:
    caps = (Cap(frozenset("ab"), 5), Cap(frozenset("bc"), 5))
    with pytest.raises(RelationsInvalid) as caught:
        combine({"a": 5, "b": 5, "c": 5}, relations((), {}, caps))
    assert (caught.value.code, caught.value.measures) == ("caps_cross", ["a", "b", "c"])


def test_nothing_to_combine() -> None:
    assert combine({}, relations()).total == 0
