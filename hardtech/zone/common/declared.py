"""What rooms declare and the spine and the doors ask for: one register for each type of declaration.

A floor that asks owns the type and its register: `verbs = Register(Verb, key=lambda verb: verb.code)`. A room above lists
what it has on one page, its `room.py`, and its `AppConfig.ready` hands the page over with `declare(*DECLARED)`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, Generic, TypeVar

__all__ = ["DeclarationError", "Register", "declare"]

T = TypeVar("T")


class DeclarationError(Exception):
    """Something was declared twice, or is of a type that nobody asks for."""


class Register(Generic[T]):
    """The declarations of one type, in the order in which they came. `key` tells when two are the same one."""

    _of_type: ClassVar[dict[type, Register[Any]]] = {}

    def __init__(self, kind: type[T], *, key: Callable[[T], Hashable]) -> None:
        if kind in self._of_type:
            raise DeclarationError(f"{kind.__name__} has a register already")
        self._kind, self._key = kind, key
        self._items: dict[Hashable, T] = {}
        self._of_type[kind] = self

    def add(self, item: T) -> None:
        """Take `item` in. The same again changes nothing; another one under its key is refused by name."""
        key = self._key(item)
        if self._items.setdefault(key, item) != item:
            raise DeclarationError(f"{self._kind.__name__} {key!r} is declared twice")

    def get(self, key: Hashable) -> T | None:
        return self._items.get(key)

    def __getitem__(self, key: Hashable) -> T:
        return self._items[key]

    def __contains__(self, key: Hashable) -> bool:
        return key in self._items

    def __iter__(self) -> Iterator[T]:
        return iter(tuple(self._items.values()))

    def __len__(self) -> int:
        return len(self._items)

    @contextmanager
    def only(self, *items: T) -> Iterator[None]:
        """Inside, `items` are all that is declared: for tests."""
        before, self._items = self._items, {}
        try:
            for item in items:
                self.add(item)
            yield
        finally:
            self._items = before

    @contextmanager
    def restored(self) -> Iterator[None]:
        """What is declared inside is forgotten afterwards: for tests."""
        with self.only(*self):
            yield

    @classmethod
    def for_item(cls, item: object) -> Register[Any]:
        """The register of the item's type, or of the nearest type above it."""
        found = next((cls._of_type[kind] for kind in type(item).__mro__ if kind in cls._of_type), None)
        if found is None:
            raise DeclarationError(f"nobody asks for a {type(item).__name__}: {item!r}")
        return found


def declare(*items: object) -> None:
    """Hand over what a room has, each item to the register of its type."""
    for item in items:
        Register.for_item(item).add(item)
