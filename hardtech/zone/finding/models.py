"""What finding keeps in the database: which transaction wrote a record, and what its text means to a model."""

from __future__ import annotations

from django.db import models

__all__ = ["ChangeTracked", "TextVector"]


class ChangeTracked(models.Model):
    """A row that bears the transaction that wrote it last: the catalogue asks for all that it has not seen.

    A trigger sets it: the migration that creates the table also has `change_tracking.note_changes(TABLE)`.
    """

    change_xid = models.BigIntegerField(default=0, editable=False)

    class Meta:
        abstract = True


class TextVector(ChangeTracked):
    """The vector of a public record's text: made in the background, gone when the record leaves the catalogue.

    `digest` is the SHA-256 of what was encoded: a vector counts only beside the text that it was made from.
    """

    ref = models.CharField(max_length=20)
    kind = models.CharField(max_length=30)  # code of a noun
    model = models.CharField(max_length=300)  # Encoder.name
    digest = models.CharField(max_length=64)
    values = models.BinaryField(null=True)  # float16, little-endian; null: the model does not speak this text
    read_xid = models.BigIntegerField()  # the record's change_xid when its text was read

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ref", "model", "kind"], name="textvector_once_a_model")
        ]
        indexes = [models.Index(fields=["kind", "change_xid"], name="textvector_changes")]

    def __str__(self) -> str:
        return f"{self.ref} {self.model}"
