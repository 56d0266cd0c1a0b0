"""The two kinds of profile as pages see them: one list, one form, one match page serve both."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hardtech.zone.finding.nouns import CatalogueNoun
from hardtech.zone.market.documents import NEED_NOUN, OFFER_NOUN
from hardtech.zone.market.forms import NeedForm, OfferForm, ProfileForm
from hardtech.zone.market.models import Need, Offer, Profile

__all__ = ["KINDS", "NEEDS", "OFFERS", "ProfileKind", "kind_of"]

Words = Promise | str


@dataclass(frozen=True)
class ProfileKind:
    """What differs between the pages of offers and those of needs."""

    code: str
    model: type[Offer] | type[Need]
    noun: CatalogueNoun
    form: type[ProfileForm]
    plural: Words
    new: Words
    lead: Words
    search_hint: Words
    form_lead: Words
    matches: Words
    matches_lead: Words

    @property
    def other(self) -> ProfileKind:
        return NEEDS if self.code == "offer" else OFFERS

    def url(self, page: str, *args: str) -> str:
        """The address of one of the kind's pages: `OFFERS.url("detail", offer.ref)`."""
        return reverse(f"market:{self.code}_{page}", args=args)

    @property
    def list_url(self) -> str:
        return self.url("list")

    @property
    def new_url(self) -> str:
        return self.url("new")


OFFERS = ProfileKind(
    code="offer",
    model=Offer,
    noun=OFFER_NOUN,
    form=OfferForm,
    plural=_("Offers"),
    new=_("New offer"),
    lead=_("Results, patents and know-how that their owners want to see used."),
    search_hint=_("What should it do? For example: coating against ice"),
    form_lead=_(
        "A company reads the first three lines. Say what it does for whom, and prove it with a figure."
    ),
    matches=_("Needs it could serve"),
    matches_lead=_(
        "Published needs, ranked by how much of what they ask for stands in this offer. The first has 100."
    ),
)

NEEDS = ProfileKind(
    code="need",
    model=Need,
    noun=NEED_NOUN,
    form=NeedForm,
    plural=_("Needs"),
    new=_("New need"),
    lead=_("Problems that companies want solved, with what a solution must do."),
    search_hint=_("What can you solve? For example: vibration of thin walls"),
    form_lead=_("Describe the problem, not the solution you have in mind. Figures sharpen the matches."),
    matches=_("Matching offers"),
    matches_lead=_(
        "Published offers, ranked by how much of what this need asks for stands in them. The first has 100."
    ),
)

KINDS = {kind.code: kind for kind in (OFFERS, NEEDS)}


def kind_of(profile: Profile) -> ProfileKind:
    return KINDS[profile.SIDE]
