"""Dated, cited rules × facts → verdict, amount, trace, way to qualify. See README.md."""

from hardtech.engines.rules._assess import ConditionResult, Paid, Together, Verdict, assess, assess_each
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
from hardtech.engines.rules._frame import Population, read_population
from hardtech.engines.rules._measure import Citation, Fact, Measure, Rulebook, Version
from hardtech.engines.rules._population import assess_population
from hardtech.engines.rules._rulebook import load_rulebook, measure_from, read_rulebook
from hardtech.engines.rules._trace import Replay, replay, trace, trace_digest

__all__ = [
    "Citation",
    "ConditionResult",
    "Fact",
    "FactProblem",
    "FactsInvalid",
    "Finding",
    "Measure",
    "MeasureUnknown",
    "Paid",
    "PlanTooLarge",
    "Population",
    "RelationsInvalid",
    "Replay",
    "Rulebook",
    "RulebookInvalid",
    "RulesError",
    "Together",
    "TraceInvalid",
    "Verdict",
    "Version",
    "assess",
    "assess_each",
    "assess_population",
    "load_rulebook",
    "measure_from",
    "read_population",
    "read_rulebook",
    "replay",
    "trace",
    "trace_digest",
]
