"""Which embedding model this zone uses: the one in the box, another folder, a server, or none.

The settings MODEL, MODEL_NAME, MODEL_KEY and MODEL_SCRIPTS (docs/settings.md) say so, the same on every node.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from hardtech.engines.matching import MODEL_IN_THE_BOX, Encoder, EndpointEncoder, MatchingError, OnnxEncoder

__all__ = ["ModelUnusable", "encoder", "encoder_for_pages", "model_name"]


class ModelUnusable(ImproperlyConfigured):
    """The setting names no model that can be used."""


NONE = "none"
BOX = "box"
PATIENCE_OF_A_PAGE = (
    2.0  # seconds that a reader waits for a server of embeddings; without it words rank alone
)


def encoder() -> Encoder | None:
    """What encodes in the background; None where meaning is switched off. Raises ModelUnusable."""
    return _encoder(settings.MODEL, settings.MODEL_NAME, settings.MODEL_KEY, settings.MODEL_SCRIPTS, 0.0)


def encoder_for_pages() -> Encoder | None:
    """The same model where somebody waits for the answer: a silent server is given up soon."""
    given = (settings.MODEL, settings.MODEL_NAME, settings.MODEL_KEY, settings.MODEL_SCRIPTS)
    return _encoder(*given, PATIENCE_OF_A_PAGE if _is_address(settings.MODEL) else 0.0)


def model_name() -> str:
    """The name under which vectors are kept; empty where meaning is switched off."""
    used = encoder()
    return used.name if used else ""


@cache
def _encoder(place: str, name: str, key: str, scripts: frozenset[str], patience: float) -> Encoder | None:
    if place == NONE:
        return None
    if _is_address(place):
        if not name:
            raise ModelUnusable("HARDTECH_MODEL is a server: name its model in HARDTECH_MODEL_NAME.")
        if patience:
            return EndpointEncoder(place, name, key, scripts=scripts, timeout=patience, attempts=1)
        return EndpointEncoder(place, name, key, scripts=scripts)
    folder = MODEL_IN_THE_BOX if place == BOX else Path(place)
    try:
        return OnnxEncoder.open(folder, threads=max(1, (os.cpu_count() or 1) // 2))
    except MatchingError as error:
        raise ModelUnusable(f"HARDTECH_MODEL can't be used: {error}.") from error


def _is_address(place: str) -> bool:
    return place.startswith(("http://", "https://"))
