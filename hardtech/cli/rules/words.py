"""What the rules engine's codes mean, in sentences for the terminal: what is wrong, and what to do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from hardtech.base.money import Money
from hardtech.engines.rules import FactProblem, Fault, LeftOut, TraceInvalid

LARGER = {"fen": "yuan", "usd_cent": "USD"}
"""Units that people don't write sums in, and those that they do."""

_FAULTS = {
    "yaml_broken": "this is not YAML: {reason}.",
    "key_duplicate": "{key} stands here a second time; keep one.",
    "key_not_text": "a key must be a word.",
    "too_deep": "too many levels inside one another.",
    "too_large": "the file holds more than {limit} characters or parts.",
    "unreadable": "the file can't be read: {reason}.",
    "key_unknown": "{key} means nothing here; known are {known}.",
    "key_missing": "{key} is missing.",
    "not_a_text": "{key} must be a text.",
    "not_a_mapping": "{key} must hold names with values.",
    "not_a_list": "{key} must be a list.",
    "not_a_date": "{key} must be a date such as 2026-04-01, not {value}.",
    "not_a_whole_number": "{key} must be a whole number, not {value}.",
    "not_a_quantity": "{value} is no quantity; write a number and its unit, such as 5000000 yuan or 30 %.",
    "unit_unknown": "the unit {value} is not known.",
    "separator": "{value} can be read in two ways; part thousands with commas and decimals with a point.",
    "bare_number": "{key} is a sum without a unit; write {value} yuan, or what else is meant.",
    "unit_wrong": "{part} is in {found}; {wanted} is needed.",
    "units_differ": "{part} compares or adds {left} and {right}; bring both to one unit.",
    "types_differ": "{part} puts together {left} and {right}.",
    "type_wrong": "{part} is a {found}; a {wanted} is needed.",
    "syntax": "{part} is no expression: {reason}.",
    "expression_missing": "an expression is missing.",
    "expression_too_long": "the expression has more than {limit} characters; name parts of it under values.",
    "expression_too_deep": "the expression nests deeper than {limit} levels; name parts of it under values.",
    "not_allowed": "{part}: {construct} is not part of the language.",
    "name_unknown": "{part} is no fact, figure, value or sheet of this measure.",
    "function_unknown": "{part}: known functions are {known}.",
    "arguments_wrong": "{part} needs: {wanted}.",
    "options_missing": "{part}: compare a choice with its options, in quotation marks.",
    "option_unknown": "{unknown} is not among {options}.",
    "power_not_constant": "{part}: a power needs a figure without unit and a whole exponent.",
    "power_too_great": "{part}: the exponent may be at most {limit}.",
    "division_by_zero": "{part} divides by 0.",
    "score_with_variable": "{part}: compare a score with a figure.",
    "figure_uncited": "the figure {figure} stands in {part} without a source; make it a parameter with a citation.",
    "citation_missing": "a citation is missing: say where this stands.",
    "source_unknown": "the source {source} is not among the sources of this measure.",
    "words_missing": "{key} lacks {missing}.",
    "id_wrong": "{value} is no id; write book/measure in small letters.",
    "id_not_path": "the id {id} must be the file's path without .yaml.",
    "id_twice": "the id {id} is used by {other} too.",
    "name_not_allowed": "{name} can't be a name: use small letters, digits and _; units and functions are taken.",
    "name_twice": "{name} is used twice.",
    "fact_undefined": "the fact {name} is empty here and not in facts.yaml; define it in one of them.",
    "fact_label_missing": "the fact {name} has no short name; write label: {{en: …, zh: …}}, a word or two.",
    "fact_group_wrong": "the fact {name} stands in no group of facts.yaml; write group: with one of {known}.",
    "option_words_missing": "the option {option} of {name} has no words; write {option}: {{en: …, zh: …}} under options.",
    "fact_unused": "the fact {name} is never used; remove it, or add the condition that was meant.",
    "fact_conflict": "the fact {name} has another type, unit or options in {other}.",
    "parameter_unused": "the figure {name} is never used; remove it, or use it.",
    "decimals_wrong": "decimals are for the type decimal, 0 to {limit}.",
    "options_wrong": "options belong to the type choice, each once.",
    "bands_missing": "bands are missing.",
    "bands_gap": "the bands leave a gap; each must begin where the one before ends, the first and last stay open.",
    "bands_overlap": "this band and that of line {other_line} overlap.",
    "band_unreachable": "no value can be in this band: it ends before it begins.",
    "row_unreachable": "this row can't be reached.",
    "rows_open": "the last row must have no condition, for every other case.",
    "points_wrong": "{value} are no points; write 20, or 7..8 for a range.",
    "given_wrong": "{given} must be a judged fact in points.",
    "sheet_unknown": "the sheet {sheet} is not defined above.",
    "sheet_empty": "the sheet {name} has no items.",
    "item_empty": "{name} needs value with bands, rows, best_of, sheet, or given with range.",
    "conditions_missing": "conditions are missing.",
    "condition_unclear": "a condition has exactly one of when, all, any.",
    "rounding_missing": "an amount must say how it is rounded: rounding: {{mode: down, to: fen}}.",
    "payment_unclear": "a payment has either share or formula.",
    "cap_wrong": "a combined cap, and only that, has a cap in yuan.",
    "window_wrong": "a window opens and closes on two dates, or two days such as 06-01, in this order.",
    "transition_unknown": "there is no earlier version from {use}.",
    "versions_missing": "versions are missing: say from which day the measure applies.",
    "version_empty": "this version ends before it begins.",
    "versions_hole": "no version covers the days between {start} and {to}; state them, or join the versions.",
    "versions_overlap": "two versions cover the days from {to} on.",
    "relation_unknown": "no measure is called {of}.",
    "prerequisite_circular": "each of these needs another, in a circle: {of}.",
    "case_unclear": "vary and rows belong together.",
    "case_facts_wrong": "case “{case}”: the fact {fact} can't be used ({fault}).",
    "case_expects_nothing": "case “{case}” expects nothing.",
    "case_failed": "case “{case}”: {key} should be {expected}, and is {found}.",
    "case_missing": "no case comes out as {answer}; add one.",
    "boundary_uncovered": "no case stands exactly on the boundary of {part} ({at}); add one.",
}
_FACTS = {
    "fact_unknown": "no measure here knows this fact{hint}.",
    "not_a_truth": "“{value}” is neither true nor false.",
    "option_unknown": "“{value}” is not among {options}.",
    "not_a_date": "“{value}” is no date; write 2026-04-01.",
    "not_a_number": "“{value}” is no number.",
    "not_exact": "{value} is a float, which can't hold a share exactly; give whole numbers or texts.",
    "not_whole": "{value} is not a whole number of {unit}.",
    "too_many_decimals": "{value} has more than {decimals} decimal places.",
    "out_of_range": "{value} is not between {min} and {max} {unit}.",
    "unit_unknown": "the unit in “{value}” is not known; give the number in {unit}.",
    "not_a_sum": "“{value}” is no sum; write 1200000 yuan, 1,200,000.50 yuan or 120万元.",
    "separator": "“{value}” can be read in two ways; part thousands with commas and decimals with a point.",
    "decimals": "“{value}” is finer than a fen (cent); write at most two decimals.",
    "too_large": "“{value}” is too large: {most} is the most.",
    "negative": "“{value}” is below 0.",
    "bare_number": "{value} has no unit: write “{value} {unit}” if it is {unit}, or name it {fact}_{small} if in {small}.",
    "currency_differs": "“{value}” is in {named}; a sum in {wanted} is needed.",
    "fact_twice": "{key} states it a second time; keep one.",
    "units_differ": "“{value}” is in another unit; give it in {wanted}.",
    "figure_unknown": "the measure has no such figure on that day; it has {known}.",
    "not_in_force": "the measure is not in force on {on}.",
}
_TRACES = {
    "not_a_trace": "this is no trace of a verdict; write one with `hardtech rules assess … --trace FILE`.",
    "from_future": "the trace was written by a newer version ({version}) than this program knows ({known}).",
    "altered": "the {part} in this trace was changed after it was written: its hash does not fit.",
}
_LEFT_OUT = {
    "excluded": "not together with {by}",
    "needs": "needs {by}",
    "adds_nothing": "adds nothing to the total",
}


