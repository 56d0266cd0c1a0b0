"""An index of our own: an empty wheel for each pin of a lock, of the same name, tags and requirements."""

from __future__ import annotations

import base64
import hashlib
import re
import zipfile
from pathlib import Path

from packaging.utils import parse_wheel_filename

from tests.locks.reading import Record


def write_stub(folder: Path, name: str, file: str, *, version: str, python: str, requires: list[str]) -> str:
    """Write an empty wheel called `file`; its hash is returned."""
    extras = sorted({found for line in requires for found in re.findall(r"extra == ['\"]([^'\"]+)", line)})
    fields = [("Name", name), ("Version", version)] + ([("Requires-Python", python)] if python else [])
    fields += [("Provides-Extra", extra) for extra in extras] + [("Requires-Dist", line) for line in requires]
    tags = sorted(map(str, parse_wheel_filename(file)[3]))
    texts = {
        "METADATA": "Metadata-Version: 2.1\n" + "".join(f"{key}: {value}\n" for key, value in fields),
        "WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\n" + "".join(f"Tag: {tag}\n" for tag in tags),
    }
    # The folder inside is named like the wheel, up to its version.
    inside = "-".join(file.split("-")[:2]) + ".dist-info"
    lines = [f"{inside}/{part},{_record_hash(text)},{len(text)}" for part, text in texts.items()]
    with zipfile.ZipFile(folder / file, "w") as wheel:
        for part, text in texts.items():
            wheel.writestr(f"{inside}/{part}", text)
        wheel.writestr(f"{inside}/RECORD", "\n".join([*lines, f"{inside}/RECORD,,", ""]))
    return hashlib.sha256((folder / file).read_bytes()).hexdigest()


def _record_hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return "sha256=" + base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def write_index(folder: Path, record: Record) -> dict[str, str]:
    """Stubs of all that is recorded, and of each package with extras one more, a release ahead.

    Returns the hash of each stub of a recorded wheel by the hash of that wheel.
    """
    hashes = {}
    for key, package in record.items():
        name, version = key.split("==")
        requires, python = package["requires"], package["python"]
        for file, digest in package["wheels"].items():
            hashes[digest] = write_stub(folder, name, file, version=version, python=python, requires=requires)
        if any("extra ==" in line for line in requires):
            ahead = f"{version}.post999" if "post" not in version else f"{version}9"
            file = f"{name.replace('-', '_')}-{ahead}-py3-none-any.whl"
            write_stub(folder, name, file, version=ahead, python=python, requires=requires)
    return hashes
