"""Words that stand around a figure and say how it is meant: at least, up to, not exceeding, 以上, 未达到 …"""

from __future__ import annotations

import re

LONGEST = 56
"""Characters before a figure in which its relation is looked for."""

_REACHED = r"(?:reach|achiev|attain|meet|provid|deliver|withstand|sustain|surviv|support|hold)\w*"
_BEFORE: dict[str, str] = {
    "not_reach": rf"(?:\w+n[o'’]t|cannot|not|never)(?: yet| been| able| to)* {_REACHED}(?: an?)?|(?:fails?|failed"
    rf"|unable) to {_REACHED}"
    r"|f[ae]lls? short of|(?:尚|仍|还|暂)?(?:未能?|没有?|无法|不能|难以)(?:达到|达|实现|满足|承受|耐受)|达不到|达不成",
    "at_least": r"at (?:least|a minimum)|(?:no|not)(?: be)? (?:less|fewer|lower|smaller|shorter|worse) than"
    r"|not (?:be |fall |drop |go )?(?:below|under)|(?:an? |the )?min(?:imum|\.) of|(?:greater|more) than or equal to"
    r"|≥|>=|⩾|≧"
    r"|不(?:得|应|能|可|宜)?(?:低于|少于|小于|短于|弱于)|至少(?:为|要|需)?|最少(?:为)?|(?:大于|高于)(?:或等于|等于|或)",
    "more_than": r"(?:more|greater|higher|larger|longer|faster|wider|bigger) than|above|over|exceed(?:s|ing|ed)?"
    r"|in excess of|beyond"
    r"|surpass(?:es|ing|ed)?|upwards? of|>|大于|高于|超过|超出|多于|长于|突破",
    "at_most": r"at (?:most|a maximum)|(?:no|not)(?: be)? (?:more|greater|higher|larger|longer|heavier|thicker) than"
    r"|(?:\w+n[o'’]t|cannot|not|never)(?: yet| to)? (?:exceed|surpass)(?:s|ing|ed)?|without exceeding|(?:an? "
    r"|the )?max(?:imum|\.) of"
    r"|limited to|less than or equal to|within|≤|<=|⩽|≦|不(?:得|应|能|可|宜)?(?:超过|大于|高于|多于|长于|超出)|未超过"
    r"|至多|最多(?:为)?"
    r"|(?:小于|低于)(?:或等于|等于|或)|(?:控制|限制|保持)在",
    "less_than": r"(?:less|lower|smaller|shorter|fewer|lighter|thinner) than|below|under|<|sub-|小于|低于|少于|不足"
    r"|不到|不满|轻于|短于",
    "up_to": r"up to|as (?:high|much|many|long|large|far|fast) as|(?:max(?:imum|\.)|peak)(?: \w+){0,3}?(?: of| is|:"
    r"|=)|max(?:imum|\.)?"
    r"|(?:最高|最大|最远|最长)(?:可|能)?(?:达到?|至|为)?|[高多长]达|可达到?",
    "down_to": r"down to|as (?:low|little|small|few|short) as|min(?:imum|\.)(?: \w+){1,3}?(?: of| is|:|=)"
    r"|(?:最低|最小|最短)(?:可|能)?(?:达到?|至|为)?|[低小短]至",
    "better": r"better than|优于|好于",
    "reach": r"(?:reach|achiev|attain)(?:e|es|ed|ing)?|(?<![可高多长未])达到?",
    "about": r"about|approximately|approx\.?|around|roughly|nearly|almost|approaching|circa|ca\.|~|≈|on the order of"
    r"|大?约为?|近|接近|大概",
    "exactly": r"exactly|precisely|equals?(?: to)?|等于|恰好为?",
}
_FILL = r"(?:\s*(?:[:=]|\b(?:of|an?|the|to|be|is|about|approximately|around|roughly|than)\b|[为到是约]))*\s*"
_BEFORE_FIGURE = re.compile(
    "(?:"
    + "|".join(rf"(?P<{code}>(?<![a-z])(?:{words}))" for code, words in _BEFORE.items())
    + rf"){_FILL}$",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"(?:\b(?:about|approximately|approx\.?|around|roughly|nearly|almost)|[~≈]|大?约)\s*$", re.IGNORECASE
)
_REACH = re.compile(rf"(?:{_BEFORE['reach']})\s*(?:a |an )?$", re.IGNORECASE)

_AFTER = re.compile(
    r"\s?(?:(?P<at_least>(?:or|and) (?:more|greater|higher|above|over|larger|longer|up|beyond)\b|(?:minimum|min)\b"
    r"|\+(?![\d/])|[及或和]?以上)"
    r"|(?P<at_most>(?:or|and) (?:less|lower|below|fewer|under|smaller)\b|(?:maximum|max)\b|[及或和]?(?:以下|以内|之内))"
    r"|(?P<better>or better\b)|(?P<about>左右|上下))",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"(?:\bbetween|介于|在)\s*$", re.IGNORECASE)
_RANGE = re.compile(r"\s*(?:-|–|—|~|\bto\b|\bthrough\b|[至到])\s*(?:about |约)?", re.IGNORECASE)
_AND = re.compile(r"\s*(?:\band\b|与|和)\s*", re.IGNORECASE)

BOUNDS = frozenset(
    {
        "at_least",
        "more_than",
        "at_most",
        "less_than",
        "up_to",
        "down_to",
        "better",
        "range",
        "tolerance",
        "plus_minus",
    }
)
"""Relations that make a figure a requirement even without "must"."""


def relation_before(text: str, at: int, floor: int) -> tuple[str, int, bool]:
    """The relation whose words end before `text[at]`, where they begin, and whether it is approximate.

    Nothing before `floor` is read. Without such words the code is "" and the place `at`.
    """
    left = text[max(floor, at - LONGEST) : at]
    offset = at - len(left)
    match = _BEFORE_FIGURE.search(left)
    if match is None:
        return "", at, False
    code, begin = str(match.lastgroup), match.start()
    approximate = code == "about" or bool(_ABOUT.search(left))
    if code in ("about", "reach"):
        outer = _BEFORE_FIGURE.search(left[:begin].rstrip())
        if outer and outer.lastgroup not in ("about", "reach"):
            return str(outer.lastgroup), offset + outer.start(), approximate
    return code, offset + begin, approximate


def relation_after(text: str, at: int) -> tuple[str, int]:
    """The relation whose words begin at `text[at]`, and where they end."""
    match = _AFTER.match(text, at)
    return (str(match.lastgroup), match.end()) if match else ("", at)


def range_joint(text: str, first_end: int, second_start: int, first_start: int) -> bool:
    """Whether what stands between two numbers makes them the ends of one range."""
    gap = text[first_end:second_start]
    if len(gap) > 12:
        return False
    if _RANGE.fullmatch(gap):
        return True
    return bool(_AND.fullmatch(gap) and _BETWEEN.search(text[max(0, first_start - 12) : first_start]))
