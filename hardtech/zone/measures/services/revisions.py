"""The way of a measure's text: drafted, proposed, and published by another officer. What was published is never changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from hardtech.zone.accounts.models import User
from hardtech.zone.common.versions import refuse_stale
from hardtech.zone.journal import services as journal
from hardtech.zone.measures import permissions
from hardtech.zone.measures.choices import RevisionOrigin, RevisionState
from hardtech.zone.measures.drafting.checking import TextReport, report_on
from hardtech.zone.measures.drafting.sources import digest_of
from hardtech.zone.measures.models import Measure, Revision
from hardtech.zone.measures.publishing import text_published
from hardtech.zone.measures.rulebook import ORGANISATION, cases_of, current_rulebook, rule_of
from hardtech.zone.measures.services.labels import label

__all__ = [
    "discard",
    "propose",
    "publish",
    "report_of",
    "send_back",
    "set_automatic_payment",
    "start_draft",
    "take_back",
    "write_draft",
]


def report_of(revision: Revision) -> TextReport:
    """What is wrong with a revision's text, beside the measures published today, and how its cases come out."""
    return report_on(revision.measure.key, revision.source, revision.cases, current_rulebook())


@transaction.atomic
def start_draft(*, actor: User, measure: Measure) -> Revision:
    """A draft with the text that is published now; the author's own one where that has not been touched yet."""
    if not permissions.may_keep_measures(actor):
        raise PermissionDenied
    measure = _locked(measure)
    revisions = Revision.objects.filter(measure=measure)
    published = revisions.get(state=RevisionState.PUBLISHED)
    own = revisions.filter(
        state=RevisionState.DRAFT, author=actor, based_on=published, digest=published.digest
    )
    if (untouched := own.first()) is not None:
        return untouched
    draft = Revision(
        measure=measure, number=_next_number(measure), origin=RevisionOrigin.OFFICER, state=RevisionState.DRAFT,
        source=published.source, cases=cases_of(published), digest=published.digest, based_on=published, author=actor,
    )  # fmt: skip
    draft.save()
    journal.record(
        actor=actor, verb="measure.drafted", subject=draft, about=[measure], data={"number": draft.number}
    )
    return draft


@transaction.atomic
def write_draft(
    *,
    actor: User,
    revision: Revision,
    source: Mapping[str, Any],
    cases: Sequence[Mapping[str, Any]],
    reason: str | None = None,
    seen: str = "",
) -> Revision:
    """Replace a draft's text; it may have faults, which keep it from being proposed. One sent back is a draft again."""
    current = _writable(actor, revision)
    refuse_stale(current, seen)
    if source.get("id") != current.measure.key:
        raise ValidationError(
            _("The id must stay %(key)s: it is the same measure.") % {"key": current.measure.key},
            code="id_changed",
        )
    current.source, current.cases, current.digest = dict(source), list(cases), digest_of(source)
    if reason is not None:
        current.reason = reason.strip()
    current.author, current.origin, current.state = actor, RevisionOrigin.OFFICER, RevisionState.DRAFT
    current.save()
    return current


@transaction.atomic
def propose(*, actor: User, revision: Revision, reason: str) -> Revision:
    """Hand a draft to another officer. Its checks and cases must pass, and it says why the measure is changed."""
    current = _writable(actor, revision)
    if not reason.strip():
        raise ValidationError(
            {"reason": _("Say why the measure is changed: the approver and the journal read it.")}
        )
    _refuse_faults(current)
    _refuse_outdated(current)
    base = current.based_on
    if base is not None and (base.digest, cases_of(base)) == (current.digest, cases_of(current)):
        raise ValidationError(_("Nothing is changed yet."), code="unchanged")
    current.reason, current.author, current.remark = reason.strip(), actor, ""
    current.state = RevisionState.PROPOSED
    current.save()
    journal.record(
        actor=actor, verb="measure.proposed", subject=current, about=[current.measure],
        data={"number": current.number, "sha256": current.digest, "reason": current.reason},
    )  # fmt: skip
    return current


@transaction.atomic
def take_back(*, actor: User, revision: Revision) -> Revision:
    """The author takes a proposal back to go on writing."""
    current = _again(revision)
    if not permissions.may_keep_measures(actor) or current.author_id != actor.pk:
        raise PermissionDenied
    _expect(current, RevisionState.PROPOSED)
    current.state = RevisionState.DRAFT
    current.save()
    journal.record(actor=actor, verb="measure.taken_back", subject=current, about=[current.measure])
    return current


@transaction.atomic
def send_back(*, actor: User, revision: Revision, remark: str) -> Revision:
    """Another officer does not approve, and says what to change."""
    current = _decidable(actor, revision)
    if not remark.strip():
        raise ValidationError({"remark": _("Say what the author should change.")})
    current.state, current.remark = RevisionState.REJECTED, remark.strip()
    current.save()
    journal.record(
        actor=actor, verb="measure.sent_back", subject=current, about=[current.measure],
        data={"number": current.number, "reason": current.remark},
    )  # fmt: skip
    return current


