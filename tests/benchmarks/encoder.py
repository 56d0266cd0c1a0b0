"""How fast the model in the box reads, and how near its vectors are to those of the weights in float32.

`HARDTECH_FLOAT32` names a folder that `hardtech/engines/matching/models/export.py FOLDER --float32` has made; without it
speed alone is measured.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from hardtech.engines.matching import OnnxEncoder, read_collection, text_for_meaning
from hardtech.engines.matching._meaning.encoder import Vectors
from tests.benchmarks.common import DATA, keep, reads

COLLECTIONS = ("sbir-dev", "cranfield", "npl")
TEXTS = 100  # of each collection
CORES = 2


@reads(*COLLECTIONS)
def main() -> int:
    texts = [text for name in COLLECTIONS for text in sample(name)]
    one, rate_of_one = timed(OnnxEncoder.open(), texts, time.process_time)
    _, rate = timed(OnnxEncoder.open(threads=CORES), texts, time.perf_counter)
    query = OnnxEncoder.open()
    started = time.process_time()
    for text in texts[:TEXTS]:
        query.encode([text[:60]])
    figures: dict[str, object] = {
        "model": query.name,
        "texts": len(texts),
        "texts_a_second_of_a_core": round(rate_of_one, 1),
        "texts_a_second_on_2_cores": round(rate, 1),
        "ms_of_a_core_for_a_short_question": round((time.process_time() - started) / TEXTS * 1000, 1),
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


def timed(encoder: OnnxEncoder, texts: list[str], clock: Callable[[], float]) -> tuple[Vectors, float]:
    """The vectors, and texts a second by `clock`."""
    encoder.encode(texts[:CORES])
    started = clock()
    vectors = encoder.encode(texts)
    return vectors, len(texts) / (clock() - started)


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
