"""How well and how fast we rank, beside bm25s on the same files in one run.

bm25s runs as its documentation advises: its tokenizer with its English stop words and the Snowball stemmer (for
Chinese our analyser, since its own knows no words there), its default variant ("lucene", k1 1.5, b 0.75), title and
text together.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import bm25s
import numpy as np
import Stemmer
from rich.console import Console
from rich.table import Table

from hardtech.engines.matching import Catalogue, Measures, TestCollection, analyse, evaluate, read_collection
from tests.benchmarks.common import DATA, keep

COLLECTIONS = ("sbir-dev", "cranfield", "npl", "csl-zh")
DEPTH = 100

Search = Callable[[str, int], list[str]]
"""A query's id and a depth give ids of documents, best first."""


def ours(collection: TestCollection) -> Search:
    catalogue = Catalogue.build(collection.documents)
    return lambda query, depth: [hit.id for hit in catalogue.search(collection.queries[query], depth)]


def theirs(collection: TestCollection) -> Search:
    texts = [f"{document.title} {document.body}".strip() for document in collection.documents]
    chinese = sum("\u4e00" <= letter <= "\u9fff" for letter in texts[0]) > len(texts[0]) / 4
    ids = [document.id for document in collection.documents]
    index = bm25s.BM25()
    stemmer = Stemmer.Stemmer("english")

    def tokens(texts: list[str]) -> object:
        if chinese:
            return [analyse(text) for text in texts]
        return bm25s.tokenize(texts, stopwords="en", stemmer=stemmer, show_progress=False)

    index.index(tokens(texts), show_progress=False)

    def search(query: str, depth: int) -> list[str]:
        text = collection.queries[query]
        asked = tokens([f"{text.title}{text.body}"])
        rows, _ = index.retrieve(asked, k=min(depth, len(ids)), show_progress=False)
        return [ids[row] for row in rows[0]]

    return search


def measure(collection: TestCollection, build: Callable[[TestCollection], Search]) -> dict[str, float]:
    started = time.perf_counter()
    search = build(collection)
    built = time.perf_counter() - started
    rankings, seconds = {}, []
    for query in collection.judgements:
        if query not in collection.queries:
            continue
        dropped = collection.dropped.get(query, frozenset())
        started = time.perf_counter()
        found = search(query, DEPTH + len(dropped))
        seconds.append(time.perf_counter() - started)
        rankings[query] = [id_ for id_ in found if id_ not in dropped][:DEPTH]
    measures: Measures = evaluate(rankings, collection.judgements)
    return {
        "ndcg@10": round(measures.ndcg_at_10, 4),
        "recall@100": round(measures.recall_at_100, 4),
        "mrr": round(measures.mrr, 4),
        "build_s": round(built, 2),
        "query_ms_median": round(float(np.median(seconds)) * 1000, 2),
        "query_ms_p95": round(float(np.percentile(seconds, 95)) * 1000, 2),
    }


def main() -> int:
    """Measure, print a table, keep the figures; 1 where the data are absent."""
    console = Console()
    if not DATA.is_dir():
        console.print(
            "The test collections are not here. This benchmark reads ../shared/data beside the checkout: folders "
            f"{', '.join(COLLECTIONS)} in the BEIR layout. Put them there and run `make bench` again."
        )
        return 1
    figures: dict[str, dict[str, dict[str, float]]] = {}
    for name in COLLECTIONS:
        collection = read_collection(DATA / name)
        figures[name] = {"hardtech": measure(collection, ours), "bm25s": measure(collection, theirs)}
    columns = list(next(iter(figures.values()))["hardtech"])
    table = Table("collection", "system", *columns, title="Ranking, ours beside bm25s")
    for name, systems in figures.items():
        for system, values in systems.items():
            table.add_row(name, system, *(str(value) for value in values.values()))
    console.print(table)
    keep("matching_quality", {"bm25s": bm25s.__version__, "collections": figures})
    return 0
