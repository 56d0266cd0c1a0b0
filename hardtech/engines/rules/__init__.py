"""Dated, cited rules × facts → verdict, amount, trace, way to qualify. See README.md."""

from hardtech.engines.rules._assess import ConditionResult, Paid, Together, Verdict, assess, assess_each
from hardtech.engines.rules._calendar import Opening
from hardtech.engines.rules._cases import run_cases
from hardtech.engines.rules._combine import Cap, Combination, LeftOut, Relations, combine, relations_of
from hardtech.engines.rules._errors import (
    FactProblem,
    FactsInvalid,
    Finding,
    MeasureUnknown,
    PlanTooLarge,
    RelationsInvalid,
    RulebookInvalid,
    RulesError,
    TraceInvalid,
)
from hardtech.engines.rules._facts import shown, stored_text
from hardtech.engines.rules._frame import Population, read_population
from hardtech.engines.rules._measure import Citation, Fact, Measure, Rulebook, Version
from hardtech.engines.rules._plan import Plan, Step, plan
from hardtech.engines.rules._population import assess_population
from hardtech.engines.rules._rulebook import (
    Checked,
    check_text,
    check_together,
    load_rulebook,
    measure_from,
    read_rulebook,
)
from hardtech.engines.rules._simulate import Simulation, simulate, with_figures
from hardtech.engines.rules._trace import Replay, replay, trace, trace_digest

__all__ = [
    "Cap",
    "Checked",
    "Citation",
    "Combination",
    "ConditionResult",
    "Fact",
    "FactProblem",
    "FactsInvalid",
    "Finding",
    "LeftOut",
    "Measure",
    "MeasureUnknown",
    "Opening",
    "Paid",
    "Plan",
    "PlanTooLarge",
    "Population",
    "Relations",
    "RelationsInvalid",
    "Replay",
    "Rulebook",
    "RulebookInvalid",
    "RulesError",
    "Simulation",
    "Step",
    "Together",
    "TraceInvalid",
    "Verdict",
    "Version",
    "assess",
    "assess_each",
    "assess_population",
    "check_text",
    "check_together",
    "combine",
    "load_rulebook",
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
