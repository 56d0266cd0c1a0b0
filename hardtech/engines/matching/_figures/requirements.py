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
    ways = {name.better for name in named}
    figure = Figure(
        0, 0, code, low, high, known.dimension,
        names=frozenset(name.name for name in named), better=ways.pop() if len(ways) == 1 else "",
        terms=tuple(dict.fromkeys(terms))[:MOST_TERMS], levels=levels(subject), attribution="demanded",
    )  # fmt: skip
    return QueryRequirement(text, must, figure, stated=True)


def requirements(query: Query) -> tuple[QueryRequirement, ...]:
    """What `query` asks for: its own rows first, then what its texts say, musts before shoulds."""
    stated: list[QueryRequirement] = []
    for row in query.requirements[:MOST_STATED]:
        stated += _rows(row)
    texts = {row.text.strip().rstrip(".。") for row in stated}
    known = {_key(row.figure) for row in stated if row.figure}
    read: list[QueryRequirement] = []
    for requirement in _in_texts(query):
        if requirement.text.rstrip(".。") in texts or (
            requirement.figure and _key(requirement.figure) in known
        ):
            continue
        if requirement.figure:
            known.add(_key(requirement.figure))
        read.append(requirement)
    product = frozenset(analyse(f"{query.title}\n{query.keywords}")) - GENERIC
    stated = [_of_product(requirement, product) for requirement in stated]
    read = [_of_product(requirement, product) for requirement in read]
    read.sort(key=lambda requirement: (not requirement.must, requirement.figure is None))
    return (*stated, *read[:MOST_FOUND])


def _of_product(requirement: QueryRequirement, product: frozenset[str]) -> QueryRequirement:
    """The requirement with what is wanted, and its figure without these words: an offer's "it" is that thing."""
    if requirement.figure is None:
        return requirement
    terms = tuple(term for term in requirement.figure.terms if term not in product)
    figure = (
        replace(requirement.figure, terms=terms) if terms or requirement.figure.names else requirement.figure
    )
    return replace(requirement, figure=figure, product=product)


def _rows(row: QueryRequirement) -> list[QueryRequirement]:
    """A row whose figures stand in its words, one requirement for each; at least the row itself."""
    if row.figure is not None:
        return [row]
    read = [
        figure for figure in figures(row.text) if figure.names or figure.terms or figure.relation in BOUNDS
    ]
    bounded = [figure for figure in read if figure.relation in BOUNDS] or read
    return [QueryRequirement(row.text, row.must, figure, stated=True) for figure in bounded] or [row]


def _key(figure: Figure) -> tuple[object, ...]:
    return figure.dimension, figure.relation, figure.low, figure.high, figure.names


def _in_texts(query: Query) -> Iterator[QueryRequirement]:
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
        figure
        for figure in inside
        if _asks(figure, asked=asked) and not figure.negated and figure.attribution != "others"
    ]
    for figure in relevant:
        yield QueryRequirement(sentence, must, _moved(figure, start), part=part, start=start, end=end)
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
    for name in reversed(named):
        text = f"{text[: name.start]} {text[name.end :]}"
    return text
