"""What an entry says in words: one table for every timeline, page and export.

`PRIVATE` verbs tell of drafts and of what one side decided: only that side, and administrators, read them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hardtech.zone.common.languages import joined
from hardtech.zone.common.refs import Identified
from hardtech.zone.journal.models import Entry

__all__ = ["PRIVATE", "Line", "field_words", "lines", "sentence", "verb_label"]

SENTENCES: dict[str, Promise] = {
    "organisation.created": gettext_lazy("Organisation entered"),
    "organisation.updated": gettext_lazy("Organisation changed"),
    "organisation.merged": gettext_lazy("Two organisations merged into one"),
    "organisation.fact_added": gettext_lazy("Fact added"),
    "organisation.fact_changed": gettext_lazy("Fact changed"),
    "organisation.fact_removed": gettext_lazy("Fact removed"),
    "organisation.imported": gettext_lazy("Organisation imported"),
    "organisations.imported": gettext_lazy("Organisations imported"),
    "member.added": gettext_lazy("Member added"),
    "member.removed": gettext_lazy("Member removed"),
    "person.updated": gettext_lazy("Person changed"),
    "people.imported": gettext_lazy("People imported"),
    "offer.created": gettext_lazy("Offer drafted"),
    "offer.updated": gettext_lazy("Offer changed"),
    "offer.submitted": gettext_lazy("Offer handed in for review"),
    "offer.returned": gettext_lazy("Offer given back for changes"),
    "offer.published": gettext_lazy("Offer published"),
    "offer.renewed": gettext_lazy("Offer renewed"),
    "offer.expired": gettext_lazy("Offer expired"),
    "offer.withdrawn": gettext_lazy("Offer withdrawn"),
    "offer.reopened": gettext_lazy("Offer taken back to draft"),
    "offer.imported": gettext_lazy("Offer imported"),
    "offers.imported": gettext_lazy("Offers imported"),
    "need.created": gettext_lazy("Need drafted"),
    "need.updated": gettext_lazy("Need changed"),
    "need.submitted": gettext_lazy("Need handed in for review"),
    "need.returned": gettext_lazy("Need given back for changes"),
    "need.published": gettext_lazy("Need published"),
    "need.renewed": gettext_lazy("Need renewed"),
    "need.expired": gettext_lazy("Need expired"),
    "need.withdrawn": gettext_lazy("Need withdrawn"),
    "need.reopened": gettext_lazy("Need taken back to draft"),
    "need.imported": gettext_lazy("Need imported"),
    "needs.imported": gettext_lazy("Needs imported"),
    "match.kept": gettext_lazy("Match kept"),
    "match.dismissed": gettext_lazy("Match dismissed"),
    "match.undecided": gettext_lazy("Decision on a match taken back"),
    "ranking.trained": gettext_lazy("Ranking learned from decisions"),
    "ranking.switched_on": gettext_lazy("Learned ranking switched on"),
    "ranking.switched_off": gettext_lazy("Learned ranking switched off"),
    "measure.published": gettext_lazy("Measure published"),
    "measure.drafted": gettext_lazy("Change of a measure drafted"),
    "measure.proposed": gettext_lazy("Change of a measure proposed"),
    "measure.taken_back": gettext_lazy("Proposal of a measure taken back"),
    "measure.sent_back": gettext_lazy("Proposal of a measure sent back"),
    "measure.draft_discarded": gettext_lazy("Draft of a measure thrown away"),
    "measure.unasked_on": gettext_lazy("Payment without application switched on"),
    "measure.unasked_off": gettext_lazy("Payment without application switched off"),
    "account.roles_changed": gettext_lazy("Roles of an account changed"),
    "demo.loaded": gettext_lazy("Demonstration zone loaded"),
    "demo.populated": gettext_lazy("Demonstration companies entered"),
    "facts.stated": gettext_lazy("Facts stated"),
    "facts.imported": gettext_lazy("Facts imported"),
    "certificate.recorded": gettext_lazy("Certificate recorded"),
    "certificate.mended": gettext_lazy("Certificate mended"),
    "certificate.revoked": gettext_lazy("Certificate revoked"),
    "certificates.imported": gettext_lazy("Certificates imported"),
    "zone.entered": gettext_lazy("Organisation entered the zone"),
    "claim.submitted": gettext_lazy("Claim submitted"),
    "claim.resubmitted": gettext_lazy("Claim submitted again"),
    "claim.returned": gettext_lazy("Claim returned with a question"),
    "claim.withdrawn": gettext_lazy("Claim withdrawn"),
    "claim.approved": gettext_lazy("Claim approved"),
    "claim.refused": gettext_lazy("Claim refused"),
    "zone.assessed": gettext_lazy("All measures assessed for the whole zone"),
    "claims.proposed": gettext_lazy("Payments without application proposed"),
    "claim.confirmed": gettext_lazy("Payment without application confirmed"),
    "claim.dismissed": gettext_lazy("Proposed payment dismissed"),
    "payout.milestone_reached": gettext_lazy("Milestone of a payout reached"),
    "payout.paid": gettext_lazy("Payout paid"),
    "payout.cancelled": gettext_lazy("Payout cancelled"),
    "clawback.demanded": gettext_lazy("Money asked back"),
    "clawback.repaid": gettext_lazy("Money paid back"),
    "clawback.waived": gettext_lazy("Repayment waived"),
    "liaison.assigned": gettext_lazy("Liaison officer assigned"),
    "liaison.ended": gettext_lazy("Liaison officer relieved"),
}

PRIVATE = frozenset(
    [
        f"{side}.{verb}"
        for side in ("offer", "need")
        for verb in ("created", "updated", "returned", "reopened")
    ]
    + ["match.kept", "match.dismissed", "match.undecided", "facts.stated", "facts.imported"]
    + ["certificate.recorded", "certificate.mended", "certificate.revoked"]
)


@dataclass(frozen=True)
class Line:
    """One line of a timeline, as `common/_timeline.html` shows it; `url` leads to the record where the page is another's."""

    at: datetime
    sentence: str
    by: str
    note: str
    ref: str
    url: str


