"""Vega's SVG made fit for a page: its words, its size, its name for screen readers, the page's fonts, nothing needless."""

from __future__ import annotations

import re
from typing import NamedTuple
from xml.etree import ElementTree as ET

from hardtech.base.charts.types import Svg

__all__ = ["LINE", "Frame", "Words", "finished"]

SPACE = "{http://www.w3.org/2000/svg}"
KEPT = {
    "d", "fill", "font-size", "font-weight", "stroke", "stroke-width", "text-anchor", "transform", "x", "x2", "y", "y2",
    "dy",
}  # fmt: skip
"""What says where something stands and how it looks. Left out: Vega's roles and classes, and the font's name."""
UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
"""What no XML can hold, whoever typed it."""
LINE = 16
"""From one line of a text to the next."""
LONG = re.compile(r"-?\d+\.\d{3,}")


class Frame(NamedTuple):
    """Where the picture's corner lies before the first bar's, and its size."""

    left: int
    top: int
    width: int
    height: int


class Words(list[str]):
    """The words of a picture. Vega gets their numbers and sees none of them: it would measure them in the fonts of the
    server, which differ from machine to machine, and a control character in one would abort the process."""

    def place(self, text: str) -> str:
        self.append(text)
        return str(len(self) - 1)


def finished(drawn: str, frame: Frame, words: Words, *, title: str, summary: str) -> Svg:
    """`drawn` with `words` for their numbers, and `title` and `summary` for Vega's account of its marks."""
    ET.register_namespace("", SPACE[1:-1])
    root = ET.fromstring(drawn)  # noqa: S314 -- drawn by us a moment ago
    for text in root.iter(f"{SPACE}text"):
        if text.text:
            _write(text, words[int(text.text)])
    _clean(root)
    root[0].attrib.pop("transform", None)
    left, top, width, height = frame
    root.attrib = {"viewBox": f"{-left} {-top} {width} {height}", "role": "img"}
    for at, (name, words_of_it) in enumerate((("title", title), ("desc", summary))):
        element = ET.Element(f"{SPACE}{name}")
        _write(element, words_of_it)
        root.insert(at, element)
    return Svg(ET.tostring(root, encoding="unicode"))


def _write(element: ET.Element, words: str) -> None:
    """`words` into `element`, each line after the first in a `tspan` below it."""
    element.text, *others = UNFIT.sub("", words).split("\n")
    for line in others:
        ET.SubElement(element, f"{SPACE}tspan", {"x": "0", "dy": str(LINE)}).text = line


def _clean(element: ET.Element) -> None:
    """Drop what nobody sees: attributes without effect, invisible shapes, empty groups."""
    for child in list(element):
        _clean(child)
        if _is_empty(child):
            element.remove(child)
    element.attrib = {name: LONG.sub(_short, value) for name, value in element.attrib.items() if name in KEPT}


def _is_empty(element: ET.Element) -> bool:
    if element.tag == f"{SPACE}text":
        return not element.text
    if element.tag == f"{SPACE}g":
        return not len(element)
    return element.tag == f"{SPACE}path" and not {"fill", "stroke"} & element.attrib.keys()


def _short(number: re.Match[str]) -> str:
    return f"{float(number[0]):.2f}".rstrip("0").rstrip(".")
