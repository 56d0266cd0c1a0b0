"""A segment on disk: a folder of arrays, opened by memory mapping, replaced in one step.

    FOLDER/current.json     version, generation, and the size and CRC-32 of each file
    FOLDER/gen-XXXXXXXX/    the arrays, one .npy file each

A new generation is written beside the old one; replacing `current.json` is the step that puts it in force. So
a reader sees the old or the new catalogue and never half of one. Arrays that a process has mapped stay readable
after their generation is removed.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import zlib
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from hardtech.engines.matching._errors import CatalogueDamaged, CatalogueFromFuture, CatalogueMissing
from hardtech.engines.matching._index.layout import CELLS, MANY, POSTINGS, Cells, Postings
from hardtech.engines.matching._index.segment import Segment
from hardtech.engines.matching._index.strings import StringTable
from hardtech.engines.matching._meaning.vectors import SegmentVectors, Vectors

VERSION = 2
CURRENT = "current.json"
_TYPES = {
    "id_data": "uint8",
    "id_offsets": "int64",
    "term_data": "uint8",
    "term_offsets": "int64",
    "lengths": "int32",
    "codes": "int32",
    "cell_starts": "int64",
    "one_starts": "int64",
    "many_starts": "int64",
    "blocks": "uint16",
    "cell_ones": "uint16",
    "cell_many": "uint16",
    "cell_most": "uint8",
    "ones": "uint16",
    "many": "uint16",
    "counts": "uint8",
    "heavy_places": "int64",
    "heavy_counts": "int32",
}
_TYPES_OF_VECTORS = {"vector_codes": "int8", "vector_norms": "float32", "vector_signs": "uint64"}
_DIMENSIONS = {"vector_codes": 2, "vector_signs": 2}


def write_segment(segment: Segment, folder: Path, meaning: SegmentVectors | None = None) -> None:
    """Put `segment`, with the vectors of its rows, in force in `folder`, made where it is missing.

    Earlier generations are removed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    generation = Path(tempfile.mkdtemp(prefix="gen-", dir=folder))
    try:
        files = {
            name: _write_array(generation / f"{name}.npy", values)
            for name, values in _arrays(segment, meaning).items()
        }
        manifest = {
            "version": VERSION,
            "generation": generation.name,
            "model": meaning.model if meaning else None,
            "files": files,
        }
        fresh = generation / CURRENT
        with fresh.open("w", encoding="utf-8") as file:
            json.dump(manifest, file, indent=1)
            _flush(file.fileno())
        fresh.replace(folder / CURRENT)
    except BaseException:
        shutil.rmtree(generation, ignore_errors=True)
        raise
    for other in folder.glob("gen-*"):
        if other != generation:
            shutil.rmtree(other, ignore_errors=True)


def read_segment(folder: Path, *, verify: bool) -> tuple[Segment, SegmentVectors | None]:
    """The segment in force in `folder`, mapped, and its vectors where it has some.

    With `verify` every byte is read and its checksum compared.

    Raises CatalogueMissing, CatalogueDamaged, CatalogueFromFuture.
    """
    manifest = _manifest(folder)
    try:
        return _read_generation(folder, manifest, verify=verify)
    except CatalogueDamaged:
        again = _manifest(folder)
        if again["generation"] == manifest["generation"]:
            raise
        return _read_generation(folder, again, verify=verify)  # it was replaced while we opened it


def _read_generation(
    folder: Path, manifest: dict[str, Any], *, verify: bool
) -> tuple[Segment, SegmentVectors | None]:
    model = manifest.get("model")
    types = _TYPES | _TYPES_OF_VECTORS if model else _TYPES
    arrays = {
        name: _read_array(folder, manifest, name, type_, verify=verify) for name, type_ in types.items()
    }
    segment = Segment(
        ids=StringTable(arrays["id_data"], arrays["id_offsets"]),
        terms=StringTable(arrays["term_data"], arrays["term_offsets"]),
        lengths=arrays["lengths"],
        codes=arrays["codes"],
        cells=cast("Cells", tuple(arrays[name] for name in CELLS)),
        postings=cast("Postings", tuple(arrays[name] for name in POSTINGS)),
    )
    meaning = (
        SegmentVectors(str(model), Vectors(*(arrays[name] for name in _TYPES_OF_VECTORS))) if model else None
    )
    if not _fits(segment) or (meaning and not meaning.vectors.fits(len(segment.ids))):
        raise CatalogueDamaged(folder, "its arrays do not fit each other")
    return segment, meaning


