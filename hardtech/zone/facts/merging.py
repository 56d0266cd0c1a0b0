"""Facts of two organisations that turn out to be one: of each fact what was stated last counts, and nothing is lost."""

from __future__ import annotations

from django.db.models import Min, Q

from hardtech.zone.facts import listeners
from hardtech.zone.facts.models import Resident, Statement
from hardtech.zone.registry.models import Organisation

__all__ = ["join_facts"]


def join_facts(keep: Organisation, drop: Organisation) -> None:
    """End the earlier of two current statements of one fact; the zone counts from the earlier day."""
    current = Statement.objects.filter(organisation__in=[keep, drop], is_current=True)
    newest: dict[tuple[str, int], int] = {}
    earlier = []
    for pk, name, year in current.order_by("stated_at", "pk").values_list("pk", "name", "year"):
        if (name, year) in newest:
            earlier.append(newest[name, year])
        newest[name, year] = pk
    Statement.objects.filter(pk__in=earlier).update(is_current=False)
    both = Resident.objects.filter(Q(organisation=keep) | Q(organisation=drop))
    if both.count() > 1:
        Resident.objects.filter(organisation=keep).update(since=both.aggregate(since=Min("since"))["since"])
        Resident.objects.filter(organisation=drop).delete()
    listeners.tell(keep.pk)
