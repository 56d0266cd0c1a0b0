"""Reads of measures and their texts."""

from __future__ import annotations

from django.db.models import Case, Q, QuerySet, When

from hardtech.zone.accounts.permissions import Visitor
from hardtech.zone.common.refs import is_reference
from hardtech.zone.common.search import matching_words, sharing_words
from hardtech.zone.measures.choices import RevisionState
from hardtech.zone.measures.models import Measure, Revision
from hardtech.zone.measures.permissions import visible_revisions

__all__ = ["find_measure", "find_revision", "in_plain_words", "measures", "revisions_of", "unpublished"]

WAITING = Case(
    When(state=RevisionState.PROPOSED, then=0), When(state=RevisionState.REJECTED, then=1), default=2
)


def measures() -> QuerySet[Measure]:
    """All that have a published text."""
    return Measure.objects.filter(revisions__state=RevisionState.PUBLISHED).defer("search")


def find_measure(ref: str) -> Measure:
    """The measure behind a reference. Raises `DoesNotExist`."""
    if not is_reference(ref):
        raise Measure.DoesNotExist
    return measures().get(ref=ref)


def in_plain_words(records: QuerySet[Measure], text: str) -> QuerySet[Measure]:
    """Measures that hold all words; where none does, those that hold some, those with most of them first."""
    found = matching_words(records, text)
    return found if found.exists() else sharing_words(records, text)


def find_revision(visitor: Visitor, ref: str) -> Revision:
    """The revision behind a reference, if the visitor may see it. Raises `DoesNotExist`."""
    if not is_reference(ref):
        raise Revision.DoesNotExist
    return _revisions(visitor).get(ref=ref)


def revisions_of(visitor: Visitor, measure: Measure) -> QuerySet[Revision]:
    """Those that the visitor may see, the newest first, without their texts."""
    return _revisions(visitor).filter(measure=measure).defer("source", "cases").order_by("-number")


def unpublished(visitor: Visitor) -> QuerySet[Revision]:
    """Proposals, then what was sent back, then drafts; each the newest first, without their texts."""
    states = [RevisionState.PROPOSED, RevisionState.REJECTED, RevisionState.DRAFT]
    found = _revisions(visitor).filter(state__in=states).defer("source", "cases")
    return found.order_by(WAITING, "-updated_at", "-pk")


def _revisions(visitor: Visitor) -> QuerySet[Revision]:
    seen: Q = visible_revisions(visitor)
    return (
        Revision.objects.filter(seen)
        .select_related("measure", "author__person", "approved_by__person", "based_on")
        .defer("measure__search", "based_on__source", "based_on__cases")
    )
