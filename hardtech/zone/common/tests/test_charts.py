"""A chart on a page: the picture at two widths, its name, and a table behind it."""

from __future__ import annotations

import re

import pytest
from django.template.loader import render_to_string

from hardtech.base.charts import Chart, ChartForm, ChartRow, draw

HOSTILE = "<b>&\"'\x00"
CHART = Chart(
    ChartForm.PAIRS,
    title="Cost of the measure",
    summary="Two bars for each field.",
    row_heading="Field",
    columns=("Before", "After"),
    rows=(ChartRow("新材料", (1, 2), ("1 万元", "2 万元")), ChartRow(HOSTILE, (3, None), ("3", "–"))),
)


def shown(**context: object) -> str:
    return render_to_string("common/_chart.html", {"chart": CHART, **context})


def test_the_picture_stands_there_for_a_telephone_and_a_desk() -> None:
    assert re.findall(r"<svg.*?</svg>", shown(), re.DOTALL) == [draw(CHART, 340), draw(CHART, 720)]


def test_the_table_behind_has_every_label_and_figure() -> None:
    table = shown().partition("<table>")[2]
    cells = re.findall(r"<t[hd](?: [^>]*)?>(.*?)</t[hd]>", table)
    assert cells == [
        "Field",
        "Before",
        "After",
        "新材料",
        "1 万元",
        "2 万元",
        "&lt;b&gt;&amp;&quot;&#x27;\x00",
        "3",
        "–",
    ]
    assert "Cost of the measure" in table


def test_a_table_of_the_page_takes_its_place() -> None:
    page = shown(table="growth")
    assert '<figure class="chart" aria-details="growth">' in page
    assert "<table" not in page


@pytest.mark.parametrize("note", ["", "Each row has its own scale."])
def test_a_note_stands_under_the_picture(note: str) -> None:
    assert ("<figcaption" in shown(note=note), note in shown(note=note)) == (bool(note), True)
