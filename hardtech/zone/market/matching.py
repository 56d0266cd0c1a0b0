"""Ranked matches with their reasons, for pages, API and exports."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils import timezone

from hardtech.engines.matching import Catalogue, Explainer, Explanation, Hit, share_of_best, trl_gap
from hardtech.zone.accounts.permissions import Visitor
from hardtech.zone.finding import catalogue, vectors
from hardtech.zone.finding.nouns import CatalogueNoun
from hardtech.zone.market.choices import Verdict
from hardtech.zone.market.documents import NEED_NOUN, OFFER_NOUN, as_document
from hardtech.zone.market.learning.reranking import DEPTH, Part, Scored, by_default, rerank
from hardtech.zone.market.learning.stored import in_force
from hardtech.zone.market.learning.traits import traits_of, traits_of_offers
from hardtech.zone.market.models import Decision, Need, Offer, Profile
from hardtech.zone.market.queries import decisions_for

__all__ = ["Ranked", "best_for_needs", "explain_match", "needs_for_offer", "offers_for_need"]

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


def offers_for_need(
    visitor: Visitor,
    need: Need,
    *,
    fields: Collection[str] = (),
    trl_min: int | None = None,
    owner: str | None = None,
    language: str = "",
    hide_dismissed: bool = True,
    top: int = 20,
) -> list[Ranked]:
    """The published offers that suit the need best, best first. Ask only for a need that the visitor may see."""
    allowed = _allowed(OFFER_NOUN, fields, trl_min, owner, language)
    return _rank(visitor, need, OFFER_NOUN, allowed, hide_dismissed=hide_dismissed, top=top)


def needs_for_offer(
    visitor: Visitor,
    offer: Offer,
    *,
    fields: Collection[str] = (),
    owner: str | None = None,
    language: str = "",
    hide_dismissed: bool = True,
    top: int = 20,
) -> list[Ranked]:
    """The published needs that the offer could serve, best first."""
    allowed = _allowed(NEED_NOUN, fields, None, owner, language)
    return _rank(visitor, offer, NEED_NOUN, allowed, hide_dismissed=hide_dismissed, top=top)


def explain_match(need: Need, offers: Iterable[Offer]) -> list[Explanation]:
    """Why each offer suits the need, and what it lacks; scored as on the need's match page, without what was learned."""
    live = catalogue.current(OFFER_NOUN)
    query = vectors.query_of(as_document(need), live)
    hits = {hit.id: hit for hit in live.search(query, COMPARED)}
    explainer = Explainer(query, live)
    return [
        explainer.explain(as_document(offer), hits.get(offer.ref, Hit(offer.ref, 0.0))) for offer in offers
    ]


def _allowed(
    noun: CatalogueNoun, fields: Collection[str], trl_min: int | None, owner: str | None, language: str
) -> set[str] | None:
    """The references that pass the filters; None when nothing is filtered."""
    if not (fields or trl_min is not None or owner or language):
        return None
    records = noun.narrowed(fields=fields, language=language)
    if trl_min is not None:
        records = records.filter(trl__gte=trl_min)
    if owner:
        records = records.filter(owner__ref=owner)
    return set(records.values_list("ref", flat=True))


def _rank(
    visitor: Visitor,
    asking: Offer | Need,
    noun: CatalogueNoun,
    allowed: set[str] | None,
    *,
    hide_dismissed: bool,
    top: int,
) -> list[Ranked]:
    decisions = _own_decisions(visitor, asking)
    live: Catalogue = catalogue.current(noun)
    query = vectors.query_of(as_document(asking), live)
    scored = _scored(asking, live.search(query, max(top + SPARE, DEPTH) + len(decisions), allowed))
    records = noun.by_ref([one.ref for one in scored[: top + SPARE + len(decisions)]])
    best = scored[0].score if scored else 1.0
    explainer = Explainer(query, live)
    ranked: list[Ranked] = []
    for one in scored:
        record = records.get(one.ref)
        decision = decisions.get(one.ref)
        if record is None or (hide_dismissed and decision and decision.verdict == Verdict.DISMISSED):
            continue
        reasons = explainer.explain(as_document(record), one.hit)
        if isinstance(asking, Offer):  # the engine takes the query for what asks; here it offers
            reasons = replace(reasons, trl_gap=trl_gap(record.trl, asking.trl))
        ranked.append(Ranked(record, one.score, one.parts, best, reasons, decision))
        if len(ranked) == top:
            break
    return ranked


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


def _own_decisions(visitor: Visitor, asking: Profile) -> dict[str, Decision]:
    """Reference of the other profile → the decision of the visitor's side; its own side goes before the broker."""
    other = "offer" if isinstance(asking, Need) else "need"
    found: dict[str, Decision] = {}
    for decision in (
        decisions_for(visitor, asking).select_related(other, "decided_by__person").order_by("side")
    ):
        ref = getattr(decision, other).ref
        if ref not in found or decision.side == asking.SIDE:
            found[ref] = decision
    return found
