"""Marks a sentence of the API's description for translation.

The type is `str` because pydantic and ninja ask for one; the sentence is worded when the document is written out,
in the language of the request.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.utils.translation import gettext_lazy

__all__ = ["_"]

_ = cast("Callable[[str], str]", gettext_lazy)
