"""JSON whose names keep the order in which they were written: rules are read in it, and a trace is decided again by it.

PostgreSQL's own `jsonb` sorts the names of an object by length. What is kept here is text, so it can't be searched inside.
"""

from __future__ import annotations

import json
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

__all__ = ["OrderedJSONField"]


class OrderedJSONField(models.JSONField):
    """Python data as JSON text, in the order given."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "text"

    def get_db_prep_value(
        self,
        value: Any,
        connection: BaseDatabaseWrapper,
        prepared: bool = False,  # noqa: FBT001, FBT002 - Django's signature
    ) -> Any:
        if value is None or hasattr(value, "as_sql"):
            return value
        return json.dumps(value, cls=self.encoder, ensure_ascii=False)
