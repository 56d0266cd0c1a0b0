"""What `make test` and `make check` run, in one order, with one summary.

First the checks (format, lint, floors, types, migrations, translations), then pytest with branch coverage.
Every check runs even when one before it failed, so that one run names all faults.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

CHECKS: list[tuple[str, list[str]]] = [
    ("format", [str(BIN / "ruff"), "format", "--check", "--quiet", "."]),
    ("lint", [str(BIN / "ruff"), "check", "--quiet", "."]),
    ("floors", [str(BIN / "lint-imports"), "--no-cache"]),
    ("types", [str(BIN / "mypy"), "hardtech"]),
]


def run(name: str, command: list[str]) -> bool:
    """Run one check; its output is shown only when it fails."""
    began = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    verdict = "ok" if done.returncode == 0 else "FAILED"
    print(f"{name:<14}{verdict:<8}{time.monotonic() - began:5.1f} s", flush=True)
    if done.returncode:
        print(done.stdout + done.stderr, flush=True)
    return done.returncode == 0


def tests(extra: list[str]) -> bool:
    """Run pytest on both cores with branch coverage; a coverage below the floor fails."""
    workers = os.environ.get("HARDTECH_TEST_WORKERS", "2")
    coverage = ["--cov", "--cov-report=term:skip-covered", "--durations=15"] if not extra else []
    command = [sys.executable, "-m", "pytest", "-q", "-n", workers, "--dist", "loadgroup", *coverage, *extra]
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0


def main() -> int:
    arguments = sys.argv[1:]
    verdicts = [run(name, command) for name, command in CHECKS]  # a list: every check runs
    passed = all(verdicts)
    if "--checks-only" not in arguments:
        passed = tests(arguments) and passed
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
