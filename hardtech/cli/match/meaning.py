"""Texts of plain files get their vectors, with a progress bar: the model runs some 80 texts a second."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import click

from hardtech.cli.errors import Refused
from hardtech.engines.matching import (
    MODEL_IN_THE_BOX,
    Document,
    Encoder,
    MatchingError,
    OnnxEncoder,
    Query,
    Vector,
    vectors_of,
)

BATCH = 64

S = TypeVar("S", Document, Query)
Track = Callable[[Sequence[Sequence[S]]], Iterable[Sequence[S]]]

model_option = click.option(
    "--model", default="box", show_default=True, metavar="box|none|FOLDER",
    help="Model that reads the texts: the one in the box, none (words alone, faster), or a folder.",
)  # fmt: skip


def open_model(model: str) -> Encoder | None:
    """The model asked for; None for words alone. Raises Refused."""
    if model == "none":
        return None
    folder = MODEL_IN_THE_BOX if model == "box" else Path(model)
    try:
        return OnnxEncoder.open(folder, threads=os.cpu_count() or 1)
    except MatchingError as error:
        message = f"{error}. Give --model a folder with manifest.json and the model, or box, or none."
        raise Refused(message) from None


def encoded(encoder: Encoder | None, sources: Sequence[S], track: Track[S]) -> list[S]:
    """`sources`, each with its vector where the model can read it. `track` shows how far the batches are."""
    if encoder is None:
        return list(sources)
    batches = [sources[start : start + BATCH] for start in range(0, len(sources), BATCH)]
    return [
        replace(source, vector=Vector(encoder.name, values)) if values.any() else source
        for batch in track(batches)
        for source, values in zip(batch, vectors_of(encoder, batch), strict=True)
    ]
