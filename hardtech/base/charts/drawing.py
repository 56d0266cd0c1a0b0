"""The picture of a chart: laid out here, drawn by Vega through Altair and vl-convert.

Both are imported where they are used: 0.3 s and some 100 MB that only a process with charts to draw pays for.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from hardtech.base.charts.svg import LINE, Frame, Words, finished
from hardtech.base.charts.text import fitted, text_width
from hardtech.base.charts.types import Chart, ChartForm, ChartRow, Svg

if TYPE_CHECKING:
    import altair

__all__ = ["draw"]

LABEL, VALUE, SMALL = 13, 12, 11
"""Font sizes: what a row is called, a figure, a column's name."""
GAP = 20
PANEL_WIDTH, PANEL_HEIGHT = 150, 72
PAIR_WIDTH, PAIR_HEIGHT = 340, 40
FILL, FAINT, OUTLINE = "var(--bar)", "var(--bar-track)", "var(--line-strong)"
INK, QUIET = "var(--ink)", "var(--ink-2)"
"""The page's own colours (`tokens.css`), so that a chart is light or dark as its page is."""


@lru_cache(maxsize=256)
def draw(chart: Chart, width: int) -> Svg:
    """The chart as SVG, so many units wide. The first in a process takes a second, another some 30 ms.

    A process that has drawn must not draw in a child made by `fork`: Vega's engine lives in a thread of it.
    """
    import vl_convert

    words = Words()
    laid_out = _panels if chart.form is ChartForm.PANELS else _pairs
    picture, frame = laid_out(chart, width, words)
    drawn = vl_convert.vegalite_to_svg(picture.to_dict(), allowed_base_urls=[])
    return finished(drawn, frame, words, title=chart.title, summary=chart.summary)


