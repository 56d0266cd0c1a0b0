"""One rule, two evaluators: one case at a time, and all of them as columns, with the same answers and amounts."""

from __future__ import annotations

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hardtech.engines.rules import assess, assess_population, read_population
from hardtech.engines.rules.tests.random_rules import DAY, Rules

CASES = 100
_SCHEMA = dict.fromkeys(["m0", "m1", "judged_m", "i0", "i1", "g0"], pl.Int64)


def compare(seed: int) -> list[str]:
    """Both evaluators on a random rule and CASES random cases; the answers that came out."""
    rules = Rules(seed)
    measure = rules.loaded()
    if measure is None:
        return []
    cases = [rules.known(measure.facts) for _ in range(CASES)]
    population, problems = read_population(measure.facts, pl.DataFrame(cases, schema_overrides=_SCHEMA))
    assert problems == []
    columns = assess_population([measure], population, DAY)
    for at, case in enumerate(cases):
        verdict = assess(measure, case, DAY)
        amount = columns["random/rule amount_fen"][at] if columns.width == 2 else None
        amount = int(amount) if isinstance(amount, str) else amount
        assert (verdict.answer, verdict.amount) == (columns["random/rule"][at], amount), (seed, at, case)
    return columns["random/rule"].cast(pl.String).to_list()


@given(st.integers(0, 2**32))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_both_evaluators_agree_on_random_rules(seed: int) -> None:
    compare(seed)
