"""Two figures that measure the same thing: the values that a need accepts against the values that an offer claims."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from hardtech.engines.matching._figures.figures import Figure

ABOUT = Fraction(1, 10)
"""How far "about" reaches on either side, as a share of the value."""

IMPLAUSIBLE = 1000
"""Two figures of one quantity that differ by more are misprinted or of different things."""

_CAPABILITIES = frozenset({"operating_temperature", "storage_temperature"})
"""Quantities of which more range is better: an offer must cover what is asked, not lie within it."""

_SPANS = _CAPABILITIES | {"frequency", "wavelength", "humidity"}


@dataclass(frozen=True, slots=True)
class _FigureValues:
    """An interval; None is infinite."""

    low: Fraction | None = None
    high: Fraction | None = None
    low_open: bool = False
    high_open: bool = False

    def within(self, other: _FigureValues) -> bool:
        """Whether every value of this interval is one of `other`."""
        if other.low is not None and (
            self.low is None
            or self.low < other.low
            or (self.low == other.low and other.low_open and not self.low_open)
        ):
            return False
        return other.high is None or not (
            self.high is None
            or self.high > other.high
            or (self.high == other.high and other.high_open and not self.high_open)
        )

    def apart(self, other: _FigureValues) -> bool:
        """Whether no value of this interval is one of `other`."""
        return _ends_before(self, other) or _ends_before(other, self)


def _ends_before(first: _FigureValues, second: _FigureValues) -> bool:
    if first.high is None or second.low is None:
        return False
    return first.high < second.low or (first.high == second.low and (first.high_open or second.low_open))


def verdict(need: Figure, offer: Figure) -> tuple[str, str]:
    """met, contradicted or unclear, and why, for two figures of one dimension and one quantity."""
    if need.names & _SPANS and (need.relation == "range" or need.names & _CAPABILITIES):
        return _covered(need, offer)
    if _implausible(need, offer):
        return "unclear", "magnitude"
    accepted = _accepted(need, need.better or offer.better)
    if accepted is None:
        same = (need.low, need.high) == (offer.low, offer.high) and offer.relation in ("", need.relation)
        return ("met", "same") if same and not offer.approximate else ("unclear", "direction")
    claimed = _claimed(offer, offer.better or need.better)
    if claimed is None:
        return "unclear", "direction"
    return _compared(claimed, accepted, need, offer)


def _implausible(need: Figure, offer: Figure) -> bool:
    sizes = [abs(bound) for bound in (need.high, offer.high) if bound]
    return len(sizes) == 2 and max(sizes) > IMPLAUSIBLE * min(sizes)


def _compared(
    claimed: _FigureValues, accepted: _FigureValues, need: Figure, offer: Figure
) -> tuple[str, str]:
    if claimed.within(accepted):
        return "met", "figure"
    if claimed.apart(accepted):
        if need.approximate or (need.relation == "" and offer.relation == ""):
            return "unclear", "direction"
        return "contradicted", "figure"
    if offer.approximate:
        return "unclear", "approximate"
    return "unclear", "best_case" if offer.relation in ("up_to", "down_to") else "overlap"


def _accepted(need: Figure, better: str) -> _FigureValues | None:
    """The values that satisfy the need; None where its words do not say which way it is meant."""
    relation, low, high = need.relation, need.low, need.high
    if relation in ("at_least", "not_reach"):
        return _FigureValues(low=low)
    if relation == "more_than":
        return _FigureValues(low=low, low_open=True)
    if relation == "at_most":
        return _FigureValues(high=high)
    if relation == "less_than":
        return _FigureValues(high=high, high_open=True)
    if relation in ("range", "tolerance", "exactly"):
        return _about(low, high) if need.approximate else _FigureValues(low, high)
    if relation == "plus_minus":
        return _FigureValues(high=high)
    if relation == "about":
        return _about(low, high)
    if relation == "reach" and not better:
        return _FigureValues(low=low)
    if relation in ("better", "reach", "up_to", "down_to") and better:
        return _FigureValues(low=low) if better == "up" else _FigureValues(high=high)
    return None


def _claimed(offer: Figure, better: str) -> _FigureValues | None:
    """The values that the offer may have; None where its words do not say which way it is meant."""
    relation, low, high = offer.relation, offer.low, offer.high
    if relation in ("at_least", "down_to"):
        return _FigureValues(low=low)
    if relation == "more_than":
        return _FigureValues(low=low, low_open=True)
    if relation in ("at_most", "up_to"):
        return _FigureValues(high=high)
    if relation == "less_than":
        return _FigureValues(high=high, high_open=True)
    if relation == "not_reach":
        return (
            _FigureValues(low=low, low_open=True)
            if better == "down"
            else _FigureValues(high=high, high_open=True)
        )
    if relation == "better":
        if not better:
            return None
        return _FigureValues(low=low) if better == "up" else _FigureValues(high=high)
    if relation == "about" or offer.approximate:
        return _about(low, high)
    return _FigureValues(low, high)


def _about(low: Fraction, high: Fraction) -> _FigureValues:
    return _FigureValues(low - abs(low) * ABOUT, high + abs(high) * ABOUT)


def _covered(need: Figure, offer: Figure) -> tuple[str, str]:
    """Whether an offer's range reaches as far as the need's, on the sides that the need speaks of."""
    if offer.approximate or offer.relation in ("about", "better"):
        return "unclear", "approximate"
    up = need.high if need.relation in ("at_least", "more_than", "up_to", "reach", "range", "") else None
    down = need.low if need.relation in ("down_to", "range") else None
    if up is None and down is None:
        return "unclear", "direction"
    high, low = _reach(offer)
    short = (up is not None and high is not None and high < up) or (
        down is not None and low is not None and low > down
    )
    if short and (offer.relation != "" or need.relation != "range"):
        return "contradicted", "range"
    reached = (up is None or (high is not None and high >= up)) and (
        down is None or (low is not None and low <= down)
    )
    return ("met", "range") if reached and not short else ("unclear", "part")


def _reach(offer: Figure) -> tuple[Fraction | None, Fraction | None]:
    """How far up and how far down the offer goes; None where it does not say."""
    if offer.relation in ("at_most", "less_than", "up_to", "not_reach"):
        return offer.high, None
    if offer.relation in ("down_to", "at_least", "more_than"):
        return (offer.high, None) if offer.relation != "down_to" else (None, offer.low)
    if offer.relation in ("range", "tolerance"):
        return offer.high, offer.low
    return offer.high, offer.low if offer.relation == "range" else None
