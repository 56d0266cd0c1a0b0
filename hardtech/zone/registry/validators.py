"""Checks of identifiers, one for each, shared by form, model, import and API."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

__all__ = ["validate_orcid", "validate_ror", "validate_uscc"]

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_WEIGHTS = [pow(3, place, 31) for place in range(17)]
ROR_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def validate_uscc(value: str) -> None:
    """统一社会信用代码: 18 characters, the last a check digit modulo 31 (GB 32100-2015)."""
    if not re.fullmatch(f"[{USCC_ALPHABET}]{{18}}", value):
        raise ValidationError(
            _(
                "A unified social credit code has 18 characters: digits and capital letters without I, O, S, V, Z."
            ),
            code="uscc_form",
        )
    total = sum(
        USCC_ALPHABET.index(letter) * weight for letter, weight in zip(value[:17], USCC_WEIGHTS, strict=True)
    )
    expected = USCC_ALPHABET[-total % 31]
    if value[17] != expected:
        raise ValidationError(
            _(
                "The check digit of this code is wrong. Compare it with the business licence, letter by letter."
            ),
            code="uscc_check",
        )


def validate_ror(value: str) -> None:
    """ROR id: `0`, six characters of base 32, two check digits (ISO/IEC 7064, MOD 97-10, as ROR uses it)."""
    if not re.fullmatch(f"0[{ROR_ALPHABET}]{{6}}[0-9]{{2}}", value):
        raise ValidationError(
            _("A ROR id looks like 017zhmm22: a zero, six characters, two digits."), code="ror_form"
        )
    number = 0
    for letter in value[:7]:
        number = number * 32 + ROR_ALPHABET.index(letter)
    if 98 - number * 100 % 97 != int(value[7:]):
        raise ValidationError(
            _("The check digits of this ROR id are wrong. Copy it from ror.org."), code="ror_check"
        )


def validate_orcid(value: str) -> None:
    """ORCID iD: 16 characters in fours, the last a check digit (ISO/IEC 7064, MOD 11-2)."""
    if not re.fullmatch(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]", value):
        raise ValidationError(_("An ORCID iD looks like 0000-0002-1825-0097."), code="orcid_form")
    total = 0
    for digit in value.replace("-", "")[:15]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    if value[-1] != ("X" if check == 10 else str(check)):
        raise ValidationError(
            _("The check digit of this ORCID iD is wrong. Copy it from orcid.org."), code="orcid_check"
        )
