"""What the registry declares."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hardtech.zone.accounts.permissions import Visitor, is_reviewer, is_signed_in
from hardtech.zone.common.doors import (
    ApiTag,
    Place,
    PlaceGroup,
    RecordFinder,
    RoomApi,
    RoomPages,
    SearchKind,
    Step,
    StepRank,
    StepSource,
    ZoneFigure,
)
from hardtech.zone.common.panels import PagePanel
from hardtech.zone.journal.verbs import Readers, Verb
from hardtech.zone.registry import panels, queries
from hardtech.zone.registry.documents import COMPANY_NOUN
from hardtech.zone.registry.exchange.organisations import Organisations
from hardtech.zone.registry.exchange.people import People
from hardtech.zone.registry.models import Organisation
from hardtech.zone.registry.permissions import organisation_ids
from hardtech.zone.registry.wording import merger_note, roles_note

__all__ = ["DECLARED"]

EVERYBODY, OFFICERS = Readers.EVERYBODY, Readers.OFFICERS


def enter_an_organisation(visitor: Visitor) -> list[Step]:
    if not is_signed_in(visitor) or organisation_ids(visitor) or is_reviewer(visitor):
        return []
    text = gettext("You belong to no organisation yet: find yours or enter it.")
    link = gettext("Find or enter my organisation")
    return [Step(text, reverse("accounts:welcome"), link, "organisation", StepRank.FIRST)]


def all_names(organisation: Organisation) -> str:
    names = [organisation.name_en, organisation.name_zh, *organisation.aliases]
    return " · ".join(dict.fromkeys(filter(None, names)))


DECLARED = (
    Verb("organisation.created", _("Organisation entered"), EVERYBODY),
    Verb("organisation.updated", _("Organisation changed"), EVERYBODY),
    Verb(
        "organisation.merged",
        _("Two organisations merged into one"),
        EVERYBODY,
        note=merger_note,
        linked=True,
    ),
    Verb("organisation.fact_added", _("Fact added"), EVERYBODY),
    Verb("organisation.fact_changed", _("Fact changed"), EVERYBODY),
    Verb("organisation.fact_removed", _("Fact removed"), EVERYBODY),
    Verb("organisations.imported", _("Organisations imported"), OFFICERS),
    Verb("member.added", _("Member added"), OFFICERS),
    Verb("member.removed", _("Member removed"), OFFICERS),
    Verb("person.updated", _("Person changed"), OFFICERS),
    Verb("people.imported", _("People imported"), OFFICERS),
    Verb("account.roles_changed", _("Roles of an account changed"), OFFICERS, note=roles_note),
    COMPANY_NOUN,
    PagePanel("profile", panels.memberships),
    Organisations(),
    People(),
    RoomPages("registry/", "hardtech.zone.registry.urls"),
    RoomApi(
        "hardtech.zone.registry.api.router",
        tags=(
            ApiTag(
                "registry", _("Registry"), _("Organisations, people and the eight fields of hard technology.")
            ),
        ),
        links=(
            "organisations",
            "persons",
            "fields",
            "me",
        ),
    ),
    Place("registry:organisation_list", _("Organisations"), PlaceGroup.EXPLORE, order=3),
    StepSource(enter_an_organisation),
    ZoneFigure(
        "organisations",
        _("Organisations in the registry"),
        lambda: queries.organisations().count(),
        "registry:organisation_list",
        order=3,
    ),
    SearchKind(
        "organisations",
        _("Organisations"),
        lambda _visitor: queries.organisations(),
        title=lambda organisation: organisation.name,
        passages=lambda organisation: [organisation.summary or all_names(organisation)],
        template="registry/_search_result.html",
        order=3,
    ),
    RecordFinder("OR", lambda _visitor, ref: queries.find_organisation(ref)),
    RecordFinder("PE", lambda _visitor, ref: queries.find_person(ref)),
)
