"""Word search in PostgreSQL over words that our own analyser cut, so that Chinese is found too.

The server's own parsers neither segment Chinese nor stem as the match engine does, so vectors and queries are
written as literals of the types `tsvector` and `tsquery`, lexeme by lexeme.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.contrib.postgres.search import SearchQueryField, SearchRank, SearchVectorField
from django.db.models import F, Func, Lookup, Model, QuerySet, TextField, Value
from django.db.models.functions import Cast

from hardtech.engines.matching import analyse

__all__ = ["matching_words", "sharing_words", "update_vectors", "vector_literal"]

M = TypeVar("M", bound=Model)

LAST_POSITION = 16_383  # the greatest that a tsvector holds
LEXEME_BYTES = 2_000  # a lexeme must be shorter than 2,047 bytes
QUERY_WORDS = 40


@SearchVectorField.register_lookup
class Holds(Lookup):
    """`search__holds=literal`: the vector matches the literal of a tsquery, which no parser of the server touches."""

    lookup_name = "holds"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        return f"{left} @@ {right}::tsquery", (*left_params, *right_params)


def vector_literal(parts: Iterable[tuple[str, str]]) -> str:
    """The literal of a tsvector for (weight A–D, text) parts; a lexeme keeps its best weight and first place."""
    places: dict[str, tuple[str, int]] = {}
    position = 0
    for weight, text in parts:
        for word in analyse(text):
            position += 1
            if len(word.encode()) < LEXEME_BYTES:
                places.setdefault(word, (weight, min(position, LAST_POSITION)))
    return " ".join(f"{_quote(word)}:{place}{weight}" for word, (weight, place) in places.items())


def query_literal(text: str) -> str:
    """The literal of a tsquery that wants every word of `text`, the last one also as a beginning."""
    terms = _query_terms(text)
    if terms:
        terms[-1] += ":*"
    return " & ".join(terms)


def _query_terms(text: str) -> list[str]:
    words = [word for word in dict.fromkeys(analyse(text)) if len(word.encode()) < LEXEME_BYTES]
    return [_quote(word) for word in words[:QUERY_WORDS]]


def matching_words(queryset: QuerySet[M], text: str, *, rank: bool = True) -> QuerySet[M]:
    """The records whose vector holds all words of `text`, best first. No word at all: nothing is found."""
    return _holding(queryset, query_literal(text), rank=rank)


def sharing_words(queryset: QuerySet[M], text: str) -> QuerySet[M]:
    """The records whose vector holds any word of `text`, those with most of them first."""
    return _holding(queryset, " | ".join(_query_terms(text)), rank=True)


def _holding(queryset: QuerySet[M], literal: str, *, rank: bool) -> QuerySet[M]:
    if not literal:
        return queryset.none()
    query = Cast(Value(literal, output_field=TextField()), SearchQueryField())
    found = queryset.filter(search__holds=literal)
    return found.order_by(SearchRank(F("search"), query).desc(), "-id") if rank else found


def update_vectors(model: type[Model], literals: Sequence[tuple[int, str]]) -> None:
    """Write the vectors of many records: (primary key, literal)."""
    for pk, literal in literals:
        model._default_manager.filter(pk=pk).update(search=as_vector(literal))


def as_vector(literal: str) -> Func:
    """The literal as a value that can be saved."""
    return Cast(Value(literal, output_field=TextField()), SearchVectorField())


def _quote(word: str) -> str:
    doubled = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{doubled}'"
