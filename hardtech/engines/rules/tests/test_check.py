"""Broken rulebooks: each fault is found, and named with its file and line."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from hardtech.engines.rules import (
    Rulebook,
    RulebookInvalid,
    check_text,
    check_together,
    load_rulebook,
    measure_from,
    read_rulebook,
    run_cases,
)

GOOD = """\
id: book/rule
status: draft
title: {en: Rule, zh: 规则}
issuer: {en: Office, zh: 机关}
whom: {en: All, zh: 全体}
sources:
  text: {title: A text}
citation: {quote: as the text says}
facts:
  staff:
    type: integer
    unit: person
    label: {en: Staff, zh: 职工}
    group: people
    question: {en: How many staff?, zh: 多少职工？}
  spent:
    type: money
    label: {en: Spending, zh: 支出}
    group: money
    question: {en: How much was spent?, zh: 花费多少？}
parameters:
  least: {value: 10 person, cite: at least ten}
  rate: {value: 5 %, cite: five per cent}
scores:
  sheet:
    title: {en: Sheet, zh: 评分表}
    cite: the table
    items:
      size:
        title: {en: Size, zh: 规模}
        value: staff
        bands:
          - {to: 20 person, points: 0}
          - {from: 20 person, to: 30 person, points: 5}
          - {from: 30 person, points: 9}
conditions:
  - id: enough
    title: {en: Enough staff, zh: 职工足够}
    when: staff >= least and sheet >= 0
    cite: at least ten
amount:
  formula: rate * spent
  rounding: {mode: down, to: fen}
  cite: five per cent
versions:
  - from: 2020-01-01
    to: 2020-12-31
  - from: 2021-01-01
cases:
  - {name: passes, on: 2021-01-01, facts: {staff: 10, spent: 1 yuan}, expect: {answer: yes, amount_fen: 5}}
  - {name: fails, on: 2021-01-01, facts: {staff: 9}, expect: {answer: no}}
  - {name: bands, on: 2021-01-01, facts: {spent: 0}, vary: staff, of: sheet.size, rows: {19: 0, 20: 5, 29: 5, 30: 9}}
