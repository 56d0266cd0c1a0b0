"""How a measure stands to others, seen from either of the two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from hardtech.engines.rules import Rule, Rulebook
from hardtech.zone.common.money import money
from hardtech.zone.measures.wording.citations import CiteWords, cite_words
from hardtech.zone.measures.wording.leaflet import local_text

__all__ = ["RelationLine", "relation_lines"]

HERE: Mapping[str, Promise] = {
    "prerequisite": gettext_lazy("Needs one to hold first"),
    "excludes": gettext_lazy("Not together with"),
    "higher_of": gettext_lazy("Only the higher one of this and"),
    "combined_cap": gettext_lazy("At most %(cap)s together with"),
}
FROM_THERE: Mapping[str, Promise] = {**HERE, "prerequisite": gettext_lazy("Is needed for")}


@dataclass(frozen=True, slots=True)
class RelationLine:
    """`others` are (title, address)."""

    text: str
    others: tuple[tuple[str, str], ...]
    cite: CiteWords | None


def relation_lines(rule: Rule, rulebook: Rulebook, addresses: Mapping[str, str]) -> list[RelationLine]:
    """Its own relations, and those in which others name it."""

    def line(text: Promise, cap: int, keys: tuple[str, ...], cite: CiteWords | None) -> RelationLine:
        others = tuple(
            (local_text(rulebook[key].title) if key in rulebook else key, addresses.get(key, ""))
            for key in keys
        )
        return RelationLine(str(text) % {"cap": money(cap)}, others, cite)

    found = [
        line(HERE[one.kind], one.cap, one.of, cite_words(one.cite.as_json()) if one.cite else None)
        for one in rule.relations
    ]
    for other in rulebook.values():
        for one in other.relations:
            if rule.id in one.of and other.id != rule.id:
                rest = (other.id, *(key for key in one.of if key != rule.id))
                cite = cite_words(one.cite.as_json()) if one.cite else None
                found.append(
                    line(
                        FROM_THERE[one.kind], one.cap, rest[:1] if one.kind == "prerequisite" else rest, cite
                    )
                )
    return found
