"""One system at one size, in a process of its own: `python -m tests.benchmarks.scale_systems SYSTEM OFFERS FOLDER`.

Prints its figures as JSON. Offers stream from the generator into the build, so its seconds include making them, for
every system alike; `made_s` says how much that is. The peak of memory is that of the whole process.
"""

from __future__ import annotations

import json
import resource
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from hardtech.engines.matching import Query, Vector, vectors_of
from tests.benchmarks.generator import needs, offers, sentences

NEEDS = 300
TOP = 10
FILTERED = 0.1
"""Part of all offers that the filter lets pass."""

Ask = Callable[[int], object]
"""Puts the need of this number."""


def timed(ask: Ask) -> dict[str, float]:
    """Milliseconds of each need, asked one after the other; the first goes before, unmeasured."""
    return timed_in_turns({"": ask})[""]


def timed_in_turns(asks: Mapping[str, Ask]) -> dict[str, dict[str, float]]:
    """Several ways to ask, in turns need by need, so that what else the machine does comes upon all alike."""
    seconds: dict[str, list[float]] = {name: [] for name in asks}
    for ask in asks.values():
        ask(0)
    for number in range(NEEDS):
        for name, ask in asks.items():
            began = time.perf_counter()
            ask(number)
            seconds[name].append(time.perf_counter() - began)
    return {name: spread(taken) for name, taken in seconds.items()}


def spread(seconds: Sequence[float]) -> dict[str, float]:
    median, p95, p99 = (np.percentile(seconds, [50, 95, 99]) * 1000).tolist()
    return {
        "ms_median": round(median, 2),
        "ms_p95": round(p95, 2),
        "ms_p99": round(p99, 2),
        "p99_by_median": round(p99 / median, 1),
    }


def hardtech(pool: list[list[str]], size: int, folder: Path) -> Iterator[tuple[str, Any]]:
    from hardtech.engines.matching import Catalogue, OnnxEncoder

    began = time.perf_counter()
    Catalogue.build(offers(pool, size)).save(folder)
    yield "build_s", time.perf_counter() - began
    yield "disk_mb", sum(file.stat().st_size for file in folder.rglob("*.npy")) / 1e6
    began = time.perf_counter()
    catalogue = Catalogue.open(folder)
    yield "open_s", time.perf_counter() - began
    queries = needs(pool, NEEDS)
    chosen = np.random.default_rng(5).permutation(size)[: int(size * FILTERED)]
    selection = catalogue.select([f"OF-{place:07}" for place in chosen.tolist()])
    yield from timed_in_turns(
        {
            "query": lambda number: catalogue.search(queries[number], TOP),
            "filtered": lambda number: catalogue.search(queries[number], TOP, selection),
        }
    ).items()
    yield "top_1000", timed(lambda number: catalogue.search(queries[number], 1000))
    encoder = OnnxEncoder.open()
    both = with_vectors(catalogue, encoder)
    with_meaning = both.select([f"OF-{place:07}" for place in chosen.tolist()])
    yield from timed_in_turns(
        {
            "hybrid": lambda number: both.search(read(encoder, queries[number]), TOP),
            "hybrid_filtered": lambda number: both.search(read(encoder, queries[number]), TOP, with_meaning),
        }
    ).items()
    fresh = list(offers(pool, NEEDS))
    changed = [catalogue]
    yield (
        "one_change",
        timed(
            lambda number: changed.append(changed[-1].with_changes([fresh[number]], [fresh[number - 1].id]))
        ),
    )
    yield "query_with_300_pending", timed(lambda number: changed[-1].search(queries[number], TOP))


def with_vectors(catalogue: Any, encoder: Any) -> Any:
    """The catalogue with a vector for each offer: at random, as encoding a million takes hours; searching takes the same."""
    from hardtech.engines.matching._meaning.vectors import SegmentVectors, Vectors

    shape = (len(catalogue), encoder.dimension)
    codes = np.random.default_rng(6).integers(-127, 128, shape, dtype=np.int8)
    return replace(
        catalogue, base=replace(catalogue.base, meaning=SegmentVectors(encoder.name, Vectors.of(codes)))
    )


def read(encoder: Any, query: Query) -> Query:
    """The query with its vector, made by the model in the box: part of what a person waits for."""
    return replace(query, vector=Vector(encoder.name, vectors_of(encoder, [query])[0]))


def bm25s(pool: list[list[str]], size: int, folder: Path) -> Iterator[tuple[str, Any]]:
    import bm25s
    import Stemmer

    stemmer = Stemmer.Stemmer("english")

    def tokens(texts: list[str]) -> Any:
        return bm25s.tokenize(texts, stopwords="en", stemmer=stemmer, show_progress=False)

    began = time.perf_counter()
    index = bm25s.BM25(backend="numba")
    index.index(tokens([f"{offer.title} {offer.body}" for offer in offers(pool, size)]), show_progress=False)
    yield "build_s", time.perf_counter() - began
    texts = [f"{need.title} {need.body}" for need in needs(pool, NEEDS)]
    yield (
        "query",
        timed(lambda n: index.retrieve(tokens([texts[n]]), k=TOP, show_progress=False, n_threads=1)),
    )


def lancedb(pool: list[list[str]], size: int, folder: Path) -> Iterator[tuple[str, Any]]:
    import lancedb
    import pyarrow as pa

    def batches() -> Iterator[Any]:
        ids, texts = [], []
        for offer in offers(pool, size):
            ids.append(offer.id)
            texts.append(f"{offer.title} {offer.body}")
            if len(ids) == 10_000:
                yield pa.RecordBatch.from_pydict({"id": ids, "text": texts})
                ids, texts = [], []
        if ids:
            yield pa.RecordBatch.from_pydict({"id": ids, "text": texts})

    began = time.perf_counter()
    schema = pa.schema([("id", pa.string()), ("text", pa.string())])
    table = lancedb.connect(folder).create_table("offers", batches(), schema=schema)
    table.create_fts_index("text")
    yield "build_s", time.perf_counter() - began
    texts = [f"{need.title} {need.body}" for need in needs(pool, NEEDS)]
    yield (
        "query",
        timed(
            lambda n: table.search(texts[n], query_type="fts").select(["id", "_score"]).limit(TOP).to_list()
        ),
    )


SYSTEMS = {"hardtech": hardtech, "bm25s": bm25s, "lancedb": lancedb}


def main(system: str, size: int, folder: Path) -> None:
    pool = sentences()
    began = time.perf_counter()
    for _ in offers(pool, size):
        pass
    figures: dict[str, Any] = {"made_s": time.perf_counter() - began}
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        for name, value in SYSTEMS[system](pool, size, folder):
            if name == "build_s":
                figures["peak_gb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, 2)
            figures[name] = round(value, 3) if isinstance(value, float) else value
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps(figures))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
