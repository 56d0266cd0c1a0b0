"""Charts: figures with their words in, SVG out. Drawn on the server, the same bytes on every page and on paper.

A page shows `Chart.narrow` and `Chart.wide`, and beside them the figures as a table
(`common/_chart.html` does both); colours and fonts are those of the page.
"""

from hardtech.base.charts.drawing import draw
from hardtech.base.charts.types import Chart, ChartError, ChartForm, ChartRow, Svg

__all__ = ["Chart", "ChartError", "ChartForm", "ChartRow", "Svg", "draw"]
