"""A small zone that readers look at, and what is then added that they may not see."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.test import Client
from django.utils import timezone

from hardtech.zone.accounts.models import User
from hardtech.zone.cultivation.choices import Tier
from hardtech.zone.cultivation.models import Certificate
from hardtech.zone.cultivation.services.certificates import record_certificate
from hardtech.zone.facts.choices import Origin
from hardtech.zone.facts.services import StatedValue, state_facts
from hardtech.zone.market.choices import DismissalReason, MatchVerdict, Side, Status
from hardtech.zone.market.models import Need, Offer, Profile
from hardtech.zone.market.services import decisions, profiles
from hardtech.zone.measures.models import Measure
from hardtech.zone.registry import services as registry
from hardtech.zone.registry.choices import MembershipRole
from hardtech.zone.registry.models import Organisation, Person
from tests.factories import (
    make_member,
    make_need,
    make_offer,
    make_officer,
    make_organisation,
    make_requirement,
    make_technology_manager,
)
from tests.leaks.incentives import open_measure

__all__ = ["SECRET", "World"]

SECRET = "zirconolite"
"""A word that stands in hidden records only, beside the words of those that are seen."""

VALVE = "A valve for liquid hydrogen that closes within ten milliseconds and leaks nothing at twenty kelvin. "
CAMERA = "A camera that counts seedlings in a greenhouse, day and night, and tells the gardener. "
FIELDS = ["aerospace", "new_energy"]


@dataclass
class World:
    """Two organisations that readers belong to, a third one that keeps secrets, and people of the zone.

    Whoever writes secrets later is there from the beginning: accounts and organisations are public.
    """

    house: Organisation = field(init=False)
    seeker: Organisation = field(init=False)
    secretive: Organisation = field(init=False)
    readers: dict[str, User | None] = field(init=False)
    keeper: User = field(init=False)
    person: Person = field(init=False)
    offers: list[Offer] = field(init=False)
    needs: list[Need] = field(init=False)
    measure: Measure = field(init=False)

    def __post_init__(self) -> None:
        summary = "We build valves and pumps for liquid hydrogen."
        self.house = make_organisation(name_en="Cold House", fields=FIELDS)
        self.seeker = make_organisation(name_en="Hydrogen Works", fields=FIELDS, summary=summary)
        self.secretive = make_organisation(name_en="Quiet Company", fields=FIELDS)
        make_organisation(name_en="Gas Plants", fields=FIELDS, summary="Plants for liquid hydrogen.")
        self.keeper = make_member(self.secretive, MembershipRole.OWNER)
        self.readers = {
            "anonymous": None,
            "outsider": make_member(make_organisation(name_en="Bystander"), MembershipRole.OWNER),
            "colleague": make_member(self.house, MembershipRole.EDITOR),
            "manager": make_technology_manager(),
            "officer": make_officer(),
        }
        self.person = registry.person_for(self.keeper)
        self.measure = open_measure()
        texts = (VALVE, VALVE + "It is printed from steel.", CAMERA)
        self.offers = [self._offer(self.house, text) for text in texts] + [
            self._offer(self.secretive, CAMERA)
        ]
        self.needs = [self._need(self.seeker, text) for text in texts[::2]]
        self.needs.append(self._need(self.secretive, "A camera for a greenhouse that sees thistles. "))

    def client(self, reader: str) -> Client:
        client = Client()
        if (user := self.readers[reader]) is not None:
            client.force_login(user)
        return client

    def _offer(self, owner: Organisation, text: str, status: str = Status.PUBLISHED) -> Offer:
        return make_offer(status, **self._content(owner, text))

    def _need(self, owner: Organisation, text: str, status: str = Status.PUBLISHED) -> Need:
        rows = [make_requirement(statement=f"It must be so: {text}")]
        return make_need(status, requirements=rows, **self._content(owner, text))

    def _content(self, owner: Organisation, text: str) -> dict[str, object]:
        title, keywords = text.split(" that ", maxsplit=1)[0], ["hydrogen", "valve", "camera"]
        writer = self.keeper if owner == self.secretive else make_member(owner)
        body = {"title": title, "summary": text, "description": text * 6, "keywords": keywords}
        return {**body, "owner": owner, "fields": FIELDS, "created_by": writer, "people": [self.person]}

    def hide(self, status: str) -> list[Profile]:
        """Records of the secretive organisation in `status`, in the words of those that everybody sees."""
        text = f"{VALVE}It is made of {SECRET}. "
        return [
            self._offer(self.secretive, text, status),
            self._offer(self.secretive, CAMERA + SECRET, status),
            self._need(self.secretive, text, status),
        ]

    def decide(self) -> None:
        """The secretive organisation judges what it was shown, and the side of one need what its reader may not see."""
        common = {"side": Side.NEED, "verdict": MatchVerdict.DISMISSED, "reason": DismissalReason.OTHER}
        own, note = self.needs[-1], f"We know {SECRET} already."
        decisions.decide(actor=self.keeper, need=own, offer=self.offers[-1], note=note, **common)
        offer = self.offers[-1]
        for need in self.needs[:2]:
            decisions.decide(
                actor=self.keeper, need=need, offer=offer, side=Side.OFFER, verdict=MatchVerdict.KEPT
            )

    def state_facts(self) -> None:
        """The secretive organisation tells what measures ask for: twice, so that there is a history."""
        last = timezone.localdate().year - 1
        for value in ("7654321", "8765432"):
            said = {
                ("revenue", last): StatedValue(value, SECRET),
                ("ip_class_1", 0): StatedValue(value[:2], SECRET),
                ("registered_on", 0): StatedValue("2019-02-28", SECRET),
            }
            state_facts(actor=self.keeper, organisation=self.secretive, said=said, origin=Origin.FORM)

    def certify(self) -> Certificate:
        """A title of the secretive organisation, which does not belong to the zone."""
        values = {
            "tier": Tier.HIGH_TECH,
            "number": SECRET,
            "valid_from": date(2025, 3, 1),
            "evidence": SECRET,
        }
        return record_certificate(actor=self.keeper, organisation=self.secretive, values=values)

    def change_drafts(self, hidden: list[Profile]) -> None:
        """What is hidden is also written to: traces of that must not be seen either."""
        for profile in hidden:
            profiles.update_profile(actor=self.keeper, profile=profile, values={"title": f"{SECRET} again"})
