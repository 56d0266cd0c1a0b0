"""Many needs × many offers, in pieces that can be lost and done again.

    OUT/run.json                what the matches are made of; other inputs, options or programs are refused
    OUT/needs/00007.parquet     a block of needs in work, weighed: all that a shard needs to know of them
    OUT/matches/00007.parquet   the matches of the block, best first
    OUT/manifest.json           written last: the files, their hashes, and one hash of all matches

A block is ranked by every shard; the best of all are its matches. A block's file stands in its place whole or not
at all and bears the key of the run, so what is found there need not be done again.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl

from hardtech.engines.matching._errors import BulkRefused
from hardtech.engines.matching._index.catalogue import Catalogue
from hardtech.engines.matching._index.segment import Segment
from hardtech.engines.matching._text.weights import RankingQuery, weigh
from hardtech.engines.matching._types import Query
from hardtech.engines.matching.bulk._files import FolderOwner, is_piece, mark, sweep, write_frame
from hardtech.engines.matching.bulk._hashes import hash_file, key_of, program
from hardtech.engines.matching.bulk._shards import ShardedCatalogue, WholeStatistics, build_shards
from hardtech.engines.matching.bulk._texts import ParquetSource, refuse_repeated, texts
from hardtech.engines.matching.bulk._workers import StageProgress, Workers

FORMAT = 1
OWNER = FolderOwner("run.json", worth="matches/*.parquet", scratch="needs", refusal="other_run")
BLOCK = 500
"""Needs of one piece: enough that reading it costs nothing beside the ranking, few enough to lose."""

_FOUND = {"need": pl.UInt32, "offer_id": pl.String, "score": pl.Float64}
_MATCHES = ("need_id", "rank", "offer_id", "score")


@dataclass(frozen=True, slots=True)
class BulkRun:
    """What is to be ranked, and how. `out` holds the matches, `catalogue` the shards; both are made."""

    needs: Sequence[ParquetSource]
    offers: Sequence[ParquetSource]
    out: Path
    catalogue: Path
    top: int = 10
    shards: int = 8
    block: int = BLOCK


@dataclass(frozen=True, slots=True)
class BulkResult:
    """What came of a run. `resumed` blocks of `blocks` were found finished; `sha256` is that of all matches."""

    needs: int
    offers: int
    matches: int
    blocks: int
    resumed: int
    sha256: str


@dataclass(frozen=True, slots=True)
class _BlockSearch:
    block: int
    needs: Path
    shard: Path
    top: int


def rank_in_bulk(run: BulkRun, workers: Workers, progress: StageProgress) -> BulkResult:
    """Give every need its best offers, and go on where an earlier call with the same `run` stopped.

    The matches depend on needs, offers and `top` alone: not on `shards`, `block` or who did the work. Raises
    BulkRefused.
    """
    needs = refuse_repeated(run.needs)
    if not needs:
        raise BulkRefused("nothing", side="needs")
    facts = _facts(run, workers, progress)
    key = key_of(facts)
    OWNER.claim(run.out, facts)
    blocks = -(-needs // run.block)
    pending = [number for number in range(blocks) if not is_piece(_matches(run, number), key=key)]
    catalogue = build_shards(run.offers, run.catalogue, run.shards, _offer_facts(facts), workers, progress)
    _rank(run, catalogue, pending, blocks, key, workers, progress)
    result = _conclude(run, needs, catalogue.statistics.documents, blocks, blocks - len(pending))
    shutil.rmtree(run.out / "needs", ignore_errors=True)
    return result


def _facts(run: BulkRun, workers: Workers, progress: StageProgress) -> dict[str, object]:
    """What makes the result what it is: contents, not names, of the files."""
    sources = [*run.needs, *run.offers]
    progress("hashing", 0, len(sources))
    hashes: dict[Path, str] = {}
    for path, digest in workers.run(hash_file, [source.path for source in sources]):
        hashes[path] = digest
        progress("hashing", len(hashes), len(sources))

    def contents(side: Sequence[ParquetSource]) -> list[object]:
        return [[hashes[source.path], dict(sorted(source.columns.items()))] for source in side]

    return {
        "format": FORMAT,
        "program": program(),
        "needs": contents(run.needs),
        "offers": contents(run.offers),
        "shards": run.shards,
        "top": run.top,
        "block": run.block,
    }


def _offer_facts(facts: Mapping[str, object]) -> dict[str, object]:
    return {name: facts[name] for name in ("format", "program", "offers", "shards")}


def _matches(run: BulkRun, number: int) -> Path:
    return run.out / "matches" / f"{number:05d}.parquet"


def _needs(run: BulkRun, number: int) -> Path:
    return run.out / "needs" / f"{number:05d}.parquet"


def _weighed(run: BulkRun, statistics: WholeStatistics, pending: Sequence[int]) -> Iterator[int]:
    """The pending blocks, each written when it is asked for: weighed by the statistics of all offers."""
    queries = _queries(run.needs)
    last = -1
    for number in pending:
        block = islice(queries, (number - last - 1) * run.block, (number - last) * run.block)
        rows = [{"need_id": need_id, **asdict(weigh(query).against(statistics))} for need_id, query in block]
        write_frame(pl.DataFrame(rows, infer_schema_length=None), _needs(run, number))
        last = number
        yield number


def _queries(needs: Sequence[ParquetSource]) -> Iterator[tuple[str, Query]]:
    for source in needs:
        for batch in texts(source):
            for _row, id_, title, keywords, summary, body in batch.iter_rows():
                if title or summary:
                    yield id_, Query(title, keywords, summary, body)
                else:
                    yield id_, replace(Query.from_text(body), keywords=keywords)


def _rank(
    run: BulkRun,
    catalogue: ShardedCatalogue,
    pending: Sequence[int],
    blocks: int,
    key: str,
    workers: Workers,
    progress: StageProgress,
) -> None:
    """Let every shard rank every pending block; write a block's matches when all shards have ranked it."""
    total = blocks * run.shards
    done = total - len(pending) * run.shards
    progress("ranking", done, total)
    sweep(run.out / "matches")
    ranked: dict[int, list[pl.DataFrame]] = defaultdict(list)
    tasks = (
        _BlockSearch(number, _needs(run, number), shard, run.top)
        for number in _weighed(run, catalogue.statistics, pending)
        for shard in catalogue.shards
    )
    for task, frame in workers.run(search_block, tasks):
        ranked[task.block].append(frame)
        if len(ranked[task.block]) == run.shards:
            ids = pl.read_parquet(task.needs, columns=["need_id"])
            best = merged(ranked.pop(task.block), ids["need_id"], run.top)
            write_frame(best, _matches(run, task.block), {"key": key})
            task.needs.unlink()
        done += 1
        progress("ranking", done, total)


