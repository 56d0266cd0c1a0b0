"""A reference names one kind of record."""

from __future__ import annotations

from collections import Counter

from django.apps import apps

from hardtech.zone.common.refs import Identified


def test_no_two_kinds_of_records_share_the_beginning_of_their_references() -> None:
    """The journal, the search and the API tell by it what a reference means."""
    kinds = [model for model in apps.get_models() if issubclass(model, Identified)]
    counted = Counter(model.REF_PREFIX for model in kinds)
    assert len(kinds) > 10
    assert {prefix: count for prefix, count in counted.items() if count > 1} == {}
