"""Taking the rulebooks that Hardtech brings along into the database."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from hardtech.engines.rules import Rule, load_rulebook
from hardtech.rulebooks import FOLDER
from hardtech.zone.journal import services as journal
from hardtech.zone.measures.choices import RevisionOrigin, RevisionState
from hardtech.zone.measures.drafting.sources import plain_cases
from hardtech.zone.measures.models import Measure, Revision
from hardtech.zone.measures.services.labels import label

__all__ = ["take_rulebooks"]

NATIONAL = "cn/"  # measures of the state: its authorities decide on them, not the zone


@transaction.atomic
def take_rulebooks() -> int:
    """Publish each measure of the rulebooks that is new or whose text there changed; how many these were.

    A measure that an officer of the zone has published since keeps the officer's text: the rulebook's new one is kept as
    a draft for them to compare.
    """
    taken = 0
    for rule in load_rulebook(FOLDER).values():
        measure, _created = Measure.objects.get_or_create(
            key=rule.id, defaults={"takes_claims": not rule.id.startswith(NATIONAL)}
        )
        measure = Measure.objects.select_for_update().get(pk=measure.pk)
        if not Revision.objects.filter(measure=measure, digest=rule.digest).exists():
            _take(measure, rule)
            taken += 1
    return taken


def _take(measure: Measure, rule: Rule) -> None:
    revisions = Revision.objects.filter(measure=measure)
    published = revisions.filter(state=RevisionState.PUBLISHED).first()
    ours = published is None or published.origin == RevisionOrigin.RULEBOOK
    if published is not None and ours:
        revisions.filter(pk=published.pk).update(state=RevisionState.REPLACED)
    revision = Revision(
        measure=measure,
        number=1 + (revisions.order_by("-number").values_list("number", flat=True).first() or 0),
        origin=RevisionOrigin.RULEBOOK,
        state=RevisionState.PUBLISHED if ours else RevisionState.DRAFT,
        source=rule.source,
        cases=plain_cases(rule),
        digest=rule.digest,
        based_on=published,
        published_at=timezone.now() if ours else None,
    )
    revision.save()
    if ours:
        label(measure, rule)
        journal.record(
            actor=None,
            verb="measure.published",
            subject=measure,
            about=[revision],
            data={"number": revision.number, "sha256": rule.digest, "origin": "rulebook"},
        )
