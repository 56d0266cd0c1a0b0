"""The picture says what the figures say, in the same bytes everywhere, and holds nothing that a page may not."""

from __future__ import annotations

import re
import subprocess
import sys
from xml.etree import ElementTree as ET

import pytest

from hardtech.base.charts import Chart, ChartError, ChartForm, ChartRow, draw

SPACE = "{http://www.w3.org/2000/svg}"
YEARS = ("2024", "2025", "Today")
HOSTILE = "<script>alert(1)</script> & \"quoted\" 'single' \x07</svg>"
PLAIN = HOSTILE.replace("\x07", "")
BAR = re.compile(r"M[\d.]+,[\d.]+h([\d.]+)v([\d.]+)h-?[\d.]+Z")


def row(label: str, *values: float | None) -> ChartRow:
    return ChartRow(label, values, tuple("–" if value is None else f"{value:g}" for value in values))


def panels(*rows: ChartRow, columns: tuple[str, ...] = YEARS) -> Chart:
    return Chart(ChartForm.PANELS, "Holders", "Bars.", "Tier", columns, rows)


def pairs(*rows: ChartRow) -> Chart:
    return Chart(ChartForm.PAIRS, "Cost", "Bars.", "Field", ("Before", "After"), rows)


SAMPLES = [
    panels(row("高新技术企业", 1, 2, 4), row("Little giant", 0, 0, 1)),
    pairs(row("新材料", 12.5, 14), row("New energy", 3, None)),
]


def read(chart: Chart, width: int = 720) -> ET.Element:
    return ET.fromstring(draw(chart, width))  # noqa: S314 -- our own


def texts(chart: Chart, width: int = 720) -> list[str]:
    return ["".join(element.itertext()) for element in read(chart, width).iter(f"{SPACE}text")]


def bars(chart: Chart, colour: str) -> list[tuple[float, float]]:
    """Width and height of the bars of a colour."""
    shapes = [path.attrib["d"] for path in read(chart).iter(f"{SPACE}path") if path.get("fill") == colour]
    return [(float(bar[1]), float(bar[2])) for shape in shapes if (bar := BAR.fullmatch(shape))]


def test_upright_bars_are_as_high_as_the_figures_of_their_row() -> None:
    chart = panels(row("Large", 100, 50, 25), row("Small", 0, 1, 4))
    assert [height for _width, height in bars(chart, "var(--bar)")] == [72, 36, 18, 0, 18, 72]


def test_lying_bars_share_one_scale() -> None:
    chart = pairs(row("Optics", 50, 100), row("Energy", 25, None))
    before, after = bars(chart, "var(--bar-track)"), bars(chart, "var(--bar)")
    whole = after[0][0]
    assert [width / whole for width, _height in before] == pytest.approx([0.5, 0.25])
    assert [width / whole for width, _height in after] == [1, 0]


def test_without_holders_bars_have_no_height() -> None:
    chart = panels(row("Nobody", 0, 0, None))
    assert [height for _width, height in bars(chart, "var(--bar)")] == [0, 0, 0]
    assert texts(chart) == ["0", "0", "–", *YEARS, "Nobody"]


@pytest.mark.parametrize("chart", SAMPLES)
def test_every_label_and_figure_is_text(chart: Chart) -> None:
    words = [*(row.label for row in chart.rows), *(text for row in chart.rows for text in row.texts)]
    assert sorted(texts(chart)) == sorted([*words, *chart.columns * len(chart.rows)])


def test_names_and_figures_are_thinned_where_there_is_no_room_for_all() -> None:
    years = ("2021", "2022", "2023", "2024", "2025", "Today")
    chart = panels(row("A", *range(100_000, 100_006)), columns=years)
    assert texts(chart, 150) == ["100000", "100005", "2021", "Today", "A"]
    assert texts(chart, 720) == [*(f"{value}" for value in range(100_000, 100_006)), *years, "A"]


