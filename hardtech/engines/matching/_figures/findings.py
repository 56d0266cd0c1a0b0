"""What an offer's sentences do to a need's requirements.

A figure answers a requirement when both have one dimension and measure the same thing; then two sets of values are
compared, the ones that the need accepts and the ones that the offer claims. Doubt makes "unclear", never "met".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from hardtech.engines.matching._figures.attribution import demands, denies, describes_others
from hardtech.engines.matching._figures.figures import Figure, FigureText
from hardtech.engines.matching._figures.quantities import quantities
from hardtech.engines.matching._figures.subjects import GENERIC
from hardtech.engines.matching._figures.units import Dimension, dimension_of
from hardtech.engines.matching._figures.verdicts import verdict
from hardtech.engines.matching._text.analysis import analyse, analyse_spans, sentences
from hardtech.engines.matching._text.glossary import is_han
from hardtech.engines.matching._types import PARTS, Document, Finding, QueryRequirement

LONGEST_QUOTE = 400
"""Characters of a sentence that is quoted; a longer one is cut around what counts."""

LEAST_COVERED = 0.6
"""Share of a requirement's words that one sentence must use to speak of it."""

BEFORE_DENIAL = 40
"""Characters before the first word that counts in which a denial counts, too."""

LEAST_SHARED = 0.3
"""Share of the words of a need's title and keywords that an offer must use for its figures to count."""

_SPREAD = frozenset({"error", "accuracy", "precision", "drift", "stability"})
_STRONG, _WEAK = 2, 1
_PER_LEVEL = frozenset({"energy_density", "power_density", "capacity"})
"""Quantities that a material, a cell and a pack have in different measure."""

_CURRENCIES = tuple(dimension_of(code) for code in ("CNY", "USD", "EUR"))
_ATTRIBUTIONS = ("claimed", "aimed", "demanded", "others")
_KELVIN = (("K", 1),)
_THERMAL = re.compile(r"temperature|°|℃|heat|thermal|温|耐热", re.IGNORECASE)
_COMMON = frozenset(
    dimension_of(formula)
    for formula in (
        "", "m", "kg", "s", "A", "K", "m2", "m3", "m s-1", "s-1", "ratio", "fold", "dB", "deg", "bit", "CNY", "USD", "EUR",
        "kg m2 s-3", "kg m2 s-2", "kg m-1 s-2", "kg m2 s-3 A-1",
    )
)  # fmt: skip
"""Dimensions that many quantities share: the unit alone does not say what is measured."""


@dataclass(frozen=True, slots=True)
class _Sentence:
    part: str
    start: int
    end: int
    terms: frozenset[str]


