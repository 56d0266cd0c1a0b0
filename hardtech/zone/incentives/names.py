"""People by the name that the registry has for them in the reader's language."""

from __future__ import annotations

from hardtech.zone.accounts.models import User

__all__ = ["name_of"]


def name_of(user: User | None) -> str:
    """ "" for nobody. Fetch the person along (`select_related("…__person")`) where there are many."""
    if user is None:
        return ""
    person = getattr(user, "person", None)
    return person.name if person is not None else user.get_full_name()
