"""Identity of a record: a UUIDv7, and the short typed reference that people read and URLs carry.

The reference is a prefix and the last bits of the UUID in Crockford's base 32 (no I, L, O, U):
`OF-7K2M9Q`. It has six characters, and one more each time a shorter one is taken.
Source: RFC 9562 §5.7 (UUIDv7); D. Crockford, Base 32.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Collection, Sequence
from uuid import UUID

from django.db import models

__all__ = ["MINIMUM_LENGTH", "Identified", "assign_refs", "base32", "free_refs", "is_reference", "uuid7"]

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MINIMUM_LENGTH = 6
MAXIMUM_LENGTH = 12  # 60 of the 62 random low bits
REFERENCE = re.compile(r"[A-Z]{2}-[0-9A-Z]{1,17}")


def is_reference(text: str) -> bool:
    """Whether the text may be a reference at all. What may not, a NUL among it, the database is never asked for."""
    return REFERENCE.fullmatch(text) is not None


def uuid7() -> UUID:
    """A new UUID, version 7: 48 bits of Unix milliseconds, then 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    random_a, random_b = secrets.randbits(12), secrets.randbits(62)
    return UUID(int=milliseconds << 80 | 0x7 << 76 | random_a << 64 | 0b10 << 62 | random_b)


def base32(uid: UUID, length: int) -> str:
    """The last `length` × 5 bits of `uid`, most significant first."""
    bits = uid.int & ((1 << 5 * length) - 1)
    return "".join(ALPHABET[bits >> 5 * place & 31] for place in reversed(range(length)))


class Identified(models.Model):
    """A record with a stable public identity. A subclass names its `REF_PREFIX`."""

    REF_PREFIX = ""
    STATE_FIELD = "state"  # where it keeps its state, if it has one

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    ref = models.CharField(max_length=20, unique=True, editable=False)

    class Meta:
        abstract = True

    def save(self, *args: object, **kwargs: object) -> None:
        if not self.ref:
            assign_refs(type(self), [self])
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def state_now(self) -> str:
        """Its state, or "" for a record that has none."""
        return str(getattr(self, self.STATE_FIELD, ""))

    @property
    def state_label(self) -> str:
        """Its state in words."""
        return str(getattr(self, f"get_{self.STATE_FIELD}_display")())

    def concerned(self) -> list[Identified]:
        """The records on whose timelines what happens to this one stands, too."""
        return []


def assign_refs(model: type[Identified], records: Collection[Identified]) -> None:
    """Give each record without one the shortest reference that is free."""
    waiting = [record for record in records if not record.ref]
    refs = free_refs(model, [record.uid for record in waiting])
    for record, ref in zip(waiting, refs, strict=True):
        record.ref = ref


def free_refs(model: type[Identified], uids: Sequence[UUID]) -> list[str]:
    """The shortest free reference of each of `uids`; one query for each length tried.

    Two processes that draw the same free reference at once meet the unique constraint: one of them fails and
    nothing is half-written. With six characters that is one chance in 2^30 for a pair.
    """
    refs = [""] * len(uids)
    given: set[str] = set()
    waiting = list(range(len(uids)))
    for length in range(MINIMUM_LENGTH, MAXIMUM_LENGTH + 1):
        wanted = {at: f"{model.REF_PREFIX}-{base32(uids[at], length)}" for at in waiting}
        found = model._default_manager.filter(ref__in=set(wanted.values()))
        taken = given | set(found.values_list("ref", flat=True))
        waiting = []
        for at, ref in wanted.items():
            if ref in taken:
                waiting.append(at)
            else:
                refs[at] = ref
                taken.add(ref)
                given.add(ref)
        if not waiting:
            return refs
    raise RuntimeError(f"No free reference for {len(waiting)} records of {model.__name__}")
