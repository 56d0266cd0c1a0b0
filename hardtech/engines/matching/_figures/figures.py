"""Figures in running text: number, unit, relation, and what they measure.

`figures` reads a text once, from left to right, in time proportional to its length. What a figure measures is taken
from the words next to it, never from the whole text: a figure whose quantity is not known is compared with none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import islice

from hardtech.engines.matching._figures.attribution import attribution
from hardtech.engines.matching._figures.numbers import Number, numbers, plain
from hardtech.engines.matching._figures.quantities import Quantity, levels, quantities
from hardtech.engines.matching._figures.relations import range_joint, relation_after, relation_before
from hardtech.engines.matching._figures.subjects import Surroundings, change_of, modifiers, surroundings
from hardtech.engines.matching._figures.unit_words import MARKS_BEFORE
from hardtech.engines.matching._figures.units import COUNT, Dimension, Unit, read_unit
from hardtech.engines.matching._text.analysis import sentences

LONGEST_TEXT = 200_000
"""Characters of a text in which figures are looked for."""

MOST_NUMBERS = 2_000
"""Numbers of one text that are looked at."""

MOST_FIGURES = 400
"""Figures of one text; a table of measurements beyond that is no description."""

_CELSIUS = Unit((("K", 1),), Fraction(1), Fraction("273.15"))
_RATIO = Unit((("ratio", 1),), Fraction(1))
_PERCENT = Unit((("ratio", 1),), Fraction(1, 100))
_FOLD = Unit((("fold", 1),), Fraction(1))

_GAP = re.compile(r" {0,2}-?")
_BARE_C = re.compile(r" ?[Cc](?![\w/%·^-])(?! ?(?:rate|rates|discharge|charge)\b)")
_TIMES = re.compile(r"[xX×](?![\w.])(?!\s?\d)")
_PRODUCT_AFTER = re.compile(r"\s?[A-Za-zµμ°\"']{0,2}\s?[xX×*]\s?\d")
_PRODUCT_BEFORE = re.compile(r"\d\s?[A-Za-zµμ°\"']{0,2}\s?[xX×*]\s?$")
_TOLERANCE = re.compile(r"\s*(?:±|\+\s?/\s?-)\s*")
_PLUS_MINUS = re.compile(r"(?:±|\+\s?/\s?-)\s*$")
_STEP = frozenset({"step"})
_TELLING = (
    ((("m", 2), ("s", -2)), re.compile(r"Wh|watt|瓦时|瓦·时"), "energy_density"),
    ((("m", 2), ("s", -3)), re.compile(r"W|watt|瓦"), "power_density"),
    ((("cycle", 1),), re.compile(r"cycle|循环", re.IGNORECASE), "life"),
)
"""Units that by themselves say what is measured."""

_NO_FIGURE = re.compile(
    r"(?:[A-Za-z]-|第|\[|\b(?:trl|phase|type|class|no|nos|number|figs?|figure|table|section|step|task|level|grade|part"
    r"|item|ref|refs|volume|vol|topic|chapter|appendix|version|model|stage|tier|category|mil-std|mil-hdbk|iso|astm|gb/t"
    r"|ip)\.? ?-?)$",
    re.IGNORECASE,
)
_LABEL = re.compile(r"[(（\[]([^()（）\[\]]{1,14})[)）\]]\s*(?:[:：=]|为|是|is|of)?\s*$")
_COUNTED = frozenset({"at_least", "more_than", "at_most", "less_than"})
"""Relations that make a bare number a count."""

_DECADE = re.compile(r"(?:1[89]|20)\d0")
_MARK = re.compile(
    "(" + "|".join(re.escape(mark) for mark in sorted(MARKS_BEFORE, key=len, reverse=True)) + r")\s?$",
    re.IGNORECASE,
)
_MONEY_SCALE = re.compile(r" ?(?:(?P<k>k)|(?P<m>m|mm|mio)|(?P<b>b|bn))\b", re.IGNORECASE)
_NO_UNIT = re.compile(r"(?:[A-Z]-?band\b|(?<=\d)T(?![\w/]))")
_SHOCK = re.compile(r"accelerat|shock|setback|gun|launch|vibrat|g-load|冲击|加速|过载|振动", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as it stands in `text[start:end]`, with its relation.

    `low` and `high` are in base units of `dimension`, equal unless the relation is a range or a tolerance.
    `relation` is at_least, more_than, at_most, less_than, up_to, down_to, better, reach, not_reach, about, exactly,
    range, tolerance, plus_minus, or "" where the text just states the figure.
    `names` is what it measures, `better` which way that is better ("up", "down", ""); `terms` are other words beside
    it, nearest first; `modifiers` those right before the name ("coulombic" efficiency); `levels` of what it is given
    (material, cell, system); `change` is "up" or "down" where it is a difference and no level.
    `attribution` says who claims it: claimed, aimed (not shown yet), others (what exists elsewhere) or demanded (asked
    for, not offered); `negated`: the sentence denies it in a way that says nothing of its size.
    """

    start: int
    end: int
    relation: str
    low: Fraction
    high: Fraction
    dimension: Dimension
    approximate: bool = False
    names: frozenset[str] = frozenset()
    better: str = ""
    terms: tuple[str, ...] = ()
    levels: frozenset[str] = frozenset()
    change: str = ""
    attribution: str = "claimed"
    negated: bool = False
    sentence: tuple[int, int] = (0, 0)
    modifiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Amount:
    """A number with its unit and relation, not yet what it measures."""

    start: int
    end: int
    relation: str
    low: Fraction
    high: Fraction
    dimension: Dimension
    approximate: bool = False


