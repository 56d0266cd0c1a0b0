"""Weights from decisions: what is planted is found, what is not there is not, and few decisions change little."""

import json
import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardtech.engines.matching import Example, RankingModel, Weight, train_ranking
from hardtech.engines.matching.tests.learning_world import START, by_text, decisions, planted

NAMES = ("age_years", "trl_level", "owner_kind:company")


def learned(examples: list[Example], **options: int) -> RankingModel:
    model = train_ranking(examples, **options)
    assert model is not None
    return model


def weights(model: RankingModel) -> dict[str, Weight]:
    return {one.name: one for one in model.weights}


@pytest.mark.parametrize("seed", range(5))
def test_planted_preferences_are_found(seed: int) -> None:
    found = weights(learned(decisions(planted, 1500, seed)))

    wanted = [found[name] for name in ("trl_demonstrated", "same_province", "owner_kind:company")]
    assert wanted[0].low > 0 < wanted[1].low
    assert wanted[0].value > wanted[1].value > wanted[2].value > found["owner_kind:institute"].value
    assert abs(found["same_language"].value) < wanted[1].value / 2
    assert abs(found["age_years"].value) < wanted[1].value / 2


def test_kinds_of_owners_stand_beside_their_mean() -> None:
    rows = decisions(planted, 1500, 6)
    model = learned(rows)
    kinds = {name: one for name, one in weights(model).items() if name.startswith("owner_kind:")}

    assert sum(one.value * model.centres[name] for name, one in kinds.items()) == pytest.approx(0, abs=1e-9)
    assert kinds["owner_kind:company"].low > 0


def test_errors_hold_what_they_say() -> None:
    """Weights of a taste that has none lie within their 95 % intervals about as often as that says."""
    found = [one for seed in range(20) for one in learned(decisions(by_text, 400, seed)).weights if one.error]
    inside = sum(one.low <= 0 <= one.high for one in found)
    assert inside / len(found) > 0.93  # the prior draws to 0: a little more often than 95 %


def test_few_decisions_change_little() -> None:
    few, many = (learned(decisions(planted, number, 3), least_deciders=1) for number in (14, 1500))
    assert max(abs(one.value) for one in few.weights) < 0.3 * max(abs(one.value) for one in many.weights)


def test_text_never_counts_for_nothing() -> None:
    def against(text: float, features: object) -> float:
        return -8 * (text - 0.7)

    model = learned(decisions(against, 700, 1))
    assert model.text_log_odds == pytest.approx(1.0)  # the floor: 0.1 for a tenth
    assert model.score(0.9, {}) > model.score(0.8, {})


def test_nothing_to_compare_is_nothing_to_learn() -> None:
    kept = [one for one in decisions(planted, 200, 1) if one.grade]
    assert train_ranking([]) is None
    assert train_ranking(kept) is None


def test_one_deciders_lists_are_not_compared_with_anothers() -> None:
    rows = [
        Example(
            "NE-1", f"OF-{number}", f"decider {number}", 0.5, {"trl_level": float(number)}, number % 2, START
        )
        for number in range(20)
    ]
    assert train_ranking(rows) is None


def test_a_weight_that_rests_on_few_deciders_is_not_told() -> None:
    rows = decisions(planted, 700, 2, deciders=4)
    model = learned(rows)
    assert {(one.value, one.error) for one in model.weights} == {(0.0, 0.0)}
    assert {one.deciders for one in model.weights} <= {0, 4}
    assert any(one.value for one in learned(rows, least_deciders=4).weights)


def test_the_order_of_the_decisions_does_not_matter() -> None:
    rows = decisions(planted, 300, 4)
    shuffled = random.Random(1).sample(rows, len(rows))
    assert train_ranking(rows) == train_ranking(shuffled)


def test_grades_above_kept_count_as_better() -> None:
    """A deal stands above what was only kept, which stands above what was dismissed."""
    rows = [
        Example(f"NE-{query}", f"OF-{grade}", f"decider {query}", 0.5, {"trl_level": level}, grade, START)
        for query in range(30)
        for grade, level in ((1, 0.0), (3, 2.0))
    ]
    assert weights(learned(rows))["trl_level"].value > 0


def test_a_difference_of_seconds_is_not_taken_for_one_of_years() -> None:
    rows = [
        Example(f"NE-{query}", f"OF-{n}", f"decider {query}", 0.5, {"age_years": n * 1e-7}, n % 2, START)
        for query in range(30)
        for n in range(4)
    ]
    assert abs(weights(learned(rows))["age_years"].value) < 0.01


def test_a_model_survives_json() -> None:
    model = learned(decisions(planted, 300, 5))
    assert RankingModel.from_dict(json.loads(json.dumps(model.as_dict()))) == model


@settings(max_examples=200)
@given(
    st.floats(0, 1),
    st.lists(st.floats(-50, 50), min_size=3, max_size=3),
    st.lists(st.floats(-50, 50), min_size=3, max_size=3),
    st.lists(st.floats(-5, 5), min_size=3, max_size=3),
)
def test_parts_sum_to_the_score_within_the_limit(
    text: float, values: list[float], centres: list[float], given_weights: list[float]
) -> None:
    told = tuple(Weight(name, weight, 0.1, 9) for name, weight in zip(NAMES, given_weights, strict=True))
    model = RankingModel(told, dict(zip(NAMES, centres, strict=True)), 5.0)
    found = dict(zip(NAMES, values, strict=True))

    parts = model.parts(text, found)

    assert parts["text"] == text
    assert math.isclose(math.fsum(parts.values()), model.score(text, found), abs_tol=1e-9)
    assert abs(model.score(text, found) - text) <= text * RankingModel.LIMIT + 1e-9
    assert model.score(text, found) >= 0
    assert set(parts) == {"text"} | {one.name for one in told if one.value}


def test_half_the_text_never_comes_first() -> None:
    told = (Weight("trl_level", 10.0, 0.1, 9),)
    model = RankingModel(told, {"trl_level": 0.0}, 5.0)
    assert model.score(0.48, {"trl_level": 4.0}) < model.score(0.98, {"trl_level": -4.0})
    assert model.score(0.51, {"trl_level": 4.0}) > model.score(0.98, {"trl_level": -4.0})
