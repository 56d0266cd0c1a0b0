"""What an organisation is owed, for programs of its members and of the zone's officers."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Query, Router

from hardtech.engines.rules import trace
from hardtech.zone.accounts.models import User
from hardtech.zone.common.rest.inputs import by_ref, clean_ref
from hardtech.zone.common.rest.paging import refuse_unknown
from hardtech.zone.common.rest.words import _
from hardtech.zone.facts.models import NO_YEAR
from hardtech.zone.facts.queries import known_facts
from hardtech.zone.incentives import titles
from hardtech.zone.incentives.permissions import may_see_owed
from hardtech.zone.incentives.queries.owed import Owed, owed, questions, verdict_of
from hardtech.zone.incentives.schemas.owed import (
    ChosenOut,
    LeftOutOut,
    MeasureLink,
    OwedOut,
    OwedQuery,
    OwedRow,
    QuestionOut,
    VerdictOut,
)
from hardtech.zone.incentives.wording.owed import OwedWords, asked_because, owed_words
from hardtech.zone.incentives.wording.verdicts import verdict_words
from hardtech.zone.measures.models import Measure
from hardtech.zone.measures.rulebook import current_rulebook
from hardtech.zone.registry.models import Organisation
from hardtech.zone.registry.queries import find_organisation
from hardtech.zone.registry.schemas import OrganisationLink

__all__ = ["router"]

router = Router(tags=["incentives"])
PRIVATE = {"x-private": True}


@router.get(
    "/organisations/{ref}/owed",
    response=OwedOut,
    summary=_("What an organisation is owed: every measure in force, and the best combination"),
    openapi_extra=PRIVATE,
)
def owed_list(request: HttpRequest, ref: str, query: Query[OwedQuery]) -> OwedOut:
    organisation = _seen(request, ref)
    refuse_unknown(request, query)
    found = owed(organisation, query.on or timezone.localdate())
    words = owed_words(found, {})
    links = {one.rule.id: MeasureLink.of(one.measure) for one in found.entries}
    return OwedOut(
        organisation=OrganisationLink.of(organisation),
        on=found.on,
        total_fen=words.total_fen,
        elsewhere_fen=words.elsewhere_fen,
        proven=words.proven,
        chosen=[ChosenOut(measure=links[key], amount_fen=fen) for key, fen in found.combination.paid.items()],
        left_out=[
            LeftOutOut.model_validate(
                {"measure": links[one.measure], "code": one.code, "because_of": list(one.by)}
            )
            for one in found.combination.left_out
            if one.by
        ],
        measures=list(_rows(found, words, links)),
        questions=list(_questions(found)),
    )


@router.get(
    "/organisations/{ref}/owed/{measure}",
    response=VerdictOut,
    summary=_("What one measure says of an organisation, with its trace"),
    openapi_extra=PRIVATE,
)
def owed_verdict(request: HttpRequest, ref: str, measure: str, query: Query[OwedQuery]) -> VerdictOut:
    organisation, about = _seen(request, ref), by_ref(Measure.objects.defer("search"), measure)
    refuse_unknown(request, query)
    rulebook, on = current_rulebook(), query.on or timezone.localdate()
    if about.key not in rulebook:
        raise Http404
    known = known_facts(organisation, rulebook.facts(), on)
    document = trace(verdict_of(rulebook[about.key], known.values, on))
    words = verdict_words(document, rulebook)
    return VerdictOut(
        organisation=OrganisationLink.of(organisation),
        measure=MeasureLink.of(about),
        on=on,
        answer=document["answer"],
        headline=words.headline,
        warning=words.warning,
        amount_fen=document["amount_fen"],
        missing=document["missing"],
        trace=document,
    )


def _rows(found: Owed, words: OwedWords, links: dict[str, MeasureLink]) -> Iterable[OwedRow]:
    held = titles.held(found.known.values)
    groups = (words.entitled, words.held, words.missing, words.judged, words.refused, words.subjects)
    worded = {row.measure.key: row for group in groups for row in group}
    for entry in found.entries:
        row, verdict = worded[entry.rule.id], entry.verdict
        yield OwedRow.model_validate(
            {
                "measure": links[entry.rule.id],
                "subject": entry.rule.subject,
                "status": entry.rule.status,
                "decided_here": entry.measure.takes_claims,
                "held": entry.rule.id in held,
                "answer": verdict.answer if verdict else None,
                "amount_fen": verdict.amount if verdict else None,
                "at_most_fen": verdict.at_most if verdict else None,
                "missing": list(verdict.missing) if verdict else [],
                "why": row.why,
                "window": row.window,
            }
        )


def _questions(found: Owed) -> Iterable[QuestionOut]:
    for asked in questions(found.entries):
        words, _why = asked_because(asked, found)
        yield QuestionOut(
            fact=words.name,
            fiscal_year=None if words.year == NO_YEAR else words.year,
            question=words.text,
            measures=[entry.rule.id for entry in asked.entries],
            at_most_fen=asked.at_most,
        )


def _seen(request: HttpRequest, ref: str) -> Organisation:
    """The organisation, for those who may see what it is owed; for others there is none."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    try:
        organisation = find_organisation(clean_ref(ref))
    except Organisation.DoesNotExist:
        raise Http404 from None
    if not may_see_owed(request.user, organisation):
        raise Http404
    return organisation