def verb_label(verb: str) -> str:
    """The sentence of a verb; an unknown verb stands for itself."""
    return str(SENTENCES.get(verb, verb))


def sentence(entry: Entry) -> str:
    """What happened, in the language of the page."""
    return verb_label(entry.verb)


def field_words(ref: str, names: Iterable[str]) -> str:
    """Columns of the record with this reference as a reader calls them; what is no column keeps its name."""
    prefix = ref.partition("-")[0]
    models = [model for model in apps.get_models() if issubclass(model, Identified)]
    model = next((model for model in models if prefix == model.REF_PREFIX), None)
    return joined(_field_word(model, name) if model else name for name in names)


def _field_word(model: type[Identified], name: str) -> str:
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return name
    if field.is_relation and field.related_model and (field.many_to_many or field.one_to_many):
        return str(field.related_model._meta.verbose_name_plural)
    return str(getattr(field, "verbose_name", name))


def lines(
    entries: Iterable[Entry],
    names: Mapping[str, str],
    *,
    show_people: bool = True,
    page_of: str | None = None,
) -> list[Line]:
    """Entries as lines. `names` is what `queries.actor_names` gives; without people, nobody is named.

    `page_of` is the record on whose page they stand: lines about others lead to these. Without it, no line leads anywhere.
    """
    return [
        Line(
            at=entry.at,
            sentence=sentence(entry),
            by=_actor(entry, names) if show_people else "",
            note=_note(entry),
            ref=entry.subject,
            url=_address(entry.subject) if page_of is not None and entry.subject not in {"", page_of} else "",
        )
        for entry in entries
    ]


def _address(ref: str) -> str:
    """Where a reference leads: the search knows who may see what."""
    return f"{reverse('portal:search')}?{urlencode({'q': ref})}"


def _actor(entry: Entry, names: Mapping[str, str]) -> str:
    if not entry.actor:
        return _("the system")
    return names.get(entry.actor, entry.actor)


def _note(entry: Entry) -> str:
    """What the data adds, in one short sentence."""
    data = entry.data
    if fields := data.get("fields"):
        return _("Changed: %(fields)s") % {"fields": field_words(entry.subject, fields)}
    if roles := data.get("roles"):
        return joined(_role_change(entry.subject, role, *values) for role, values in roles.items())
    if entry.verb == "organisation.merged":
        return _("%(drop)s lives on in %(keep)s.") % {"drop": data.get("from", ""), "keep": entry.subject}
    if reason := data.get("reason"):
        return _("Reason: %(reason)s") % {"reason": reason}
    return ""


def _role_change(ref: str, role: str, before: bool, after: bool) -> str:  # noqa: FBT001 - as the data hold them
    words = {True: _("yes"), False: _("no")}
    return _("%(role)s: %(before)s → %(after)s") % {
        "role": field_words(ref, [role]),
        "before": words[before],
        "after": words[after],
    }
