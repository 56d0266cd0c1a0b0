"""Who may see and do what in cultivation, as named predicates.

| who | sees ladder and certificates, and records them | pipeline and counts |
|---|---|---|
| member of the organisation | their organisation's | no |
| zone officer | those of the organisations of the zone | yes |
| anybody else, technology managers among them | none | no |
"""

from __future__ import annotations

from hardtech.zone.accounts.permissions import Visitor, is_zone_officer
from hardtech.zone.facts.permissions import may_see_facts
from hardtech.zone.registry.models import Organisation

__all__ = ["may_record", "may_see_ladder", "may_see_pipeline"]


def may_see_ladder(visitor: Visitor, organisation: Organisation) -> bool:
    """Verdicts and plans tell of facts: whoever may not see these sees neither."""
    return may_see_facts(visitor, organisation)


def may_record(visitor: Visitor, organisation: Organisation) -> bool:
    return may_see_facts(visitor, organisation)


def may_see_pipeline(visitor: Visitor) -> bool:
    return is_zone_officer(visitor)
