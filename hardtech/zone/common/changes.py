"""What an edit really changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Model

__all__ = ["changed_fields"]


def changed_fields(record: Model, values: Mapping[str, Any]) -> list[str]:
    """The names whose values differ, sorted. A list in another order says the same thing."""
    return sorted(name for name, value in values.items() if _plain(getattr(record, name)) != _plain(value))


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, list | tuple) else value
