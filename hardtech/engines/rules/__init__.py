"""Dated, cited rules × facts → verdict, amount, trace, way to qualify. See README.md."""

from hardtech.engines.rules._case.assessment import (
    ConditionResult,
    Paid,
    Together,
    Verdict,
    assess,
    assess_each,
)
from hardtech.engines.rules._case.examples import run_cases
from hardtech.engines.rules._case.facts import Stored, facts_from_json, shown, stored_text
from hardtech.engines.rules._case.openings import Opening
from hardtech.engines.rules._case.trace import ReplayOutcome, replay, trace, trace_digest
from hardtech.engines.rules._errors import (
    FactProblem,
    FactsInvalid,
    Fault,
    MeasureUnknown,
    PlanTooLarge,
    RelationsInvalid,
    RulebookInvalid,
    RulesError,
    TraceInvalid,
)
from hardtech.engines.rules._loading.rulebook import (
    Checked,
    check_text,
    check_together,
    load_rulebook,
    load_vocabulary,
    measure_from,
    read_rulebook,
)
from hardtech.engines.rules._measure import Citation, Fact, Rule, Rulebook, Version, Vocabulary
from hardtech.engines.rules._plans.combination import (
    Cap,
    Combination,
    LeftOut,
    Relations,
    combine,
    relations_of,
)
from hardtech.engines.rules._plans.way import Plan, PlanStep, plan
from hardtech.engines.rules._population.assessment import assess_population
from hardtech.engines.rules._population.frame import Population, read_population
from hardtech.engines.rules._population.simulation import Simulation, simulate, with_figures

__all__ = [
    "Cap",
    "Checked",
    "Citation",
    "Combination",
    "ConditionResult",
    "Fact",
    "FactProblem",
    "FactsInvalid",
    "Fault",
    "LeftOut",
    "MeasureUnknown",
    "Opening",
    "Paid",
    "Plan",
    "PlanStep",
    "PlanTooLarge",
    "Population",
    "Relations",
    "RelationsInvalid",
    "ReplayOutcome",
    "Rule",
    "Rulebook",
    "RulebookInvalid",
    "RulesError",
    "Simulation",
    "Stored",
    "Together",
    "TraceInvalid",
    "Verdict",
    "Version",
    "Vocabulary",
    "assess",
    "assess_each",
    "assess_population",
    "check_text",
    "check_together",
    "combine",
    "facts_from_json",
    "load_rulebook",
    "load_vocabulary",
    "measure_from",
    "plan",
    "read_population",
    "read_rulebook",
    "relations_of",
    "replay",
    "run_cases",
    "shown",
    "simulate",
    "stored_text",
    "trace",
    "trace_digest",
    "with_figures",
]
