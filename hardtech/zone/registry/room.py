"""What the registry declares."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hardtech.zone.common.panels import PagePanel
from hardtech.zone.journal.verbs import Readers, Verb
from hardtech.zone.registry import panels
from hardtech.zone.registry.documents import COMPANY_NOUN
from hardtech.zone.registry.exchange.organisations import Organisations
from hardtech.zone.registry.exchange.people import People
from hardtech.zone.registry.wording import merger_note, roles_note

__all__ = ["DECLARED"]

EVERYBODY, OFFICERS = Readers.EVERYBODY, Readers.OFFICERS

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
)
