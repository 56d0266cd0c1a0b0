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
