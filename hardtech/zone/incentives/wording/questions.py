"""A fact as the question that is put to people: of which year, and what proves the answer."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from hardtech.engines.rules import Fact
from hardtech.zone.common.languages import in_reader_language
from hardtech.zone.facts.models import NO_YEAR
from hardtech.zone.facts.periods import place_of

__all__ = ["QuestionWords", "question_words"]


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """`fact` is the rulebooks' name; `name` and `year` are where a `Statement` keeps it (year 0: of no year).

    `judged`: not for the organisation to state, but for a person who decides.
    """

    fact: str
    name: str
    year: int
    text: str
    period: str
    evidence: str
    judged: bool


def question_words(fact: Fact, facts: Mapping[str, Fact], on: datetime.date) -> QuestionWords:
    """The question for `fact`, asked for a verdict of the day `on`; `facts` are all that the rulebooks know."""
    name, year = place_of(fact, facts, on)
    return QuestionWords(
        fact=fact.name,
        name=name,
        year=year,
        text=in_reader_language(fact.question.get("en", ""), fact.question.get("zh", "")) or fact.name,
        period="" if year == NO_YEAR else _("fiscal year %(year)s") % {"year": year},
        evidence=in_reader_language(fact.evidence.get("en", ""), fact.evidence.get("zh", "")),
        judged=fact.judged,
    )
