"""Every requirement of every pinned package is pinned, on each Python and machine that we support."""

from __future__ import annotations

import importlib.metadata
from dataclasses import replace

import pytest
from packaging.utils import canonicalize_name

from tests.locks.reading import (
    LOCKS,
    TARGETS,
    Package,
    Target,
    asked_for,
    faults_of,
    lock_of,
    pins_for,
    recorded,
    wheels_for,
)

OLDEST = Target("3.11", "x86_64")
EMPTY: Package = {"requires": [], "python": "", "wheels": {}}


@pytest.mark.parametrize("target", TARGETS, ids=str)
@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_is_closed_and_pins_nothing_else(lock: str, target: Target) -> None:
    pins = lock_of(lock)
    faults, used = faults_of(pins, asked_for(LOCKS[lock]), recorded(), target)
    assert faults == []
    assert used == {pin.key for pin in pins_for(pins, target)}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_that_lost_a_line_is_caught(lock: str) -> None:
    pins, record = lock_of(lock), recorded()
    for lost in pins_for(pins, OLDEST):
        faults, _used = faults_of(set(pins) - {lost}, asked_for(LOCKS[lock]), record, OLDEST)
        assert any(f" requires {lost.name}" in fault.lower().replace("_", "-") for fault in faults), lost.key


def test_a_pin_outside_what_is_asked_for_is_caught() -> None:
    record = recorded()
    pins = [replace(pin, version="0.1") if pin.name == "numpy" else pin for pin in lock_of("base")]
    faults, _used = faults_of(pins, asked_for(LOCKS["base"]), record | {"numpy==0.1": EMPTY}, OLDEST)
    assert [fault for fault in faults if "numpy" not in fault] == []
    assert (
        "scipy==1.17.1 requires numpy<2.7,>=1.26.4, which is not pinned for Python 3.11 on x86_64" in faults
    )


def test_the_locks_agree_on_each_version() -> None:
    for target in TARGETS:
        versions: dict[str, set[str]] = {}
        for pin in (pin for lock in LOCKS for pin in pins_for(lock_of(lock), target)):
            versions.setdefault(pin.name, set()).add(pin.version)
        assert {name: found for name, found in versions.items() if len(found) > 1} == {}


def test_what_is_recorded_is_of_the_pinned_files() -> None:
    record = recorded()
    hashes: dict[str, frozenset[str]] = {}
    for pin in (pin for lock in LOCKS for target in TARGETS for pin in pins_for(lock_of(lock), target)):
        hashes[pin.key] = hashes.get(pin.key, pin.hashes) & pin.hashes
    assert sorted(record) == sorted(hashes), "run `make lock`"
    assert [key for key in record if not set(record[key]["wheels"].values()) <= hashes[key]] == []


def test_every_pin_has_a_wheel_on_each_python_and_machine() -> None:
    record = recorded()
    without = {
        f"{pin.key} for {target}"
        for lock in LOCKS
        for target in TARGETS
        for pin in pins_for(lock_of(lock), target)
        if not wheels_for(record[pin.key], target)
    }
    assert without == set()


def test_what_is_recorded_is_what_the_installed_packages_say() -> None:
    """The record is the index's word; what is installed came out of the wheels themselves."""
    record, compared = recorded(), 0
    for distribution in importlib.metadata.distributions():
        key = f"{canonicalize_name(distribution.name)}=={distribution.version}"
        if package := record.get(key):
            compared += 1
            assert sorted(distribution.requires or []) == package["requires"], key
            assert (distribution.metadata.get("Requires-Python", "")) == package["python"], key
    assert compared > 100
