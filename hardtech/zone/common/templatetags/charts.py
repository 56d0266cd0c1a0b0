"""Charts for templates; `common/_chart.html` is what pages include."""

from __future__ import annotations

from django import template

from hardtech.base.charts import Chart, Svg, draw

register = template.Library()

WIDTHS = {"narrow": 340, "wide": 720}
"""A telephone and a desk: drawn for each, so that letters keep their size; the page shows the one that fits."""


@register.filter
def drawn(chart: Chart, size: str) -> Svg:
    """The chart as SVG for the column of a telephone (`narrow`) or of a desk (`wide`)."""
    return draw(chart, WIDTHS[size])
