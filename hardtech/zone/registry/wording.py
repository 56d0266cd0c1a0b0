"""What the registry's journal entries add to their verbs."""

from __future__ import annotations

from django.utils.translation import gettext as _

from hardtech.zone.common.languages import joined
from hardtech.zone.journal.models import Entry
from hardtech.zone.journal.wording import field_words

__all__ = ["merger_note", "roles_note"]


def merger_note(entry: Entry) -> str:
    """Which reference lives on in which."""
    return _("%(drop)s lives on in %(keep)s.") % {"drop": entry.data.get("from", ""), "keep": entry.subject}


def roles_note(entry: Entry) -> str:
    """Each role of the account as it was and as it is."""
    words = {True: _("yes"), False: _("no")}
    return joined(
        _("%(role)s: %(before)s → %(after)s")
        % {"role": field_words(entry.subject, [role]), "before": words[before], "after": words[after]}
        for role, (before, after) in entry.data.get("roles", {}).items()
    )
