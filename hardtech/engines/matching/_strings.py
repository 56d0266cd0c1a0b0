"""A sorted list of strings in three arrays: opened by memory mapping, searched without a dictionary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


def encoded(text: str) -> bytes:
    """UTF-8, also of lone surrogates; the order of the bytes is the order of the characters."""
    return text.encode("utf-8", "surrogatepass")


def _prefixes(keys: Sequence[bytes]) -> NDArray[np.uint64]:
    """The first eight bytes of each key as one number, in the same order as the keys."""
    padded = b"".join(key[:8].ljust(8, b"\0") for key in keys)
    return np.frombuffer(padded, dtype=">u8").astype(np.uint64)


@dataclass(frozen=True, slots=True)
class StringTable:
    """Distinct strings in ascending order.

    `data` (uint8, bytes) holds them end to end, `offsets` (int64, strings + 1) where each begins, `prefixes`
    (uint64, strings) their first eight bytes, by which many are looked up at once.
    """

    data: NDArray[np.uint8]
    offsets: NDArray[np.int64]
    prefixes: NDArray[np.uint64]

    @classmethod
    def of(cls, strings: Sequence[str]) -> StringTable:
        """The table of `strings`, which are distinct and sorted."""
        keys = [encoded(string) for string in strings]
        offsets = np.zeros(len(keys) + 1, dtype=np.int64)
        np.cumsum([len(key) for key in keys], out=offsets[1:])
        return cls(np.frombuffer(b"".join(keys), dtype=np.uint8), offsets, _prefixes(keys))

    def __len__(self) -> int:
        return len(self.prefixes)

    def __getitem__(self, index: int) -> str:
        return self._key(index).decode("utf-8", "surrogatepass")

    def find(self, strings: Sequence[str]) -> NDArray[np.int64]:
        """The index of each string, -1 where it is not in the table."""
        keys = [encoded(string) for string in strings]
        prefixes = _prefixes(keys)
        first = np.searchsorted(self.prefixes, prefixes, side="left").tolist()
        last = np.searchsorted(self.prefixes, prefixes, side="right").tolist()
        found = (self._find(key, low, high) for key, low, high in zip(keys, first, last, strict=True))
        return np.fromiter(found, dtype=np.int64, count=len(keys))

    def _find(self, key: bytes, low: int, high: int) -> int:
        while low < high:
            middle = (low + high) // 2
            here = self._key(middle)
            if here == key:
                return middle
            if here < key:
                low = middle + 1
            else:
                high = middle
        return -1

    def _key(self, index: int) -> bytes:
        return self.data[int(self.offsets[index]) : int(self.offsets[index + 1])].tobytes()
