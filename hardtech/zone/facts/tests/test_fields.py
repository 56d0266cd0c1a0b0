"""What people type into the field of a fact, and what is stored of it."""

from __future__ import annotations

import pytest
from django import forms
from django.core.exceptions import ValidationError

from hardtech.engines.rules import load_rulebook
from hardtech.rulebooks import FOLDER
from hardtech.zone.facts.fields import field_for

FACTS = load_rulebook(FOLDER).facts()


@pytest.mark.parametrize(
    ("name", "typed", "stored"),
    [
        ("revenue", "1,200.50", "120050"),
        ("revenue", "120 万元", "120000000"),
        ("revenue", "12 fen", "12"),
        ("revenue", " ", ""),
        ("staff", "1,200", "1200"),
        ("valuation", "50000000", "5000000000"),
        ("market_share", "12.5", "12.50"),
        ("registered_on", "2020-02-29", "2020-02-29"),
        ("valid_high_tech", "true", "true"),
        ("valid_high_tech", "", ""),
        ("funding_level", "national", "national"),
    ],
)
def test_a_typed_answer_is_stored_as_a_statement_holds_it(name: str, typed: str, stored: str) -> None:
    assert field_for(FACTS[name]).clean(typed) == stored


@pytest.mark.parametrize(
    ("name", "typed", "code"),
    [
        ("revenue", "much", "not_a_sum"),
        ("revenue", "0.001", "decimals"),
        ("revenue", "50,00", "separator"),
        ("revenue", "-5", "negative"),
        ("revenue", "12 parsecs", "unit_unknown"),
        ("staff", "-1", "out_of_range"),
        ("registered_on", "30 February", "not_a_date"),
        ("funding_level", "lunar", "option_unknown"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_reason(name: str, typed: str, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        field_for(FACTS[name]).clean(typed)
    assert refused.value.code == code


def test_a_stored_amount_is_shown_in_yuan_and_a_typed_one_as_typed() -> None:
    class Asked(forms.Form):
        revenue = field_for(FACTS["revenue"])

    assert Asked(initial={"revenue": "120050"})["revenue"].value() == "1200.50"
    assert Asked({"revenue": "12 万元"})["revenue"].value() == "12 万元"
    assert "Audited financial statements" in Asked().fields["revenue"].help_text


def test_every_fact_of_the_rulebooks_has_a_field() -> None:
    for fact in FACTS.values():
        assert field_for(fact).label
