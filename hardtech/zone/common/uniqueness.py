"""What must be unique, also when two people enter it at the same moment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.db.models import Model

__all__ = ["told_as_validation"]


@contextmanager
def told_as_validation(record: Model) -> Iterator[None]:
    """Around the `save` of a record that `full_clean` let pass: somebody else may have stored the same code since.

    The database then waits for the other and refuses ours; asked again, the record's own check names the field, with
    the `ValidationError` that a form shows. Any other `IntegrityError` goes on as it is.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        record.validate_unique()
        raise
