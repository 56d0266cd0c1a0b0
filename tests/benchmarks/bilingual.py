"""Needs in one language, offers in the other: what the glossary finds, beside what goes without it.

Two hundred pairs of our own (data/bilingual), each one need and the one offer that answers it, among the offers of
the demonstration zone, 2,000 papers in Chinese and 10,525 awards in English. A third of the pairs is about topics
that are kept out of the glossary (held_out). What else answers a need among 12,700 others nobody judged, so the
figures among all offers are too low, most of all for Chinese needs; among those of the other language less so.

Then the price: how rankings within one language move, alone and beside another language.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import bm25s
import numpy as np
import yaml
from rich.console import Console
from rich.table import Table

from hardtech.engines.matching import (
    Catalogue,
    Document,
    Query,
    TestCollection,
    analyse,
    analyse_spans,
    evaluate,
    read_collection,
)
from hardtech.engines.matching._evaluation import recall
from hardtech.engines.matching._text.glossary import outermost
from hardtech.engines.matching._text.glossary_rows import read_glossary
from hardtech.engines.matching._text.translation import NOTHING
from hardtech.engines.matching._text.weights import weigh
from tests.benchmarks.collections_read import LABELLED
from tests.benchmarks.common import DATA, keep, reads

PAIRS = Path(__file__).parent / "data" / "bilingual"
DEMO = Path(__file__).parents[2] / "hardtech" / "zone" / "portal" / "demo" / "offers"
DEPTH = 100
SAMPLE = 400
"""Queries of one collection asked of two together: every n-th, so that this stays short."""

Search = Callable[[str, str | None], list[str]]
"""A need and the language of the offers wanted (None: any) → ids, best first."""


@dataclass(frozen=True)
class Pair:
    """A need and the one offer that answers it."""

    id: str
    field: str
    topic: tuple[str, str]
    held_out: bool
    need: str
    offer: Document

    @property
    def language(self) -> str:
        """That of the need."""
        return "en" if self.id.startswith("ez") else "zh"


def read_pairs() -> list[Pair]:
    rows = [
        row
        for name in ("english_needs", "chinese_needs")
        for row in yaml.safe_load((PAIRS / f"{name}.yaml").read_text(encoding="utf-8"))["pairs"]
    ]
    return [
        Pair(
            row["id"],
            row["field"],
            tuple(row["topic"]),
            row["held_out"],
            row["need"],
            Document(f"pair-{row['id']}", title=row["title"], body=row["offer"]),
        )
        for row in rows
    ]


def others() -> Iterator[tuple[str, Document]]:
    """The offers among which those of the pairs must be found, each with its language."""
    for path in sorted(DEMO.glob("*.yaml")):
        for row in yaml.safe_load(path.read_text(encoding="utf-8"))["offers"]:
            text = (row["title"], " ".join(row["keywords"]), row["summary"], row["description"])
            yield row["language"], Document(f"demo-{row['key']}", *text)
    for language, folder in (("zh", "csl-records"), ("en", "sbir-records")):
        with gzip.open(DATA / folder / "offers.jsonl.gz", "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                words = row.get("keywords") or ""
                keywords = words if isinstance(words, str) else " ".join(words)
                yield language, Document(f"{folder}-{row['id']}", row["title"], keywords, "", row["abstract"])


def searched(catalogue: Catalogue, query: Query, allowed: Any, *, glossary: bool) -> list[str]:
    """Ids for `query`, best first, with or without what the glossary adds."""
    weighed = weigh(query)
    ranking = (weighed if glossary else replace(weighed, translation=NOTHING)).among(catalogue)
    segment = catalogue.base.segment
    rows, _ = segment.top(ranking, DEPTH, allowed.masks[0] if allowed else None)
    return [segment.ids[row] for row in rows.tolist()]


def words_of(text: str) -> tuple[str, ...]:
    spans = sorted(analyse_spans(text), key=lambda span: (span.start, -span.end))
    return outermost(spans)


def dictionary() -> Mapping[str, str]:
    """Word → all its translations: those names of the glossary that are one word, which every dictionary has."""
    found: dict[str, dict[str, None]] = {}
    for _, english, chinese in read_glossary():
        for names, renderings in ((english, chinese), (chinese, english)):
            for name in names:
                if len(words := words_of(name)) == 1:
                    found.setdefault(words[0], {}).update(dict.fromkeys(renderings))
    return {word: " ".join(renderings) for word, renderings in found.items()}


def searches(offers: list[tuple[str, Document]]) -> dict[str, Search]:
    """The systems that are compared, each over all offers."""
    catalogue = Catalogue.build(document for _, document in offers)
    wanted = {
        language: catalogue.select([document.id for spoken, document in offers if spoken == language])
        for language in ("en", "zh")
    }
    words = dictionary()

    def translated(need: str) -> str:
        return " ".join([need, *(words[word] for word in words_of(need) if word in words)])

    def ours(glossary: bool) -> Search:
        return lambda need, language: searched(
            catalogue, Query.from_text(need), wanted.get(language or ""), glossary=glossary
        )

    def plainly(need: str, language: str | None) -> list[str]:
        return searched(catalogue, Query(body=translated(need)), wanted.get(language or ""), glossary=False)

    theirs = _bm25s(offers)
    return {
        "without glossary": ours(glossary=False),
        "bm25s": theirs,
        "bm25s, word by word": lambda need, language: theirs(translated(need), language),
        "word by word": plainly,
        "glossary": ours(glossary=True),
    }


def _bm25s(offers: list[tuple[str, Document]]) -> Search:
    """bm25s with our analyser, since its own knows no Chinese words."""
    index = bm25s.BM25()
    texts = [
        f"{document.title} {document.keywords} {document.summary} {document.body}" for _, document in offers
    ]
    index.index([analyse(text) for text in texts], show_progress=False)

    def search(need: str, language: str | None) -> list[str]:
        asked = [term for term in analyse(need) if term in index.vocab_dict]
        if not asked:
            return []
        mask = np.array([language in (None, spoken) for spoken, _ in offers], dtype=np.float32)
        rows, scores = index.retrieve([asked], k=DEPTH, weight_mask=mask, show_progress=False)
        return [offers[row][1].id for row, score in zip(rows[0], scores[0], strict=True) if score > 0]

    return search


def figures(pairs: Sequence[Pair], found: Mapping[str, list[str]]) -> dict[str, float]:
    judged = {pair.id: {pair.offer.id: 1} for pair in pairs}
    measures = evaluate(found, judged)
    at_10 = [recall(found[pair.id], judged[pair.id], 10) for pair in pairs]
    return {
        "ndcg@10": round(measures.ndcg_at_10, 3),
        "recall@10": round(sum(at_10) / len(at_10), 3),
        "mrr": round(measures.mrr, 3),
    }


Places = dict[str, dict[str, float]]
"""Among which offers → the figures."""


def across() -> dict[str, dict[str, Places]]:
    """Every system: among the offers of the other language, and among all."""
    pairs = read_pairs()
    other = {"en": "zh", "zh": "en"}
    offers = [*others(), *((other[pair.language], pair.offer) for pair in pairs)]
    subsets = {
        "all": pairs,
        "topic in the glossary": [pair for pair in pairs if not pair.held_out],
        "topic held out": [pair for pair in pairs if pair.held_out],
        "English need": [pair for pair in pairs if pair.language == "en"],
        "Chinese need": [pair for pair in pairs if pair.language == "zh"],
    }
    told: dict[str, dict[str, Places]] = {}
    for name, search in searches(offers).items():
        among_other = {pair.id: search(pair.need, other[pair.language]) for pair in pairs}
        among_all = {pair.id: search(pair.need, None) for pair in pairs}
        told[name] = {
            subset: {"other language": figures(chosen, among_other), "all offers": figures(chosen, among_all)}
            for subset, chosen in subsets.items()
        }
    return told


def within() -> dict[str, dict[str, float]]:
    """nDCG@10 of collections in one language, without and with the glossary: alone, then beside another language."""
    collections = {name: read_collection(DATA / name) for name in LABELLED}
    told = {name: _moved([one], one) for name, one in collections.items()}
    chinese = collections["csl-zh"]
    for name in ("sbir-dev", "cranfield", "npl"):
        told[f"{name} beside csl-zh"] = _moved([collections[name], chinese], collections[name])
        told[f"csl-zh beside {name}"] = _moved([chinese, collections[name]], chinese)
    return told


def _moved(together: Sequence[TestCollection], asked: TestCollection) -> dict[str, float]:
    catalogue = Catalogue.build(
        replace(document, id=f"{number}-{document.id}")
        for number, collection in enumerate(together)
        for document in collection.documents
    )
    queries = sorted(asked.judgements)
    queries = queries[:: max(1, len(queries) // SAMPLE)]
    judged = {
        query: {f"0-{id_}": grade for id_, grade in asked.judgements[query].items()} for query in queries
    }
    told = {}
    for name, glossary in (("without", False), ("with", True)):
        rankings = {}
        for query in queries:
            dropped = {f"0-{id_}" for id_ in asked.dropped.get(query, ())}
            found = searched(catalogue, asked.queries[query], None, glossary=glossary)
            rankings[query] = [id_ for id_ in found if id_ not in dropped]
        told[name] = round(evaluate(rankings, judged).ndcg_at_10, 4)
    return told


@reads("csl-records", "sbir-records", *LABELLED)
def main() -> int:
    """Measure, print two tables, keep the figures."""
    console = Console()
    found, moved = across(), within()
    columns = [
        f"{measure}, {place}" for place in ("other", "all") for measure in ("nDCG@10", "recall@10", "MRR")
    ]
    table = Table(
        "system", "pairs", *columns, title="Between the languages: offers of the other, and all offers"
    )
    for system, subsets in found.items():
        for subset, places in subsets.items():
            cells = [value for place in places.values() for value in place.values()]
            table.add_row(system, subset, *(f"{cell:.3f}" for cell in cells))
    console.print(table)
    prices = Table("collection", "without", "with", title="nDCG@10 within one language")
    for name, values in moved.items():
        prices.add_row(name, f"{values['without']:.4f}", f"{values['with']:.4f}")
    console.print(prices)
    keep("bilingual", {"across": found, "within": moved})
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
