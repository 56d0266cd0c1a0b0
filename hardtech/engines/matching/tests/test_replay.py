"""Judging before switching on: chance stays out, what is planted comes in, the same seed gives the same judgement."""

import dataclasses
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardtech.engines.matching import (
    Example,
    Gate,
    Judgement,
    interleave,
    judge_ranking,
    replay,
    train_ranking,
)
from hardtech.engines.matching._learning.replay import BLOCKS, _blocks
from hardtech.engines.matching.tests.learning_world import by_text, coin, decisions, planted

LEVEL = Gate().level


def judged(examples: list[Example], seed: int = 1) -> Judgement:
    return judge_ranking(examples, seed=seed)


@pytest.mark.parametrize("taste", [coin, by_text])
def test_decisions_without_a_preference_switch_nothing_on(taste: object) -> None:
    """100 worlds each, level 1 %: more than 4 would happen by chance in 4 of 1,000 runs."""
    on = [seed for seed in range(100) if not judged(decisions(taste, 210, seed), seed).doubts]  # type: ignore[arg-type]
    assert len(on) <= 4


@pytest.mark.parametrize("seed", range(6))
def test_planted_preferences_pass_and_raise_ndcg(seed: int) -> None:
    found = judged(decisions(planted, 1500, seed))

    assert found.doubts == ()
    assert found.replay.gain >= 0.05
    assert found.replay.low > 0
    assert found.replay.accuracy_learned > found.replay.accuracy_default
    assert found.replay.duel.wins > found.replay.duel.losses
    assert found.replay.p_worse > 0.9


def test_planted_preferences_help_on_decisions_to_come() -> None:
    rows = decisions(planted, 2500, 7)
    later = replay(train_ranking(rows[:1500]), rows[1500:], seed=1)
    assert later.gain >= 0.05
    assert later.p_better <= LEVEL


def test_a_model_that_harms_is_seen() -> None:
    model = train_ranking(decisions(planted, 1500, 8))
    turned = [dataclasses.replace(one, grade=1 - one.grade) for one in decisions(planted, 500, 9)]
    later = replay(model, turned, seed=1)
    assert later.gain < 0
    assert later.p_worse <= LEVEL
    assert later.duel.losses > later.duel.wins


def test_what_is_missing_is_named() -> None:
    assert judged([]).doubts == ("decisions", "deciders", "lists", "gain", "chance")
    assert "decisions" in judged(decisions(planted, 99, 1)).doubts
    few = judged(decisions(planted, 700, 1, deciders=4))
    assert set(few.doubts) >= {"deciders", "gain", "chance"}


def test_one_decider_does_not_speak_for_all() -> None:
    rows = decisions(planted, 1500, 1)
    own = [dataclasses.replace(one, decider="one") if i % 2 or i < 50 else one for i, one in enumerate(rows)]
    assert judged(own).largest_share > 0.5
    assert "one_decider" in judged(own).doubts


def test_the_same_seed_gives_the_same_judgement_in_any_order() -> None:
    rows = decisions(planted, 400, 2)
    assert judged(rows) == judged(random.Random(3).sample(rows, len(rows)))


def test_nothing_learned_is_the_default_ranking() -> None:
    same = replay(None, decisions(planted, 200, 1), seed=1)
    assert same.gain == same.low == same.high == 0.0
    assert same.p_better == same.p_worse == 1.0


def test_each_block_is_judged_by_what_came_before_it() -> None:
    rows = decisions(planted, 700, 3)
    blocks = [_blocks(rows, number) for number in range(BLOCKS)]
    for seen, to_judge in blocks:
        assert seen
        assert max(one.at for one in seen) < min(one.at for one in to_judge)
    assert [one for _seen, to_judge in blocks for one in to_judge] == rows[175:]


names = st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=8)


@given(names, names, st.integers(0, 9), st.integers(0, 99))
def test_interleaving_is_fair_and_repeats_nothing(
    first: list[str], second: list[str], depth: int, seed: int
) -> None:
    mixed = interleave(first, second, depth, np.random.default_rng(seed))

    ids = [id_ for id_, _team in mixed]
    assert len(ids) == len(set(ids)) == min(depth, len({*first, *second}))
    for team, ranking in enumerate((first, second)):
        assert {id_ for id_, picked_by in mixed if picked_by == team} <= set(ranking)
    if set(first) == set(second):
        picks = [team for _id, team in mixed]
        assert abs(picks.count(0) - picks.count(1)) <= 1
    assert interleave(first, second, depth, np.random.default_rng(seed)) == mixed