@pytest.mark.parametrize("width", [340, 720])
@pytest.mark.parametrize("chart", [*SAMPLES, panels(*(row("很长的名称" * 30, 1, 2, 3) for _ in range(7)))])
def test_the_picture_is_as_wide_as_asked_whatever_the_labels(chart: Chart, width: int) -> None:
    root = read(chart, width)
    assert root.attrib.keys() == {"viewBox", "role"}
    assert root.attrib["viewBox"].split()[2] == str(width)


@pytest.mark.parametrize(("width", "across"), [(340, 2), (720, 4)])
def test_panels_stand_side_by_side_as_many_as_fit(width: int, across: int) -> None:
    drawn = draw(panels(*(row(f"Tier {at}", 1, 2, 3) for at in range(7))), width)
    places = [tuple(map(int, place)) for place in re.findall(r'translate\((\d+),(\d+)\)"><g><g><path', drawn)]
    lefts, tops = sorted({left for left, _top in places}), sorted({top for _left, top in places})
    assert places == [(lefts[at % across], tops[at // across]) for at in range(7)]
    assert len(lefts) == across


@pytest.mark.parametrize("form", ChartForm)
def test_hostile_words_stay_words(form: ChartForm) -> None:
    rows = (ChartRow(HOSTILE, (1.0, 2.0), (HOSTILE, "2")),)
    chart = Chart(form, HOSTILE, HOSTILE, HOSTILE, (HOSTILE, "b"), rows)
    root = read(chart, 5000)
    elements = {element.tag.removeprefix(SPACE) for element in root.iter()}
    assert elements - {"svg", "title", "desc", "g", "path", "line", "text"} == set()
    assert [root.findtext(f"{SPACE}{name}") for name in ("title", "desc")] == [PLAIN, PLAIN]
    assert texts(chart, 5000).count(PLAIN) == 3


@pytest.mark.parametrize("chart", SAMPLES)
def test_colours_and_fonts_are_of_the_page_and_nothing_is_named_or_loaded(chart: Chart) -> None:
    drawn = draw(chart, 340)
    colours = set(re.findall(r'(?:fill|stroke)="([^"]*)"', drawn))
    assert {colour for colour in colours if not re.fullmatch(r"var\(--[a-z0-9-]+\)", colour)} == {"none"}
    assert re.findall(r"\b(?:font-family|style|class|id|href|aria-\w+|on\w+)=", drawn) == []
    assert re.findall(r"https?://[^\"]*", drawn) == ["http://www.w3.org/2000/svg"]


def test_another_process_draws_the_same_bytes() -> None:
    """Nothing of a picture hangs on what was drawn before, on the hash seed or on the order of sets."""
    program = (
        "from hardtech.base.charts.tests.test_drawing import SAMPLES, draw\n"
        "import sys; sys.stdout.buffer.write(''.join(draw(chart, 340) for chart in SAMPLES[::-1]).encode())"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout.decode() == "".join([draw(chart, 340) for chart in SAMPLES][::-1])


def test_who_draws_nothing_loads_nothing() -> None:
    """Altair and Vega cost a third of a second and 100 MB: they wait for the first chart."""
    program = "import sys, hardtech.base.charts; print(sorted({'altair', 'vl_convert'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize(
    ("form", "columns", "rows", "problem"),
    [
        ("panels", YEARS, (), "C: a chart needs a row and a column at least"),
        ("panels", (), (row("A"),), "C: a chart needs a row and a column at least"),
        ("panels", YEARS, (row("A", 1),), "A: a value and a text for each of 3 columns"),
        ("panels", ("a",), (row("A", -1),), "A: a bar has a finite length of 0 or more"),
        ("panels", ("a",), (row("A", float("nan")),), "A: a bar has a finite length of 0 or more"),
        ("panels", ("a",), (row("A", float("inf")),), "A: a bar has a finite length of 0 or more"),
        ("pairs", YEARS, (row("A", 1, 2, 3),), "C: a chart of pairs has two columns, not 3"),
    ],
)
def test_what_is_no_chart_is_refused(
    form: str, columns: tuple[str, ...], rows: tuple[ChartRow, ...], problem: str
) -> None:
    with pytest.raises(ChartError, match=f"^{re.escape(problem)}$"):
        Chart(ChartForm(form), "C", "S", "R", columns, rows)