def _fits(segment: Segment) -> bool:
    """Whether every place that one array names is there in another: kernels look no further."""
    cell_starts, one_starts, many_starts, blocks, cell_ones, cell_many, cell_most = segment.cells
    ones, many, counts, heavy_places, heavy_counts = segment.postings
    terms = len(segment.terms)
    return (
        _ascend(segment.ids.offsets, len(segment.ids), len(segment.ids.data))
        and _ascend(segment.terms.offsets, terms, len(segment.terms.data))
        and _ascend(cell_starts, terms, len(blocks))
        and _ascend(one_starts, terms, len(ones))
        and _ascend(many_starts, terms, len(many))
        and _sums(cell_ones, cell_starts, one_starts)
        and _sums(cell_many, cell_starts, many_starts)
        and len(blocks) == len(cell_ones) == len(cell_many) == len(cell_most)
        and len(many) == len(counts)
        and len(heavy_places) == len(heavy_counts)
        and np.array_equal(heavy_places, np.flatnonzero(counts == MANY))
        and len(segment.codes) == len(segment.ids)
        and _inside(segment.codes, len(segment.lengths))
    )


def _ascend(starts: NDArray[np.int64], parts: int, end: int) -> bool:
    return (
        len(starts) == parts + 1
        and starts[0] == 0
        and starts[-1] == end
        and bool((np.diff(starts) >= 0).all())
    )


def _sums(sizes: NDArray[np.uint16], firsts: NDArray[np.int64], starts: NDArray[np.int64]) -> bool:
    """Whether the sizes of each term's cells add up to the number of its postings."""
    total = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(sizes, dtype=np.int64)])
    return firsts[-1] < len(total) and np.array_equal(total[firsts], starts)


def _inside(places: NDArray[np.int32], end: int) -> bool:
    return not len(places) or (int(places.min()) >= 0 and int(places.max()) < end)


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((folder / CURRENT).read_text(encoding="utf-8"))
        version = int(manifest["version"])
        generation = str(manifest["generation"])
    except FileNotFoundError:
        raise CatalogueMissing(folder) from None
    except (OSError, ValueError, KeyError, TypeError):
        raise CatalogueDamaged(folder, f"{CURRENT} is unreadable") from None
    if version > VERSION:
        raise CatalogueFromFuture(folder, version)
    if version < VERSION:
        raise CatalogueDamaged(folder, f"it has the format of version {version}, which is no longer read")
    return {**manifest, "generation": generation}


def _arrays(segment: Segment, meaning: SegmentVectors | None) -> dict[str, NDArray[Any]]:
    if meaning is None:
        return segment.arrays()
    vectors = meaning.vectors
    return {
        **segment.arrays(),
        "vector_codes": vectors.codes,
        "vector_norms": vectors.norms,
        "vector_signs": vectors.signs,
    }


def _write_array(path: Path, values: NDArray[Any]) -> dict[str, int]:
    with path.open("wb") as file:
        np.save(file, values, allow_pickle=False)
        _flush(file.fileno())
    return {"bytes": path.stat().st_size, "crc32": _checksum(path)}


def _flush(descriptor: int) -> None:
    os.fsync(descriptor)


def _read_array(
    folder: Path, manifest: dict[str, Any], name: str, type_: str, *, verify: bool
) -> NDArray[Any]:
    path = folder / manifest["generation"] / f"{name}.npy"
    try:
        promised = manifest["files"][name]
        if path.stat().st_size != promised["bytes"]:
            raise CatalogueDamaged(folder, f"{path.name} has another size than when it was written")
        if verify and _checksum(path) != promised["crc32"]:
            raise CatalogueDamaged(folder, f"{path.name} has other contents than when it was written")
        # An empty array can't be mapped; asarray takes off the memmap class, whose slicing is slow.
        mapped = np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CatalogueDamaged(folder, f"{path.name} is unreadable") from error
    if mapped.dtype != type_ or mapped.ndim != _DIMENSIONS.get(name, 1):
        raise CatalogueDamaged(folder, f"{path.name} holds another kind of array")
    return mapped


def _checksum(path: Path) -> int:
    crc = 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            crc = zlib.crc32(block, crc)
    return crc
