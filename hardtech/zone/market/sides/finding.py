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

from hardtech.engines.matching import Catalogue, Explainer, Explanation, Hit, Query, share_of_best
from hardtech.zone.market import catalogue, vectors
from hardtech.zone.market.catalogued import companies
from hardtech.zone.market.documents import as_document, company_document, with_requirements
from hardtech.zone.market.models import Need, Offer
from hardtech.zone.market.queries import published
from hardtech.zone.registry.choices import OrganisationKind
from hardtech.zone.registry.models import Organisation, Person

__all__ = ["Companies", "Found", "companies_for_offer", "people_for_need"]

M = TypeVar("M", bound=Model)

DEPTHS = (200, 2_000)  # records looked at: the second only where the first give too few names
LEAST_SHARE = 0.1  # of the best one's score: below it, a name is no suggestion
ALSO = 0.5  # of the score of its own best record: from here another record speaks for a name, too
MOST_RECORDS = 3  # that speak for one name
BY_PROFILE = 10


@dataclass(frozen=True)
class Found(Generic[M]):
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

    by_need: list[Found[Organisation]]
    by_profile: list[Found[Organisation]]


def companies_for_offer(offer: Offer, *, fields: Collection[str] = (), top: int = 20) -> Companies:
    """Companies that could use the offer, best first; never its owner. `fields` are those of the companies."""
    chosen = companies().exclude(pk=offer.owner_id)
    if fields:
        chosen = chosen.filter(fields__overlap=list(fields))
    by_need = _by_need(offer, chosen, top)
    others = chosen.exclude(pk__in=[one.record.pk for one in by_need])
    return Companies(by_need, _by_profile(offer, others, fields))


def people_for_need(need: Need, *, fields: Collection[str] = (), top: int = 30) -> list[Found[Person]]:
    """People named on published offers that suit the need, best first. `fields` are those of the offers."""
    offers = published(Offer)
    if fields:
        offers = offers.filter(fields__overlap=list(fields))

    def named(refs: Collection[str]) -> Iterable[tuple[str, int]]:
        return (
            offers.filter(ref__in=refs, people__isnull=False).order_by("people").values_list("ref", "people")
        )

    live = catalogue.current(Offer)
    query = _query(need, live)
    groups = _grouped(live, query, named, top)
    people = Person.objects.in_bulk([group.pk for group in groups])
    return _found(Offer, live, query, [(people[group.pk], group) for group in groups if group.pk in people])


@dataclass(frozen=True)
class _Group:
    """Whoever stands behind some hits: primary key, and the hits, best first."""

    pk: int
    hits: tuple[Hit, ...]


def _by_need(offer: Offer, chosen: QuerySet[Organisation], top: int) -> list[Found[Organisation]]:
    needs = published(Need).filter(owner__kind=OrganisationKind.COMPANY, owner__in=chosen.values("pk"))

    def owners(refs: Collection[str]) -> Iterable[tuple[str, int]]:
        return needs.filter(ref__in=refs).values_list("ref", "owner")

    live = catalogue.current(Need)
    query = _query(offer, live)
    groups = _grouped(live, query, owners, top)
    names = chosen.in_bulk([group.pk for group in groups])
    return _found(Need, live, query, [(names[group.pk], group) for group in groups if group.pk in names])


def _by_profile(
    offer: Offer, chosen: QuerySet[Organisation], fields: Collection[str]
) -> list[Found[Organisation]]:
    live = catalogue.current(Organisation)
    query = _query(offer, live)
    allowed = set(chosen.values_list("ref", flat=True)) if fields else None
    hits = live.search(query, BY_PROFILE + DEPTHS[0], allowed)
    known = {one.ref: one for one in chosen.filter(ref__in=[hit.id for hit in hits])}
    hits = [hit for hit in hits if hit.id in known][:BY_PROFILE]
    explainer = Explainer(query, live)
    return [
        Found(
            known[hit.id],
            hit.score,
            hit.score / hits[0].score,
            (),
            explainer.explain(company_document(known[hit.id])),
        )
        for hit in hits
        if hit.score >= LEAST_SHARE * hits[0].score
    ]


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
    model: type[Offer] | type[Need], live: Catalogue, query: Query, named: Sequence[tuple[M, _Group]]
) -> list[Found[M]]:
    """The names with their records fetched, and why the best of these matches."""
    refs = [hit.id for _name, group in named for hit in group.hits]
    records = {one.ref: one for one in with_requirements(published(model).filter(ref__in=refs))}
    explainer = Explainer(query, live)
    best = named[0][1].hits[0].score if named else 0.0
    found = []
    for name, group in named:
        own = tuple(records[hit.id] for hit in group.hits if hit.id in records)
        if own:
            score = group.hits[0].score
            found.append(
                Found(name, score, share_of_best(score, best), own, explainer.explain(as_document(own[0])))
            )
    return found


def _query(profile: Offer | Need, live: Catalogue) -> Query:
    """Without readiness: that is a matter between an offer and a need; here somebody is looked for."""
    return replace(vectors.query_of(profile, live), trl=None)
