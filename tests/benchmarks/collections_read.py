"""The labelled collections of the benchmarks, each text with its vector by the model in the box.

Beside those of ../shared/data two are made of the award abstracts in sbir-records, for kinds of needs that the others
lack: a title asks for its abstract, and a sentence asks for the abstract that it was taken out of.
"""

from __future__ import annotations

import gzip
import json
import os
import random
from dataclasses import replace
from functools import cache

from rich.console import Console

from hardtech.engines.matching import (
    Document,
    OnnxEncoder,
    Query,
    TestCollection,
    Vector,
    read_collection,
    vectors_of,
)
from hardtech.engines.matching._text.analysis import sentences
from tests.benchmarks.common import DATA

LABELLED = ("sbir-dev", "cranfield", "npl", "csl-zh")
MADE = ("titles", "sentences")
MADE_OF = 2_400
ASKED = 250
LEAST_WORDS = 10


@cache
def collection(name: str) -> TestCollection:
    """A collection by name, with vectors where the model reads its language."""
    found = made(name) if name in MADE else read_collection(DATA / name)
    encoder = _encoder()
    Console().print(f"{name}: reading {len(found.documents):,} texts for meaning …")
    documents = _with_vectors(encoder, found.documents)
    queries = dict(zip(found.queries, _with_vectors(encoder, tuple(found.queries.values())), strict=True))
    return replace(found, documents=documents, queries=queries)


def words_only(found: TestCollection) -> TestCollection:
    """The same collection without vectors."""
    return replace(
        found,
        documents=tuple(replace(one, vector=None) for one in found.documents),
        queries={id_: replace(one, vector=None) for id_, one in found.queries.items()},
    )


def made(name: str) -> TestCollection:
    """`titles` or `sentences`: each asked document has lost what asks for it."""
    chance = random.Random(20)
    rows = _abstracts()
    chance.shuffle(rows)
    documents, queries, judgements = [], {}, {}
    for number, (title, text) in enumerate(rows[:MADE_OF]):
        id_, pieces = str(number), [text[start:end] for start, end in sentences(text)]
        long = [piece for piece in pieces[1:] if len(piece.split()) >= LEAST_WORDS]
        if len(queries) < ASKED and len(long) > 2:
            asked = title if name == "titles" else chance.choice(long)
            queries[id_], judgements[id_] = Query.from_text(asked), {id_: 1}
            pieces = [piece for piece in pieces if piece != asked]
        heading = "" if name == "titles" and id_ in queries else title
        documents.append(Document(id_, title=heading, body=" ".join(pieces)))
    return TestCollection(tuple(documents), queries, judgements, {})


def _abstracts() -> list[tuple[str, str]]:
    """Distinct titles with their abstracts."""
    found: dict[str, str] = {}
    with gzip.open(DATA / "sbir-records" / "more-offers.jsonl.gz", "rt", encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            found.setdefault(row["title"].strip().lower(), f"{row['title']}\t{row['abstract']}")
    pairs = [tuple(value.split("\t", 1)) for value in found.values()]
    return [(title, text) for title, text in pairs if len(text) > 500]


@cache
def _encoder() -> OnnxEncoder:
    return OnnxEncoder.open(threads=os.cpu_count() or 1)


def _with_vectors(encoder: OnnxEncoder, sources):
    vectors = vectors_of(encoder, sources)
    return tuple(
        replace(source, vector=Vector(encoder.name, values)) if values.any() else source
        for source, values in zip(sources, vectors, strict=True)
    )