def _panels(chart: Chart, width: int, words: Words) -> tuple[altair.FacetChart, Frame]:
    import altair as alt

    plot, across = _side_by_side(len(chart.rows), _panel_width(chart.columns, width), width)
    labels = [fitted(row.label, LABEL, plot, lines=2) for row in chart.rows]
    top = LINE * (max(label.count("\n") for label in labels) + 2)
    names = _thinned(chart.columns, SMALL, plot)
    records = [
        {
            **record,
            "label": words.place(labels[at] if column == 0 else ""),
            "name": words.place(names[column]),
            "text": words.place(texts[column]),
        }
        for at, row in enumerate(chart.rows)
        for texts in [_thinned(row.texts, VALUE, plot)]
        for column, record in enumerate(_records(at, row, max(_known(row), default=0)))
    ]
    x = alt.X("column:O", axis=None, scale=alt.Scale(paddingInner=0.2, paddingOuter=0.1))
    y = alt.Y("share:Q", axis=None, scale=alt.Scale(domain=[0, 1]))
    start, floor = alt.value(0), alt.value(PANEL_HEIGHT)
    base = alt.Chart(alt.InlineData(records))
    layers = alt.LayerChart(
        layer=[
            base.mark_bar(color=FILL).encode(x=x, y=y),
            base.mark_rule(color=OUTLINE).encode(x=start, x2=alt.value(plot), y=floor, y2=floor),
            _text(base, "text", VALUE, INK, align="center", dy=-4).encode(x=x, y=y),
            _text(base, "name", SMALL, QUIET, align="center").encode(
                x=x, y=alt.value(PANEL_HEIGHT + LINE - 2)
            ),
            _text(base, "label", LABEL, INK, fontWeight=600).encode(x=start, y=alt.value(LINE - 4 - top)),
        ],
        width=plot,
        height=PANEL_HEIGHT,
    )
    around = top + LINE + 2
    down = -(-len(chart.rows) // across)
    frame = Frame(0, top, width, down * (around + PANEL_HEIGHT + GAP) - GAP)
    return _facets(layers, across, {"row": around + GAP, "column": GAP}), frame


def _pairs(chart: Chart, width: int, words: Words) -> tuple[altair.FacetChart, Frame]:
    import altair as alt

    each, across = _side_by_side(len(chart.rows), PAIR_WIDTH, width)
    names = [fitted(name, SMALL, each / 4) for name in chart.columns]
    widest = max(text_width(text, VALUE) for row in chart.rows for text in row.texts)
    top, left = LINE + 4, round(max(text_width(name, SMALL) for name in names)) + 8
    plot = each - left - round(min(widest, each / 2)) - 8
    longest = max((value for row in chart.rows for value in _known(row)), default=0)
    records = [
        {
            **record,
            "label": words.place(fitted(row.label, LABEL, each) if column == 0 else ""),
            "name": words.place(names[column]),
            "text": words.place(row.texts[column]),
            "fill": (FAINT, FILL)[column],
            "stroke": (OUTLINE, FILL)[column],
        }
        for at, row in enumerate(chart.rows)
        for column, record in enumerate(_records(at, row, longest))
    ]
    x = alt.X("share:Q", axis=None, scale=alt.Scale(domain=[0, 1]))
    y = alt.Y("column:O", axis=None, scale=alt.Scale(paddingInner=0.2, paddingOuter=0))
    fill, stroke = alt.Fill("fill:N", scale=None), alt.Stroke("stroke:N", scale=None)
    base = alt.Chart(alt.InlineData(records))
    layers = alt.LayerChart(
        layer=[
            base.mark_bar(strokeWidth=1).encode(x=x, y=y, fill=fill, stroke=stroke),
            _text(base, "text", VALUE, INK, dx=6, dy=4).encode(x=x, y=y),
            _text(base, "name", SMALL, QUIET, align="right", dy=4).encode(x=alt.value(-8), y=y),
            _text(base, "label", LABEL, INK, fontWeight=600).encode(x=alt.value(-left), y=alt.value(-8)),
        ],
        width=plot,
        height=PAIR_HEIGHT,
    )
    frame = Frame(left, top, width, -(-len(chart.rows) // across) * (top + PAIR_HEIGHT + GAP) - GAP)
    return _facets(layers, across, {"row": top + GAP, "column": each - plot + GAP}), frame


def _records(at: int, row: ChartRow, longest: float) -> Iterator[dict[str, Any]]:
    """A record for each bar; its length is a share of the longest."""
    for column, value in enumerate(row.values):
        yield {"row": at, "column": column, "share": round((value or 0) / longest, 4) if longest else 0}


def _known(row: ChartRow) -> Iterator[float]:
    return (value for value in row.values if value is not None)


def _side_by_side(rows: int, least: int, width: int) -> tuple[int, int]:
    """How much of `width` each row gets, `least` or more, and how many rows stand side by side."""
    across = max(1, min(rows, (width + GAP) // (least + GAP)))
    return (width - (across - 1) * GAP) // across, across


def _panel_width(names: tuple[str, ...], width: int) -> int:
    """The least width of a panel: three with all names of columns before four without, two rather than one."""
    return max(PANEL_WIDTH, min(round(len(names) * _room(names, SMALL)), (width - GAP) // 2))


def _room(texts: tuple[str, ...], size: int) -> float:
    return max(text_width(text, size) for text in texts) + 4


def _thinned(texts: tuple[str, ...], size: int, width: int) -> tuple[str, ...]:
    """A text for each bar; the first and the last where there is no room for all."""
    if _room(texts, size) * len(texts) <= width:
        return texts
    return tuple(text if at in {0, len(texts) - 1} else "" for at, text in enumerate(texts))


def _text(base: altair.Chart, field: str, size: int, colour: str, **mark: Any) -> altair.Chart:
    """The words of `field`, from the base line up; the font is the page's."""
    mark = {"align": "left", "baseline": "alphabetic", **mark}
    words: altair.Chart = base.mark_text(fontSize=size, color=colour, **mark).encode(text=f"{field}:N")
    return words


def _facets(layers: altair.LayerChart, across: int, spacing: dict[str, int]) -> altair.FacetChart:
    """The bars of each row. `flush`: Vega leaves out of account how much room it thinks texts take."""
    import altair as alt

    rows = alt.Facet("row:O", header=alt.Header(labelExpr="''", title=None))
    config = alt.Config(aria=False, background="transparent", view=alt.ViewConfig(stroke=None))
    charts: altair.FacetChart = layers.facet(facet=rows, columns=across, bounds="flush", spacing=spacing)
    return charts.properties(config=config)
