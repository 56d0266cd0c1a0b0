"""A sorted list of strings in two arrays: opened by memory mapping, searched without a dictionary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


def _joined(strings: Sequence[str]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """The strings end to end in UTF-8 (also lone surrogates), and where each ends.

    The order of the bytes is the order of the characters.
    """
    keys = [string.encode("utf-8", "surrogatepass") for string in strings]
    ends = np.cumsum(np.array([len(key) for key in keys], dtype=np.int64))
    return np.frombuffer(b"".join(keys), dtype=np.uint8), ends


@dataclass(frozen=True, slots=True)
class StringTable:
    """Distinct strings in ascending order.

    `data` (uint8, bytes) holds them end to end, `offsets` (int64, strings + 1) where each begins.
    """

    data: NDArray[np.uint8]
    offsets: NDArray[np.int64]

    def __post_init__(self) -> None:
        """The arrays can't be written any more, whether mapped or in memory: `find` is compiled for one kind."""
        self.data.flags.writeable = self.offsets.flags.writeable = False

    @classmethod
    def of(cls, strings: Sequence[str]) -> StringTable:
        """The table of `strings`, which are distinct and sorted."""
        data, ends = _joined(strings)
        return cls(data, np.concatenate([np.zeros(1, dtype=np.int64), ends]))

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, index: int) -> str:
        key = self.data[int(self.offsets[index]) : int(self.offsets[index + 1])]
        return key.tobytes().decode("utf-8", "surrogatepass")

    def find(self, strings: Sequence[str]) -> NDArray[np.int64]:
        """The index of each string, -1 where it is not in the table."""
        from hardtech.engines.matching._index.lookups import find

        places = np.full(len(strings), -1, dtype=np.int64)
        find(self.data, self.offsets, *_joined(strings), places)
        return places
