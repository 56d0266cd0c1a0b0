"""Forms of a measure's draft: its figures from a day on, or its whole text."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hardtech.base.money import MoneyError, in_unit_of
from hardtech.engines.rules import Fact, RulebookInvalid, check_text, measure_from
from hardtech.zone.common.money import money_refusal
from hardtech.zone.facts.quantities import day
from hardtech.zone.measures.drafting.figures import (
    Change,
    CitedDocument,
    TextFigure,
    change_from,
    figures_of,
    holds_from,
    starts_of,
    status_of,
)
from hardtech.zone.measures.drafting.sources import plain_cases
from hardtech.zone.measures.wording.findings import finding_text
from hardtech.zone.measures.wording.leaflet import STATUSES

__all__ = ["FiguresForm", "MeasureTextForm", "SimulationForm"]

LONGEST_TEXT = 200_000


class FiguresForm(forms.Form):
    """Another value of some figures from a day on, where that is ordered, and the status. `changed` is the new text."""

    start = forms.DateField(
        label=_("In force from"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_(
            "Days before keep the text that they had. The first day of a version puts that version right."
        ),
    )
    document = forms.CharField(
        label=_("Document that orders the change"),
        max_length=300,
        required=False,
        help_text=_("Its title and number. Empty: the document that the measure rests on already."),
    )
    url = forms.URLField(label=_("Address of the document"), required=False, assume_scheme="https")
    article = forms.CharField(label=_("Article"), max_length=120, required=False)
    status = forms.ChoiceField(label=_("Status"), choices=list(STATUSES.items()))

    def __init__(self, *args: Any, source: Mapping[str, Any], on: datetime.date, **kwargs: Any) -> None:
        """`on` is a day of the version that is changed."""
        self.source = source
        self.on = on
        self.figures = figures_of(source, on)
        super().__init__(*args, **kwargs)
        self.fields["status"].initial = status_of(source, on)
        for figure in self.figures:
            label = figure.name.replace("_", " ")
            self.fields[f"value_{figure.name}"] = forms.CharField(
                label=label,
                initial=figure.value,
                max_length=60,
                help_text=_("With its unit, such as 5000000 yuan or 30 %."),
            )
            self.fields[f"quote_{figure.name}"] = forms.CharField(
                label=_("Words of the document"), initial=figure.quote, max_length=500, required=False
            )

    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Value and quotation of each figure."""
        return [(self[f"value_{one.name}"], self[f"quote_{one.name}"]) for one in self.figures]

    def clean_start(self) -> datetime.date:
        start: datetime.date = self.cleaned_data["start"]
        holds = holds_from(self.source, start)
        if holds is None:
            first = day(min(starts_of(self.source)))
            raise ValidationError(
                _("The measure begins on %(first)s. Name that day or a later one.") % {"first": first}
            )
        if holds != holds_from(self.source, self.on):
            raise ValidationError(
                _(
                    "On this day the version of %(start)s holds, with figures of its own. Choose that version first."
                )
                % {"start": day(holds)}
            )
        return start

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        figures = {figure.name: change for figure in self.figures if (change := self._change_of(figure))}
        if self.errors:
            return cleaned
        if not figures and cleaned["status"] == status_of(self.source, self.on):
            raise ValidationError(
                _("Nothing is changed: give a figure another value, or the measure another status.")
            )
        source = CitedDocument(cleaned["document"], cleaned["url"], cleaned["article"])
        self.changed = change_from(self.source, Change(cleaned["start"], figures, cleaned["status"], source))
        self._check(figures)
        return cleaned

    def _change_of(self, figure: TextFigure) -> tuple[str, str] | None:
        """The new value and where it stands, if it is another one."""
        value = self.cleaned_data.get(f"value_{figure.name}", "")
        quote = self.cleaned_data.get(f"quote_{figure.name}", "")
        if not value or (value, quote) == (figure.value, figure.quote):
            return None
        try:
            value = value if value == figure.value else in_unit_of(figure.value, value)
        except MoneyError as error:
            self.add_error(f"value_{figure.name}", money_refusal(error))
        if value != figure.value and quote == figure.quote and quote:
            self.add_error(
                f"quote_{figure.name}",
                _("These words stand for the old value. Quote the document that sets the new one."),
            )
        elif not quote and not self.cleaned_data.get("article"):
            self.add_error(f"quote_{figure.name}", _("Quote the document, or name its article above."))
        return value, quote

    def _check(self, figures: Mapping[str, object]) -> None:
        """What the engine says of the new values, at their fields where it names them."""
        try:
            measure_from(self.changed)
        except RulebookInvalid as error:
            for finding in error.findings:
                name = str(finding.data.get("key", ""))
                self.add_error(f"value_{name}" if name in figures else None, finding_text(finding))


class MeasureTextForm(forms.Form):
    """The whole measure as YAML. A text that is YAML can be kept with faults; `source` and `cases` are its data."""

    text = forms.CharField(
        label=_("Text of the measure"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 36, "spellcheck": "false", "autocomplete": "off"}),
        help_text=_("YAML, as in the rulebooks. Remarks after # are not kept: write a note instead."),
    )

    def __init__(self, *args: Any, key: str, vocabulary: Mapping[str, Fact], **kwargs: Any) -> None:
        self.key = key
        self.vocabulary = vocabulary
        super().__init__(*args, **kwargs)

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        checked = check_text(text, self.key, self.vocabulary)
        data = checked.data
        if (
            data is None
            or not isinstance(data.get("cases") or [], list)
            or not isinstance(data.get("versions"), list)
        ):
            faults = [
                _("Line %(line)s: %(fault)s") % {"line": one.line, "fault": finding_text(one)}
                for one in checked.findings
            ]
            raise ValidationError(faults)
        if checked.measure is not None:
            self.source, self.cases = dict(checked.measure.source), plain_cases(checked.measure)
        else:
            self.source = {key: value for key, value in data.items() if key != "cases"}
            self.cases = list(data.get("cases") or [])
        return text


class SimulationForm(forms.Form):
    """The day on which both texts are tried."""

    on = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
