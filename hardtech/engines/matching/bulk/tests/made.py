"""Needs and offers of few words, so that they meet, in Parquet files; and workers that can be watched."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from hardtech.engines.matching import Catalogue, Document, Query
from hardtech.engines.matching.bulk import BulkRun, Here, ParquetSource

COLUMNS = {"id": "id", "title": "title", "body": "body"}
WORDS = [f"word{number}" for number in range(60)]


def rows(kind: str, count: int, seed: int) -> list[dict[str, str]]:
    """Texts whose words are as unlike in frequency as those of a language; some texts repeat, so that scores tie."""
    chance = random.Random(seed)
    weights = [1 / rank for rank in range(1, len(WORDS) + 1)]

    def text(length: int) -> str:
        return " ".join(chance.choices(WORDS, weights, k=length))

    made = [
        {"id": f"{kind}{number}", "title": text(4), "body": text(chance.randint(0, 30))}
        for number in range(count)
    ]
    for number in range(0, count - 1, 10):
        made[number + 1] |= {"title": made[number]["title"], "body": made[number]["body"]}
    return made


def files(folder: Path, made: Sequence[dict[str, str]], count: int = 1) -> list[ParquetSource]:
    """`made` in `count` Parquet files."""
    folder.mkdir(parents=True, exist_ok=True)
    sources = []
    for number in range(count):
        path = folder / f"{number}.parquet"
        part = made[number * len(made) // count : (number + 1) * len(made) // count]
        pl.DataFrame(part, schema=dict.fromkeys(COLUMNS, pl.String)).write_parquet(path)
        sources.append(ParquetSource.of(path, COLUMNS))
    return sources


def a_run(folder: Path, name: str, *, needs: int = 40, offers: int = 300, **options: Any) -> BulkRun:
    """A run over files in `folder`, with a folder of its own for what comes of it."""
    return BulkRun(
        needs=files(folder / "needs", rows("N", needs, 1), 2),
        offers=files(folder / "offers", rows("O", offers, 2), 3),
        out=folder / name,
        catalogue=folder / name / "catalogue",
        **options,
    )


def matches(out: Path) -> list[tuple[str, int, str, str]]:
    """All matches in order, scores by their bits."""
    frames = [pl.read_parquet(path) for path in sorted((out / "matches").glob("*.parquet"))]
    return [
        (need, rank, offer, score.hex()) for frame in frames for need, rank, offer, score in frame.iter_rows()
    ]


def one_by_one(needs: Sequence[dict[str, str]], offers: Sequence[dict[str, str]], top: int):
    """The same by searching one catalogue of all offers, need by need."""
    catalogue = Catalogue.build(Document(**offer) for offer in offers)
    return [
        (need["id"], rank, hit.id, hit.score.hex())
        for need in needs
        for rank, hit in enumerate(catalogue.search(Query(need["title"], body=need["body"]), top), start=1)
    ]


class Stopped(Exception):  # noqa: N818 - what happened, not a fault
    """The driver was stopped."""


class Watched(Here):
    """This process, which counts what it does and stops before the search number `stop`."""

    def __init__(self, stop: int | None = None) -> None:
        self.done: Counter[str] = Counter()
        self.stop = stop

    def run(self, function: Callable[[Any], Any], tasks: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
        for task in tasks:
            if function.__name__ == "search_block" and self.done["search_block"] == self.stop:
                raise Stopped
            self.done[function.__name__] += 1
            yield task, function(task)


def nothing(_stage: str, _done: int, _total: int) -> None:
    """Told, and keeps it to itself."""