def figures(text: str) -> list[Figure]:
    """The figures of `text` in reading order."""
    return FigureText(text).figures()


class FigureText:
    """A text whose numbers are found at once, and what they measure only when a dimension is asked for."""

    def __init__(self, text: str) -> None:
        self._text = text[:LONGEST_TEXT]
        self._flat = plain(self._text)
        self._amounts = list(_amounts(self._flat))

    def figures(self, dimension: Dimension | None = None) -> list[Figure]:
        """The figures of one dimension, or all, in reading order."""
        read: list[Figure] = []
        last: tuple[int, Figure] | None = None
        for number, amount in enumerate(self._amounts):
            if dimension is None or amount.dimension == dimension:
                before = last[1] if last and last[0] == number - 1 else None
                read.append(self._figure(number, amount, before))
                last = number, read[-1]
        return read

    def _figure(self, number: int, amount: _Amount, last: Figure | None) -> Figure:
        amounts, sentence = self._amounts, self._bounds[number]
        floor = amounts[number - 1].end if number else 0
        ceiling = amounts[number + 1].start if number + 1 < len(amounts) else len(self._flat)
        near = (max(sentence[0], floor), min(sentence[1], ceiling))
        around = surroundings(self._flat, amount.start, amount.end, near)
        return _figure(self._flat, amount, sentence, around, last)

    @cached_property
    def _bounds(self) -> list[tuple[int, int]]:
        """For each amount the sentence that it stands in."""
        cuts = iter(sentences(self._text))
        here = next(cuts, (0, len(self._text)))
        bounds = []
        for amount in self._amounts:
            while here[1] <= amount.start and (following := next(cuts, None)):
                here = following
            bounds.append(here)
        return bounds


def _figure(
    text: str, amount: _Amount, sentence: tuple[int, int], around: Surroundings, last: Figure | None
) -> Figure:
    change = change_of(around, amount.dimension)
    named = quantities(around.near, None if change else amount.dimension)
    terms = around.terms(named)
    inherited = (
        last is not None
        and not around.near.strip(" ,、;and和与to至-~–")
        and last.sentence == sentence
        and last.dimension == amount.dimension
    )
    claimant, negated = attribution(text, sentence, amount.start, amount.end)
    if inherited and last is not None:
        names, better, terms, level, before = last.names, last.better, last.terms, last.levels, last.modifiers
    else:
        names, better = frozenset(quantity.name for quantity in named), _better(named)
        names = names & _STEP or names
        level, before = levels(around.near), modifiers(around.near, named)
    if not names:
        names, better = _quantity_of_unit(text, amount)
    return Figure(
        amount.start, amount.end, amount.relation, amount.low, amount.high, amount.dimension, amount.approximate,
        names, better, terms, level, change, claimant, negated and amount.relation != "not_reach", sentence, before,
    )  # fmt: skip


