"""As many offers and needs as are wanted, put together from sentences of the SBIR records; the same for one seed."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator

import numpy as np

from hardtech.engines.matching import Document, Query
from tests.benchmarks.common import DATA

RECORDS = DATA / "sbir-records"
FILES = ("offers.jsonl.gz", "more-offers.jsonl.gz", "needs.jsonl.gz")
TITLE_WORDS = 10
OFFER_WORDS = 150
NEED_WORDS = 50
SHORTEST, LONGEST = 5, 60
"""Words of a sentence that is used."""


def sentences() -> list[list[str]]:
    """The distinct sentences of the records in the order of the files, each as its words."""
    found: dict[str, None] = {}
    for name in FILES:
        with gzip.open(RECORDS / name, "rt", encoding="utf-8") as file:
            for line in file:
                record = json.loads(line)
                text = record.get("abstract") or record.get("text") or ""
                found |= dict.fromkeys(text.replace("? ", ". ").split(". "))
    split = (sentence.split() for sentence in found)
    return [words for words in split if SHORTEST <= len(words) <= LONGEST]


def texts(pool: list[list[str]], number: int, words: int, seed: int) -> Iterator[tuple[str, str]]:
    """`number` texts of `words` words, each as its first ten and the rest."""
    random = np.random.default_rng(seed)
    for _ in range(number):
        text: list[str] = []
        for chosen in random.integers(len(pool), size=words // SHORTEST + 1).tolist():
            text += pool[chosen]
            if len(text) >= words:
                break
        yield " ".join(text[:TITLE_WORDS]), " ".join(text[TITLE_WORDS:words])


def offers(pool: list[list[str]], number: int) -> Iterator[Document]:
    """`number` offers of 150 words: the first 10,000 of a million are the 10,000 that are asked for alone."""
    for place, (title, body) in enumerate(texts(pool, number, OFFER_WORDS, seed=3)):
        yield Document(f"OF-{place:07}", title=title, body=body)


def needs(pool: list[list[str]], number: int) -> list[Query]:
    """`number` needs of 50 words."""
    return [Query(title=title, body=body) for title, body in texts(pool, number, NEED_WORDS, seed=4)]
