"""Where in a measure's text something stands, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

__all__ = ["place_words"]

PARTS: Mapping[str, Promise] = {
    "amount": gettext_lazy("amount"),
    "cap": gettext_lazy("cap"),
    "cases": gettext_lazy("examples"),
    "citation": gettext_lazy("source"),
    "cite": gettext_lazy("citation"),
    "conditions": gettext_lazy("conditions"),
    "evidence": gettext_lazy("evidence"),
    "expect": gettext_lazy("expected"),
    "facts": gettext_lazy("facts"),
    "formula": gettext_lazy("formula"),
    "issuer": gettext_lazy("issuer"),
    "notes": gettext_lazy("notes"),
    "parameters": gettext_lazy("figures"),
    "payments": gettext_lazy("payments"),
    "relations": gettext_lazy("relations"),
    "scores": gettext_lazy("score sheets"),
    "sources": gettext_lazy("documents"),
    "status": gettext_lazy("status"),
    "title": gettext_lazy("title"),
    "value": pgettext_lazy("of a figure", "value"),
    "values": gettext_lazy("intermediate values"),
    "versions": gettext_lazy("versions"),
    "whom": gettext_lazy("for whom"),
    "windows": gettext_lazy("windows"),
    "en": gettext_lazy("English"),
    "zh": gettext_lazy("Chinese"),
}


def place_words(place: Sequence[str]) -> str:
    """The way from the top, part by part; a name that people gave stands as it is."""
    return " › ".join(str(PARTS.get(part, part.replace("_", " "))) for part in place)