"""

BROKEN = {
    "yaml": ("title: {en: Rule, zh: 规则}", "title: {en: Rule", "yaml_broken", 4),
    "types": ("staff >= least and", "staff and", "type_wrong", 39),
    "units": ("staff >= least and", "spent >= least and", "units_differ", 39),
    "unreachable band": ("to: 30 person, points: 5", "to: 20 person, points: 5", "band_unreachable", 34),
    "gap of bands": ("- {from: 20 person, to: 30", "- {from: 21 person, to: 30", "bands_gap", 34),
    "overlap of bands": ("- {from: 20 person, to: 30", "- {from: 19 person, to: 30", "bands_overlap", 34),
    "missing citation": ("value: 5 %, cite: five per cent", "value: 5 %", "citation_missing", 23),
    "hole between dates": ("from: 2021-01-01", "from: 2021-02-01", "versions_hole", 48),
    "overlapping dates": ("from: 2021-01-01", "from: 2020-12-01", "versions_overlap", 48),
    "circular prerequisites": (
        "cases:", "relations:\n  - {kind: prerequisite, of: [book/rule], cite: x}\ncases:", "prerequisite_circular", 50,
    ),
    "no such fact": ("staff >= least and", "stuff >= least and", "name_unknown", 39),
    "uncited figure": ("staff >= least and", "staff >= 10 * person and", "figure_uncited", 39),
    "forbidden syntax": ("staff >= least and", "__import__('os') and", "function_unknown", 39),
    "unused figure": ("rate * spent", "least / least * spent", "parameter_unused", 23),
    "no rounding": ("  rounding: {mode: down, to: fen}\n", "", "rounding_missing", 42),
    "unknown key": ("whom:", "who:", "key_unknown", 5),
    "no words": ("{en: Enough staff, zh: 职工足够}", "{en: Enough staff}", "words_missing", 38),
    "words cut at a comma": ("{en: Enough staff, zh", "{en: Enough, staff, zh", "key_unknown", 38),
    "key twice": ("whom:", "issuer:", "key_duplicate", 5),
    "wrong id": ("id: book/rule", "id: book/other", "id_not_path", 1),
    "relation to nothing": (
        "cases:", "relations:\n  - {kind: excludes, of: [book/none], cite: x}\ncases:", "relation_unknown", 50,
    ),
}  # fmt: skip
FAILING = {
    "wrong answer": ("amount_fen: 5}", "amount_fen: 6}", "case_failed", 50),
    "no failing case": ("{staff: 9}, expect: {answer: no}", "{}, expect: {answer: unknown}", "case_missing", 1),
    "boundary without case": ("staff: 10, spent: 1 yuan", "staff: 11, spent: 1 yuan", "boundary_uncovered", 37),
    "edge without case": ("29: 5, 30: 9", "29: 5, 31: 9", "boundary_uncovered", 35),
    "wrong fact in a case": ("{staff: 9}", "{staff: nine}", "case_facts_wrong", 51),
}  # fmt: skip


SLIPS = {
    "bands_missing": (("          - {to: 20 person, points: 0}\n          - {from: 20 person, to: 30 person, points: 5}\n"
                      "          - {from: 30 person, points: 9}\n"), ""),
    "case_unclear": ("vary: staff, ", ""),
    "cap_wrong": ("cases:", "relations:\n  - {kind: combined_cap, of: [book/rule], cite: x}\ncases:"),
    "citation_missing": ("citation: {quote: as the text says}", "citation: {}"),
    "condition_unclear": ("when: staff >= least and sheet >= 0", "unless: staff"),
    "conditions_missing": ("when: staff >= least and sheet >= 0", "all: []"),
    "decimals_wrong": ("unit: person\n    label", "unit: person\n    decimals: 2\n    label"),
    "expression_missing": ("when: staff >= least and sheet >= 0", "when:"),
    "fact_unused": ("parameters:", "  idle: {type: bool, label: {en: x, zh: x}, question: {en: x, zh: x}}\nparameters:"),
    "given_wrong": ("        value: staff\n", "        given: staff\n        range: 0..5\n"),
    "id_wrong": ("id: book/rule", "id: Book Rule"),
    "item_empty": ("        value: staff\n", "        cite: x\n"),
    "key_missing": ("status: draft\n", ""),
    "key_not_text": ("whom:", "[a]:"),
    "name_not_allowed": ("  spent:", "  yuan:"),
    "name_twice": ("least: {value", "staff: {value"),
    "not_a_date": ("from: 2021-01-01", "from: spring"),
    "not_a_list": ("  - id: enough", "    id: enough"),
    "not_a_mapping": ("parameters:\n", "parameters: [1]\nvalues:\n"),
    "not_a_quantity": ("value: 10 person", "value: ten person"),
    "not_a_text": ("status: draft", "status: [draft]"),
    "not_a_whole_number": ("    cite: the table\n", "    cite: the table\n    cap: much\n"),
    "option_unknown": ("status: draft", "status: finished"),
    "options_wrong": ("type: integer", "type: choice"),
    "payment_unclear": ("versions:", "payments:\n  - {id: p, title: {en: x, zh: x}}\nversions:"),
    "points_wrong": ("points: 9", "points: nine"),
    "rows_open": ("        value: staff\n", "        rows: [{when: staff >= least, points: 1}]\n"),
    "sheet_empty": ("    items:\n      size:", "    items: {}\n    size:"),
    "sheet_unknown": ("        value: staff\n", "        sheet: other\n"),
    "source_unknown": ("cite: at least ten}", "cite: {source: other, quote: x}}"),
    "transition_unknown": (
        "  - from: 2021-01-01", "  - from: 2021-01-01\n    transitions: [{when: staff >= least, use: 2019-01-01, cite: x}]",
    ),
    "unit_unknown": ("unit: person", "unit: stone"),
    "unit_wrong": ("formula: rate * spent", "formula: rate * staff"),
    "version_empty": ("to: 2020-12-31", "to: 2019-12-31"),
    "versions_missing": ("versions:\n  - from: 2020-01-01\n    to: 2020-12-31\n  - from: 2021-01-01\n", ""),
    "window_wrong": ("versions:", "windows:\n  - {opens: 08-31, closes: 06-01, cite: x}\nversions:"),
}  # fmt: skip


def book(folder: Path, old: str = "", new: str = "") -> Path:
    assert old in GOOD
    (folder / "book").mkdir()
    (folder / "book" / "rule.yaml").write_text(GOOD.replace(old, new, 1) if old else GOOD, encoding="utf-8")
    return folder


def test_the_good_one_is_good(tmp_path: Path) -> None:
    assert run_cases(load_rulebook(book(tmp_path))["book/rule"]) == []


@pytest.mark.parametrize("fault", BROKEN)
def test_a_fault_is_named_with_file_and_line(tmp_path: Path, fault: str) -> None:
    old, new, code, line = BROKEN[fault]
    _, findings = read_rulebook(book(tmp_path, old, new))
    assert ("book/rule.yaml", line, code) in [(item.file, item.line, item.code) for item in findings]
    with pytest.raises(RulebookInvalid):
        load_rulebook(tmp_path)


@pytest.mark.parametrize("code", SLIPS)
def test_every_slip_has_its_code(tmp_path: Path, code: str) -> None:
    _, findings = read_rulebook(book(tmp_path, *SLIPS[code]))
    assert code in {item.code for item in findings}


@pytest.mark.parametrize("fault", FAILING)
def test_a_failing_or_missing_case_is_named_with_file_and_line(tmp_path: Path, fault: str) -> None:
    old, new, code, line = FAILING[fault]
    measure = load_rulebook(book(tmp_path, old, new))["book/rule"]
    assert ("book/rule.yaml", line, code) in [
        (item.file, item.line, item.code) for item in run_cases(measure)
    ]


USED = GOOD.replace("conditions:", "values:\n  share: staff / least\nconditions:").replace(
    "sheet >= 0", "share >= 1"
)
ALONE = {
    "condition": ("staff >= least", "staff >=", "syntax"),
    "formula": ("rate * spent", "rate * spend", "name_unknown"),
    "value that a condition uses": ("share: staff / least", "share: staff / spent + least", "units_differ"),
    "figure that a value uses": ("value: 10 person", "value: ten", "not_a_quantity"),
    "fact that a value, a sheet and a condition use": ("unit: person", "unit: stone", "unit_unknown"),
    "line of a sheet": ("        value: staff\n", "        value: stuff\n", "name_unknown"),
    "given line of a sheet": (
        "        value: staff\n",
        "        given: spent\n        range: 0..5\n",
        "given_wrong",
    ),
    "conditions": ("when: staff >= least and share >= 1", "unless: staff", "condition_unclear"),
}


@pytest.mark.parametrize("fault", ALONE)
def test_no_other_fault_follows_from_one_in_a(tmp_path: Path, fault: str) -> None:
    """Not that a fact is never used, nor that a name is unknown, nor the same once more for the second version."""
    old, new, code = ALONE[fault]
    assert old in USED
    text = USED.replace(old, new, 1)
    book(tmp_path).joinpath("book/rule.yaml").write_text(text, encoding="utf-8")
    findings = read_rulebook(tmp_path)[1]
    assert [item.code for item in findings if item.code != "key_unknown"] == [code]


def test_no_other_fault_follows_from_one_in_the_shared_facts(tmp_path: Path) -> None:
    staff = GOOD[GOOD.index("  staff:") : GOOD.index("  spent:")]
    folder = book(tmp_path, staff, "  staff:\n")
    (folder / "facts.yaml").write_text("facts:\n" + staff.replace("person", "stone"), encoding="utf-8")
    assert [(item.file, item.code) for item in read_rulebook(folder)[1]] == [("facts.yaml", "unit_unknown")]
    (folder / "facts.yaml").write_text("facts: [", encoding="utf-8")
    assert [(item.file, item.code) for item in read_rulebook(folder)[1]] == [("facts.yaml", "yaml_broken")]


UNNAMED = {
    "no short name": ("    label: {en: Staff, zh: 职工}\n", "", "fact_label_missing", 10),
    "no Chinese": ("{en: Staff, zh: 职工}", "{en: Staff}", "words_missing", 13),
    "no group": ("    group: people\n", "", "fact_group_wrong", 10),
    "another group": ("group: people", "group: staff", "fact_group_wrong", 14),
    "options without words": (
        "type: integer\n    unit: person", "type: choice\n    options: [few, many]", "option_words_missing", 12,
    ),
    "options without Chinese": (
        "type: integer\n    unit: person", "type: choice\n    options: {few: {en: few}}", "words_missing", 12,
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", UNNAMED)
def test_a_fact_that_pages_can_not_show_is_refused(tmp_path: Path, fault: str) -> None:
    old, new, code, line = UNNAMED[fault]
    groups = "groups:\n  people: {en: People, zh: 人员}\n  money: {en: Money, zh: 财务}\n"
    folder = book(tmp_path, old, new)
    (folder / "facts.yaml").write_text(groups, encoding="utf-8")
    found = [(item.file, item.line, item.code) for item in read_rulebook(folder)[1]]
    assert ("book/rule.yaml", line, code) in found


def test_a_fact_of_the_vocabulary_without_words_is_refused_there(tmp_path: Path) -> None:
    (tmp_path / "facts.yaml").write_text("facts:\n  idle:\n    type: bool\n    question: {en: x, zh: x}\n")
    found = [(item.file, item.line, item.code) for item in read_rulebook(tmp_path)[1]]
    assert found == [("facts.yaml", 2, "fact_label_missing")]


def test_one_name_has_one_meaning_in_a_rulebook(tmp_path: Path) -> None:
    folder = book(tmp_path)
    other = (
        GOOD.replace("book/rule", "book/twin")
        .replace("unit: person", "unit: item")
        .replace(" person", " item")
    )
    (folder / "book" / "twin.yaml").write_text(other, encoding="utf-8")
    _, findings = read_rulebook(folder)
    assert [(item.file, item.line, item.code) for item in findings] == [
        ("book/twin.yaml", 10, "fact_conflict")
    ]


SWEEP = "facts: {spent: 0}, vary: staff, of: sheet.size, rows: {19: 0, 20: 5, 29: 5, 30: 9}"


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("spent: 1 yuan}", "spent: 100}", 50),
        (SWEEP, "vary: spent, rows: {5: yes}", 52),
        ("    type: money\n", "    type: money\n    max: 5000\n", 18),
    ],
)
def test_a_sum_in_a_text_has_its_unit_and_in_plain_data_is_fen(
    tmp_path: Path, old: str, new: str, line: int
) -> None:
    findings = read_rulebook(book(tmp_path, old, new))[1]
    assert [(item.code, item.line) for item in findings] == [("bare_number", line)]
    data = dict(check_text(GOOD.replace(old, new)).data or {})
    assert measure_from(data).facts["spent"].high == (5000 if "max" in new else None)
    assert {case.facts.get("spent") for case in measure_from(data).cases} <= {"1 yuan", 0, None}


def test_facts_of_the_vocabulary_are_taken_over(tmp_path: Path) -> None:
    staff = GOOD[GOOD.index("  staff:") : GOOD.index("  spent:")]
    folder = book(tmp_path, staff, "  staff:\n")
    assert [item.code for item in read_rulebook(folder)[1]] == ["fact_undefined"]
    (folder / "facts.yaml").write_text(f"facts:\n{staff}", encoding="utf-8")
    assert run_cases(load_rulebook(folder)["book/rule"]) == []


LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in pairwise("abcdefghi")
)


@pytest.mark.parametrize("bomb", [LAUGHS, "[" * 3000, "a: " + "b" * 1_000_001, "\x00", ""])
def test_a_hostile_file_is_a_finding(tmp_path: Path, bomb: str) -> None:
    (tmp_path / "bomb.yaml").write_text(bomb, encoding="utf-8")
    _, findings = read_rulebook(tmp_path)
    assert [item.file for item in findings] == ["bomb.yaml"]
    assert [item.file for item in check_text(bomb, "bomb.yaml").findings] == ["bomb.yaml"]


def test_a_text_is_checked_without_a_file(tmp_path: Path) -> None:
    good = check_text(GOOD, "book/rule")
    assert good.findings == ()
    assert good.measure is not None
    assert good.measure.source == load_rulebook(book(tmp_path, "", ""))["book/rule"].source
    broken = check_text(GOOD.replace("5 %", "5 apples"), "book/rule")
    line = next(at for at, text in enumerate(GOOD.splitlines(), 1) if "5 %" in text)
    assert broken.measure is None
    assert ("book/rule", line, "unit_unknown") in [
        (item.file, item.line, item.code) for item in broken.findings
    ]
    assert broken.data is not None
    assert broken.data["parameters"]["rate"]["value"] == "5 apples"


def test_a_text_takes_facts_from_the_vocabulary_it_is_given() -> None:
    measure = check_text(GOOD).measure
    assert measure is not None
    start = GOOD.index("  staff:\n    type")
    emptied = GOOD[:start] + "  staff:\n" + GOOD[GOOD.index("  spent:") :]
    assert next(item.code for item in check_text(emptied).findings) == "fact_undefined"
    again = check_text(emptied, vocabulary=measure.facts).measure
    assert again is not None
    assert again.facts["staff"].unit == "person"


def test_measures_are_checked_beside_one_another() -> None:
    measure = check_text(GOOD).measure
    assert measure is not None
    relations = [{"kind": "excludes", "of": ["book/none"], "cite": "so"}]
    other = measure_from({**measure.source, "id": "book/other", "relations": relations}, "book/other")
    found = check_together(Rulebook({"book/rule": measure, "book/other": other}))
    assert [(item.file, item.code) for item in found] == [("book/other", "relation_unknown")]
