"""What certificates tell the rules: facts that nobody has to state.

A certificate that holds on the day says *true*. That none is on file says nothing: a title may be held and not entered
here yet, and what is not known must never count as a no. Only a revocation says *false*: the newest certificate of the
tier was taken away, so an older statement must not go on saying that the title is held.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from hardtech.zone.common.ids import among
from hardtech.zone.cultivation.choices import FACTS, Tier
from hardtech.zone.cultivation.models import Certificate
from hardtech.zone.facts.derived import Derived

__all__ = ["certificates_tell"]

SOURCES = {tier: format_lazy("{}: {}", _("Certificate"), tier.label) for tier in FACTS}


def certificates_tell(
    organisations: Collection[int], on: datetime.date
) -> Mapping[int, Mapping[str, Derived]]:
    """Facts that certificates tell on `on`; one query."""
    rows = (
        Certificate.objects.filter(organisation__in=among(organisations), tier__in=FACTS, valid_from__lte=on)
        .order_by("valid_from", "pk")
        .values_list("organisation_id", "organisation__ref", "tier", "valid_until", "revoked_on")
    )
    told: dict[int, dict[str, Derived]] = {}
    address = reverse(
        "cultivation:ladder", args=["REF"]
    )  # once: a zone has tens of thousands of certificates
    for pk, ref, code, until, revoked in rows:
        tier = Tier(code)
        name, facts = FACTS[tier], told.setdefault(pk, {})
        url = address.replace("REF", ref)
        if (revoked is None or revoked > on) and (until is None or until >= on):
            facts[name] = Derived("true", SOURCES[tier], url)
        elif name not in facts or facts[name].value == "false":
            facts.pop(name, None)
            if revoked is not None and revoked <= on:
                facts[name] = Derived("false", SOURCES[tier], url)
    return told
