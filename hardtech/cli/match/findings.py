"""The requirements of a need in the report of `hardtech match run`: what each offer does to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from html import escape

from hardtech.engines.matching import Finding

_SIGNS = {"met": "✓", "contradicted": "✗", "unclear": "?", "addressed": "~", "not_addressed": "–"}

_WORDS = {
    "en": {
        "title": "Requirements",
        "must": "must",
        "should": "should",
        "met": "met",
        "contradicted": "contradicted",
        "unclear": "unclear",
        "addressed": "addressed in words",
        "not_addressed": "not addressed",
        "failed": "musts contradicted: {count}",
        "aimed": "it aims at this figure",
        "aimed_below": "even what it aims at falls short",
        "others": "it may be about other solutions",
        "demanded": "it repeats what is asked for",
        "denied": "it says that something is not so",
        "subject": "it may be the figure of something else",
        "several": "its figures do not agree",
        "best_case": "only the best case is given",
        "approximate": "the figure is approximate",
        "overlap": "only a part of it would do",
        "part": "only a part of the range is stated",
        "direction": "whether more or less is better is not stated",
        "magnitude": "more than a thousand times apart",
        "currency": "in another currency",
        "no_figure": "without a figure to compare",
    },
    "zh": {
        "title": "要求",
        "must": "必须",
        "should": "应当",
        "met": "满足",
        "contradicted": "不符",
        "unclear": "不明",
        "addressed": "文字提及",
        "not_addressed": "未涉及",
        "failed": "必须项不符 {count} 项",
        "aimed": "该指标只是目标",
        "aimed_below": "所定目标仍达不到要求",
        "others": "所述可能是其他方案",
        "demanded": "只是重复要求",
        "denied": "文中作了否定",
        "subject": "可能不是同一对象的指标",
        "several": "文中多个数值不一致",
        "best_case": "只给出最佳情况",
        "approximate": "数值为约数",
        "overlap": "只有部分范围满足",
        "part": "只说明了范围的一部分",
        "direction": "需求未说明越大越好还是越小越好",
        "magnitude": "相差一千倍以上",
        "currency": "币种不同",
        "no_figure": "没有可比较的数值",
    },
}


def findings_html(findings: Iterable[Finding], language: str) -> str:
    """The findings as a list with a sign and a word for each, silent ones only counted; empty without any."""
    findings = tuple(findings)
    if not findings:
        return ""
    words = _WORDS[language]
    times = Counter(finding.status for finding in findings)
    counts = " · ".join(
        f"{_SIGNS[status]} {times[status]} {words[status]}" for status in _SIGNS if times[status]
    )
    failed = sum(finding.status == "contradicted" and finding.requirement.must for finding in findings)
    if failed:
        counts = f'<strong class="failed">✗ {words["failed"].format(count=failed)}</strong> · {counts}'
    spoken = "".join(_item(words, finding) for finding in findings if finding.status != "not_addressed")
    listed = f'<ul class="findings">{spoken}</ul>' if spoken else ""
    return f'<p class="counts"><b>{words["title"]}</b> {counts}</p>{listed}'


def _item(words: dict[str, str], finding: Finding) -> str:
    asked = finding.requirement
    place = asked.figure
    marks = [(place.start, place.end)] if place and place.end else []
    reason = f" ({words[finding.code]})" if finding.code in words else ""
    return (
        f'<li class="{finding.status}"><p><strong>{_SIGNS[finding.status]} {words[finding.status]}</strong>{reason} · '
        f"{words['must' if asked.must else 'should']}: {marked(asked.text, marks)}</p>"
        f"<blockquote>{marked(finding.text, finding.marks)}</blockquote></li>"
    )


def marked(text: str, marks: Iterable[tuple[int, int]]) -> str:
    """`text` escaped, with the ranges in <mark>."""
    pieces, here = [], 0
    for start, end in marks:
        pieces += [escape(text[here:start]), "<mark>", escape(text[start:end]), "</mark>"]
        here = end
    return "".join([*pieces, escape(text[here:])])
