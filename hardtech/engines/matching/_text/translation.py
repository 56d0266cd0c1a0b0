"""What the glossary adds to a query: the names of its concepts in the other language.

A name of n words weighs as they do, spread over the m words of its rendering: n / √m each. All names of a concept,
in both languages, are one term to the idf ("structured queries": Pirkola, SIGIR 1998): a word that is rare only
because few offers are written in its language is not taken for a telling one.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from hardtech.engines.matching._text.analysis import TermSpan
from hardtech.engines.matching._text.glossary import Phrase, find_phrases


@dataclass(frozen=True, slots=True)
class Translation:
    """Terms that a query has not itself: how much each counts as mentioned, and which of its words it renders.

    `phrases` are the concepts that the query names, and how often.
    """

    counts: Mapping[str, float]
    via: Mapping[str, str]
    phrases: Mapping[Phrase, int]

    def frequencies(self, known: Mapping[str, int]) -> dict[str, int]:
        """The document frequency by which to weigh each added term that stands in some document.

        `known` are the frequencies of the query's terms and of those added.
        """
        counted = {term: known[term] for term in self.counts if known[term]}
        for phrase in self.phrases:
            frequency = phrase.frequency(known)
            for words in phrase.renderings:
                for word in words:
                    if word in counted:
                        counted[word] = max(counted[word], frequency)
        return counted

    def length(self, known: Mapping[str, int]) -> int:
        """Mentions of concepts that the documents name in the other language only."""
        there = {term for term, frequency in known.items() if frequency}
        return sum(
            mentions * len(phrase.words)
            for phrase, mentions in self.phrases.items()
            if there.isdisjoint(phrase.words) and phrase.rendered(there)
        )

    def covered(self, terms: Container[str]) -> set[str]:
        """The words of the query that a document with these `terms` names in the other language."""
        return {word for phrase in self.phrases if phrase.rendered(terms) for word in phrase.words}


NOTHING = Translation({}, {}, {})


def translate(parts: Iterable[tuple[str, Sequence[TermSpan], float]], own: Container[str]) -> Translation:
    """The translation of a query's `parts`: text, its spans, weight of a mention. `own` are the query's terms."""
    counts: dict[str, float] = defaultdict(float)
    phrases: Counter[Phrase] = Counter()
    via: dict[str, str] = {}
    for text, spans, weight in parts:
        for phrase, start, end in find_phrases(text, spans):
            phrases[phrase] += 1
            for words in phrase.renderings:
                for word in words:
                    if word not in own:
                        counts[word] += weight * len(phrase.words) / math.sqrt(len(words))
                        via.setdefault(word, text[start:end])
    return Translation(counts, via, phrases)
