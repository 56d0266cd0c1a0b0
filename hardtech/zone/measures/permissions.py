"""Who may do what with the texts of measures, as named predicates.

| who | measures |
|---|---|
| everybody | reads what is published, and what was published before |
| zone officer | reads drafts and proposals, drafts, proposes, simulates; publishes or sends back what another proposed |
"""

from __future__ import annotations

from django.db.models import Q

from hardtech.zone.accounts.permissions import Visitor, is_zone_officer
from hardtech.zone.measures.choices import RevisionState
from hardtech.zone.measures.models import Revision

__all__ = [
    "OPEN",
    "PUBLIC",
    "may_decide",
    "may_keep_measures",
    "may_see_revision",
    "may_write",
    "visible_revisions",
]

PUBLIC = frozenset({RevisionState.PUBLISHED, RevisionState.REPLACED})
OPEN = frozenset({RevisionState.DRAFT, RevisionState.REJECTED})


def may_keep_measures(visitor: Visitor) -> bool:
    """Drafts of measures, proposals and simulations are the officers' work."""
    return is_zone_officer(visitor)


def may_see_revision(visitor: Visitor, revision: Revision) -> bool:
    return revision.state in PUBLIC or may_keep_measures(visitor)


def visible_revisions(visitor: Visitor) -> Q:
    """The revisions that the visitor may see, as a condition on `Revision`."""
    return Q() if may_keep_measures(visitor) else Q(state__in=PUBLIC)


def may_write(visitor: Visitor, revision: Revision) -> bool:
    """Only its author, or whoever takes over a draft of the rulebooks: what two wrote, neither of them could approve."""
    free = revision.author_id is None or revision.author_id == visitor.pk
    return may_keep_measures(visitor) and revision.state in OPEN and free


def may_decide(visitor: Visitor, revision: Revision) -> bool:
    """Four eyes: another officer than the author."""
    proposed = revision.state == RevisionState.PROPOSED
    return may_keep_measures(visitor) and proposed and revision.author_id != visitor.pk
