"""All sides of a match: pairs of different needs in one order, and how well twins are told from others.

Portfolios: the three best offers of each need of `sbir-dev` as one list of pairs, by score and by share of the full
score. Twins: the likeness of fifty pairs of awards that we read and judged (data/twins), how many pairs of a sample
pass the threshold, and the bilingual pairs (data/bilingual) against all wrong ones.
"""

from __future__ import annotations

import gzip
import json
import random
import time
from itertools import product
from pathlib import Path
from typing import Any

import yaml
from rich.console import Console

from hardtech.engines.matching import Catalogue, Document, Likeness, Query, full_score, read_collection
from tests.benchmarks.common import DATA, keep, reads

OWN = Path(__file__).parent / "data"
SAMPLE = 3_000  # awards whose best hits are compared
HITS = 3
SIDE = 200  # offers and needs of the portfolio that is timed
SAME_LANGUAGE, ACROSS = 0.45, 0.25  # the thresholds of zone/market/counterparts/similar.py


@reads("sbir-dev", "sbir-records")
def main() -> int:
    figures = {"portfolio": portfolio(), "twins": twins(), "twins_across_languages": across()}
    Console().print_json(json.dumps(figures))
    keep("sides", figures)
    return 0


def portfolio() -> dict[str, Any]:
    """How many of the first pairs are right in either order, and the seconds of processor that one portfolio takes."""
    collection = read_collection(DATA / "sbir-dev")
    catalogue = Catalogue.build(collection.documents)
    pairs = []
    for name, judged in collection.judgements.items():
        query, dropped = collection.queries[name], collection.dropped.get(name, frozenset())
        full = full_score(query, catalogue)
        hits = [hit for hit in catalogue.search(query, HITS + len(dropped)) if hit.id not in dropped]
        pairs += [(hit.score, hit.score / full, judged.get(hit.id, 0) > 0) for hit in hits[:HITS]]
    orders = {"by_score": 0, "by_share_of_full_score": 1}
    found = {
        order: _precision([right for *_scores, right in sorted(pairs, key=lambda pair: -pair[key])])
        for order, key in orders.items()
    }
    return {**found, "seconds_of_processor": _timed(collection.queries, collection.documents, catalogue)}


def _precision(rights: list[bool]) -> dict[str, float]:
    at = [place for place, right in enumerate(rights, start=1) if right]
    average = sum(number / place for number, place in enumerate(at, start=1)) / len(at)
    return {
        "p_100": round(sum(rights[:100]) / 100, 3),
        "p_300": round(sum(rights[:300]) / 300, 3),
        "average_precision": round(average, 3),
    }


def _timed(queries: Any, documents: Any, everything: Catalogue) -> float:
    chosen = random.Random(1)
    offers = chosen.sample(list(documents), SIDE)
    needs = chosen.sample(sorted(queries), SIDE)
    began = time.process_time()
    theirs = Catalogue.build(offers)
    for name in needs:
        full_score(queries[name], everything)
        theirs.search(queries[name], HITS, statistics=everything)
    return round(time.process_time() - began, 2)


def twins() -> dict[str, Any]:
    """Precision on what we read, and how many pairs of the sample are above the threshold."""
    with gzip.open(DATA / "sbir-records" / "offers.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    awards = {row["id"]: Document(row["id"], row["title"], body=row["abstract"]) for row in rows}
    catalogue = Catalogue.build(awards.values())
    judged = yaml.safe_load((OWN / "twins" / "judged.yaml").read_text(encoding="utf-8"))["pairs"]
    above = [
        pair["same"]
        for pair in judged
        if Likeness(awards[pair["first"]], catalogue).of(awards[pair["second"]]) >= SAME_LANGUAGE
    ]
    compared: dict[frozenset[str], float] = {}
    for name in random.Random(1).sample(sorted(awards), SAMPLE):
        likeness = Likeness(awards[name], catalogue)
        for hit in catalogue.search(_asked(awards[name]), HITS + 1):
            if hit.id != name:
                compared[frozenset((name, hit.id))] = likeness.of(awards[hit.id])
    return {
        "read": len(judged),
        "above": len(above),
        "right": sum(above),
        "compared": len(compared),
        "compared_above": sum(value >= SAME_LANGUAGE for value in compared.values()),
    }


def across() -> dict[str, Any]:
    """Needs and the offers in the other language that answer them, against all other offers of that language."""
    found = {"pairs": 0, "found": 0, "wrong_pairs": 0, "wrong_found": 0}
    sets = [
        yaml.safe_load((OWN / "bilingual" / f"{language}_needs.yaml").read_text(encoding="utf-8"))["pairs"]
        for language in ("english", "chinese")
    ]
    needs = {row["id"]: Document(f"need {row['id']}", body=row["need"]) for rows in sets for row in rows}
    offers = {
        row["id"]: Document(row["id"], row["title"], body=row["offer"]) for rows in sets for row in rows
    }
    catalogue = Catalogue.build([*needs.values(), *offers.values()])
    for rows in sets:
        names = [row["id"] for row in rows]
        likeness = {name: Likeness(needs[name], catalogue) for name in names}
        for need, offer in product(names, names):
            kind = "" if need == offer else "wrong_"
            found[f"{kind}pairs"] += 1
            found[f"{kind}found"] += likeness[need].across(offers[offer]) >= ACROSS
    return found


def _asked(document: Document) -> Query:
    return Query(document.title, body=document.body)


if __name__ == "__main__":
    raise SystemExit(main())
