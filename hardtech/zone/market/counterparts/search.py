"""Companies that could use an offer, and people who can answer a need.

Both are found by what they published: whoever stands behind a record that matches ranks by the best such record.
(To rank people by their documents, and not by one document for each person, is model 2 of Balog, Azzopardi and de
Rijke, "Formal models for expert finding in enterprise corpora", 2006.) A company that published no need is found by
its own profile; the two lists are kept apart, as scores of two catalogues don't compare.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet

from hardtech.engines.matching import Catalogue, Document, Explainer, Explanation, Hit, Query, share_of_best
from hardtech.zone.finding import catalogue, vectors
from hardtech.zone.finding.matches import best_matches
from hardtech.zone.finding.nouns import CatalogueNoun
from hardtech.zone.market.documents import NEED_NOUN, OFFER_NOUN, as_document
from hardtech.zone.market.models import Need, Offer
from hardtech.zone.registry.choices import OrganisationKind
from hardtech.zone.registry.documents import COMPANY_NOUN
from hardtech.zone.registry.models import Organisation, Person

__all__ = ["Companies", "Counterpart", "companies_for_offer", "people_for_need"]

M = TypeVar("M", bound=Model)

DEPTHS = (200, 2_000)  # records looked at: the second only where the first give too few names
LEAST_SHARE = 0.1  # of the best one's score: below it, a name is no suggestion
ALSO = 0.5  # of the score of its own best record: from here another record speaks for a name, too
MOST_RECORDS = 3  # that speak for one name
BY_PROFILE = 10


@dataclass(frozen=True)
class Counterpart(Generic[M]):
    """A company or person: the best score of what speaks for it, that score beside the best one's, and why.

    `records` are its needs or offers that speak for it, best first; empty where its own profile does.
    """

    record: M
    score: float
    share: float
    records: tuple[Any, ...]
    explanation: Explanation


@dataclass(frozen=True)
class Companies:
    """Companies that asked for something like it, and others whose profile speaks of it."""

    by_need: list[Counterpart[Organisation]]
    by_profile: list[Counterpart[Organisation]]


def companies_for_offer(offer: Offer, *, fields: Collection[str] = (), top: int = 20) -> Companies:
    """Companies that could use the offer, best first; never its owner. `fields` are those of the companies."""
    chosen = COMPANY_NOUN.narrowed(fields=fields).exclude(pk=offer.owner_id)
    by_need = _by_need(offer, chosen, top)
    named = {offer.owner.ref, *(company.record.ref for company in by_need)}
    return Companies(by_need, _by_profile(offer, fields, named))


def people_for_need(need: Need, *, fields: Collection[str] = (), top: int = 30) -> list[Counterpart[Person]]:
    """People named on published offers that suit the need, best first. `fields` are those of the offers."""
    offers = OFFER_NOUN.narrowed(fields=fields)

    def named(refs: Collection[str]) -> Iterable[tuple[str, int]]:
        return (
            offers.filter(ref__in=refs, people__isnull=False).order_by("people").values_list("ref", "people")
        )

    live = catalogue.current(OFFER_NOUN)
    query = vectors.query_of(_asking(need), live)
    groups = _grouped(live, query, named, top)
    people = Person.objects.in_bulk([group.pk for group in groups])
    return _found(
        OFFER_NOUN, live, query, [(people[group.pk], group) for group in groups if group.pk in people]
    )


@dataclass(frozen=True)
class _Group:
    """Whoever stands behind some hits: primary key, and the hits, best first."""

    pk: int
    hits: tuple[Hit, ...]


def _by_need(offer: Offer, chosen: QuerySet[Organisation], top: int) -> list[Counterpart[Organisation]]:
    needs = NEED_NOUN.entering().filter(owner__kind=OrganisationKind.COMPANY, owner__in=chosen.values("pk"))

    def owners(refs: Collection[str]) -> Iterable[tuple[str, int]]:
        return needs.filter(ref__in=refs).values_list("ref", "owner")

    live = catalogue.current(NEED_NOUN)
    query = vectors.query_of(_asking(offer), live)
    groups = _grouped(live, query, owners, top)
    names = chosen.in_bulk([group.pk for group in groups])
    return _found(NEED_NOUN, live, query, [(names[group.pk], group) for group in groups if group.pk in names])


def _by_profile(offer: Offer, fields: Collection[str], excluded: set[str]) -> list[Counterpart[Organisation]]:
    matches = best_matches(
        _asking(offer),
        COMPANY_NOUN,
        fields=fields,
        excluded=excluded,
        least_share=LEAST_SHARE,
        most=BY_PROFILE,
    )
    return [Counterpart(one.record, one.score, one.share, (), one.explanation) for one in matches]


def _grouped(
    live: Catalogue, query: Query, names_of: Callable[[Collection[str]], Iterable[tuple[str, int]]], top: int
) -> list[_Group]:
    """The `top` names behind the best hits; `names_of` gives (reference, primary key) of those that may be told."""
    groups: list[_Group] = []
    for depth in DEPTHS:
        hits = live.search(query, depth)
        behind: dict[str, list[int]] = {}
        for ref, pk in names_of([hit.id for hit in hits]):
            behind.setdefault(ref, []).append(pk)
        groups = _by_name(hits, behind)
        if len(groups) >= top or len(hits) < depth:
            break
    best = groups[0].hits[0].score if groups else 0.0
    return [group for group in groups[:top] if group.hits[0].score >= LEAST_SHARE * best]


def _by_name(hits: Sequence[Hit], behind: dict[str, list[int]]) -> list[_Group]:
    """Names in the order of their best hits, each with the hits that speak for it."""
    found: dict[int, list[Hit]] = {}
    for hit in hits:
        for pk in behind.get(hit.id, ()):
            found.setdefault(pk, []).append(hit)
    return [
        _Group(pk, tuple(hit for hit in own[:MOST_RECORDS] if hit.score >= ALSO * own[0].score))
        for pk, own in found.items()
    ]


def _found(
    noun: CatalogueNoun, live: Catalogue, query: Query, named: Sequence[tuple[M, _Group]]
) -> list[Counterpart[M]]:
    """The names with their records fetched, and why the best of these matches."""
    refs = [hit.id for _name, group in named for hit in group.hits]
    records = noun.by_ref(refs)
    explainer = Explainer(query, live)
    best = named[0][1].hits[0].score if named else 0.0
    found = []
    for name, group in named:
        own = tuple(records[hit.id] for hit in group.hits if hit.id in records)
        if own:
            score = group.hits[0].score
            found.append(
                Counterpart(
                    name, score, share_of_best(score, best), own, explainer.explain(as_document(own[0]))
                )
            )
    return found


def _asking(profile: Offer | Need) -> Document:
    """Without readiness: that is a matter between an offer and a need; here somebody is looked for."""
    return replace(as_document(profile), trl=None)
