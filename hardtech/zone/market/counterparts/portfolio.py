"""One house's offers against another's needs, or against those of a field: the pairs that fit best."""

from __future__ import annotations

from dataclasses import dataclass

from hardtech.engines.matching import Catalogue, Explainer, Explanation, Query, full_score
from hardtech.zone.finding import catalogue
from hardtech.zone.finding.vectors import as_query
from hardtech.zone.market.documents import NEED_NOUN, OFFER_NOUN, as_document
from hardtech.zone.market.models import Need, Offer
from hardtech.zone.market.queries import published
from hardtech.zone.registry.models import Organisation

__all__ = ["MOST_RECORDS", "Pair", "Portfolio", "compare"]

MOST_RECORDS = 200  # of each side, the newest: 200 long needs take three seconds of processor time
OFFERS_EACH = 3  # a need's best offers that may enter the list
LEAST_COVERAGE = 0.05  # below it, a few common words met


@dataclass(frozen=True)
class Pair:
    """An offer and a need; `coverage` is how much of what the need says stands in the offer, 0 to 1, and why."""

    need: Need
    offer: Offer
    coverage: float
    explanation: Explanation


@dataclass(frozen=True)
class Portfolio:
    """The best pairs, and how many records were compared of how many there are."""

    pairs: list[Pair]
    offers: int
    needs: int
    offers_compared: int
    needs_compared: int

    @property
    def is_cut(self) -> bool:
        return (self.offers, self.needs) != (self.offers_compared, self.needs_compared)


def compare(
    offers_of: Organisation, *, needs_of: Organisation | None = None, field: str = "", top: int = 50
) -> Portfolio:
    """The published offers of one organisation against the published needs of another, of a field, or of both.

    Scores of different needs don't compare, so each is taken as a share of what the need's own text would get.
    """
    offers = published(Offer).filter(owner=offers_of)
    needs = NEED_NOUN.narrowed(fields=[field] if field else ()).exclude(owner=offers_of)
    if needs_of is not None:
        needs = needs.filter(owner=needs_of)
    offered, wanted = list(offers[:MOST_RECORDS]), list(needs[:MOST_RECORDS])
    return Portfolio(_best(offered, wanted, top), offers.count(), needs.count(), len(offered), len(wanted))


@dataclass(frozen=True)
class _Candidate:
    need: Need
    query: Query
    offer: Offer
    coverage: float


def _best(offered: list[Offer], wanted: list[Need], top: int) -> list[Pair]:
    """A catalogue of the offers alone answers each need, with the statistics of all that is published."""
    everything = catalogue.current(OFFER_NOUN)
    by_ref = {offer.ref: offer for offer in offered}
    theirs = Catalogue.build(as_document(offer) for offer in offered)
    found = []
    for need in wanted:
        query = as_query(as_document(need))
        full = full_score(query, everything)
        found += [
            _Candidate(need, query, by_ref[hit.id], min(1.0, hit.score / full))
            for hit in theirs.search(query, OFFERS_EACH, statistics=everything)
            if hit.score >= LEAST_COVERAGE * full
        ]
    found.sort(key=lambda one: (-one.coverage, one.need.ref, one.offer.ref))
    return _explained(found[:top], everything)


def _explained(candidates: list[_Candidate], everything: Catalogue) -> list[Pair]:
    explainers: dict[str, Explainer] = {}
    pairs = []
    for one in candidates:
        if one.need.ref not in explainers:
            explainers[one.need.ref] = Explainer(one.query, everything)
        explanation = explainers[one.need.ref].explain(as_document(one.offer))
        pairs.append(Pair(one.need, one.offer, one.coverage, explanation))
    return pairs
