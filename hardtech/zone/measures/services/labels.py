"""What lists and search know of a measure, kept beside it when a text of it is published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hardtech.engines.rules import Rule
from hardtech.zone.common.search import as_vector, vector_literal
from hardtech.zone.measures.models import Measure

__all__ = ["label"]


def label(measure: Measure, rule: Rule) -> None:
    """Title and search words, in both languages, of the text that is published now."""
    measure.title_en, measure.title_zh = rule.title.get("en", ""), rule.title.get("zh", "")
    measure.save(update_fields=["title_en", "title_zh", "updated_at"])
    Measure.objects.filter(pk=measure.pk).update(search=as_vector(vector_literal(_words(rule))))


def _words(rule: Rule) -> Iterator[tuple[str, str]]:
    """(weight, text): titles first, then whom and by whom, then conditions and questions."""
    yield "A", rule.id.replace("/", " ").replace("-", " ")
    yield from _both("A", rule.title)
    yield from _both("B", rule.whom)
    yield from _both("B", rule.issuer)
    for version in rule.versions:
        for condition in version.conditions:
            yield from _both("C", condition.title)
            for part in condition.parts:
                yield from _both("C", part.title)
        for payment in version.payments:
            yield from _both("C", payment.title)
    for fact in rule.facts.values():
        yield from _both("D", fact.question)
    for note in rule.notes:
        yield from _both("D", note)


def _both(weight: str, words: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for text in words.values():
        yield weight, text
