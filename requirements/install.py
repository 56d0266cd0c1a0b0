"""Install what a lock pins into this Python's environment, and show how far it is. `make` calls it."""

from __future__ import annotations

import re
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path

# The lock is complete (tests/locks shows it). Told not to look for dependencies, pip also does not ask for
# the newest release of a package with extras, which older versions of pip do and then refuse as unpinned.
FLAGS = ["--no-deps", "--require-hashes", "--disable-pip-version-check", "--no-input", "--progress-bar=off"]
PAUSE = 0.3
"""Seconds between two looks at pip's log."""
QUIET = 10.0
"""Seconds between two lines where nobody watches a terminal."""


def main(lock: Path) -> int:
    """Run pip; its own words are printed only when it fails. Return its exit code."""
    pins = len(re.findall(r"^[\w.-]+==", lock.read_text(encoding="utf-8"), re.MULTILINE))
    with tempfile.NamedTemporaryFile("r", encoding="utf-8", errors="replace") as log:
        command = [sys.executable, "-m", "pip", "install", *FLAGS, "-r", str(lock)]
        with subprocess.Popen(command, stdout=log.fileno(), stderr=subprocess.STDOUT) as pip:
            try:
                _watch(pip, Path(log.name), pins)
            except KeyboardInterrupt:
                pip.wait()
                return 130
        if pip.returncode:
            print(Path(log.name).read_text(encoding="utf-8", errors="replace"))
        return pip.returncode


def _watch(pip: subprocess.Popen[bytes], log: Path, pins: int) -> None:
    """Print the progress until pip ends: in place on a terminal, else a line now and then."""
    terminal = sys.stdout.isatty()
    began = shown = time.monotonic()
    while pip.poll() is None:
        time.sleep(PAUSE)
        now = time.monotonic()
        line = f"  {_progress(log, pins)}, {now - began:.0f} s"
        if terminal:
            print(f"\r{line:<60}", end="", flush=True)
        elif now - shown >= QUIET:
            shown = now
            print(line, flush=True)
    if terminal:
        print("\r" + " " * 60, end="\r")


def _progress(log: Path, pins: int) -> str:
    text = log.read_text(encoding="utf-8", errors="replace")
    wanted = pins - text.count("Ignoring ")
    if "Installing collected packages" in text:
        unpacked = sum(1 for _ in Path(sysconfig.get_path("purelib")).glob("*.dist-info"))
        return f"unpacked {min(unpacked, wanted)} of {wanted} packages"
    ready = len(re.findall(r"^(?:Collecting|Requirement already satisfied)", text, re.MULTILINE))
    return f"fetched {ready} of {wanted} packages"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
