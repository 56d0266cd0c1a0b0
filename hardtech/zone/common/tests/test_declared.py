"""Registers: declared once, found by key, in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from hardtech.zone.common.declared import DeclarationError, Register, declare


@dataclass(frozen=True)
class Fruit:
    name: str
    sweet: bool = True


@dataclass(frozen=True)
class Berry(Fruit):
    """A special fruit goes to the register of fruits."""


@pytest.fixture
def fruits() -> Iterator[Register[Fruit]]:
    yield Register(Fruit, key=lambda fruit: fruit.name)
    del Register._of_type[Fruit]


def test_what_is_declared_is_there_in_order(fruits: Register[Fruit]) -> None:
    declare(Fruit("pear"), Berry("currant", sweet=False), Fruit("apple"))

    assert [fruit.name for fruit in fruits] == ["pear", "currant", "apple"]
    assert fruits["currant"] == Berry("currant", sweet=False)
    assert fruits.get("plum") is None
    assert ("pear" in fruits, "plum" in fruits, len(fruits)) == (True, False, 3)


def test_the_same_again_changes_nothing(fruits: Register[Fruit]) -> None:
    declare(Fruit("pear"), Fruit("pear"))

    assert list(fruits) == [Fruit("pear")]


def test_another_one_under_the_same_key_is_refused_by_name(fruits: Register[Fruit]) -> None:
    declare(Fruit("pear"))

    with pytest.raises(DeclarationError, match="Fruit 'pear' is declared twice"):
        declare(Fruit("pear", sweet=False))


def test_what_nobody_asks_for_is_refused_by_name() -> None:
    with pytest.raises(DeclarationError, match="nobody asks for a Fruit"):
        declare(Fruit("pear"))


def test_a_type_has_one_register(fruits: Register[Fruit]) -> None:
    with pytest.raises(DeclarationError, match="Fruit has a register already"):
        Register(Fruit, key=lambda fruit: fruit.name)


def test_a_test_leaves_nothing_behind(fruits: Register[Fruit]) -> None:
    with fruits.restored():
        declare(Fruit("pear"))

    assert len(fruits) == 0
