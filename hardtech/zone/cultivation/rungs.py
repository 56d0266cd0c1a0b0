"""The ladder of one organisation, tier by tier: what it holds, held, and what the rules say of it today."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from hardtech.engines.rules import Rulebook, Verdict
from hardtech.zone.cultivation.aiming import NEAR, judged, ladder_facts, usable
from hardtech.zone.cultivation.choices import RUNGS, RungState, Tier
from hardtech.zone.cultivation.models import Certificate
from hardtech.zone.facts.queries import known_facts
from hardtech.zone.registry.models import Organisation

__all__ = ["Rung", "case_of", "certificates_of", "is_valid", "rungs"]


@dataclass(frozen=True, slots=True)
class Rung:
    """A tier, its certificate that holds today or else the last one, and the verdict of its measure, if one judges it."""

    tier: Tier
    certificate: Certificate | None
    is_held: bool
    verdict: Verdict | None

    @property
    def is_step(self) -> bool:
        """Not a title beside the ladder."""
        return self.tier in RUNGS

    @property
    def total(self) -> int:
        return len(self.verdict.conditions) if self.verdict else 0

    @property
    def failing(self) -> int:
        return sum(result.answer == "no" for result in self.verdict.conditions) if self.verdict else 0

    @property
    def met(self) -> int:
        return sum(result.answer == "yes" for result in self.verdict.conditions) if self.verdict else 0

    @property
    def state(self) -> RungState:
        if self.is_held:
            return RungState.HELD
        if self.verdict is None:
            return RungState.ENDED if self.certificate else RungState.UNJUDGED
        if self.verdict.answer != "no":
            return RungState(self.verdict.answer)
        if self.verdict.version is None:
            return RungState.UNJUDGED
        return RungState.NEAR if self.failing <= NEAR else RungState.FAR


def certificates_of(organisation: Organisation) -> list[Certificate]:
    """All certificates of the organisation, newest first; one query."""
    return list(Certificate.objects.filter(organisation=organisation).order_by("-valid_from", "-pk"))


def is_valid(certificate: Certificate, on: datetime.date) -> bool:
    """`validity.valid_on` for one certificate."""
    begun = certificate.valid_from <= on
    ended = certificate.valid_until is not None and certificate.valid_until < on
    revoked = certificate.revoked_on is not None and certificate.revoked_on <= on
    return begun and not ended and not revoked


def case_of(organisation: Organisation, rulebook: Rulebook, on: datetime.date) -> dict[str, str]:
    """What the tiers are judged by, as far as it is known."""
    facts = ladder_facts(rulebook)
    return usable(known_facts(organisation, facts, on).values, facts)


def rungs(
    certificates: Sequence[Certificate],
    rulebook: Rulebook,
    values: dict[str, str],
    on: datetime.date,
) -> list[Rung]:
    """Every tier, in ascending order."""
    found = []
    for tier in Tier:
        own = [one for one in certificates if one.tier == tier]
        valid = [one for one in own if is_valid(one, on)]
        found.append(
            Rung(
                tier=tier,
                certificate=next(iter(valid or own), None),
                is_held=bool(valid),
                verdict=judged(tier, rulebook, values, on),
            )
        )
    return found
