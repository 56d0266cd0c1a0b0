"""What can be done with an offer or a need: by whom, in which states, and through which service."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hardtech.zone.journal.verbs import Readers, Verb
from hardtech.zone.market.choices import Status
from hardtech.zone.market.models import Need, Offer
from hardtech.zone.market.permissions import may_edit, may_publish, may_withdraw
from hardtech.zone.market.services import profiles
from hardtech.zone.workshop.acts import Act, Text

__all__ = ["ACTS"]

PROFILES = (Offer, Need)
EVERYBODY, OFFICERS = Readers.EVERYBODY, Readers.OFFICERS

ACTS = (
    Act(
        name="submit",
        on=PROFILES,
        verbs=(
            Verb("offer.submitted", _("Offer handed in for review"), OFFICERS),
            Verb("need.submitted", _("Need handed in for review"), OFFICERS),
        ),
        states=(Status.DRAFT,),
        may=may_edit,
        do=profiles.submit,
        argument="profile",
        label=_("Hand in for review"),
        done=_("Handed in. A reviewer of the zone reads it next."),
        icon="arrow-right",
        primary=True,
    ),
    Act(
        name="publish",
        on=PROFILES,
        verbs=(
            Verb("offer.published", _("Offer published"), EVERYBODY),
            Verb("need.published", _("Need published"), EVERYBODY),
        ),
        states=(Status.IN_REVIEW,),
        may=may_publish,
        do=profiles.publish,
        argument="profile",
        clock=("now",),
        label=_("Publish"),
        done=_("Published. It is found and matched from now on."),
        icon="check",
        primary=True,
    ),
    Act(
        name="return",
        on=PROFILES,
        verbs=(
            Verb("offer.returned", _("Offer given back for changes")),
            Verb("need.returned", _("Need given back for changes")),
        ),
        states=(Status.IN_REVIEW,),
        may=may_publish,
        do=profiles.return_to_draft,
        argument="profile",
        form=Text(
            "note",
            _("What has to be mended?"),
            _("The authors read this beside their draft."),
            required=True,
        ),
        label=_("Return with a note"),
        done=_("Returned to its authors with your note."),
        icon="edit",
    ),
    Act(
        name="renew",
        on=PROFILES,
        verbs=(
            Verb("offer.renewed", _("Offer renewed"), EVERYBODY),
            Verb("need.renewed", _("Need renewed"), EVERYBODY),
        ),
        states=(Status.PUBLISHED, Status.EXPIRED),
        may=may_edit,
        do=profiles.renew,
        argument="profile",
        clock=("now",),
        label=_("Renew"),
        done=_("Renewed. Its time runs anew."),
        icon="clock",
    ),
    Act(
        name="reopen",
        on=PROFILES,
        verbs=(
            Verb("offer.reopened", _("Offer taken back to draft")),
            Verb("need.reopened", _("Need taken back to draft")),
        ),
        states=(Status.ARCHIVED,),
        may=may_edit,
        do=profiles.reopen,
        argument="profile",
        label=_("Reopen as a draft"),
        done=_("Reopened. It is a draft again."),
        icon="draft",
        primary=True,
    ),
    Act(
        name="withdraw",
        on=PROFILES,
        verbs=(
            Verb("offer.withdrawn", _("Offer withdrawn"), EVERYBODY),
            Verb("need.withdrawn", _("Need withdrawn"), EVERYBODY),
        ),
        states=(Status.PUBLISHED, Status.EXPIRED, Status.IN_REVIEW),
        may=may_withdraw,
        do=profiles.withdraw,
        argument="profile",
        form=Text(
            "reason",
            _("Why is it withdrawn?"),
            _("For example: licensed, solved, no longer pursued. It stands in the journal."),
        ),
        label=_("Withdraw"),
        done=_("Withdrawn. Nobody outside finds it any more."),
        icon="archive",
        danger=True,
    ),
)
