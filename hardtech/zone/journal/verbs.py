"""What can happen in the zone: each room declares the verbs that it records, in words and with who may read them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from django.utils.functional import Promise

from hardtech.zone.common.declared import Register
from hardtech.zone.journal.models import Entry

__all__ = ["Readers", "Verb", "readable_by", "verbs"]


class Readers(IntEnum):
    """Who may read the entries of a verb. Each also reads what the next one reads; administrators read everything."""

    OWN_SIDE = 0  # the side whose record it is: what tells of drafts, or of what one side decided
    OFFICERS = 1
    EVERYBODY = 2


@dataclass(frozen=True)
class Verb:
    """`note` says what an entry's data add; `linked` entries make sense only with the records they are about."""

    code: str
    words: Promise | str
    readers: Readers = Readers.OWN_SIDE
    note: Callable[[Entry], str] | None = None
    linked: bool = False


verbs = Register(Verb, key=lambda verb: verb.code)


def readable_by(readers: Readers) -> list[str]:
    """The codes that `readers` may read. What nobody declared, or not for them, is not among them."""
    return [verb.code for verb in verbs if verb.readers >= readers]
