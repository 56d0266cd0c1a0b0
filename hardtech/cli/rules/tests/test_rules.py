"""`hardtech rules` on plain files: answers, refusals with file and line, exit codes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner, Result

from hardtech.base import money as sums
from hardtech.cli.rules import words as wording
from hardtech.cli.rules.command import rules
from hardtech.engines import rules as engine
from hardtech.engines.rules.tests.test_check import BROKEN, book

REFERRAL = "xixian-2022/referral-reward"
FACTS = {
    "technology_project": True,
    "enterprise_established": True,
    "capacity_reached": True,
    "actual_investment": "86046000000 yuan",
}


def run(*arguments: object) -> Result:
    return CliRunner().invoke(rules, [str(argument) for argument in arguments])


def told(*arguments: object) -> Any:
    done = run(*arguments)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def write(path: Path, data: object) -> Path:
    path.write_text(data if isinstance(data, str) else json.dumps(data, indent=1), encoding="utf-8")
    return path


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    return write(tmp_path / "facts.json", FACTS)


def test_list_gives_facts_with_type_and_unit() -> None:
    listed = {item["id"]: item for item in told("list", "--json")}
    (investment,) = [fact for fact in listed[REFERRAL]["facts"] if fact["name"] == "actual_investment"]
    assert (investment["type"], investment["unit"], investment["judged"]) == ("money", "fen", False)
    assert investment["question"]["zh"]
    assert REFERRAL.split("/", maxsplit=1)[0] in run("list").output


def test_assess_prints_one_object(facts: Path) -> None:
    answer = told("assess", REFERRAL, facts, "--on", "2022-06-01", "--json")
    keys = ("measure", "version", "on", "answer", "amount_fen", "missing")
    assert [answer[key] for key in keys] == [REFERRAL, "2022-03-21", "2022-06-01", "yes", 300_000_000, []]
    assert answer["trace"]["format"] == "hardtech/rules-trace"


def test_assess_says_why_to_people(facts: Path, tmp_path: Path) -> None:
    done = run("assess", REFERRAL, facts, "--on", "2022-06-01")
    assert "3 million yuan" in done.output
    assert "unverified" in done.output
    open_ = run("assess", REFERRAL, write(tmp_path / "open.json", {}), "--on", "2022-06-01")
    assert "missing: technology_project" in open_.output


def test_a_day_before_the_measure_says_no(facts: Path) -> None:
    answer = told("assess", REFERRAL, facts, "--on", "2022-03-20", "--json")
    assert (answer["answer"], answer["reason"], answer["version"]) == ("no", "not_in_force", None)


def test_one_failing_project_does_not_fail_the_company(tmp_path: Path) -> None:
    shared = {"technology_project": True, "enterprise_established": True, "actual_investment_fen": 10_000}
    projects = [{"capacity_reached": False}, {"capacity_reached": True}, {}]
    file = write(tmp_path / "facts.json", {**shared, "subjects": projects})
    answer = told("assess", REFERRAL, file, "--on", "2022-06-01", "--json")
    assert (answer["answer"], answer["amount_fen"]) == ("yes", 100)
    assert [item["answer"] for item in answer["subjects"]] == ["no", "yes", "unknown"]


@pytest.mark.parametrize(
    ("changes", "line", "words"),
    [
        ({"capacity_reached": "maybe"}, 4, "neither true nor false"),
        ({"actual_investment": 12.5}, 5, "12.5 has no unit: write “12.5 yuan” if it is yuan"),
        ({"actual_investment_fen": 12.5, "actual_investment": None}, 5, "states it a second time"),
        ({"actual_investment": "50,00 yuan"}, 5, "can be read in two ways"),
        ({"actual_investment": "3 person"}, 5, "unit"),
        ({"actual_investment": "3 bushel"}, 5, "unit"),
        ({"actual_investment": "-1 yuan"}, 5, "below 0"),
        ({"actual_investment": [1]}, 5, "no sum"),
        ({"actual_investmant": 5}, 6, "did you mean actual_investment"),
    ],
)
def test_a_wrong_fact_is_refused_with_its_line(
    tmp_path: Path, changes: dict[str, object], line: int, words: str
) -> None:
    file = write(tmp_path / "facts.json", {**FACTS, **changes})
    done = run("assess", REFERRAL, file)
    assert done.exit_code == 1
    assert f"facts.json, line {line}: " in done.output
    assert words in done.output


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "line 1"),
        ("[]", "expected an object"),
        ('{"a": 1, "a": 2}', "twice"),
        ('{"a": ' * 10**6, "levels"),  # more than any Python reads: newer ones read tens of thousands
    ],
)
def test_a_file_that_holds_no_facts_is_refused(tmp_path: Path, text: str, words: str) -> None:
    done = run("assess", REFERRAL, write(tmp_path / "facts.json", text))
    assert (done.exit_code, words in done.output) == (1, True), done.output


def test_wrong_usage(facts: Path, tmp_path: Path) -> None:
    assert run("assess", REFERRAL, facts, "--on", "yesterday").exit_code == 2
    assert run("assess", REFERRAL).exit_code == 2
    assert run("plan", REFERRAL, facts, "--cost", "x").exit_code == 2
    unknown = run("assess", "xixian-2022/referal", facts)
    assert (unknown.exit_code, REFERRAL in unknown.output) == (1, True)
    assert run("assess", REFERRAL, tmp_path / "none.json").exit_code == 1


def test_check_passes_what_comes_along() -> None:
    assert run("check").exit_code == 0


def test_every_code_of_the_engine_has_its_sentence() -> None:
    files = [*Path(engine.__file__).parent.rglob("*.py"), Path(sums.__file__)]
    sources = [file.read_text(encoding="utf-8") for file in files if "tests" not in file.parts]
    patterns = {
        "_FAULTS": r"(?:\.add|fault|(?:Expression|Source|Quantity)Error|_finding\(measure, case,|_whole\(measure,)"
        r'\(?\s*"(\w+)"',
        "_FACTS": r'(?:(?:WrongValue|Money)Error|FactProblem\([\w.]+,)\(?\s*"(\w+)"',
        "_TRACES": r'TraceInvalid\("(\w+)"',
        "_LEFT_OUT": r'LeftOut\(name, "(\w+)"',
    }
    for table, pattern in patterns.items():
        codes = {code for source in sources for code in re.findall(pattern, source)}
        assert codes
        assert codes - set(getattr(wording, table)) == set()


@pytest.mark.parametrize("fault", BROKEN)
def test_check_names_file_line_and_fault(tmp_path: Path, fault: str) -> None:
    old, new, code, line = BROKEN[fault]
    folder = book(tmp_path, old, new)
    done = run("check", folder)
    assert done.exit_code == 1
    assert f"book/rule.yaml:{line}: " in done.output
    assert f": {code} " not in done.output  # worded, not shown as the engine's code
    assert code in [item["code"] for item in json.loads(run("check", folder, "--json").stdout)]


def test_a_trace_is_replayed_and_a_changed_one_refused(facts: Path, tmp_path: Path) -> None:
    trace = tmp_path / "trace.json"
    answer = told("assess", REFERRAL, facts, "--on", "2022-06-01", "--json", "--trace", trace)
    assert told("replay", trace, "--json")["same"] is True
    assert "The same" in run("replay", write(tmp_path / "whole.json", answer)).output
    document = json.loads(trace.read_text(encoding="utf-8"))
    for key, value, words in (
        ("amount_fen", 5, "amount_fen"),
        ("rule", {**document["rule"], "title": {}}, "changed"),
        ("format_version", 99, "newer"),
        ("format", "else", "no trace"),
        ("facts", {"x": 1}, "no trace"),
    ):
        done = run("replay", write(tmp_path / "changed.json", {**document, key: value}))
        assert (done.exit_code, words in done.output) == (1, True), done.output
    answer["trace"]["title"] = {}
    assert run("replay", write(tmp_path / "whole.json", answer)).exit_code == 1


def test_plan_names_the_steps(tmp_path: Path, facts: Path) -> None:
    file = write(tmp_path / "no.json", {**FACTS, "capacity_reached": False})
    found = told("plan", REFERRAL, file, "--on", "2022-06-01", "--cost", "capacity_reached=7/2", "--json")
    assert (found["code"], found["cost"], found["answer_after"]) == ("plan", "7/2", "yes")
    assert [(step["fact"], step["before"], step["after"]) for step in found["steps"]] == [
        ("capacity_reached", False, True)
    ]
    assert "capacity_reached" in run("plan", REFERRAL, file, "--on", "2022-06-01").output
    assert "Nothing needs to change" in run("plan", REFERRAL, facts, "--on", "2022-06-01").output
    assert run("plan", REFERRAL, file, "--cost", "staff=1").exit_code == 1


def test_a_step_in_money_has_its_unit_and_costs_by_the_yuan(tmp_path: Path) -> None:
    firm = {"valid_high_tech": True, "registered_on": "2016-01-01", "private_capital": True, "listed": False}
    file = write(tmp_path / "firm.json", {**firm, "valuation": "1 billion usd"})
    found = told("plan", "cn/unicorn-suqian", file, "--on", "2024-06-01", "--cost", "valuation=1", "--json")
    (step,) = found["steps"]
    assert (step["before"], step["after"]) == ("1000000000 USD", "1000000000.01 USD")
    assert (step["unit"], found["cost"]) == ("", "1/100")


def test_combine_adds_what_may_be_added(tmp_path: Path) -> None:
    bonus = {"newly_built": True, "incubator_for_integration": True, "bonus_set": "2000000 yuan"}
    file = write(tmp_path / "facts.json", {**FACTS, **bonus})
    found = told("combine", "xixian-2022,xian-2017/incubator-bonus", file, "--on", "2022-06-01", "--json")
    assert (found["total_fen"], found["proven"]) == (500_000_000, True)
    assert [item["measure"] for item in found["paid"]] == ["xian-2017/incubator-bonus", REFERRAL]
    assert found["open"]["xixian-2022/talent-reward"] == "unknown"
    assert "5 million yuan" in run("combine", "all", file, "--on", "2022-06-01").output


@pytest.fixture
def population(tmp_path: Path) -> Path:
    return write(
        tmp_path / "facts.csv",
        "id,field,technology_project,enterprise_established,capacity_reached,actual_investment\n"
        "A,ai,true,yes,1,500000000 yuan\n"
        "B,chips,true,TRUE,是,10000000\n"
        "C,chips,true, ,true,10000000\n"
        "D,ai,maybe,true,true,10000000\n",
    )


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".jsonl"])
def test_assess_all_writes_an_answer_for_each_row(tmp_path: Path, population: Path, suffix: str) -> None:
    out = tmp_path / f"out{suffix}"
    done = run("assess-all", REFERRAL, population, "--out", out, "--on", "2022-06-01")
    assert done.exit_code == 0, done.output
    read = {".csv": pl.read_csv, ".parquet": pl.read_parquet, ".jsonl": pl.read_ndjson}[suffix]
    frame = read(out)
    assert frame["id"].to_list() == ["A", "B", "C"]
    assert frame[REFERRAL].cast(pl.String).to_list() == ["yes", "yes", "unknown"]
    assert frame[f"{REFERRAL} amount_fen"].to_list() == [300_000_000, 10_000_000, None]
    rejects = pl.read_csv(tmp_path / f"out{suffix}.rejects.csv")
    assert rejects.select("row", "fact").rows() == [(4, "technology_project")]


def test_assess_all_refuses_what_it_can_not_use(tmp_path: Path, population: Path) -> None:
    out = tmp_path / "out.csv"
    strange = write(tmp_path / "strange.csv", "a,b\n1,2\n")
    assert "no column is named like a fact" in run("assess-all", REFERRAL, strange, "--out", out).output
    assert run("assess-all", REFERRAL, population, "--out", tmp_path / "out.txt").exit_code == 2
    assert run("assess-all", REFERRAL, population, "--out", tmp_path / "none" / "out.csv").exit_code == 2
    assert run("assess-all", REFERRAL, population, "--out", out, "--id", "name").exit_code == 1
    assert run("assess-all", REFERRAL, tmp_path / "facts.txt", "--out", out).exit_code == 1
    assert run("assess-all", REFERRAL, tmp_path / "none.csv", "--out", out).exit_code == 1


def test_simulate_tells_who_gains(tmp_path: Path, population: Path) -> None:
    rows = population.read_text(encoding="utf-8").replace("maybe", "true")
    file, out = write(tmp_path / "good.csv", rows), tmp_path / "rows.csv"
    found = told(
        "simulate", REFERRAL, file, "--set", "cap=4000000 yuan", "--by", "field", "--on", "2022-06-01", "--json",
        "--out", out,
    )  # fmt: skip
    assert (found["gain"], found["lose"], found["fen_change"]) == (1, 0, 100_000_000)
    assert [(row["field"], row["gain"]) for row in found["groups"]["field"]] == [("ai", 1), ("chips", 0)]
    assert pl.read_csv(out)["gain"].to_list() == [True, False, False, False]
    text = run("simulate", REFERRAL, file, "--set", "rate=2 %", "--by", "field", "--on", "2022-06-01")
    assert "gain" in text.output
    for figure in ("cap=5 person", "nothing=5", "cap=much"):
        assert run("simulate", REFERRAL, file, "--set", figure, "--on", "2022-06-01").exit_code == 1
    assert run("simulate", REFERRAL, file, "--set", "cap", "--on", "2022-06-01").exit_code == 2
    assert run("simulate", REFERRAL, population, "--set", "cap=1 yuan", "--on", "2022-06-01").exit_code == 1
    assert (
        run("simulate", REFERRAL, file, "--set", "cap=1 yuan", "--by", "size", "--on", "2022-06-01").exit_code
        == 1
    )
