"""Check digits: the published examples pass, and every slip of a single character is caught."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from hardtech.zone.registry.validators import USCC_ALPHABET, validate_orcid, validate_ror, validate_uscc

USCC = "91350100M000100Y43"  # the example of GB 32100-2015
ROR = "013meh722"
ORCID = "0000-0002-1825-0097"  # the example of the ORCID documentation


@pytest.mark.parametrize(
    ("validator", "value"),
    [
        (validate_uscc, USCC),
        (validate_ror, ROR),
        (validate_ror, "03yrm5c26"),
        (validate_orcid, ORCID),
        (validate_orcid, "0000-0002-1694-233X"),
    ],
)
def test_known_identifiers_pass(validator, value: str) -> None:
    validator(value)


@pytest.mark.parametrize(
    ("validator", "value", "code"),
    [
        (validate_uscc, USCC[:-1], "uscc_form"),
        (validate_uscc, USCC.lower(), "uscc_form"),
        (validate_uscc, USCC.replace("M", "O"), "uscc_form"),
        (validate_uscc, USCC[:-1] + "4", "uscc_check"),
        (validate_ror, "013meh72", "ror_form"),
        (validate_ror, "https://ror.org/013meh722", "ror_form"),
        (validate_ror, "013meh723", "ror_check"),
        (validate_orcid, "0000000218250097", "orcid_form"),
        (validate_orcid, "0000-0002-1825-0098", "orcid_check"),
    ],
)
def test_wrong_identifiers_are_refused(validator, value: str, code: str) -> None:
    with pytest.raises(ValidationError) as caught:
        validator(value)
    assert caught.value.code == code


@given(place=st.integers(0, 17), letter=st.sampled_from(USCC_ALPHABET))
def test_one_wrong_character_of_a_credit_code_is_caught(place: int, letter: str) -> None:
    wrong = USCC[:place] + letter + USCC[place + 1 :]
    if wrong == USCC:
        validate_uscc(wrong)
        return
    with pytest.raises(ValidationError):
        validate_uscc(wrong)
