"""The figures of the source articles, as pages show them: relation, unit, date and source always with the number."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml
from django.urls import reverse
from django.utils.translation import gettext as _

from hardtech.zone.common.figures import figure
from hardtech.zone.common.languages import in_reader_language
from hardtech.zone.portal.demo.content import FOLDER, load_figures

__all__ = ["Article", "ShownFigure", "articles", "figures"]

ON_THE_FRONT_PAGE = (
    "technology_contracts",
    "results_processed",
    "companies_contracted",
    "instruments_shared",
    "investment_signed",
    "high_tech_enterprises",
)
SIGNS = {"=": "=", ">=": "≥", "<=": "≤"}


@dataclass(frozen=True)
class Article:
    """One of the documents that figures and facts are taken from."""

    number: str
    title: str
    publisher: str
    date: str


@dataclass(frozen=True)
class ShownFigure:
    key: str
    relation: str
    value: str
    unit: str
    label: str
    note: str
    date: str
    article: str

    @property
    def source(self) -> str:
        return _("Article %(number)s") % {"number": self.article}

    @property
    def source_url(self) -> str:
        return f"{reverse('portal:sources')}#article-{self.article}"


def articles() -> list[Article]:
    """All documents, in the order of their numbers; what a document does not tell is said to be unknown."""
    unknown = _("not given")
    return [
        Article(number, one["title"] or unknown, one["publisher"] or unknown, str(one["date"] or unknown))
        for number, one in _sources().items()
    ]


def figures(*, front_page: bool = False) -> list[ShownFigure]:
    """All figures, or the few that the front page has room for."""
    shown = {record["key"]: _shown(record) for record in load_figures()}
    if not front_page:
        return list(shown.values())
    return [shown[key] for key in ON_THE_FRONT_PAGE if key in shown]


def _shown(record: dict[str, Any]) -> ShownFigure:
    value, unit = figure(record["value"], record["unit"])
    return ShownFigure(
        key=record["key"],
        relation=SIGNS[record["relation"]],
        value=value,
        unit=unit,
        label=in_reader_language(record["label"]["en"], record["label"]["zh"]),
        note=in_reader_language(record["note"]["en"], record["note"]["zh"]),
        date=str(record["as_of"]),
        article=record["source"]["number"],
    )


@cache
def _sources() -> dict[str, Any]:
    sources: dict[str, Any] = yaml.safe_load((FOLDER / "figures.yaml").read_text(encoding="utf-8"))["sources"]
    return sources