def search_block(task: _BlockSearch) -> pl.DataFrame:
    """The best offers of one shard for each need of a block."""
    block = pl.read_parquet(task.needs).drop("need_id")
    rankings = (_ranking(row) for row in block.iter_rows(named=True))
    return ranked(_opened(task.shard).base.segment, rankings, task.top)


def ranked(segment: Segment, rankings: Iterable[RankingQuery], top: int) -> pl.DataFrame:
    """The best of `segment` for each ranking: its place among them, the offer's id, the score."""
    needs: list[int] = []
    offers: list[str] = []
    scores: list[float] = []
    for need, ranking in enumerate(rankings):
        rows, best = segment.top(ranking, top)
        needs += [need] * len(rows)
        offers += [segment.ids[row] for row in rows.tolist()]
        scores += best.tolist()
    return pl.DataFrame({"need": needs, "offer_id": offers, "score": scores}, schema=_FOUND)


def _ranking(row: Mapping[str, Any]) -> RankingQuery:
    """What `asdict` made of a weighed need, and Parquet kept."""
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in row.items()
    }
    return RankingQuery(**values)


@lru_cache(maxsize=1024)
def _opened(folder: Path) -> Catalogue:
    """A shard, mapped once in each process: its pages are shared with all others on the machine."""
    return Catalogue.open(folder)


def merged(frames: Sequence[pl.DataFrame], need_ids: pl.Series, top: int) -> pl.DataFrame:
    """The best of all shards: `need_id`, `rank` from 1, `offer_id`, `score`; equal scores by id."""
    ordered = pl.concat(frames).sort("need", "score", "offer_id", descending=[False, True, False])
    best = ordered.with_columns(rank=pl.int_range(1, pl.len() + 1, dtype=pl.Int32).over("need"))
    best = best.filter(pl.col("rank") <= top)
    return best.with_columns(need_id=need_ids.gather(best["need"])).select(_MATCHES)


def _conclude(run: BulkRun, needs: int, offers: int, blocks: int, resumed: int) -> BulkResult:
    """Write the manifest: the hash of all matches is that of their CSV, in order, whatever the shards."""
    digest = hashlib.sha256()
    matches = answered = 0
    files = []
    for number in range(blocks):
        path = _matches(run, number)
        frame = pl.read_parquet(path)
        digest.update(frame.write_csv(include_header=False).encode())
        matches += frame.height
        answered += frame["need_id"].n_unique()
        files.append({"file": f"matches/{path.name}", "matches": frame.height, "sha256": hash_file(path)})
    result = BulkResult(needs, offers, matches, blocks, resumed, digest.hexdigest())
    manifest = {
        "needs": needs,
        "needs_without_match": needs - answered,
        "offers": offers,
        "matches": matches,
        "top": run.top,
        "sha256": result.sha256,
        "files": files,
    }
    if not (run.out / "manifest.json").exists() or _differs(run.out / "manifest.json", manifest):
        mark(run.out / "manifest.json", manifest)
    return result


def _differs(path: Path, manifest: Mapping[str, object]) -> bool:
    return bool(json.loads(path.read_text(encoding="utf-8")) != manifest)
