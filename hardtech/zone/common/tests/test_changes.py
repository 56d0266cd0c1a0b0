"""An edit that changes nothing is none."""

from __future__ import annotations

from hardtech.zone.common.changes import changed_fields
from hardtech.zone.registry.models import Organisation


def test_only_what_differs_counts_and_order_does_not() -> None:
    record = Organisation(name_en="A", city="Xi'an", fields=["ai", "new_energy"])
    same = {"name_en": "A", "fields": ["new_energy", "ai"]}
    assert changed_fields(record, same) == []
    assert changed_fields(record, {**same, "city": "", "fields": ["ai"]}) == ["city", "fields"]
