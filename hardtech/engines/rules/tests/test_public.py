"""The public face, the README's example, and the rulebooks that come along."""

from __future__ import annotations

import datetime
import json
import re
from pathlib import Path

import pytest

from hardtech.engines import rules
from hardtech.engines.rules import assess, load_rulebook, measure_from, replay, run_cases, trace, trace_digest
from hardtech.rulebooks import FOLDER

RULEBOOK = load_rulebook(FOLDER)
NAMED = {
    "xian-2017/incubator-bonus", "xian-2017/service-platform-bonus", "xian-2017/technology-centre-bonus",
    "xixian-2022/referral-reward", "xixian-2022/talent-reward", "xixian-2022/talent-project-funding",
    "cn/technology-sme", "cn/high-tech-enterprise", "cn/innovative-sme", "cn/srdi-sme", "cn/little-giant",
    "cn/rd-super-deduction",
}  # fmt: skip


def test_the_example_of_the_readme_runs() -> None:
    text = Path(rules.__file__).with_name("README.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    exec(compile(example, "README.md", "exec"), {})  # noqa: S102 - our own file


def test_the_measures_that_are_promised_are_there_and_say_that_nobody_verified_them() -> None:
    assert set(RULEBOOK) >= NAMED
    assert {measure.status for measure in RULEBOOK.values()} == {"unverified"}


@pytest.mark.parametrize("id_", list(RULEBOOK))
def test_every_case_comes_out_and_every_boundary_has_one(id_: str) -> None:
    assert run_cases(RULEBOOK[id_]) == []


@pytest.mark.parametrize("id_", list(RULEBOOK))
def test_every_case_can_be_replayed_from_its_trace(id_: str) -> None:
    measure = RULEBOOK[id_]
    for case in measure.cases:
        document = json.loads(json.dumps(trace(assess(measure, case.facts, case.on))))
        done = replay(document)
        assert (done.same, done.differences) == (True, ())
        assert trace_digest(trace(done.verdict)) == trace_digest(document)


def test_a_later_version_does_not_change_a_stored_decision() -> None:
    measure = RULEBOOK["xixian-2022/referral-reward"]
    case, on = measure.cases[2], datetime.date(2022, 6, 1)
    stored = trace(assess(measure, case.facts, on))
    later = {
        "from": "2022-05-01",
        "parameters": {"cap": {"value": "10 yuan", "cite": "up to 3 million RMB"}},
    }
    changed = measure_from({**measure.source, "versions": [*measure.source["versions"], later]})
    assert assess(changed, case.facts, on).amount == 1000
    done = replay(stored)
    assert done.same
    assert (done.verdict.answer, done.verdict.amount) == ("yes", 300_000_000)


def test_the_greatest_sum_of_the_articles_keeps_every_fen() -> None:
    measure = RULEBOOK["cn/technology-transfer-income"]
    facts = {**measure.cases[0].facts, "transfer_cost": 0, "transfer_taxes": 0}
    for fen in (8_604_600_000_000, 8_604_600_000_002, 1_070_400_000_100):
        verdict = assess(measure, {**facts, "transfer_revenue": fen}, datetime.date(2025, 6, 1))
        assert verdict.amount == 500_000_000 + (fen - 500_000_000) // 2


@pytest.mark.parametrize(
    ("facts", "answer", "amount", "at_most"),
    [
        ({}, "unknown", None, 1_000_000_000),
        ({"total_investment": "2000000 yuan"}, "judgement", None, 60_000_000),
        ({"total_investment": "86046000000 yuan"}, "judgement", None, 1_000_000_000),
        ({"total_investment": "2000000 yuan", "bonus_by_trade_volume": 5}, "yes", 5, 5),
        ({"trade_volume": 0}, "no", None, None),
    ],
)
def test_what_it_can_not_exceed_is_told_before_the_amount_is_known(
    facts: dict[str, object], answer: str, amount: int | None, at_most: int | None
) -> None:
    known = {"newly_built": True, "platform_for_integration": True, "trade_volume": 1}
    verdict = assess(
        RULEBOOK["xian-2017/service-platform-bonus"], {**known, **facts}, datetime.date(2018, 1, 1)
    )
    assert (verdict.answer, verdict.amount, verdict.at_most) == (answer, amount, at_most)


def test_payments_follow_their_milestones_and_years() -> None:
    talent = RULEBOOK["xixian-2022/talent-reward"]
    facts = {
        "recognised_talent": True,
        "award_year": 2,
        "contribution_year_1": 100,
        "contribution_year_2": 70,
    }
    paid = assess(talent, facts, datetime.date(2023, 6, 1)).payments
    assert [(item.payment.year, item.answer, item.amount) for item in paid] == [
        (1, "yes", 100),
        (2, "yes", 70),
        (3, "no", None),
    ]


def test_shares_of_an_amount_sum_to_the_whole() -> None:
    source = RULEBOOK["xixian-2022/referral-reward"].source
    third = {"title": {"en": "x", "zh": "x"}, "share": "1/3"}
    measure = measure_from({**source, "payments": [{**third, "id": name} for name in "abc"]})
    facts = {**RULEBOOK["xixian-2022/referral-reward"].cases[0].facts, "actual_investment": 1100}
    verdict = assess(measure, facts, datetime.date(2022, 6, 1))
    assert [item.amount for item in verdict.payments] == [3, 4, 4]
