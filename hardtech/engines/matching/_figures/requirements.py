"""A need, split into what a solution must and should do: rows that it states, and sentences of its running text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hardtech.engines.matching._figures.cues import cue
from hardtech.engines.matching._figures.figures import Figure, figures
from hardtech.engines.matching._figures.quantities import Quantity, levels, quantities
from hardtech.engines.matching._figures.relations import BOUNDS
from hardtech.engines.matching._figures.subjects import GENERIC, MOST_TERMS
from hardtech.engines.matching._figures.units import COUNT, Unit, read_unit
from hardtech.engines.matching._text.analysis import analyse, sentences
from hardtech.engines.matching._types import PARTS, Query, QueryRequirement

MOST_FOUND = 12
"""Requirements taken from running text, musts first."""

MOST_STATED = 60

SHORTEST, LONGEST = 12, 600
"""Characters of a sentence that can be a requirement; one of Chinese may have a third of the least."""

LONGEST_SEARCHED = 60_000
"""Characters of a need in which requirements are looked for."""

_MUST = cue("must")
_SHOULD = cue("should")
_ABOUT_PAPERS = cue("papers")
_BACKGROUND = cue("background")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_ROW_RELATIONS = {">=": "at_least", "<=": "at_most", "=": "exactly", "between": "range", "": ""}


def stated_requirement(
    text: str,
    *,
    must: bool,
    quantity: str = "",
    relation: str = "",
    value: Decimal | Fraction | None = None,
    value_max: Decimal | Fraction | None = None,
    unit: str = "",
) -> QueryRequirement:
    """A row of a need. `relation` is ">=", "<=", "=", "between" or ""; `unit` as its writer spelled it.

    Without `value` the figure, if any, is read from `text`. An unknown unit makes a figure that meets none.
    """
    if value is None:
        return QueryRequirement(text, must, stated=True)
    read = read_unit(unit.strip(), 0) if unit.strip() else (COUNT, 0)
    known = (
        read[0] if read and read[1] == len(unit.strip()) else Unit(((f"?{unit.strip()}", 1),), Fraction(1))
    )
    low = known.to_base(Fraction(value))
    high = known.to_base(Fraction(value_max)) if relation == "between" and value_max is not None else low
    code = _ROW_RELATIONS[relation]
    if code == "range" and (value_max is None or high < low):
        code = "about" if value_max is None else "range"
        low, high = min(low, high), max(low, high)
    subject = quantity or text
    named = quantities(subject, known.dimension)
    terms = [
        term
        for words in dict.fromkeys((subject, text))
        for term in analyse(_without(words, quantities(words, known.dimension)))
        if term not in GENERIC and not term[0].isdigit()
    ]
    ways = {one.better for one in named}
    figure = Figure(
        0, 0, code, low, high, known.dimension,
        names=frozenset(one.name for one in named), better=ways.pop() if len(ways) == 1 else "",
        terms=tuple(dict.fromkeys(terms))[:MOST_TERMS], levels=levels(subject), attribution="demanded",
    )  # fmt: skip
    return QueryRequirement(text, must, figure, stated=True)


def requirements(query: Query) -> tuple[QueryRequirement, ...]:
    """What `query` asks for: its own rows first, then what its texts say, musts before shoulds."""
    stated: list[QueryRequirement] = []
    for row in query.requirements[:MOST_STATED]:
        stated += _rows(row)
    said = {row.text.strip().rstrip(".。") for row in stated}
    known = {_key(row.figure) for row in stated if row.figure}
    found: list[QueryRequirement] = []
    for one in _found(query):
        if one.text.rstrip(".。") in said or (one.figure and _key(one.figure) in known):
            continue
        if one.figure:
            known.add(_key(one.figure))
        found.append(one)
    product = frozenset(analyse(f"{query.title}\n{query.keywords}")) - GENERIC
    stated = [_of_product(one, product) for one in stated]
    found = [_of_product(one, product) for one in found]
    found.sort(key=lambda one: (not one.must, one.figure is None))
    return (*stated, *found[:MOST_FOUND])


def _of_product(one: QueryRequirement, product: frozenset[str]) -> QueryRequirement:
    """The requirement with what is wanted, and its figure without these words: an offer's "it" is that thing."""
    if one.figure is None:
        return one
    terms = tuple(term for term in one.figure.terms if term not in product)
    figure = replace(one.figure, terms=terms) if terms or one.figure.names else one.figure
    return replace(one, figure=figure, product=product)


def _rows(row: QueryRequirement) -> list[QueryRequirement]:
    """A row whose figures stand in its words, one requirement for each; at least the row itself."""
    if row.figure is not None:
        return [row]
    read = [one for one in figures(row.text) if one.names or one.terms or one.relation in BOUNDS]
    bounded = [one for one in read if one.relation in BOUNDS] or read
    return [QueryRequirement(row.text, row.must, one, stated=True) for one in bounded] or [row]


def _key(figure: Figure) -> tuple[object, ...]:
    return figure.dimension, figure.relation, figure.low, figure.high, figure.names


def _found(query: Query) -> Iterator[QueryRequirement]:
    for part in PARTS:
        if part == "keywords":
            continue
        text = getattr(query, part)[:LONGEST_SEARCHED]
        inside: dict[tuple[int, int], list[Figure]] = {}
        for figure in figures(text):
            inside.setdefault(figure.sentence, []).append(figure)
        for start, end in sentences(text):
            yield from _of_sentence(part, text, start, end, inside.get((start, end), []))


def _of_sentence(
    part: str, text: str, start: int, end: int, inside: list[Figure]
) -> Iterator[QueryRequirement]:
    sentence = text[start:end]
    shortest = SHORTEST // 3 if _HAN.search(sentence) else SHORTEST
    if not shortest <= len(sentence) <= LONGEST or _ABOUT_PAPERS.search(sentence):
        return
    modal = _MUST.search(sentence)
    wished = _SHOULD.search(sentence)
    if not (modal or wished) and _BACKGROUND.search(sentence):
        return
    must = bool(modal) and not wished
    asked = bool(modal or wished)
    relevant = [
        one for one in inside if _asks(one, asked=asked) and not one.negated and one.attribution != "others"
    ]
    for one in relevant:
        yield QueryRequirement(sentence, must, _moved(one, start), part=part, start=start, end=end)
    if not relevant and (modal or wished):
        yield QueryRequirement(sentence, must, part=part, start=start, end=end)


def _asks(figure: Figure, *, asked: bool) -> bool:
    """Whether a figure of a need bounds what is wanted: plainly where the sentence asks, else only by its sign."""
    if asked:
        return bool(figure.names) or (figure.relation in BOUNDS and bool(figure.terms))
    return bool(figure.names) and figure.relation in BOUNDS - {"up_to", "down_to", "better"}


def _moved(figure: Figure, start: int) -> Figure:
    """The figure with places in its sentence."""
    return Figure(
        figure.start - start, figure.end - start, figure.relation, figure.low, figure.high, figure.dimension,
        figure.approximate, figure.names, figure.better, figure.terms, figure.levels, figure.change, "demanded",
        sentence=(0, figure.sentence[1] - start),
    )  # fmt: skip


def _without(text: str, named: list[Quantity]) -> str:
    """`text` without the names of quantities."""
    for one in reversed(named):
        text = f"{text[: one.start]} {text[one.end :]}"
    return text
