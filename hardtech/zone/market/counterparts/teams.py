"""Teams: people who stand together on offers that suit a need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hardtech.zone.market.counterparts.search import Counterpart
from hardtech.zone.market.models import Offer
from hardtech.zone.registry.models import Organisation, Person

__all__ = ["Team", "teams_of"]


@dataclass(frozen=True)
class Team:
    """Who stands together on fitting offers, the best first. Somebody alone is a team, too."""

    members: tuple[Counterpart[Person], ...]

    @property
    def lead(self) -> Counterpart[Person]:
        return self.members[0]

    @property
    def offers(self) -> list[Offer]:
        """The offers that speak for any of them, those of the first member first."""
        return list({offer.pk: offer for one in self.members for offer in one.records}.values())

    @property
    def units(self) -> list[Organisation]:
        """The organisations that own the offers."""
        return list({offer.owner_id: offer.owner for offer in self.offers}.values())


def teams_of(found: Sequence[Counterpart[Person]]) -> list[Team]:
    """`found` in groups: two people are in one team when they share an offer, or each shares one with a third."""
    above = list(range(len(found)))  # each place → a higher place in the same team

    def first(place: int) -> int:
        while above[place] != place:
            place = above[place]
        return place

    seen: dict[int, int] = {}  # offer → the highest place of somebody named on it
    for place, one in enumerate(found):
        for offer in one.records:
            higher, lower = sorted((first(seen.setdefault(offer.pk, place)), first(place)))
            above[lower] = higher
    teams: dict[int, list[Counterpart[Person]]] = {}
    for place, one in enumerate(found):
        teams.setdefault(first(place), []).append(one)
    return [Team(tuple(members)) for members in teams.values()]
