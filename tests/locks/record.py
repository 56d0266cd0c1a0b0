"""`python -m tests.locks.record`: ask the index once what each pinned package requires, for `metadata.json`.

`make lock` runs it. pip is asked for each Python and machine, so a pin without a wheel for one of them ends it with
pip's own words. What is recorded already, for the same hashes, is kept.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name

from tests.locks.reading import (
    LOCKS,
    RECORD,
    TARGETS,
    Package,
    Pin,
    Record,
    Target,
    lock_of,
    pins_for,
    recorded,
    wheels_for,
)

FLAGS = ["--disable-pip-version-check", "--quiet", "--dry-run", "--ignore-installed", "--no-deps"]
# pip would compare what a package takes with the Python that pip runs in; a test compares it with the one asked for.
FLAGS += ["--ignore-requires-python"]


def main() -> int:
    locks = [lock_of(name) for name in LOCKS]
    known = recorded() if RECORD.exists() else {}
    record: Record = {
        pin.key: _kept(known[pin.key], pin) for lock in locks for pin in lock if pin.key in known
    }
    for target in TARGETS:
        wanted = {pin.key: pin for lock in locks for pin in pins_for(lock, target)}
        missing = [pin for pin in wanted.values() if not _has_wheel(record, pin, target)]
        for key, package in _asked(missing, target):
            former = record.setdefault(key, package)
            if former["requires"] != package["requires"]:
                print(f"{key}: its wheels differ in what they require; for {target}: {package['requires']}")
                return 1
            former["wheels"] |= package["wheels"]
    RECORD.write_text(json.dumps(record, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return 0


def _kept(package: Package, pin: Pin) -> Package:
    """What is recorded, less the wheels that the lock no longer takes."""
    wheels = {file: digest for file, digest in package["wheels"].items() if digest in pin.hashes}
    return {**package, "wheels": wheels}


def _has_wheel(record: Record, pin: Pin, target: Target) -> bool:
    return pin.key in record and bool(wheels_for(record[pin.key], target))


def _asked(pins: Iterable[Pin], target: Target) -> Iterator[tuple[str, Package]]:
    """What pip would install there. It reads no markers for another Python: those of the pins are dealt with."""
    lines = [
        " ".join([pin.key, *(f"--hash=sha256:{digest}" for digest in sorted(pin.hashes))]) for pin in pins
    ]
    if not lines:
        return
    print(f"Asking the index for {len(lines)} packages, for {target} ...", flush=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "lock.txt").write_text("\n".join(lines), encoding="utf-8")
        platforms = [f"--platform={platform}" for platform in target.platforms()]
        where = [
            "--only-binary=:all:",
            f"--python-version={target.python}",
            *platforms,
            f"--target={folder}/none",
        ]
        wanted = ["--require-hashes", f"--report={folder}/report.json", "-r", f"{folder}/lock.txt"]
        subprocess.run([sys.executable, "-m", "pip", "install", *FLAGS, *where, *wanted], check=True)
        report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    for one in report["install"]:
        yield _package(one)


def _package(installed: dict[str, Any]) -> tuple[str, Package]:
    metadata, download = installed["metadata"], installed["download_info"]
    file = download["url"].rpartition("/")[2]
    return f"{canonicalize_name(metadata['name'])}=={metadata['version']}", {
        "requires": sorted(metadata.get("requires_dist", [])),
        "python": metadata.get("requires_python", ""),
        "wheels": {file: download["archive_info"]["hashes"]["sha256"]},
    }


if __name__ == "__main__":
    sys.exit(main())
