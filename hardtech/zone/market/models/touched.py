"""Whose document in a match catalogue a transaction may have changed."""

from __future__ import annotations

from django.db import models


class Touched(models.Model):
    """A note that triggers leave: the document of `ref` is to be read again.

    For records whose documents are made of several rows; offers and needs carry the transaction themselves.
    A later note about the same record makes an earlier one superfluous (`tasks.forget_superseded`).
    """

    kind = models.CharField(max_length=10, editable=False)  # a code of `catalogued.CATALOGUED`
    ref = models.CharField(max_length=20, editable=False)
    change_xid = models.BigIntegerField(editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["kind", "change_xid"], name="touched_changes"),
            models.Index(fields=["kind", "ref", "change_xid"], name="touched_records"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"
