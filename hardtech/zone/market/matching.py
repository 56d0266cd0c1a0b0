"""Ranked matches with their reasons, for pages, API and exports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import Q
from django.utils import timezone

from hardtech.engines.matching import Explainer, Explanation, Hit, share_of_best, trl_gap
from hardtech.zone.accounts.permissions import Visitor
from hardtech.zone.finding import catalogue, vectors
from hardtech.zone.market.choices import MatchVerdict
from hardtech.zone.market.documents import OFFER_NOUN, as_document
from hardtech.zone.market.kinds import kind_of
from hardtech.zone.market.learning.reranking import DEPTH, Part, Scored, by_default, rerank
from hardtech.zone.market.learning.stored import in_force
from hardtech.zone.market.learning.traits import traits_of, traits_of_offers
from hardtech.zone.market.models import Decision, Need, Offer, need_and_offer
from hardtech.zone.market.queries import decisions_for

__all__ = ["Ranked", "best_for_needs", "explain_match", "ranked_matches"]

EVERYTHING = Q()
COMPARED = 2_000  # hits among which an offer that is compared is looked for; beyond them its score is nought
SPARE = 20  # hits beyond the page: some may have been withdrawn or dismissed this moment


@dataclass(frozen=True)
class Ranked:
    """A match: the profile found, its score, the best score of the search, why, and what was decided.

    The score is the sum of its parts: the text, and what was learned from decisions where a learned ranking is on.
    """

    profile: Offer | Need
    score: float
    parts: tuple[Part, ...]
    best: float
    explanation: Explanation
    decision: Decision | None

    @property
    def share(self) -> float:
        """The score beside the best one's, from 0 to 1."""
        return share_of_best(self.score, self.best)


def ranked_matches(
    visitor: Visitor,
    asking: Offer | Need,
    among: Q = EVERYTHING,
    *,
    hide_dismissed: bool = True,
    top: int = 20,
) -> list[Ranked]:
    """The published offers that suit a need, or the needs that an offer could serve, best first.

    `among` is a condition on these. Ask only for a record that the visitor may see.
    """
    noun = kind_of(asking).other.noun
    allowed = set(noun.entering().filter(among).values_list("ref", flat=True)) if among else None
    decisions = _own_decisions(visitor, asking)
    live = catalogue.current(noun)
    query = vectors.query_of(as_document(asking), live)
    # More than is shown: what was learned may bring up what stands lower by text, some records were hidden this moment, and
    # those that this side dismissed may be left out.
    scored = _scored(asking, live.search(query, max(top + SPARE, DEPTH) + len(decisions), allowed))
    # Through the filter of what may be seen once more: a catalogue is a moment behind what was just withdrawn.
    records = noun.by_ref([one.ref for one in scored[: top + SPARE + len(decisions)]])
    best = scored[0].score if scored else 1.0
    explainer = Explainer(query, live)
    ranked: list[Ranked] = []
    for one in scored:
        record, decision = records.get(one.ref), decisions.get(one.ref)
        if record is None or (hide_dismissed and decision and decision.verdict == MatchVerdict.DISMISSED):
            continue
        need, offer = need_and_offer(asking, record)
        # The engine takes the query for what asks, and on an offer's page it is what offers.
        gap = trl_gap(need.trl, offer.trl)
        reasons = replace(explainer.explain(as_document(record), one.hit), trl_gap=gap)
        ranked.append(Ranked(record, one.score, one.parts, best, reasons, decision))
        if len(ranked) == top:
            break
    return ranked


def explain_match(need: Need, offers: Iterable[Offer]) -> list[Explanation]:
    """Why each offer suits the need, and what it lacks; scored as on the need's match page, without what was learned."""
    live = catalogue.current(OFFER_NOUN)
    query = vectors.query_of(as_document(need), live)
    hits = {hit.id: hit for hit in live.search(query, COMPARED)}
    explainer = Explainer(query, live)
    return [
        explainer.explain(as_document(offer), hits.get(offer.ref, Hit(offer.ref, 0.0))) for offer in offers
    ]


def best_for_needs(needs: Sequence[Need], top: int) -> dict[int, list[Scored]]:
    """Primary key of each need → its `top` best offers, as its match page ranks them, unfiltered and unexplained."""
    live = catalogue.current(OFFER_NOUN)
    queries = vectors.queries_of(map(as_document, needs), live)
    asked = {need: live.search(queries[need.ref], max(top, DEPTH)) for need in needs}
    return {need.pk: scored[:top] for need, scored in _learned_order(asked).items()}


def _scored(asking: Offer | Need, hits: list[Hit]) -> list[Scored]:
    """The hits as they are ranked: for a need by what was learned from decisions, where that is on."""
    return _learned_order({asking: hits})[asking] if isinstance(asking, Need) and hits else by_default(hits)


def _learned_order(asked: Mapping[Need, list[Hit]]) -> dict[Need, list[Scored]]:
    """The hits of each need in the order that is in force; two queries at most, however many needs."""
    learned = in_force()
    if learned is None:
        return {need: by_default(hits) for need, hits in asked.items()}
    found = traits_of_offers({hit.id for hits in asked.values() for hit in hits})
    now = timezone.now()
    return {need: rerank(learned, traits_of(need), hits, found, now) for need, hits in asked.items()}


def _own_decisions(visitor: Visitor, asking: Offer | Need) -> dict[str, Decision]:
    """Reference of the other profile → the decision of the visitor's side; its own side goes before the broker."""
    other = kind_of(asking).other.code
    found: dict[str, Decision] = {}
    for decision in (
        decisions_for(visitor, asking).select_related(other, "decided_by__person").order_by("side")
    ):
        ref = getattr(decision, other).ref
        if ref not in found or decision.side == asking.SIDE:
            found[ref] = decision
    return found
