"""A claim and the rules: on which text and day it is decided, with which facts, and who stated each of them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import override

from hardtech.base.money import Bare
from hardtech.engines.rules import (
    Fact,
    FactsInvalid,
    ReplayOutcome,
    Rule,
    Verdict,
    replay,
    trace,
    trace_digest,
)
from hardtech.zone.accounts.models import User
from hardtech.zone.facts.problems import problem_text
from hardtech.zone.facts.queries import Known, known_facts
from hardtech.zone.facts.validators import checked
from hardtech.zone.incentives.models import Claim
from hardtech.zone.incentives.queries.owed import verdict_of
from hardtech.zone.measures.rulebook import ORGANISATION, current_rulebook, rule_of
from hardtech.zone.registry.models import Organisation

__all__ = ["TracedVerdict", "checked_facts", "judge", "judge_claim", "replayed", "subject_facts_of"]


@dataclass(frozen=True, slots=True)
class TracedVerdict:
    """A verdict, its trace with who stated each fact (`stated_by`), and the digest that the journal is told."""

    verdict: Verdict
    trace: dict[str, Any]
    digest: str


def subject_facts_of(rule: Rule) -> dict[str, Fact]:
    """What a claimant states of the project, person or contract that the measure is granted for."""
    if rule.subject == ORGANISATION:
        return {}
    return {name: fact for name, fact in rule.facts.items() if not fact.judged}


def checked_facts(
    facts: Mapping[str, Fact], given: Mapping[str, object], bare: Bare = Bare.FEN
) -> dict[str, str]:
    """Values as the engine takes them, empty ones left out. Raises `ValidationError` naming each fact that does not fit."""
    values, errors = {}, {}
    for name, value in given.items():
        if name not in facts:
            errors[name] = ValidationError(_("The measure does not ask for this fact."), code="fact_unknown")
            continue
        try:
            values[name] = checked(facts[name], value, bare)
        except FactsInvalid as error:
            problem = error.problems[0]
            errors[name] = ValidationError(problem_text(facts[name], problem), code=problem.code)
    if errors:
        raise ValidationError(errors)
    return {name: value for name, value in values.items() if value}


def judge(
    rule: Rule,
    organisation: Organisation,
    on: datetime.date,
    *,
    subject_facts: Mapping[str, str],
    rulings: Mapping[str, str],
    officer: User | None = None,
) -> TracedVerdict:
    """What `rule` says on `on`: of what is known of the organisation, of its subject, and as an officer judged."""
    vocabulary = {**current_rulebook().facts(), **rule.facts}
    known = known_facts(organisation, vocabulary, on)
    verdict = verdict_of(rule, {**known.values, **subject_facts, **rulings}, on)
    document = trace(verdict)
    document["stated_by"] = {
        name: _stated_by(name, known, subject_facts, rulings, officer) for name in sorted(document["facts"])
    }
    return TracedVerdict(verdict, document, trace_digest(document))


def judge_claim(claim: Claim, on: datetime.date, officer: User | None = None) -> TracedVerdict:
    """The claim by the text it was filed on."""
    return judge(
        rule_of(claim.revision),
        claim.organisation,
        on,
        subject_facts=claim.subject_facts,
        rulings=claim.rulings,
        officer=officer,
    )


def _stated_by(
    name: str,
    known: Known,
    subject_facts: Mapping[str, str],
    rulings: Mapping[str, str],
    officer: User | None,
) -> dict[str, str]:
    if name in rulings:
        return {"origin": "ruling", "by": officer.ref if officer else ""}
    if name in subject_facts:
        return {"origin": "claim"}
    if name in known.derived:
        with override("en"):
            return {"origin": "record", "source": str(known.derived[name].source)}
    statement = known.stated[name]
    by = statement.stated_by.ref if statement.stated_by else ""
    return {"origin": "statement", "ref": statement.ref, "by": by}


def replayed(claim: Claim) -> ReplayOutcome:
    """The stored trace decided again. Raises `TraceInvalid` where it can't be trusted."""
    return replay(claim.trace)
