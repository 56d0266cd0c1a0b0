"""The journal as examples: what was decided last on each pair, by whom, and what was known at that moment.

Read are the decisions of the need's side and of technology managers, on needs and offers that were published at some
time. An organisation counts as one decider, a technology manager as one, and each decides once on a pair. What an offer's
side decides says what that offerer wants, not what suits the need: it teaches nothing here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from hardtech.engines.matching import Example, History, Outcome, pair_features, share_of_best
from hardtech.zone.finding import catalogue, vectors
from hardtech.zone.journal.models import Entry
from hardtech.zone.market.choices import DismissalReason, Side, Status
from hardtech.zone.market.documents import OFFER_NOUN, as_document, with_texts
from hardtech.zone.market.learning.traits import traits_of
from hardtech.zone.market.models import Need, Offer

__all__ = ["LearnedHistory", "read"]

P = TypeVar("P", Need, Offer)

GRADES: Mapping[str, int] = {"match.dismissed": 0, "match.kept": 1}
UNDONE = "match.undecided"

LASTING = frozenset(
    [DismissalReason.PERFORMANCE, DismissalReason.COST, DismissalReason.RIGHTS, DismissalReason.CAPACITY]
)
"""Reasons that lie in the offer, whoever asks."""

HITS_LOOKED_AT = 500
"""What stands further down counts as the last of these."""


@dataclass(frozen=True)
class Decided:
    """The last word of one decider on one pair."""

    need: str
    offer: str
    decider: str
    verb: str
    reason: str
    at: datetime


@dataclass(frozen=True)
class LearnedHistory:
    """The examples in order of time, what they add up to, and the last entry of the journal that was read."""

    examples: list[Example]
    history: History
    owners: frozenset[str]
    horizon: int


def read() -> LearnedHistory:
    """Everything that the journal teaches until now."""
    horizon = Entry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    entries = list(
        Entry.objects.filter(verb__in=[*GRADES, UNDONE], seq__lte=horizon)
        .order_by("seq")
        .only("verb", "subject", "about", "actor", "data", "at")
    )
    needs = _ever_published(Need, {entry.subject for entry in entries})
    offers = _ever_published(Offer, {ref for entry in entries for ref in entry.about})
    decided = _last_words(entries, needs, offers)
    shares = _text_shares(decided, needs, offers)
    history, examples = History(), []
    for one in decided:
        need, offer = needs[one.need], offers[one.offer]
        features = pair_features(
            traits_of(need),
            traits_of(offer),
            one.at,
            past_success=history.success(offer.owner.ref, query=one.need, document=one.offer),
            past_refusals=history.refusals(one.offer, query=one.need),
        )
        grade = GRADES[one.verb]
        if one.reason != DismissalReason.KNOWN:  # it suited so well that it was in use already
            share = shares[one.need, one.offer]
            examples.append(Example(one.need, one.offer, one.decider, share, features, grade, one.at))
        history.add(
            Outcome(one.need, one.offer, offer.owner.ref, one.decider, grade > 0, one.reason in LASTING)
        )
    return LearnedHistory(
        examples, history, frozenset(offers[one.offer].owner.ref for one in decided), horizon
    )


def _ever_published(model: type[P], refs: set[str]) -> dict[str, P]:
    found = model.objects.filter(ref__in=refs, published_at__isnull=False).select_related("owner")
    return {record.ref: record for record in with_texts(found)}


def _last_words(
    entries: Iterable[Entry], needs: Mapping[str, Need], offers: Mapping[str, Offer]
) -> list[Decided]:
    standing: dict[tuple[str, str, str], Decided] = {}
    for entry in entries:
        need, side = entry.subject, entry.data.get("side")
        offer = next((ref for ref in entry.about if ref in offers), None)
        if need not in needs or offer is None or side == Side.OFFER:
            continue
        decider = needs[need].owner.ref if side == Side.NEED else entry.actor
        standing.pop((decider, need, offer), None)  # what is decided anew comes last
        if entry.verb != UNDONE:
            reason = entry.data.get("reason", "")
            standing[decider, need, offer] = Decided(need, offer, decider, entry.verb, reason, entry.at)
    return list(standing.values())


def _text_shares(
    decided: Iterable[Decided], needs: Mapping[str, Need], offers: Mapping[str, Offer]
) -> dict[tuple[str, str], float]:
    """The score of each pair beside the need's best offer, by the catalogue as it is now.

    Offers that were withdrawn since, perhaps because they found their buyer, are searched as if they were there.
    """
    by_need: defaultdict[str, set[str]] = defaultdict(set)
    for one in decided:
        by_need[one.need].add(one.offer)
    gone = [offer for offer in offers.values() if offer.status != Status.PUBLISHED]
    whole = catalogue.current(OFFER_NOUN).with_changes([as_document(offer) for offer in gone])
    shares: dict[tuple[str, str], float] = {}
    queries = vectors.queries_of([as_document(needs[need]) for need in by_need], whole)
    for need, asked in by_need.items():
        hits = {hit.id: hit.score for hit in whole.search(queries[need], HITS_LOOKED_AT)}
        best, last = max(hits.values(), default=1.0), min(hits.values(), default=0.0)
        for offer in asked:
            shares[need, offer] = share_of_best(hits.get(offer, last), best)
    return shares
