"""What may speak for a match beside its text, as numbers: readiness, fields, owner, place, language, age, past decisions.

Every feature is 0 where nothing is known, so that a profile that states little is neither raised nor lowered for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

YEAR_DAYS = 365.25
OLDEST_YEARS = 3.0
"""Years from which a profile counts as no older still."""

MIDDLE_TRL = 5
DEMONSTRATED_TRL = 6
"""ISO 16290: from here on a model was demonstrated in a relevant environment."""

FAMILIES: Mapping[str, str] = {
    "trl_short": "readiness",
    "trl_beyond": "readiness",
    "trl_level": "readiness",
    "trl_demonstrated": "readiness",
    "fields_shared": "fields",
    "same_province": "place",
    "same_city": "place",
    "same_language": "language",
    "age_years": "freshness",
    "past_success": "record",
    "past_refusals": "record",
}
"""Feature → the family under which a reader sees it. `owner_kind:…` belongs to "owner"."""

OWNER_KIND = "owner_kind:"

SMOOTHING = 10.0
"""Decisions of the usual kind that are laid beside an owner's own: a newcomer stands exactly in the middle."""

LEAST_DECIDERS = 5
"""Fewer than this many deciders stay untold: nobody's single decision can be read from a figure."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What is published of a profile beside its text; None, empty: not stated. `owner` is a name, never a feature."""

    owner: str = ""
    owner_kind: str = ""
    fields: frozenset[str] = frozenset()
    trl: int | None = None
    province: str = ""
    city: str = ""
    language: str = ""
    published: datetime | None = None


def feature_family(feature: str) -> str:
    """The family of a feature. Raises KeyError for one that is not known."""
    return "owner" if feature.startswith(OWNER_KIND) else FAMILIES[feature]


def pair_features(
    asking: Traits, offering: Traits, at: datetime, *, past_success: float = 0.0, past_refusals: float = 0.0
) -> dict[str, float]:
    """The features of a pair as they stood `at` that moment; `past_…` is what `History` gives.

    `trl_short` and `trl_beyond`: levels between the readiness asked for and the one found, by direction;
    `trl_level`: levels above 5; `trl_demonstrated`, `same_…`, `owner_kind:…`: 0 or 1; `fields_shared`: share of
    the fields asked for that are found; `age_years`: since publication, at most 3.
    """
    values = dict.fromkeys(FAMILIES, 0.0)
    if offering.trl is not None:
        values["trl_level"] = float(offering.trl - MIDDLE_TRL)
        values["trl_demonstrated"] = float(offering.trl >= DEMONSTRATED_TRL)
        if asking.trl is not None:
            values["trl_short"] = float(max(asking.trl - offering.trl, 0))
            values["trl_beyond"] = float(max(offering.trl - asking.trl, 0))
    if asking.fields:
        values["fields_shared"] = len(asking.fields & offering.fields) / len(asking.fields)
    values["same_province"] = float(bool(offering.province) and offering.province == asking.province)
    values["same_city"] = float(
        bool(offering.city) and (offering.province, offering.city) == (asking.province, asking.city)
    )
    values["same_language"] = float(bool(offering.language) and offering.language == asking.language)
    if offering.published is not None:
        years = (at - offering.published).total_seconds() / 86_400 / YEAR_DAYS
        values["age_years"] = min(max(years, 0.0), OLDEST_YEARS)
    values["past_success"] = past_success
    values["past_refusals"] = past_refusals
    if offering.owner_kind:
        values[OWNER_KIND + offering.owner_kind] = 1.0
    return values


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one decider decided on one pair. `lasting`: refused for a reason that stays whoever asks, such as its rights."""

    query: str
    document: str
    owner: str
    decider: str
    good: bool
    lasting: bool = False


class History:
    """What was decided so far. Ask before adding a decision: then no feature knows what it is to foretell."""

    def __init__(self, outcomes: Iterable[Outcome] = (), *, least_deciders: int = LEAST_DECIDERS) -> None:
        self._least = least_deciders
        self._owners: dict[str, list[Outcome]] = {}
        self._documents: dict[str, list[Outcome]] = {}
        self._count = self._good = self._lasting = 0
        for outcome in outcomes:
            self.add(outcome)

    def add(self, outcome: Outcome) -> None:
        """Take in one decision."""
        self._owners.setdefault(outcome.owner, []).append(outcome)
        self._documents.setdefault(outcome.document, []).append(outcome)
        self._count += 1
        self._good += outcome.good
        self._lasting += outcome.lasting

    def success(self, owner: str, *, query: str = "", document: str = "") -> float:
        """How much more often than usual this owner's documents were kept, −1 to 1, without the pair named.

        Smoothed towards the usual rate; 0 for a newcomer and where fewer than `least_deciders` decided.
        """
        outcomes = _others(self._owners.get(owner, ()), query, document)
        return self._rate(outcomes, sum(outcome.good for outcome in outcomes), self._good)

    def refusals(self, document: str, *, query: str = "") -> float:
        """How much more often than usual this document was refused for a lasting reason; as `success`."""
        outcomes = _others(self._documents.get(document, ()), query, document)
        return self._rate(outcomes, sum(outcome.lasting for outcome in outcomes), self._lasting)

    def tables(self) -> tuple[dict[str, float], dict[str, float]]:
        """The success of every owner and the refusals of every document that are not 0, to be frozen with a model."""
        owners = {owner: self.success(owner) for owner in sorted(self._owners)}
        documents = {document: self.refusals(document) for document in sorted(self._documents)}
        return _without_zeros(owners), _without_zeros(documents)

    def _rate(self, outcomes: list[Outcome], hits: int, all_hits: int) -> float:
        if len({outcome.decider for outcome in outcomes}) < self._least:
            return 0.0
        usual = all_hits / self._count
        return (hits + SMOOTHING * usual) / (len(outcomes) + SMOOTHING) - usual


def _others(outcomes: Iterable[Outcome], query: str, document: str) -> list[Outcome]:
    return [outcome for outcome in outcomes if (outcome.query, outcome.document) != (query, document)]


def _without_zeros(table: Mapping[str, float]) -> dict[str, float]:
    return {key: rate for key, rate in table.items() if rate}
