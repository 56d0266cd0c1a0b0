"""How fast the model in the box reads, and how near its vectors are to those of the weights in float32.

`HARDTECH_FLOAT32` names a folder that `hardtech/engines/matching/models/export.py FOLDER --float32` has made; without it
speed alone is measured.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

import numpy as np

from hardtech.engines.matching import OnnxEncoder, read_collection, text_for_meaning
from hardtech.engines.matching._encoder import Vectors
from tests.benchmarks.common import DATA, keep

COLLECTIONS = ("sbir-dev", "cranfield", "npl")
TEXTS = 100  # of each collection
CORES = 2
TORCH = 22  # texts a second of the same model in torch on 2 cores, issue 3


def main() -> int:
    texts = [text for name in COLLECTIONS for text in sample(name)]
    one, rate_of_one = timed(OnnxEncoder.open(), texts)
    _, rate = timed(OnnxEncoder.open(threads=CORES), texts)
    query = OnnxEncoder.open()
    started = time.perf_counter()
    for text in texts[:TEXTS]:
        query.encode([text[:60]])
    figures: dict[str, object] = {
        "model": query.name,
        "texts": len(texts),
        "texts_a_second_on_1_core": round(rate_of_one, 1),
        "texts_a_second_on_2_cores": round(rate, 1),
        "times_torch": round(rate / TORCH, 1),
        "ms_for_a_short_question": round((time.perf_counter() - started) / TEXTS * 1000, 1),
    }
    if folder := os.environ.get("HARDTECH_FLOAT32"):
        figures["cosine_to_float32"] = agreement(
            one, OnnxEncoder.open(Path(folder), threads=CORES).encode(texts)
        )
    keep("encoder", figures)
    print(figures)
    return 0


def sample(name: str) -> list[str]:
    documents = read_collection(DATA / name).documents
    step = len(documents) // TEXTS
    return [text_for_meaning(document) for document in documents[::step][:TEXTS]]


def timed(encoder: OnnxEncoder, texts: list[str]) -> tuple[Vectors, float]:
    """The vectors, and texts a second."""
    encoder.encode(texts[:CORES])
    started = time.perf_counter()
    vectors = encoder.encode(texts)
    return vectors, len(texts) / (time.perf_counter() - started)


def agreement(ours: Vectors, exact: Vectors) -> dict[str, float]:
    """Cosines of each text's two vectors; a text without a vector in both counts for nothing."""
    cosines = np.einsum("nd,nd->n", ours, exact)[exact.any(axis=1)]
    apart = np.abs(ours @ ours.T - exact @ exact.T).mean()
    return {
        "mean": round(float(cosines.mean()), 4),
        "least": round(float(cosines.min()), 4),
        "mean_change_of_a_similarity": round(float(apart), 4),
    }


if __name__ == "__main__":
    raise SystemExit(main())
