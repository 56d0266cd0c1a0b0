"""What accounts declare."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from hardtech.zone.accounts.permissions import Visitor, is_signed_in
from hardtech.zone.common.doors import RoomPages, Step, StepRank, StepSource

__all__ = ["DECLARED"]


def sign_up(visitor: Visitor) -> list[Step]:
    if is_signed_in(visitor):
        return []
    text = _("Publish your own: sign up and enter your organisation.")
    return [Step(text, reverse("account_signup"), _("Sign up"), "user", StepRank.LOOK)]


DECLARED = (
    RoomPages("account/", "hardtech.zone.accounts.urls", private=True),
    RoomPages("accounts/", "allauth.urls", private=True),
    StepSource(sign_up),
)
