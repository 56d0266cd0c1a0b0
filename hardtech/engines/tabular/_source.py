"""From a path to numbered lines of bytes, in bounded memory."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from hardtech.engines.tabular._errors import FileError, LimitError
from hardtech.engines.tabular._types import Limits, Progress

GZIP_MAGIC = b"\x1f\x8b"
_BLOCK = 256 * 1024


class SourceLine(NamedTuple):
    """One physical line with its terminator; `data` is None when it was too long to keep."""

    number: int
    data: bytes | None
    length: int


def checked_size(path: Path) -> int:
    """Return the size in bytes of a regular, readable, non-empty file."""
    if not path.exists():
        raise FileError("not_found")
    if not path.is_file():
        raise FileError("not_a_file")
    if not os.access(path, os.R_OK):
        raise FileError("not_permitted")
    size = path.stat().st_size
    if not size:
        raise FileError("empty")
    return size


def is_gzip(path: Path) -> bool:
    """Tell by the first bytes: names lie."""
    with path.open("rb") as stream:
        return stream.read(2) == GZIP_MAGIC


def read_blocks(path: Path, limits: Limits, progress: Progress | None = None) -> Iterator[bytes]:
    """Yield the file's bytes, uncompressed if it is a gzip file."""
    raw = _read_raw(path, progress)
    return _gunzip(raw, limits) if is_gzip(path) else raw


def _read_raw(path: Path, progress: Progress | None) -> Iterator[bytes]:
    total, done = path.stat().st_size, 0
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            done += len(block)
            if progress is not None:
                progress(done, total)
            yield block


def _gunzip(raw: Iterable[bytes], limits: Limits) -> Iterator[bytes]:
    decoder = zlib.decompressobj(wbits=31)
    taken = given = 0
    between_members = True
    for block in raw:
        taken += len(block)
        rest, full = block, False
        while rest or full:
            if between_members and not rest.strip(b"\0"):
                break  # zero padding after the last member is allowed
            try:
                out = decoder.decompress(rest, _BLOCK)
            except zlib.error:
                raise FileError("gzip_broken") from None
            between_members = False
            given += len(out)
            if given > limits.free and given > taken * limits.expansion:
                raise LimitError("gzip_bomb", limit=limits.expansion)
            if out:
                yield out
            rest, full = decoder.unconsumed_tail, len(out) == _BLOCK
            if decoder.eof:
                rest, full = decoder.unused_data, False
                decoder = zlib.decompressobj(wbits=31)
                between_members = True
    if not between_members:
        raise FileError("gzip_truncated")


def split_lines(blocks: Iterable[bytes], limit: int, newline: bytes = b"\n") -> Iterator[SourceLine]:
    """Cut blocks into lines; of a line longer than `limit` only its length is kept."""
    number, pending, length = 1, list[bytes](), 0
    for block in blocks:
        start = 0
        while start < len(block):
            end = block.find(newline, start) + 1
            part = block[start : end or len(block)]
            length += len(part)
            if length <= limit:
                pending.append(part)
            else:
                pending.clear()
            if not end:
                break
            yield SourceLine(number, b"".join(pending) if length <= limit else None, length)
            number, length, start = number + 1, 0, end
            pending.clear()
    if length:
        yield SourceLine(number, b"".join(pending) if length <= limit else None, length)
