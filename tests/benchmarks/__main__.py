"""`make bench`: every benchmark, one after the other. Results are kept under results/.

`--million` lets offers grow to 1,000,000. Those whose data are not beside the checkout are left out, in words.
"""

from __future__ import annotations

import sys

from tests.benchmarks import (
    bilingual,
    encoder,
    learning_replay,
    matching_bulk,
    matching_fusion,
    matching_quality,
    matching_scale,
    rules,
    sides,
    zone_at_work,
    zone_population,
)

if __name__ == "__main__":
    raise SystemExit(
        max(
            matching_quality.main(),
            matching_fusion.main(),
            matching_scale.main(sys.argv[1:]),
            matching_bulk.main(),
            bilingual.main(),
            learning_replay.main(),
            sides.main(),
            encoder.main(),
            rules.main(),
            zone_at_work.main(),
            zone_population.main(),
        )
    )
