"""Compiling kernels with numba, also where its cache has no place."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from numba import njit

F = TypeVar("F", bound=Callable[..., object])


def compiled(function: F) -> F:
    """`function` as machine code, made at its first call and kept on disk; it runs without the interpreter's lock.

    Numba keeps it beside the source, else in the user's cache folder or where NUMBA_CACHE_DIR says. Where none of
    them can be written it compiles in each process.
    """
    try:
        return cast("F", njit(cache=True, nogil=True, forceinline=True)(function))
    except RuntimeError:
        return cast("F", njit(nogil=True, forceinline=True)(function))