class Reading:
    """A document read once: its numbers at once, all else when a requirement asks for it, and then kept."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._texts = [(part, FigureText(getattr(document, part))) for part in PARTS]
        self._figures: dict[Dimension, list[tuple[str, Figure]]] = {}

    def figures(self, dimension: Dimension) -> list[tuple[str, Figure]]:
        """The figures of one dimension, each with its part."""
        if dimension not in self._figures:
            self._figures[dimension] = [
                (part, figure) for part, text in self._texts for figure in text.figures(dimension)
            ]
        return self._figures[dimension]

    @cached_property
    def title(self) -> frozenset[str]:
        """The terms of title and keywords: what the whole document is about."""
        return frozenset(analyse(f"{self.document.title}\n{self.document.keywords}"))

    @cached_property
    def terms(self) -> frozenset[str]:
        """The terms of the whole document."""
        return self.title.union(*(sentence.terms for sentence in self.sentences))

    def is_about(self, product: frozenset[str]) -> bool:
        """Whether the document can be about `product`: it uses enough of its words. Without a title, or in the other
        language, nobody knows."""
        if not self.document.title or not product:
            return True
        scripts = {is_han(term) for term in self.terms}
        known = {term for term in product if is_han(term) in scripts}
        return 2 * len(known) < len(product) or len(known & self.terms) >= LEAST_SHARED * len(known)

    @cached_property
    def sentences(self) -> list[_Sentence]:
        """All sentences with their terms."""
        read = []
        for part in PARTS:
            text = getattr(self.document, part)
            spans = analyse_spans(text)
            at = 0
            for start, end in sentences(text):
                terms = set()
                while at < len(spans) and spans[at].start < end:
                    if spans[at].start >= start:
                        terms.add(spans[at].term)
                    at += 1
                read.append(_Sentence(part, start, end, frozenset(terms)))
        return read

    def text(self, sentence: _Sentence) -> str:
        """The words of a sentence."""
        whole: str = getattr(self.document, sentence.part)
        return whole[sentence.start : sentence.end]


def findings(asked: Sequence[QueryRequirement], reading: Reading) -> tuple[Finding, ...]:
    """What the document does to each requirement, in their order."""
    return tuple(compare(requirement, reading) for requirement in asked)


def compare(requirement: QueryRequirement, reading: Reading) -> Finding:
    """What the document does to `requirement`, by its figure where there is one, else by its words."""
    if requirement.figure is not None:
        finding = _by_figure(requirement, requirement.figure, reading)
        if finding:
            return finding
    return _by_words(requirement, reading)


def _by_figure(requirement: QueryRequirement, need: Figure, reading: Reading) -> Finding | None:
    ranked = []
    for part, offer in reading.figures(need.dimension):
        relation = _relates(need, offer, part, reading)
        alike = reading.is_about(requirement.product) and _of_spread(need) == _of_spread(offer)
        if relation == _STRONG and not alike:
            relation = _WEAK
        if relation:
            shared = len(set(need.terms) & set(offer.terms)) + len(need.names & offer.names)
            ranked.append(((relation, -_ATTRIBUTIONS.index(offer.attribution), shared), part, offer))
    if not ranked:
        return None
    best = max(rank for rank, _, _ in ranked)
    chosen = [(part, offer) for rank, part, offer in ranked if rank == best]
    results = [(*_judged(need, offer, strong=best[0] == _STRONG), part, offer) for part, offer in chosen]
    status, code, part, offer = results[0]
    if len({result[0] for result in results}) > 1:
        status, code = "unclear", "several"
    return _finding(
        requirement, status, code, part, offer.sentence, [(offer.start, offer.end)], reading, offer
    )


def _of_spread(figure: Figure) -> bool:
    """Whether the figure says how far a quantity strays, not how much it is: a wavelength's deviation."""
    return not _SPREAD.isdisjoint(figure.names)


def _judged(need: Figure, offer: Figure, *, strong: bool) -> tuple[str, str]:
    """The verdict on two figures of one dimension, tempered by what the sentence says around the offer's."""
    status, code = verdict(need, offer)
    if offer.negated:
        return "unclear", "denied"
    if not strong:
        return "unclear", "subject"
    if offer.attribution == "aimed":
        return "unclear", "aimed_below" if status == "contradicted" else "aimed"
    if offer.attribution != "claimed":
        return "unclear", offer.attribution
    return status, code


def _relates(need: Figure, offer: Figure, part: str, reading: Reading) -> int:
    """Whether two figures of one dimension measure the same thing: surely, perhaps, or not (0)."""
    if need.change != offer.change:
        return 0
    shared = set(need.terms) & set(offer.terms)
    if need.names and offer.names:
        if not need.names & offer.names:
            return 0
        return _STRONG if _same_thing(need, offer, part, reading) else _WEAK
    if not need.names and not offer.names and shared and need.terms[0] == offer.terms[0]:
        return _STRONG if set(need.terms) <= _around(offer, part, reading) else _WEAK
    if len(shared) >= 2:
        return _WEAK if need.names or offer.names or need.dimension in _COMMON else _STRONG
    return _WEAK if shared and need.dimension not in _COMMON and not _elsewhere(need, offer) else 0


def _elsewhere(need: Figure, offer: Figure) -> bool:
    """Whether both say of what they are, and it is not the same."""
    return bool(need.levels and offer.levels and not need.levels & offer.levels)


def _same_thing(need: Figure, offer: Figure, part: str, reading: Reading) -> bool:
    """Two figures of one quantity: whether they can be of one object, and of the same level of it."""
    if need.names & _PER_LEVEL and (
        _elsewhere(need, offer) or (offer.levels == {"material"} and "material" not in need.levels)
    ):
        return False
    if offer.names - need.names and any(name.endswith("_temperature") for name in offer.names | need.names):
        return False
    if offer.modifiers and not set(offer.modifiers) & set(need.terms):
        return False
    around = _around(offer, part, reading)
    scripts = {is_han(term) for term in around}
    objects = {
        term for term in need.terms if is_han(term) in scripts
    }  # a word of the other language is not missed
    if not objects or objects & set(offer.terms):
        return True
    return 2 * len(objects & around) >= len(objects)


