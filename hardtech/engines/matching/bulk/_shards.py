"""A catalogue in shards: offers divided by a hash of their id, weighed by the statistics of all of them.

    FOLDER/offers.json          what the shards are made of; another program or other offers are refused
    FOLDER/texts/               the offers on their way into shards, removed when all stand
    FOLDER/shard-00003/         a saved catalogue
    FOLDER/statistics.parquet   in how many offers each term stands; how many there are, how long together

A score is a function of the document and of `Statistics`, summed in the order of the terms. So a shard gives its
documents the very scores, to the last bit, that one catalogue of all of them would.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from hardtech.engines.matching._errors import (
    BulkRefused,
    CatalogueDamaged,
    CatalogueMissing,
    DuplicateDocument,
)
from hardtech.engines.matching._index.catalogue import Catalogue
from hardtech.engines.matching._index.segment import Segment
from hardtech.engines.matching._index.strings import StringTable
from hardtech.engines.matching._text.weights import mean_length
from hardtech.engines.matching._types import Document
from hardtech.engines.matching.bulk._files import FolderOwner, is_piece, mark, sweep, write_frame
from hardtech.engines.matching.bulk._texts import FIELDS, ParquetSource, refuse_duplicate, texts
from hardtech.engines.matching.bulk._workers import StageProgress, Workers

HELD = 64 << 20
"""Bytes of text that are gathered before they are written to the shards, so that files do not get too small."""

STATISTICS = "statistics.parquet"
OWNER = FolderOwner("offers.json", worth="shard-*/", scratch="texts", refusal="other_catalogue")


@dataclass(frozen=True)
class WholeStatistics:
    """`Statistics` of all shards together: the `terms` in ascending order and `counts` (int64) beside them."""

    documents: int
    total_length: int
    terms: StringTable = field(repr=False)
    counts: NDArray[np.int64] = field(repr=False)

    @cached_property
    def average_length(self) -> float:
        return mean_length(self.total_length, self.documents)

    def frequencies(self, terms: Sequence[str]) -> list[int]:
        """In how many documents each of `terms` stands."""
        places = self.terms.find(terms)
        return [int(self.counts[place]) if place >= 0 else 0 for place in places.tolist()]


@dataclass(frozen=True, slots=True)
class ShardedCatalogue:
    """Where the shards lie, and the statistics of all."""

    shards: tuple[Path, ...]
    statistics: WholeStatistics


@dataclass(frozen=True, slots=True)
class _Scatter:
    number: int
    source: ParquetSource
    folder: Path
    shards: int


@dataclass(frozen=True, slots=True)
class _Build:
    number: int
    folder: Path
    files: tuple[Path, ...]


def build_shards(
    offers: Sequence[ParquetSource],
    folder: Path,
    shards: int,
    facts: dict[str, object],
    workers: Workers,
    progress: StageProgress,
) -> ShardedCatalogue:
    """The catalogue of `offers` in `folder`, built where it is not finished; `facts` say what makes it.

    Raises BulkRefused: other_catalogue, id_missing, duplicate_id, unreadable, nothing.
    """
    OWNER.claim(folder, facts)
    sweep(folder)
    places = tuple(folder / f"shard-{number:05d}" for number in range(shards))
    missing = [number for number, place in enumerate(places) if not _stands(place)]
    if missing:
        _divide(offers, folder, shards, workers, progress)
        _build(offers, folder, missing, shards, workers, progress)
    shutil.rmtree(folder / "texts", ignore_errors=True)
    if not is_piece(folder / STATISTICS):
        whole = sum_up(Catalogue.open(place).base.segment for place in places)
        _write_statistics(folder / STATISTICS, whole)
    statistics = _read_statistics(folder / STATISTICS)
    if not statistics.documents:
        raise BulkRefused("nothing", side="offers")
    return ShardedCatalogue(places, statistics)


def shard_of(id_: str, shards: int) -> int:
    """The shard of a document: the same on every machine and at every time."""
    return int.from_bytes(blake2b(id_.encode("utf-8"), digest_size=8).digest(), "little") % shards


def _stands(place: Path) -> bool:
    """Whether a shard is there. It came whole, by renaming; one that has been damaged since is taken away."""
    try:
        Catalogue.open(place)
    except CatalogueMissing:
        return False
    except CatalogueDamaged:
        shutil.rmtree(place)
        return False
    return True


def _divide(
    offers: Sequence[ParquetSource], folder: Path, shards: int, workers: Workers, progress: StageProgress
) -> None:
    tasks = [_Scatter(number, source, folder, shards) for number, source in enumerate(offers)]
    pending = [task for task in tasks if not _divided(task).exists()]
    done = len(tasks) - len(pending)
    progress("dividing", done, len(tasks))
    for _task, _rows in workers.run(scatter, pending):
        done += 1
        progress("dividing", done, len(tasks))


def _divided(task: _Scatter) -> Path:
    return task.folder / "texts" / f"file-{task.number:05d}.json"


def scatter(task: _Scatter) -> int:
    """Write the rows of one file to the shards that their ids belong to; return how many there were."""
    held: list[pl.DataFrame] = []
    size = rows = flushed = 0
    for batch in texts(task.source):
        held.append(batch)
        size += int(batch.estimated_size())
        rows += batch.height
        if size >= HELD:
            _spill(task, flushed, held)
            held, size, flushed = [], 0, flushed + 1
    if held:
        _spill(task, flushed, held)
    mark(_divided(task), {"rows": rows})
    return rows


def _spill(task: _Scatter, flushed: int, held: list[pl.DataFrame]) -> None:
    frame = pl.concat(held)
    numbers = [shard_of(id_, task.shards) for id_ in frame["id"]]
    frame = frame.with_columns(
        file=pl.lit(task.number, dtype=pl.UInt32), shard=pl.Series(numbers, dtype=pl.UInt32)
    )
    for (shard,), part in frame.partition_by("shard", as_dict=True, include_key=False).items():
        folder = task.folder / "texts" / f"shard-{shard:05d}"
        folder.mkdir(parents=True, exist_ok=True)
        write_frame(part, folder / f"{task.number:05d}-{flushed:05d}.parquet")


def _build(
    offers: Sequence[ParquetSource],
    folder: Path,
    missing: list[int],
    shards: int,
    workers: Workers,
    progress: StageProgress,
) -> None:
    files = tuple(source.path for source in offers)
    done = shards - len(missing)
    progress("building", done, shards)
    for _task, _documents in workers.run(build_shard, [_Build(number, folder, files) for number in missing]):
        done += 1
        progress("building", done, shards)


def build_shard(task: _Build) -> int:
    """Build one shard from its texts and put it in its place whole; return how many documents it has."""
    parts = task.folder / "texts" / f"shard-{task.number:05d}"
    try:
        catalogue = Catalogue.build(_documents(parts))
    except DuplicateDocument as error:
        rows = pl.scan_parquet(parts / "*.parquet").filter(pl.col("id") == error.id)
        refuse_duplicate(rows.select("id", "file", "row").sort("file", "row").collect(), task.files)
        raise
    place = task.folder / f"shard-{task.number:05d}"
    own = Path(tempfile.mkdtemp(prefix=f"{place.name}.", suffix=".part", dir=task.folder))
    try:
        catalogue.save(own)
        own.chmod(0o755)
        own.rename(place)
    except OSError:
        if not _stands(place):  # the same task was run twice, and the other one was faster
            raise
    finally:
        shutil.rmtree(own, ignore_errors=True)
    return len(catalogue)


def _documents(parts: Path) -> Iterator[Document]:
    for file in sorted(parts.glob("*.parquet")):
        for id_, title, keywords, summary, body in pl.read_parquet(file, columns=list(FIELDS)).iter_rows():
            yield Document(id_, title, keywords, summary, body)


def sum_up(segments: Iterable[Segment]) -> WholeStatistics:
    """The statistics of all `segments` together. Holds the terms of all of them once, and those of one more."""
    documents = total_length = 0
    terms = pl.DataFrame(schema={"term": pl.String, "documents": pl.Int64})
    for segment in segments:
        documents += len(segment)
        total_length += segment.total_length
        words = [segment.terms[index] for index in range(len(segment.terms))]
        own = pl.DataFrame({"term": words, "documents": segment.term_rows}, schema=terms.schema)
        terms = pl.concat([terms, own]).group_by("term").agg(pl.col("documents").sum())
    terms = terms.sort("term")
    return WholeStatistics(
        documents, total_length, StringTable.of(terms["term"].to_list()), terms["documents"].to_numpy()
    )


def _write_statistics(path: Path, statistics: WholeStatistics) -> None:
    words = [statistics.terms[index] for index in range(len(statistics.terms))]
    frame = pl.DataFrame(
        {"term": words, "documents": statistics.counts}, schema_overrides={"term": pl.String}
    )
    facts = {"documents": str(statistics.documents), "total_length": str(statistics.total_length)}
    write_frame(frame, path, facts)


def _read_statistics(path: Path) -> WholeStatistics:
    facts = pl.read_parquet_metadata(path)
    frame = pl.read_parquet(path)
    return WholeStatistics(
        documents=int(facts["documents"]),
        total_length=int(facts["total_length"]),
        terms=StringTable.of(frame["term"].to_list()),
        counts=frame["documents"].to_numpy(),
    )
