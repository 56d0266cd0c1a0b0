"""What the rules engine's codes mean, in sentences for officers: what is wrong in a measure's text, and what to do."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hardtech.engines.rules import Fault
from hardtech.zone.common.languages import joined
from hardtech.zone.common.money import REFUSALS

__all__ = ["finding_text"]

SENTENCES: Mapping[str, Promise] = {
    "yaml_broken": gettext_lazy("This is not YAML: %(reason)s."),
    "key_duplicate": gettext_lazy("%(key)s stands here a second time; keep one."),
    "key_not_text": gettext_lazy("A key must be a word."),
    "too_deep": gettext_lazy("Too many levels inside one another."),
    "too_large": gettext_lazy("The text holds more than %(limit)s characters or parts."),
    "key_unknown": gettext_lazy("%(key)s means nothing here; known are %(known)s."),
    "key_missing": gettext_lazy("%(key)s is missing."),
    "not_a_text": gettext_lazy("%(key)s must be a text."),
    "not_a_mapping": gettext_lazy("%(key)s must hold names with values."),
    "not_a_list": gettext_lazy("%(key)s must be a list."),
    "not_a_date": gettext_lazy("%(key)s must be a date such as 2026-04-01, not %(value)s."),
    "not_a_whole_number": gettext_lazy("%(key)s must be a whole number, not %(value)s."),
    "not_a_quantity": gettext_lazy(
        "%(value)s is no quantity; write a number and its unit, such as 5000000 yuan or 30 %%."
    ),
    "unit_unknown": gettext_lazy("The unit %(value)s is not known."),
    "separator": REFUSALS["separator"],
    "bare_number": gettext_lazy(
        "%(key)s is a sum without a unit; write %(value)s yuan, or what else is meant."
    ),
    "unit_wrong": gettext_lazy("%(part)s is in %(found)s; %(wanted)s is needed."),
    "units_differ": gettext_lazy("%(part)s compares or adds %(left)s and %(right)s; bring both to one unit."),
    "types_differ": gettext_lazy("%(part)s puts together %(left)s and %(right)s."),
    "type_wrong": gettext_lazy("%(part)s is a %(found)s; a %(wanted)s is needed."),
    "syntax": gettext_lazy("%(part)s is no expression: %(reason)s."),
    "expression_missing": gettext_lazy("An expression is missing."),
    "expression_too_long": gettext_lazy(
        "The expression has more than %(limit)s characters; name parts of it under values."
    ),
    "expression_too_deep": gettext_lazy(
        "The expression nests deeper than %(limit)s levels; name parts of it under values."
    ),
    "not_allowed": gettext_lazy("%(part)s: %(construct)s is not part of the language."),
    "name_unknown": gettext_lazy("%(part)s is no fact, figure, value or sheet of this measure."),
    "function_unknown": gettext_lazy("%(part)s: known functions are %(known)s."),
    "arguments_wrong": gettext_lazy("%(part)s needs: %(wanted)s."),
    "options_missing": gettext_lazy("%(part)s: compare a choice with its options, in quotation marks."),
    "option_unknown": gettext_lazy("%(unknown)s is not among %(options)s."),
    "power_not_constant": gettext_lazy("%(part)s: a power needs a figure without unit and a whole exponent."),
    "power_too_great": gettext_lazy("%(part)s: the exponent may be at most %(limit)s."),
    "division_by_zero": gettext_lazy("%(part)s divides by 0."),
    "score_with_variable": gettext_lazy("%(part)s: compare a score with a figure."),
    "figure_uncited": gettext_lazy(
        "The figure %(figure)s stands in %(part)s without a source; make it a parameter with a citation."
    ),
    "citation_missing": gettext_lazy("A citation is missing: say where this stands."),
    "source_unknown": gettext_lazy("The source %(source)s is not among the sources of this measure."),
    "words_missing": gettext_lazy("%(key)s lacks %(missing)s."),
    "id_wrong": gettext_lazy("%(value)s is no id; write book/measure in small letters."),
    "name_not_allowed": gettext_lazy(
        "%(name)s can't be a name: use small letters, digits and _; units and functions are taken."
    ),
    "name_twice": gettext_lazy("%(name)s is used twice."),
    "fact_undefined": gettext_lazy(
        "The fact %(name)s is empty here and no published measure defines it; define it."
    ),
    "fact_unused": gettext_lazy(
        "The fact %(name)s is never used; remove it, or add the condition that was meant."
    ),
    "fact_conflict": gettext_lazy("The fact %(name)s has another type, unit or options in %(other)s."),
    "parameter_unused": gettext_lazy("The figure %(name)s is never used; remove it, or use it."),
    "decimals_wrong": gettext_lazy("Decimals are for the type decimal, 0 to %(limit)s."),
    "options_wrong": gettext_lazy("Options belong to the type choice, each once."),
    "bands_missing": gettext_lazy("Bands are missing."),
    "bands_gap": gettext_lazy(
        "The bands leave a gap; each must begin where the one before ends, the first and last stay open."
    ),
    "bands_overlap": gettext_lazy("This band and that of line %(other_line)s overlap."),
    "band_unreachable": gettext_lazy("No value can be in this band: it ends before it begins."),
    "row_unreachable": gettext_lazy("This row can't be reached."),
    "rows_open": gettext_lazy("The last row must have no condition, for every other case."),
    "points_wrong": gettext_lazy("%(value)s are no points; write 20, or 7..8 for a range."),
    "given_wrong": gettext_lazy("%(given)s must be a judged fact in points."),
    "sheet_unknown": gettext_lazy("The sheet %(sheet)s is not defined above."),
    "sheet_empty": gettext_lazy("The sheet %(name)s has no items."),
    "item_empty": gettext_lazy("%(name)s needs value with bands, rows, best_of, sheet, or given with range."),
    "conditions_missing": gettext_lazy("Conditions are missing."),
    "condition_unclear": gettext_lazy("A condition has exactly one of when, all, any."),
    "rounding_missing": gettext_lazy(
        "An amount must say how it is rounded: rounding: {mode: down, to: fen}."
    ),
    "payment_unclear": gettext_lazy("A payment has either share or formula."),
    "cap_wrong": gettext_lazy("A combined cap, and only that, has a cap in yuan."),
    "window_wrong": gettext_lazy(
        "A window opens and closes on two dates, or two days such as 06-01, in this order."
    ),
    "transition_unknown": gettext_lazy("There is no earlier version from %(use)s."),
    "versions_missing": gettext_lazy("Versions are missing: say from which day the measure applies."),
    "version_empty": gettext_lazy("This version ends before it begins."),
    "versions_hole": gettext_lazy(
        "No version covers the days between %(start)s and %(to)s; state them, or join the versions."
    ),
    "versions_overlap": gettext_lazy("Two versions cover the days from %(to)s on."),
    "relation_unknown": gettext_lazy("No measure is called %(of)s."),
    "prerequisite_circular": gettext_lazy("Each of these needs another, in a circle: %(of)s."),
    "case_unclear": gettext_lazy("Vary and rows belong together."),
    "case_facts_wrong": gettext_lazy("Case “%(case)s”: the fact %(fact)s can't be used (%(fault)s)."),
    "case_expects_nothing": gettext_lazy("Case “%(case)s” expects nothing."),
    "case_failed": gettext_lazy("Case “%(case)s”: %(key)s should be %(expected)s, and is %(found)s."),
    "case_missing": gettext_lazy("No case comes out as %(answer)s; add one."),
    "boundary_uncovered": gettext_lazy(
        "No case stands exactly on the boundary of %(part)s (%(at)s); add one."
    ),
    "id_changed": gettext_lazy("The id must stay %(key)s: it is the same measure."),
}


def finding_text(finding: Fault) -> str:
    """One sentence; a code that nobody worded stands for itself, with what it tells."""
    values = _Values({name: _shown(value) for name, value in finding.data.items()})
    sentence = SENTENCES.get(finding.code)
    if sentence is None:
        return f"{finding.code} {dict(finding.data)}"
    return str(sentence) % values


def _shown(value: object) -> str:
    if isinstance(value, list | tuple | set | frozenset):
        return joined(value) or _("none")
    return str(value)


class _Values(dict[str, str]):
    """A sentence may name what the engine did not give."""

    def __missing__(self, key: str) -> str:
        return "?"
