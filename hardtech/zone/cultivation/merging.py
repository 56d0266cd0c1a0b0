"""Titles of two organisations that turn out to be one."""

from __future__ import annotations

from hardtech.zone.cultivation.models import Certificate, Standing
from hardtech.zone.registry import merging
from hardtech.zone.registry.models import Organisation

__all__ = ["join_titles"]


def join_titles(keep: Organisation, drop: Organisation) -> None:
    """One title from one day is one certificate; standings are computed anew."""
    merging.delete_doubles(Certificate, ("tier", "valid_from"), keep, drop)
    Standing.objects.filter(organisation__in=[keep, drop]).delete()
