"""How well and how fast we rank, beside what a user would pick instead, on the same files in one run.

- bm25s as its documentation advises: its tokenizer with its English stop words and the Snowball stemmer (for Chinese
  our analyser, since its own knows no words there), its default variant ("lucene", k1 1.5, b 0.75), title and text
  together.
- The model alone: cosines of all-MiniLM-L6-v2.
- Both of these, z-scores over the thousand best of each added: what a careful user builds in an afternoon.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import bm25s
import numpy as np
import Stemmer
from rich.console import Console
from rich.table import Table

from hardtech.engines.matching import Catalogue, Measures, TestCollection, analyse, evaluate
from tests.benchmarks.collections_read import LABELLED, collection, words_only
from tests.benchmarks.common import keep, reads

DEPTH = 100
CANDIDATES = 1_000

Search = Callable[[str, int], list[str]]
"""A query's id and a depth give ids of documents, best first."""
Scores = Callable[[str], np.ndarray]


def ours(found: TestCollection) -> Search:
    catalogue = Catalogue.build(found.documents)
    return lambda query, depth: [hit.id for hit in catalogue.search(found.queries[query], depth)]


def our_words(found: TestCollection) -> Search:
    return ours(words_only(found))


def bm25s_scores(found: TestCollection) -> Scores:
    texts = [f"{document.title} {document.body}".strip() for document in found.documents]
    chinese = sum("\u4e00" <= letter <= "\u9fff" for letter in texts[0]) > len(texts[0]) / 4
    index = bm25s.BM25()
    stemmer = Stemmer.Stemmer("english")

    def tokens(texts: list[str]) -> object:
        if chinese:
            return [analyse(text) for text in texts]
        return bm25s.tokenize(texts, stopwords="en", stemmer=stemmer, show_progress=False, return_ids=False)

    index.index(tokens(texts), show_progress=False)

    def scores(query: str) -> np.ndarray:
        text = found.queries[query]
        (asked,) = tokens([f"{text.title}{text.body}"])
        return index.get_scores(asked)

    return scores


def model_scores(found: TestCollection) -> Scores:
    nothing = np.zeros_like(next(iter(found.queries.values())).vector.values)
    rows = np.array([one.vector.values if one.vector else nothing for one in found.documents])
    return lambda query: rows @ found.queries[query].vector.values


def by(scores: Scores, found: TestCollection) -> Search:
    ids = [document.id for document in found.documents]

    def search(query: str, depth: int) -> list[str]:
        values = scores(query)
        best = np.argpartition(-values, min(depth, len(values) - 1))[:depth]
        return [ids[row] for row in best[np.argsort(-values[best], kind="stable")]]

    return search


def bm25s_alone(found: TestCollection) -> Search:
    return by(bm25s_scores(found), found)


def model_alone(found: TestCollection) -> Search:
    return by(model_scores(found), found)


def bm25s_and_model(found: TestCollection) -> Search:
    words, meaning = bm25s_scores(found), model_scores(found)

    def standard(values: np.ndarray, among: np.ndarray) -> np.ndarray:
        return (values[among] - values[among].mean()) / (values[among].std() or 1)

    def scores(query: str) -> np.ndarray:
        one, other = words(query), meaning(query)
        top = min(CANDIDATES, len(one)) - 1
        among = np.union1d(np.argpartition(-one, top)[:top], np.argpartition(-other, top)[:top])
        total = np.full(len(one), -np.inf)
        total[among] = standard(one, among) + standard(other, among)
        return total

    return by(scores, found)


SYSTEMS: dict[str, Callable[[TestCollection], Search]] = {
    "hardtech": ours,
    "hardtech, words alone": our_words,
    "bm25s": bm25s_alone,
    "MiniLM": model_alone,
    "bm25s + MiniLM": bm25s_and_model,
}


def measure(found: TestCollection, build: Callable[[TestCollection], Search]) -> dict[str, float]:
    started = time.perf_counter()
    search = build(found)
    built = time.perf_counter() - started
    rankings, seconds = {}, []
    for query in found.judgements:
        if query not in found.queries:
            continue
        dropped = found.dropped.get(query, frozenset())
        started = time.perf_counter()
        ranked = search(query, DEPTH + len(dropped))
        seconds.append(time.perf_counter() - started)
        rankings[query] = [id_ for id_ in ranked if id_ not in dropped][:DEPTH]
    measures: Measures = evaluate(rankings, found.judgements)
    return {
        "ndcg@10": round(measures.ndcg_at_10, 4),
        "recall@100": round(measures.recall_at_100, 4),
        "mrr": round(measures.mrr, 4),
        "build_s": round(built, 2),
        "query_ms_median": round(float(np.median(seconds)) * 1000, 2),
        "query_ms_p95": round(float(np.percentile(seconds, 95)) * 1000, 2),
    }


@reads(*LABELLED)
def main() -> int:
    """Measure, print a table, keep the figures."""
    console = Console()
    figures: dict[str, dict[str, dict[str, float]]] = {}
    for name in LABELLED:
        found = collection(name)
        reads = all(query.vector is not None for query in found.queries.values())
        chosen = SYSTEMS if reads else {key: SYSTEMS[key] for key in ("hardtech", "bm25s")}
        figures[name] = {system: measure(found, build) for system, build in chosen.items()}
    columns = list(next(iter(figures.values()))["hardtech"])
    table = Table("collection", "system", *columns, title="Ranking, ours beside others (vectors at hand)")
    for name, systems in figures.items():
        for system, values in systems.items():
            table.add_row(name, system, *(str(value) for value in values.values()))
    console.print(table)
    keep("matching_quality", {"bm25s": bm25s.__version__, "collections": figures})
    return 0
