"""What a chart is made of: rows and columns of figures, each with the words that stand beside it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

__all__ = ["Chart", "ChartError", "ChartForm", "ChartRow", "Svg"]


class ChartError(ValueError):
    """The figures do not make a chart; the message names the row."""


class ChartForm(Enum):
    """How rows and columns are drawn."""

    PANELS = "panels"
    """A small chart for each row, an upright bar for each column: how figures of different size change over time."""
    PAIRS = "pairs"
    """Two lying bars for each row, the first column outlined and the second filled: before and after."""


@dataclass(frozen=True, slots=True)
class ChartRow:
    """A figure for each column, None where there is none, and the words for each: `value` draws, `text` is read."""

    label: str
    values: tuple[float | None, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """All that is drawn, in the reader's language. Equal charts give equal bytes.

    `title` is what the chart is called, `summary` what somebody who cannot see it should know first; `row_heading`
    heads the labels of the rows in the table behind it.
    """

    form: ChartForm
    title: str
    summary: str
    row_heading: str
    columns: tuple[str, ...]
    rows: tuple[ChartRow, ...]

    def __post_init__(self) -> None:
        if not self.rows or not self.columns:
            raise ChartError(f"{self.title}: a chart needs a row and a column at least")
        if self.form is ChartForm.PAIRS and len(self.columns) != 2:
            raise ChartError(f"{self.title}: a chart of pairs has two columns, not {len(self.columns)}")
        for row in self.rows:
            if not len(row.values) == len(row.texts) == len(self.columns):
                raise ChartError(f"{row.label}: a value and a text for each of {len(self.columns)} columns")
            if any(value is not None and not (value >= 0 and math.isfinite(value)) for value in row.values):
                raise ChartError(f"{row.label}: a bar has a finite length of 0 or more")


class Svg(str):
    """Markup that was escaped where it was made: templates take it as it is."""

    __slots__ = ()

    def __html__(self) -> str:
        return self