def _quantity_of_unit(text: str, amount: _Amount) -> tuple[frozenset[str], str]:
    """What the unit alone says of the quantity, and that more of it is better."""
    for dimension, spelling, name in _TELLING:
        if amount.dimension == dimension and spelling.search(text, amount.start, amount.end):
            return frozenset({name}), "up"
    return frozenset(), ""


def _better(named: list[Quantity]) -> str:
    ways = {quantity.better for quantity in named}
    return ways.pop() if len(ways) == 1 else ""


def _amounts(text: str) -> Iterator[_Amount]:
    counted = list(islice(numbers(text), MOST_NUMBERS))
    ended = count = index = 0
    while index < len(counted) and count < MOST_FIGURES:
        number = counted[index]
        following = counted[index + 1] if index + 1 < len(counted) else None
        index += 1
        if number.start < ended or _is_none(text, number):
            continue
        amount = _ranged(text, number, following, ended) if following else None
        if amount is None:
            amount = _single(text, number, following, ended)
        if amount is not None:
            ended = amount.end
            count += 1
            yield amount


def _is_none(text: str, number: Number) -> bool:
    """Whether the number names or numbers something, or is one side of a product."""
    left = text[max(0, number.start - 12) : number.start]
    return bool(
        _NO_FIGURE.search(left) or _PRODUCT_BEFORE.search(left) or _PRODUCT_AFTER.match(text, number.end)
    )


def _ranged(text: str, number: Number, following: Number, floor: int) -> _Amount | None:
    """A figure from one number to another; None where the two are no range."""
    first = _unit_after(text, number)
    first_end = first[1] if first else number.end
    value, second_start = following.value, following.start
    joint = text[first_end:second_start]
    signed = text[second_start] in "-–" and not joint.strip() and (bool(joint) or first is None)
    if signed:  # 300 - 400: the sign is the joint
        value = abs(value)
    elif not range_joint(text, first_end, second_start, number.start):
        return None
    second = _unit_after(text, following)
    if first is None and second is None:
        return None
    unit, end = second or (first[0], following.end)  # type: ignore[index]
    low_unit = first[0] if first else unit
    if low_unit.dimension != unit.dimension:
        return None
    low, high = low_unit.to_base(number.value), unit.to_base(value)
    if low > high and "to" not in joint:
        return None
    low, high = min(low, high), max(low, high)
    code, start, _ = relation_before(text, number.start, floor)
    start = start if code in ("about", "exactly", "at_most") else number.start
    return _Amount(start, end, "range", low, high, unit.dimension, code == "about")


def _single(text: str, number: Number, following: Number | None, floor: int) -> _Amount | None:
    start = number.start
    read = _unit_after(text, number) or _unit_before(text, number, floor)
    if read is None and following and _TOLERANCE.fullmatch(text, number.end, following.start):
        shared = _unit_after(text, following)
        read = (shared[0], number.end) if shared else None
    if read is None:
        return _without_unit(text, number, floor)
    unit, end = read
    mark = _MARK.search(text, max(floor, start - 6), start)
    relation_at = mark.start() if mark else start
    value = unit.to_base(number.value)
    if following and (tolerance := _tolerance(text, number.value, unit, end, following)):
        spread, end = tolerance
        return _Amount(start, end, "tolerance", value - spread, value + spread, unit.dimension)
    if sign := _PLUS_MINUS.search(text, max(floor, start - 5), start):
        size = abs(number.value * unit.factor)
        return _Amount(sign.start(), end, "plus_minus", size, size, unit.dimension)
    return _related(text, number, (relation_at, end, floor), unit, value)


