"""Reads of accounts used more than once."""

from __future__ import annotations

from allauth.account.models import EmailAddress

from hardtech.zone.accounts.models import User

__all__ = ["account_at"]


def account_at(email: str) -> User | None:
    """The active account whose owner showed that mail to this address reaches them.

    Anybody may sign up with anybody's address: before it is confirmed it says nothing of who they are.
    """
    confirmed = EmailAddress.objects.filter(email__iexact=email, verified=True, user__is_active=True)
    found = confirmed.select_related("user").first()
    return found.user if found is not None else None
