"""What texts mean to an embedding model."""

from __future__ import annotations

from django.db import models


class TextVector(models.Model):
    """The vector of a published record's text: made in the background, gone when the record leaves the catalogue.

    `digest` is the SHA-256 of what was encoded: a vector counts only beside the text that it was made from.
    """

    ref = models.CharField(max_length=20)
    kind = models.CharField(max_length=10)  # code of `catalogued.CATALOGUED`
    model = models.CharField(max_length=300)  # Encoder.name
    digest = models.CharField(max_length=64)
    values = models.BinaryField(null=True)  # float16, little-endian; null: the model does not speak this text
    read_xid = models.BigIntegerField()  # the record's change_xid when its text was read
    # Set by a trigger to the transaction that wrote the row last: what the match catalogue reads.
    change_xid = models.BigIntegerField(default=0, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ref", "model"], name="textvector_once_a_model")]
        indexes = [models.Index(fields=["kind", "change_xid"], name="textvector_changes")]

    def __str__(self) -> str:
        return f"{self.ref} {self.model}"
