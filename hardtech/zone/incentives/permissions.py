"""Who may do what with verdicts and claims, as named predicates.

| who | claims |
|---|---|
| member of the organisation | files, reads, answers and withdraws its claims; proposals once they are confirmed |
| zone officer | reads and decides those of the zone's organisations, none of their own, and pays what another decided |
| anybody else, technology managers among them | nothing |
"""

from __future__ import annotations

from django.db.models import Q

from hardtech.zone.accounts.permissions import Visitor, is_zone_officer
from hardtech.zone.facts.permissions import is_resident, may_see_facts
from hardtech.zone.incentives.choices import ClaimOrigin, ClaimState
from hardtech.zone.incentives.models import Claim, Payout
from hardtech.zone.registry.models import Organisation
from hardtech.zone.registry.permissions import is_member, organisation_ids

__all__ = [
    "has_claims_page",
    "has_decided",
    "is_unconfirmed",
    "may_answer",
    "may_assign_liaison",
    "may_claim",
    "may_pay",
    "may_review",
    "may_see_claim",
    "may_see_liaison",
    "may_see_owed",
    "visible_claims",
    "works_at_desk",
]

UNCONFIRMED = Q(
    origin=ClaimOrigin.AUTOMATIC, state__in=[ClaimState.PROPOSED, ClaimState.DISMISSED]
)  # fmt: skip


def is_unconfirmed(claim: Claim) -> bool:
    """Whether it is only the zone's own idea: the organisation learns of it once an officer confirms it."""
    return claim.origin == ClaimOrigin.AUTOMATIC and claim.state in {
        ClaimState.PROPOSED,
        ClaimState.DISMISSED,
    }


def works_at_desk(visitor: Visitor) -> bool:
    """Claims, payouts and liaison of the zone are the officers' work."""
    return is_zone_officer(visitor)


def has_claims_page(visitor: Visitor) -> bool:
    """Whoever acts for an organisation."""
    return bool(organisation_ids(visitor))


def may_claim(visitor: Visitor, organisation: Organisation) -> bool:
    """Members, for an organisation of the zone."""
    return is_member(visitor, organisation.pk) and is_resident(organisation)


def may_see_claim(visitor: Visitor, claim: Claim) -> bool:
    if is_member(visitor, claim.organisation_id) and not is_unconfirmed(claim):
        return True
    return is_zone_officer(visitor) and is_resident(claim.organisation)


def visible_claims(visitor: Visitor) -> Q:
    """The claims that the visitor may see, as a condition on `Claim`."""
    own = Q(organisation__in=list(organisation_ids(visitor))) & ~UNCONFIRMED
    return own | Q(organisation__residence__isnull=False) if is_zone_officer(visitor) else own


def may_answer(visitor: Visitor, claim: Claim) -> bool:
    """Answers the officer's questions, or withdraws."""
    return is_member(visitor, claim.organisation_id) and not is_unconfirmed(claim)


def may_review(visitor: Visitor, claim: Claim) -> bool:
    """An officer who neither acts for the organisation nor filed the claim."""
    return (
        is_zone_officer(visitor)
        and not is_member(visitor, claim.organisation_id)
        and visitor.pk != claim.submitted_by_id
        and is_resident(claim.organisation)
    )


def may_pay(visitor: Visitor, payout: Payout) -> bool:
    """Four eyes: who decided on a claim does not also pay it."""
    return may_review(visitor, payout.claim) and not has_decided(visitor, payout.claim)


def has_decided(visitor: Visitor, claim: Claim) -> bool:
    return visitor.pk == claim.decided_by_id


def may_see_owed(visitor: Visitor, organisation: Organisation) -> bool:
    """Verdicts follow from facts: whoever sees these sees those."""
    return may_see_facts(visitor, organisation)


def may_assign_liaison(visitor: Visitor) -> bool:
    return is_zone_officer(visitor)


def may_see_liaison(visitor: Visitor, organisation: Organisation) -> bool:
    """Whom to ask is told to members, and to officers."""
    return is_member(visitor, organisation.pk) or (is_zone_officer(visitor) and is_resident(organisation))
