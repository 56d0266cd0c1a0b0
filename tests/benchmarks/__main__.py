"""`make bench`: every benchmark, one after the other. Results are kept under results/."""

from __future__ import annotations

from tests.benchmarks import (
    bilingual,
    encoder,
    learning_replay,
    matching_bulk,
    matching_quality,
    sides,
    zone_at_work,
)

if __name__ == "__main__":
    raise SystemExit(
        max(
            matching_quality.main(),
            matching_bulk.main(),
            bilingual.main(),
            learning_replay.main(),
            sides.main(),
            encoder.main(),
            rules.main(),
            zone_at_work.main(),
        )
    )
