"""A mail of the zone: a line for each thing that somebody is told, with its address, in their language."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hardtech.zone.accounts.models import User
from hardtech.zone.common.money import money
from hardtech.zone.facts.quantities import day
from hardtech.zone.incentives.choices import ClaimState, ClawbackState, NoticeKind, PayoutState
from hardtech.zone.incentives.models import Claim, Clawback, Notice, Payout
from hardtech.zone.incentives.names import name_of
from hardtech.zone.incentives.permissions import visible_claims
from hardtech.zone.measures.models import Measure

__all__ = ["Mail", "mail_of"]

SENTENCES: Mapping[str, Promise] = {
    NoticeKind.DECISION_SOON: gettext_lazy("Decide by %(day)s: %(organisation)s, %(measure)s"),
    NoticeKind.DECISION_LATE: gettext_lazy(
        "Overdue since %(day)s: the decision on %(organisation)s, %(measure)s"
    ),
    NoticeKind.PAYOUT_DUE: gettext_lazy("Pay %(amount)s by %(day)s: %(organisation)s, %(measure)s"),
    NoticeKind.CLAWBACK_DUE: gettext_lazy(
        "%(amount)s to be paid back by %(day)s: %(organisation)s, %(measure)s"
    ),
    NoticeKind.WINDOW_CLOSES: gettext_lazy("You are entitled, and the window closes on %(day)s: %(measure)s"),
    NoticeKind.CLAIM_CONFIRMED: gettext_lazy("You are paid %(amount)s without having applied: %(measure)s"),
    NoticeKind.CLAIM_RETURNED: gettext_lazy("The zone office has a question on your claim: %(measure)s"),
    NoticeKind.CLAIM_DECIDED: gettext_lazy("Your claim is decided: %(measure)s"),
    NoticeKind.CLAIM_SUBMITTED: gettext_lazy("A claim for you to decide: %(organisation)s, %(measure)s"),
}
DECIDED = (NoticeKind.CLAIM_DECIDED, NoticeKind.CLAIM_CONFIRMED)
NOTICES_IN: Mapping[ClaimState, Collection[NoticeKind]] = {
    ClaimState.SUBMITTED: (NoticeKind.DECISION_SOON, NoticeKind.DECISION_LATE, NoticeKind.CLAIM_SUBMITTED),
    ClaimState.RETURNED: (NoticeKind.CLAIM_RETURNED,),
    ClaimState.APPROVED: DECIDED,
    ClaimState.REFUSED: DECIDED,
}


@dataclass(frozen=True, slots=True)
class Mail:
    subject: str
    text: str


def mail_of(user: User, notices: Sequence[Notice]) -> Mail | None:
    """What `notices` come to for `user` today, in the language in force; None where none of it still holds.

    A decision that was made meanwhile is no longer asked for, and nobody is told of what they may not see any more.
    """
    lines = list(_lines(user, notices))
    if not lines:
        return None
    count = len(lines)
    subject = ngettext("%(count)s thing in the zone", "%(count)s things in the zone", count) % {
        "count": count
    }
    if count == 1:
        subject = lines[0][0]
    greeting = _("Dear %(name)s,") % {"name": name_of(user)}
    body = "\n\n".join(f"- {sentence}\n  {settings.ADDRESS}{path}" for sentence, path in lines)
    return Mail(" ".join(subject.split()), f"{greeting}\n\n{body}\n\n{_('The zone office')}\n")


def _lines(user: User, notices: Sequence[Notice]) -> Iterator[tuple[str, str]]:
    """A sentence and a path for each notice that still holds. A fixed number of queries."""
    found = _NoticeSubjects(user, {notice.subject for notice in notices})
    for notice in notices:
        record = found.get(notice.subject)
        if record is None or notice.kind not in record.kinds:
            continue
        data = {
            "day": day(notice.on),
            "measure": record.measure.title,
            "organisation": record.claim.organisation.name if record.claim else "",
            "amount": record.amount,
        }
        yield str(SENTENCES[notice.kind]) % data, record.path


@dataclass(frozen=True, slots=True)
class _NoticeSubject:
    """What a notice is about; `kinds` are those of which it can still be told."""

    claim: Claim | None
    measure: Measure
    amount: str
    kinds: frozenset[NoticeKind]

    @property
    def path(self) -> str:
        if self.claim is not None:
            return reverse("incentives:claim_detail", args=[self.claim.ref])
        return reverse("measures:measure_detail", args=[self.measure.ref])


class _NoticeSubjects:
    """The claims, payouts, repayments and measures behind references, as far as a person may see them."""

    def __init__(self, user: User, refs: Collection[str]) -> None:
        self.measures = {one.ref: one for one in Measure.objects.filter(ref__in=refs)}
        self.payouts = {one.ref: one for one in Payout.objects.filter(ref__in=refs)}
        clawbacks = Clawback.objects.filter(ref__in=refs).select_related("payout")
        self.clawbacks = {one.ref: one for one in clawbacks}
        parents = {one.claim_id for one in self.payouts.values()}
        parents |= {one.payout.claim_id for one in self.clawbacks.values()}
        seen = Claim.objects.filter(visible_claims(user)).filter(Q(ref__in=refs) | Q(pk__in=parents))
        claims = list(seen.defer("trace").select_related("organisation", "measure"))
        self.by_ref = {claim.ref: claim for claim in claims}
        self.by_pk = {claim.pk: claim for claim in claims}

    def get(self, ref: str) -> _NoticeSubject | None:
        if measure := self.measures.get(ref):
            return _NoticeSubject(None, measure, "", frozenset({NoticeKind.WINDOW_CLOSES}))
        amount, kinds = None, frozenset[NoticeKind]()
        if payout := self.payouts.get(ref):
            claim, amount = self.by_pk.get(payout.claim_id), payout.amount_fen
            if payout.state == PayoutState.SCHEDULED:
                kinds = frozenset({NoticeKind.PAYOUT_DUE})
        elif clawback := self.clawbacks.get(ref):
            claim, amount = self.by_pk.get(clawback.payout.claim_id), clawback.amount_fen
            if clawback.state == ClawbackState.DEMANDED:
                kinds = frozenset({NoticeKind.CLAWBACK_DUE})
        elif claim := self.by_ref.get(ref):
            amount, kinds = claim.amount_fen, frozenset(NOTICES_IN.get(ClaimState(claim.state), ()))
        return _NoticeSubject(claim, claim.measure, money(amount), kinds) if claim else None
