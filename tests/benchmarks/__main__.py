"""`make bench`: every benchmark, one after the other. Results are kept under results/."""

from __future__ import annotations

from tests.benchmarks import matching_quality

if __name__ == "__main__":
    raise SystemExit(matching_quality.main())