@transaction.atomic
def publish(*, actor: User, revision: Revision, now: datetime) -> Revision:
    """Put a proposal in force; the text before it becomes a replaced one. Decisions made on that stand as they are."""
    current = _decidable(actor, revision)
    _refuse_outdated(current)
    _refuse_faults(current)
    revisions = Revision.objects.filter(measure=current.measure, state=RevisionState.PUBLISHED)
    for before in revisions:
        before.state = RevisionState.REPLACED
        before.save()
    current.state, current.approved_by, current.published_at = RevisionState.PUBLISHED, actor, now
    current.save()
    label(current.measure, rule_of(current))
    journal.record(
        actor=actor, verb="measure.published", subject=current.measure, about=[current],
        data={"number": current.number, "sha256": current.digest, "origin": current.origin, "reason": current.reason},
    )  # fmt: skip
    text_published()
    return current


@transaction.atomic
def discard(*, actor: User, revision: Revision) -> None:
    """Throw a draft away. It leaves no text, but a line in the journal."""
    current = _writable(actor, revision)
    ref, measure, number = current.ref, current.measure, current.number
    current.delete()
    journal.record(
        actor=actor, verb="measure.draft_discarded", subject=ref, about=[measure], data={"number": number}
    )


@transaction.atomic
def set_automatic_payment(*, actor: User, measure: Measure, pays: bool, reason: str) -> Measure:
    """Whether the nightly run proposes payments on this measure without an application."""
    if not permissions.may_keep_measures(actor):
        raise PermissionDenied
    if not reason.strip():
        raise ValidationError({"reason": _("Say why.")})
    measure = _locked(measure)
    if measure.pays_automatically == pays:
        return measure
    if pays and not _pays(measure):
        raise ValidationError(_("This measure pays nothing."), code="pays_nothing")
    measure.pays_automatically = pays
    measure.save(update_fields=["pays_automatically", "updated_at"])
    verb = "measure.unasked_on" if pays else "measure.unasked_off"
    journal.record(actor=actor, verb=verb, subject=measure, data={"reason": reason.strip()})
    return measure


def _pays(measure: Measure) -> bool:
    rule = current_rulebook()[measure.key]
    return rule.subject == ORGANISATION and rule.versions[-1].amount is not None


def _locked(measure: Measure) -> Measure:
    """Whoever changes which text of a measure is in force waits here for one another."""
    return Measure.objects.select_for_update().defer("search").get(pk=measure.pk)


def _again(revision: Revision) -> Revision:
    """The revision as it stands now, behind the lock of its measure."""
    measure = _locked(revision.measure)
    current = Revision.objects.select_related("based_on").get(pk=revision.pk)
    current.measure = measure
    return current


def _writable(actor: User, revision: Revision) -> Revision:
    current = _again(revision)
    if not permissions.may_keep_measures(actor):
        raise PermissionDenied
    _expect(current, RevisionState.DRAFT, RevisionState.REJECTED)
    if not permissions.may_write(actor, current):
        raise PermissionDenied
    return current


def _decidable(actor: User, revision: Revision) -> Revision:
    current = _again(revision)
    if not permissions.may_keep_measures(actor):
        raise PermissionDenied
    _expect(current, RevisionState.PROPOSED)
    if not permissions.may_decide(actor, current):
        raise PermissionDenied(_("Another officer than the author decides on a proposal."))
    return current


def _expect(revision: Revision, *states: RevisionState) -> None:
    if revision.state not in states:
        data = {"ref": revision.ref, "state": revision.get_state_display()}
        raise ValidationError(
            _("%(ref)s can't be changed so: its state is “%(state)s”.") % data, code="state"
        )


def _refuse_faults(revision: Revision) -> None:
    if not report_of(revision).ready:
        raise ValidationError(
            _("The text has faults, or its cases fail. Mend what the check names, then propose it."),
            code="faults",
        )


def _refuse_outdated(revision: Revision) -> None:
    """Another text may have been published since this one was drafted: its changes would be lost."""
    published = Revision.objects.filter(measure=revision.measure, state=RevisionState.PUBLISHED).first()
    if published is not None and published.pk != revision.based_on_id:
        data = {"number": published.number}
        raise ValidationError(
            _(
                "This text is based on an older one: number %(number)s was published since. Draft the change anew from that."
            )
            % data,
            code="outdated",
        )


def _next_number(measure: Measure) -> int:
    last = Revision.objects.filter(measure=measure).order_by("-number").values_list("number", flat=True)
    return 1 + (last.first() or 0)