def _around(offer: Figure, part: str, reading: Reading) -> frozenset[str]:
    """The terms of the figure's sentence and of what the whole document is about."""
    whole: str = getattr(reading.document, part)
    return reading.title.union(analyse(whole[offer.sentence[0] : offer.sentence[1]][:2000]))


def _by_words(requirement: QueryRequirement, reading: Reading) -> Finding:
    need = requirement.figure
    if need is not None and need.names:
        return _named(requirement, need, reading)
    wanted = _wanted(requirement.text)
    least = max(1, min(2, len(wanted)))
    best, most = None, (0.0, False)
    for sentence in reading.sentences:
        covered = wanted & sentence.terms
        share = len(covered) / len(wanted) if wanted else 0.0
        if len(covered) >= least and share >= LEAST_COVERED and share >= most[0]:
            rank = (share, not demands(reading.text(sentence)))
            if rank > most:
                best, most = sentence, rank
    if best is None:
        return Finding(requirement, "not_addressed", "nothing")
    text = reading.text(best)
    spans = [span for span in analyse_spans(text) if span.term in wanted]
    marks = [(span.start + best.start, span.end + best.start) for span in spans]
    status, code = "addressed", "no_figure" if need else "words"
    if denies(text[max(0, spans[0].start - BEFORE_DENIAL) : spans[-1].end]) and not denies(requirement.text):
        status, code = "unclear", "denied"
    elif not most[1]:
        status, code = "unclear", "demanded"
    return _finding(requirement, status, code, best.part, (best.start, best.end), marks, reading)


def _named(requirement: QueryRequirement, need: Figure, reading: Reading) -> Finding:
    """The first sentence that names the quantity without a figure to compare."""
    for dimension in _CURRENCIES if need.dimension in _CURRENCIES else ():
        for part, offer in reading.figures(dimension):
            if offer.names & need.names and dimension != need.dimension:
                place = [(offer.start, offer.end)]
                return _finding(
                    requirement, "unclear", "currency", part, offer.sentence, place, reading, offer
                )
    for part in ("summary", "body", "title"):
        text: str = getattr(reading.document, part)
        for quantity in quantities(text, need.dimension, need.names):
            start, end = _sentence_at(text, quantity.start)
            if _speaks_of(requirement, need, text[start:end], telling=text[quantity.start : quantity.end]):
                place = [(quantity.start, quantity.end)]
                return _finding(requirement, "addressed", "no_figure", part, (start, end), place, reading)
    return Finding(requirement, "not_addressed", "nothing")


def _speaks_of(requirement: QueryRequirement, need: Figure, sentence: str, *, telling: str) -> bool:
    """Whether a sentence that names the quantity names it of the thing that is asked for.

    `telling` is the name as it stands there: of several words, it needs no more beside it than the thing.
    """
    if need.dimension == _KELVIN and not _THERMAL.search(sentence):
        return False
    if demands(sentence) or describes_others(sentence):
        return False
    terms = frozenset(analyse(sentence[:2000]))
    if need.terms:
        return not terms.isdisjoint(need.terms)
    wanted = _wanted(requirement.text)
    return " " in telling or not telling.isascii() or len(wanted & terms) >= min(2, len(wanted))


def _sentence_at(text: str, place: int) -> tuple[int, int]:
    return next(((start, end) for start, end in sentences(text) if start <= place < end), (0, len(text)))


@lru_cache(maxsize=256)
def _wanted(text: str) -> frozenset[str]:
    """The terms of a requirement that say what is wanted."""
    return frozenset(term for term in analyse(text) if term not in GENERIC and not term[0].isdigit())


def _finding(
    requirement: QueryRequirement,
    status: str,
    code: str,
    part: str,
    sentence: tuple[int, int],
    marks: Iterable[tuple[int, int]],
    reading: Reading,
    figure: Figure | None = None,
) -> Finding:
    marks = sorted(marks)
    start, end = sentence
    if end - start > LONGEST_QUOTE:
        middle = marks[0][0] if marks else start
        start = max(start, middle - LONGEST_QUOTE // 2)
        end = min(end, start + LONGEST_QUOTE)
    whole: str = getattr(reading.document, part)
    inside: list[tuple[int, int]] = []
    for first, last in marks:
        if first >= start and last <= end and (not inside or first - start >= inside[-1][1]):
            inside.append((first - start, last - start))
    return Finding(requirement, status, code, part, start, end, whole[start:end], tuple(inside), figure)
