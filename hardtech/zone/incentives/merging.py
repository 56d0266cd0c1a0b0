"""What the room holds of two organisations that turn out to be one."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from hardtech.zone.common.languages import joined
from hardtech.zone.incentives.choices import CLOSED_CLAIMS
from hardtech.zone.incentives.models import Assessment, Claim, Liaison
from hardtech.zone.registry import merging
from hardtech.zone.registry.models import Organisation

__all__ = ["join_incentives", "refuse_double_claims"]


def refuse_double_claims(keep: Organisation, drop: Organisation) -> None:
    """One measure is claimed once a year: whichever of the two claims does not stand, a person must say."""
    claims = Claim.objects.exclude(state__in=CLOSED_CLAIMS).select_related("measure")
    held = {(one.measure_id, one.period, one.subject): one for one in claims.filter(organisation=keep)}
    doubles = [
        f"{held[key].ref} / {one.ref}"
        for one in claims.filter(organisation=drop).order_by("pk")
        if (key := (one.measure_id, one.period, one.subject)) in held
    ]
    if doubles:
        raise ValidationError(
            _(
                "Both claim the same measure for the same year: %(claims)s. Withdraw or refuse one of each first."
            )
            % {"claims": joined(doubles)},
            code="merge_claims",
        )


def join_incentives(keep: Organisation, drop: Organisation) -> None:
    """Assessments are made anew from the joined facts; of two liaison officers that of the organisation kept stays."""
    Assessment.objects.filter(organisation=drop).delete()
    merging.delete_doubles(Liaison, (), keep, drop)