def fault_text(fault: Fault) -> str:
    """`file:line: what is wrong and what to do`."""
    return f"{fault.file}:{fault.line}: {_filled(_FAULTS, fault.code, fault.data)}"


def problem_text(problem: FactProblem) -> str:
    """What is wrong with a fact."""
    near = problem.data.get("near")
    hint = f"; did you mean {_text(near)}?" if near else "; `hardtech rules list` names them"
    small = problem.data.get("unit")
    data = {"unit": LARGER.get(str(small), small), "small": small, "fact": problem.fact, "hint": hint}
    return f"{problem.fact}: " + _filled(_FACTS, problem.code, {**problem.data, **data})


def trace_text(error: TraceInvalid) -> str:
    """Why a trace can't be replayed."""
    return _filled(_TRACES, error.code, error.data)


def left_out_text(item: LeftOut) -> str:
    """Why a measure is not in the combination."""
    return _filled(_LEFT_OUT, item.code, {"by": item.by})


def line_of(path: Path, text: str, fact: str) -> str:
    """`file, line N` of the fact in a JSON file."""
    match = re.search(rf'"{re.escape(fact)}(?:_fen|_usd_cent)?"\s*:', text)
    return f"{path}, line {text.count(chr(10), 0, match.start()) + 1}" if match else f"{path}"


def money(fen: int) -> str:
    """An amount for people: 3 million yuan."""
    return Money(fen).worded("en")


def _filled(sentences: Mapping[str, str], code: str, data: Mapping[str, object]) -> str:
    texts = {key: _text(value) for key, value in data.items()}
    return sentences.get(code, code + " {all}").format_map(_Gaps(texts, all=str(dict(data))))


def _text(value: object) -> str:
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(str(item) for item in value) or "none"
    return str(value)


class _Gaps(dict[str, str]):
    """A sentence may name what the engine did not give."""

    def __missing__(self, key: str) -> str:
        return "?"
