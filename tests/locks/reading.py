"""Locks as pip reads them, what is recorded of each pinned package, and whether a lock is closed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import TypedDict

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.tags import Tag, compatible_tags, cpython_tags
from packaging.utils import canonicalize_name, parse_wheel_filename
from packaging.version import Version

REQUIREMENTS = Path(__file__).resolve().parents[2] / "requirements"
RECORD = REQUIREMENTS / "metadata.json"
LOCKS = {"base": ["base.in"], "cluster": ["base.in", "cluster.in"], "dev": ["dev.in"], "bench": ["bench.in"]}
"""Each lock with the files that it was compiled from."""
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
MACHINES = ("x86_64", "aarch64")
GLIBC = 28
"""The oldest GNU C library that the wheels must run on: 2.28, of 2018."""


class Package(TypedDict):
    """What the index says of one release: its requirements, the Pythons it takes, its wheels and their hashes."""

    requires: list[str]
    python: str
    wheels: dict[str, str]


Record = dict[str, Package]


@dataclass(frozen=True, slots=True)
class Pin:
    """One package of a lock."""

    name: str
    version: str
    marker: Marker | None
    hashes: frozenset[str]

    @property
    def key(self) -> str:
        return f"{self.name}=={self.version}"


@dataclass(frozen=True, slots=True)
class Target:
    """A Python on a machine with Linux."""

    python: str
    machine: str

    def __str__(self) -> str:
        return f"Python {self.python} on {self.machine}"

    def environments(self, extra: str = "") -> list[dict[str, str]]:
        """What markers ask about, for the first and for a late release of this Python."""
        return [
            {
                "implementation_name": "cpython",
                "implementation_version": full,
                "os_name": "posix",
                "platform_machine": self.machine,
                "platform_python_implementation": "CPython",
                "platform_release": "",
                "platform_system": "Linux",
                "platform_version": "",
                "python_full_version": full,
                "python_version": self.python,
                "sys_platform": "linux",
                "extra": extra,
            }
            for full in (f"{self.python}.0", f"{self.python}.99")
        ]

    def platforms(self) -> list[str]:
        return [f"manylinux_2_{minor}_{self.machine}" for minor in range(GLIBC, 16, -1)] + [
            f"{old}_{self.machine}" for old in ("manylinux2014", "manylinux2010", "manylinux1", "linux")
        ]

    @cache  # noqa: B019 - there are eight of them
    def tags(self) -> frozenset[Tag]:
        """Of the wheels that run there."""
        version = tuple(int(part) for part in self.python.split("."))
        interpreter = f"cp{version[0]}{version[1]}"
        native = cpython_tags(version, platforms=self.platforms())
        return frozenset([*native, *compatible_tags(version, interpreter, self.platforms())])


TARGETS = [Target(*chosen) for chosen in product(PYTHONS, MACHINES)]


def read_lock(text: str) -> tuple[Pin, ...]:
    """The pins of a lock."""
    lines = (line for line in text.splitlines() if not line.lstrip().startswith("#"))
    pins = []
    for entry in "\n".join(lines).replace("\\\n", " ").splitlines():
        if not entry.strip():
            continue
        requirement, *hashes = entry.split("--hash=sha256:")
        wanted = Requirement(requirement)
        (exact,) = wanted.specifier
        pins.append(
            Pin(
                canonicalize_name(wanted.name),
                exact.version,
                wanted.marker,
                frozenset(one.strip() for one in hashes),
            )
        )
    return tuple(pins)


@cache
def lock_of(name: str) -> tuple[Pin, ...]:
    return read_lock((REQUIREMENTS / f"{name}.txt").read_text(encoding="utf-8"))


def asked_for(files: Iterable[str]) -> Iterator[Requirement]:
    """The requirements that a person wrote, those of files that these include among them."""
    for file in files:
        for line in (REQUIREMENTS / file).read_text(encoding="utf-8").splitlines():
            content = line.partition("#")[0].strip()
            if content.startswith("-r "):
                yield from asked_for([content.removeprefix("-r ").strip()])
            elif content and not content.startswith("-c "):
                yield Requirement(content)


@cache
def recorded() -> Record:
    record: Record = json.loads(RECORD.read_text(encoding="utf-8"))
    return record


def pins_for(pins: Iterable[Pin], target: Target) -> list[Pin]:
    """Those that pip installs there."""
    return [pin for pin in pins if applies(pin.marker, target)]


@cache
def applies(marker: Marker | None, target: Target, extras: tuple[str, ...] = ("",)) -> bool:
    if marker is None:
        return True
    return any(marker.evaluate(environment) for extra in extras for environment in target.environments(extra))


def faults_of(
    pins: Iterable[Pin], roots: Iterable[Requirement], record: Record, target: Target
) -> tuple[list[str], set[str]]:
    """What keeps the pins from being closed there, in words, and the keys of the pins that something asks for."""
    present = {pin.name: pin for pin in pins_for(pins, target)}
    waiting = [("a file of ours", requirement) for requirement in roots]
    faults, used, seen = [], set(), set()
    while waiting:
        by, wanted = waiting.pop()
        name = canonicalize_name(wanted.name)
        if (name, *sorted(wanted.extras), str(wanted.specifier)) in seen:
            continue
        seen.add((name, *sorted(wanted.extras), str(wanted.specifier)))
        pin = present.get(name)
        if pin is None or not wanted.specifier.contains(pin.version, prereleases=True):
            faults.append(f"{by} requires {wanted}, which is not pinned for {target}")
            continue
        used.add(pin.key)
        for line in record[pin.key]["requires"]:
            needed = _parsed(line)
            if applies(needed.marker, target, ("", *wanted.extras)):
                waiting.append((pin.key, needed))
    return sorted(faults), used


_parsed = cache(Requirement)


def wheels_for(package: Package, target: Target) -> dict[str, str]:
    """The wheels of a release that run there, with their hashes; none where it does not take that Python."""
    if not SpecifierSet(package["python"]).contains(Version(f"{target.python}.0")):
        return {}
    return {
        file: digest
        for file, digest in package["wheels"].items()
        if parse_wheel_filename(file)[3] & target.tags()
    }
