"""What can be done with a profile: by whom, in which state, and through which service."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hardtech.zone.accounts.models import User
from hardtech.zone.accounts.permissions import Visitor
from hardtech.zone.market.choices import Status
from hardtech.zone.market.models import Profile
from hardtech.zone.market.permissions import may_edit, may_publish, may_withdraw
from hardtech.zone.market.services import profiles

__all__ = ["ACTIONS", "Action", "actions_for"]

Words = Promise | str
Do = Callable[[User, Profile, str], Profile]


@dataclass(frozen=True)
class Action:
    """One verb. `asks` is the label of the text it takes, empty when it takes none."""

    verb: str
    label: Words
    done: Words
    icon: str
    states: tuple[Status, ...]
    allowed: Callable[[Visitor, Profile], bool]
    do: Do
    primary: bool = False
    danger: bool = False
    asks: Words = ""
    asks_always: bool = False
    hint: Words = ""


def _submit(actor: User, profile: Profile, text: str) -> Profile:
    return profiles.submit(actor=actor, profile=profile)


def _publish(actor: User, profile: Profile, text: str) -> Profile:
    return profiles.publish(actor=actor, profile=profile, now=timezone.now())


def _return(actor: User, profile: Profile, text: str) -> Profile:
    return profiles.return_to_draft(actor=actor, profile=profile, note=text)


def _withdraw(actor: User, profile: Profile, text: str) -> Profile:
    return profiles.withdraw(actor=actor, profile=profile, reason=text)


def _renew(actor: User, profile: Profile, text: str) -> Profile:
    return profiles.renew(actor=actor, profile=profile, now=timezone.now())


def _reopen(actor: User, profile: Profile, text: str) -> Profile:
    return profiles.reopen(actor=actor, profile=profile)


_ALL = (
    Action(
        verb="submit",
        label=_("Hand in for review"),
        done=_("Handed in. A reviewer of the zone reads it next."),
        icon="arrow-right",
        states=(Status.DRAFT,),
        allowed=may_edit,
        do=_submit,
        primary=True,
    ),
    Action(
        verb="publish",
        label=_("Publish"),
        done=_("Published. It is found and matched from now on."),
        icon="check",
        states=(Status.IN_REVIEW,),
        allowed=may_publish,
        do=_publish,
        primary=True,
    ),
    Action(
        verb="return",
        label=_("Return with a note"),
        done=_("Returned to its authors with your note."),
        icon="edit",
        states=(Status.IN_REVIEW,),
        allowed=may_publish,
        do=_return,
        asks=_("What has to be mended?"),
        asks_always=True,
        hint=_("The authors read this beside their draft."),
    ),
    Action(
        verb="renew",
        label=_("Renew"),
        done=_("Renewed. Its time runs anew."),
        icon="clock",
        states=(Status.PUBLISHED, Status.EXPIRED),
        allowed=may_edit,
        do=_renew,
    ),
    Action(
        verb="reopen",
        label=_("Reopen as a draft"),
        done=_("Reopened. It is a draft again."),
        icon="draft",
        states=(Status.ARCHIVED,),
        allowed=may_edit,
        do=_reopen,
        primary=True,
    ),
    Action(
        verb="withdraw",
        label=_("Withdraw"),
        done=_("Withdrawn. Nobody outside finds it any more."),
        icon="archive",
        states=(Status.PUBLISHED, Status.EXPIRED, Status.IN_REVIEW),
        allowed=may_withdraw,
        do=_withdraw,
        danger=True,
        asks=_("Why is it withdrawn?"),
        hint=_("For example: licensed, solved, no longer pursued. It stands in the journal."),
    ),
)

ACTIONS = {action.verb: action for action in _ALL}


def actions_for(visitor: Visitor, profile: Profile) -> list[Action]:
    """What this visitor can do with the profile as it stands, in the order of the page."""
    return [action for action in _ALL if profile.status in action.states and action.allowed(visitor, profile)]
