"""Learned rankings in words: what counts, by how much, and why a version may not be switched on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hardtech.engines.matching import Gate, Judgement, RankingModel, Weight, feature_family
from hardtech.zone.market.learning.reranking import COMPANY, MEANING, WORDS, Part
from hardtech.zone.registry.choices import OrganisationKind

__all__ = ["FAMILIES", "WeightLine", "doubt_sentences", "parts_of", "verdict", "weight_lines"]

FAMILIES: dict[str, Promise] = {
    WORDS: gettext_lazy("Words"),
    MEANING: gettext_lazy("Meaning"),
    COMPANY: gettext_lazy("Company of similar finds"),
    "readiness": gettext_lazy("Readiness"),
    "fields": gettext_lazy("Fields"),
    "owner": gettext_lazy("Kind of owner"),
    "place": gettext_lazy("Place"),
    "language": gettext_lazy("Language"),
    "freshness": gettext_lazy("Freshness"),
    "record": gettext_lazy("Earlier decisions"),
}

FEATURES: dict[str, Promise] = {
    "trl_short": gettext_lazy("Each readiness level below what the need asks for"),
    "trl_beyond": gettext_lazy("Each readiness level above what the need asks for"),
    "trl_level": gettext_lazy("Each readiness level"),
    "trl_demonstrated": gettext_lazy("Demonstrated outside the laboratory (TRL 6 or more)"),
    "fields_shared": gettext_lazy("All fields of the need rather than none of them"),
    "same_province": gettext_lazy("Owner in the province of the need"),
    "same_city": gettext_lazy("Owner in the city of the need"),
    "same_language": gettext_lazy("Written in the language of the need"),
    "age_years": gettext_lazy("Each year since it was published"),
    "past_success": gettext_lazy("Owner whose offers were always kept rather than as often as usual"),
    "past_refusals": gettext_lazy("Always refused for performance, cost, rights or capacity"),
}
OWNER_KIND = "owner_kind:"

DOUBTS: dict[str, Promise] = {
    "decisions": gettext_lazy("There are fewer than %(decisions)s decisions to learn from."),
    "deciders": gettext_lazy("Fewer than %(deciders)s people or organisations decided."),
    "one_decider": gettext_lazy("One decider made more than %(largest)s %% of all decisions."),
    "lists": gettext_lazy("Fewer than %(lists)s lists of later decisions could be used as a test."),
    "gain": gettext_lazy("On later decisions it gained less than %(gain)s of 100 points."),
    "chance": gettext_lazy("Chance may explain what it gained: the odds are above %(level)s %%."),
    "concentration": gettext_lazy("It would show few owners much more often, or newcomers much less."),
}

Words = Promise | str


@dataclass(frozen=True)
class WeightLine:
    """One row of the table of weights: percentages of a match's text score."""

    label: Words
    family: Words
    sentence: str
    percent: str
    low: str
    high: str
    deciders: int
    counts: bool


def weight_lines(model: RankingModel) -> list[WeightLine]:
    """What is weighed, the heaviest first; what rests on too few deciders comes last."""
    told = sorted(model.weights, key=lambda one: (-abs(one.value), one.name))
    return [_line(weight) for weight in told if weight.deciders]


def _line(weight: Weight) -> WeightLine:
    return WeightLine(
        label=_label(weight.name),
        family=FAMILIES[feature_family(weight.name)],
        sentence=_sentence(weight),
        percent=_signed(100 * weight.value),
        low=_signed(100 * weight.low),
        high=_signed(100 * weight.high),
        deciders=weight.deciders,
        counts=bool(weight.value),
    )


def _label(name: str) -> Words:
    if name.startswith(OWNER_KIND):
        kind = name.removeprefix(OWNER_KIND)
        return _("Owner is: %(kind)s") % {
            "kind": OrganisationKind(kind).label if kind in OrganisationKind.values else kind
        }
    return FEATURES[name]


def _sentence(weight: Weight) -> str:
    if not weight.value:
        return _("Not weighed: too few decided on it.")
    if weight.low <= 0 <= weight.high:
        return _("No sure effect.")
    raises, lowers = _("Raises a match by %(percent)s %%."), _("Lowers a match by %(percent)s %%.")
    return (raises if weight.value > 0 else lowers) % {"percent": f"{abs(100 * weight.value):.1f}"}


def parts_of(parts: Iterable[Part], best: float) -> list[dict[str, Any]]:
    """What makes up a score, in points beside the best score's 100; nothing where words are all that counts.

    Points are rounded to tenths, and words take what is over: so the points sum to the score as it is shown.
    """
    shares = {part.family: 100 * part.score / best for part in parts} if best > 0 else {}
    if len(shares) < 2:
        return []
    total = _tenths(sum(shares.values()))
    others = {family: _tenths(points) for family, points in shares.items() if family != WORDS}
    shown = {family: points for family, points in others.items() if points}
    rows = {WORDS: total - sum(shown.values()), **shown}
    return [{"label": FAMILIES[family], "points": points} for family, points in rows.items()]


def _tenths(points: float) -> Decimal:
    return Decimal(points).quantize(Decimal("0.1"))


def doubt_sentences(doubts: Iterable[str]) -> list[str]:
    """Why a version may not be switched on."""
    gate = Gate()
    values = {
        "decisions": gate.decisions,
        "deciders": gate.deciders,
        "largest": round(100 * gate.largest_share),
        "lists": gate.lists,
        "gain": round(100 * gate.gain, 1),
        "level": round(100 * gate.level, 1),
    }
    return [str(DOUBTS[doubt]) % values for doubt in doubts]


def verdict(judgement: Judgement) -> str:
    """What the replay showed, in one sentence."""
    replay = judgement.replay
    return _(
        "On %(lists)s lists of later decisions the order was worth %(learned)s points of 100, by default %(default)s: "
        "%(gain)s, with 95 %% confidence between %(low)s and %(high)s."
    ) % {
        "lists": replay.lists,
        "learned": _points(replay.ndcg_learned),
        "default": _points(replay.ndcg_default),
        "gain": _signed(100 * replay.gain),
        "low": _signed(100 * replay.low),
        "high": _signed(100 * replay.high),
    }


def _points(share: float) -> str:
    return f"{100 * share:.1f}"


def _signed(value: float) -> str:
    return f"{value:+.1f}".replace("-", "−")