def _without_unit(text: str, number: Number, floor: int) -> _Amount | None:
    """A figure whose unit stands before it, or a count that its relation makes one."""
    code, begin, _ = relation_before(text, number.start, floor)
    if labelled := _labelled(text, begin, floor):
        unit, start = labelled
        value = unit.to_base(number.value)
        return _Amount(start, number.end, code, value, value, unit.dimension)
    if code in _COUNTED and not number.spelled:
        return _related(text, number, (number.start, number.end, floor), COUNT, number.value)
    return None


def _labelled(text: str, end: int, floor: int) -> tuple[Unit, int] | None:
    """The unit of a label such as "Energy density (Wh/kg): 350", and where its bracket opens."""
    label = _LABEL.search(text, max(floor, end - 24), end)
    read = read_unit(label[1], 0) if label else None
    return (read[0], label.start()) if read and label and read[1] == len(label[1]) else None


def _related(text: str, number: Number, places: tuple[int, int, int], unit: Unit, value: Fraction) -> _Amount:
    at, end, floor = places
    code, start, approximate = relation_before(text, at, floor)
    after, after_end = relation_after(text, end)
    if after == "about":
        approximate, end = True, after_end
        code = code or after
    elif after and code in ("", "reach", "about", "up_to"):
        code, end = after, after_end
    if number.over and code in ("", "about", "reach"):
        code = "more_than"
    if code == "more_than" and unit.dimension == (("s", 1),) and text[start : start + 4].lower() == "over":
        code = ""
    return _Amount(start, end, code, value, value, unit.dimension, approximate)


def _tolerance(
    text: str, value: Fraction, unit: Unit, end: int, following: Number
) -> tuple[Fraction, int] | None:
    match = _TOLERANCE.match(text, end)
    if match is None or match.end() != following.start:
        return None
    read = _unit_after(text, following)
    if read is None:
        return abs(following.value * unit.factor), following.end
    spread, spread_end = read
    if spread.dimension == unit.dimension:
        return abs(following.value * spread.factor), spread_end
    if spread.dimension == _RATIO.dimension:
        return abs(value * unit.factor * following.value * spread.factor), spread_end
    return None


def _unit_after(text: str, number: Number) -> tuple[Unit, int] | None:
    if number.ratio:
        return _RATIO, number.end
    at = number.end
    if match := _TIMES.match(text, at):
        return _FOLD, match.end()
    if text[at : at + 1] == "s" and _DECADE.fullmatch(text[number.start : at]):
        return None
    gap = _GAP.match(text, at).end()  # type: ignore[union-attr]
    unit = read_unit(text, gap)
    if unit and text[gap : unit[1]] == "g" and _SHOCK.search(text[max(0, at - 40) : at + 40]):
        return Unit((("m", 1), ("s", -2)), Fraction("9.80665")), unit[1]
    if unit is None and (number.value < 0 or number.value >= 20) and (match := _BARE_C.match(text, at)):
        return _CELSIUS, match.end()
    if unit and _NO_UNIT.match(text, gap):
        return None
    return unit


def _unit_before(text: str, number: Number, floor: int) -> tuple[Unit, int] | None:
    """The unit of a sum or of a Mach number, whose sign goes before."""
    mark = _MARK.search(text, max(floor, number.start - 6), number.start)
    if mark is None or (mark[1][0].isalpha() and text[mark.start() - 1 : mark.start()].isalnum()):
        return None
    end, scale = number.end, Fraction(1)
    base = MARKS_BEFORE[mark[1].lower()]
    if base not in ("Mach", "pH") and (match := _MONEY_SCALE.match(text, end)):
        scale = Fraction({"k": 10**3, "m": 10**6, "b": 10**9}[str(match.lastgroup)])
        end = match.end()
    return Unit(((base, 1),), scale), end
