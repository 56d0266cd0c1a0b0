"""The words beside a figure: what stands near enough to say what it measures."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hardtech.engines.matching._figures.quantities import Quantity
from hardtech.engines.matching._figures.units import Dimension
from hardtech.engines.matching._text.analysis import analyse_spans

FARTHEST_LEFT = 110
FARTHEST_RIGHT = 60
"""Characters of a sentence that are searched on either side."""

MOST_TERMS = 6

_BREAK = re.compile(
    r"[,;，；。、()（）\[\]|•]|\s[-–—]\s|而|且|以及|\b(?:while|whereas|and|but)\b", re.IGNORECASE
)
_STOP = re.compile(
    r"[,;，；。、()（）\[\]:|.•]|\b(?:at|and|with|for|in|under|while|when|to|from|by|on|that|which|is|are|or|per|than|over|"
    r"after|before|during|without|was|were|has|have|can|will|but|through|using)\b|时|下|且|并|和|与|的条件|后|内",
    re.IGNORECASE,
)
_UP = re.compile(
    r"\b(?:increas|improv|enhanc|rais|gain(?:s|ed)? of|higher|greater|more|faster|better|boost|grow)\w*"
    r"|提高|提升|增加|增长|增大|改善|升高",
    re.IGNORECASE,
)
_DOWN = re.compile(
    r"\b(?:reduc|decreas|lower(?:s|ed|ing)?\b|sav(?:e|es|ed|ing)|cut|fewer|less|lighter|smaller|shorter|cheaper"
    r"|drop|declin)\w*|降低|减少|减轻|节省|节约|缩短|下降|减小",
    re.IGNORECASE,
)
_CHANGEABLE = frozenset({(("ratio", 1),), (("fold", 1),)})

_NOTHING_SAID = """
    system devic technolog unit product prototyp develop provid achiev reach requir level valu high low maximum minimum
    temperatur degre total new novel phase perform offer deliv meet target goal should least abl capabl capabilit
    propos demonstr design solut project team current desir prefer ideal object threshold exceed rang size rate time
    approxim rough up minim maxim larg small good better weight figur paramet averag typic overal full use oper work
    cover stay lift keep hold
    carri exhibit maintain ensur remain allow enabl support contain show shown obtain measur consum weigh
    系统 设备 装置 产品 技术 达到 要求 具有 实现 可达 指标 性能 最高 最低 温度 需求 应 须 必须 不低于 不超过 不小于 之间
    不大于 大于 小于 优于 高于 低于 以上 以下 以内 左右 超过 至少 控制 参数 数值 整机 范围 平均 最大 最小 达 约 单 率 度
    等级 测量 时间 单个 每个
"""
GENERIC = frozenset(_NOTHING_SAID.split())
"""Terms that say nothing of what is measured."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands on both sides of a figure; `near` is the part that names what it measures."""

    left: str
    right: str
    near: str

    def terms(self, named: list[Quantity]) -> tuple[str, ...]:
        """The terms of `near` that are neither generic nor part of a quantity's name, nearest the figure first."""
        covered = [(quantity.start, quantity.end) for quantity in named]
        kept = [
            span.term
            for span in analyse_spans(self.near)
            if span.term not in GENERIC
            and not span.term[0].isdigit()
            and not any(start <= span.start and span.end <= end for start, end in covered)
        ]
        return tuple(dict.fromkeys(reversed(kept)))[:MOST_TERMS]


def surroundings(text: str, start: int, end: int, bounds: tuple[int, int]) -> Surroundings:
    """The words around `text[start:end]` within `bounds`: the clause before it and the few words behind it.

    The clause before wins; where it is empty ("2,000 h service life, …"), what follows names the quantity.
    """
    left = text[max(bounds[0], start - FARTHEST_LEFT) : start]
    right = text[end : max(end, min(bounds[1], end + FARTHEST_RIGHT))]
    right = right.removeprefix("的")
    if stop := _STOP.search(right):
        right = right[: stop.start()]
    breaks = list(_BREAK.finditer(left))
    clause = left[breaks[-1].end() :] if breaks else left
    if clause.strip(" :-") and analyse_spans(clause):
        return Surroundings(left, right, f"{clause} {right}")
    if right.strip() and analyse_spans(right):
        return Surroundings(left, right, right)
    return Surroundings(left, right, clause if bounds[0] < start - len(left) else "" if breaks else left)


_WORD_BEFORE = re.compile(r"([A-Za-z-]+|[\u4e00-\u9fff]{2,6})\s*$")
_LEFT_OUT = """
    convers net rate nomin output measur cell batteri devic typic good high our it the overal total same excel initi
    cycl servic 循环 使用 转换 额定 实测 整体 总 电池 实际 测量
"""
_HARMLESS = frozenset(_LEFT_OUT.split())
"""Terms before a quantity's name that do not change what it is."""

_NAMES_MODIFIED = """
    efficiency capacity power energy current voltage resolution accuracy error loss gain noise frequency stability
    uniformity strength life retention yield bandwidth
"""
_MODIFIED = frozenset(_NAMES_MODIFIED.split())
"""Quantities that a word before them makes another: coulombic efficiency, bond strength."""


def modifiers(near: str, named: list[Quantity]) -> tuple[str, ...]:
    """The terms right before the quantities' names, without the harmless ones."""
    words: list[str] = []
    for quantity in named:
        if quantity.name not in _MODIFIED:
            continue
        if match := _WORD_BEFORE.search(near, max(0, quantity.start - 32), quantity.start):
            words += [
                span.term
                for span in analyse_spans(match[1])
                if span.term not in GENERIC and span.term not in _HARMLESS
            ]
    return tuple(words)


def change_of(around: Surroundings, dimension: Dimension) -> str:
    """ "up" or "down" where a percentage or a multiple says by how much something changed, not what it is."""
    if dimension not in _CHANGEABLE:
        return ""
    before = around.left[-60:]
    for code, pattern in (("up", _UP), ("down", _DOWN)):
        if pattern.search(around.right[:24]):
            return code
        for match in pattern.finditer(before):
            rest = before[match.end() :]
            if (
                len(rest) < 40
                and not re.search(r"[,;，；]", rest)
                and not re.search(r"\b(?:to|of)\b|[至到]", rest[-6:])
            ):
                return code
    return ""
