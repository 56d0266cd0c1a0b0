"""`hardtech match bulk`: many needs × many offers, from Parquet to Parquet, on one machine or many."""

from __future__ import annotations

from pathlib import Path

import click

from hardtech.cli.match.files import TEXTS
from hardtech.cli.match.options import map_option, top_option

FIELDS = ("id", *TEXTS)

_FOLDER = click.Path(path_type=Path, file_okay=False)
_EITHER = click.Path(path_type=Path, exists=True)


@click.command("bulk")
@click.argument("needs", type=_EITHER)
@click.argument("offers", type=_EITHER)
@click.option("--out", type=_FOLDER, required=True, help="Folder for the matches; made where it is missing.")
@top_option
@click.option(
    "--shards", type=click.IntRange(1, 10_000), default=8, show_default=True,
    help="Parts of the catalogue. The matches are the same for any number.",
)  # fmt: skip
@click.option(
    "--catalogue", type=_FOLDER, metavar="DIR",
    help="Folder for the shards, to be used again with the same OFFERS.  [default: OUT/catalogue]",
)  # fmt: skip
@click.option("--workers", type=click.IntRange(1, 1024), help="Processes.  [default: one for each core]")
@click.option(
    "--ray", "address", metavar="ADDRESS",
    help="Work on the Ray cluster at ADDRESS (host:port, auto); all its nodes must see the same folders.",
)  # fmt: skip
@map_option(FIELDS)
def bulk(
    needs: Path, offers: Path, out: Path, top: int, shards: int, catalogue: Path | None, workers: int | None,
    address: str | None, mapping: dict[str, str],
) -> None:  # fmt: skip
    """Give each of NEEDS its best OFFERS; both are a Parquet file or a folder of them.

    Writes need_id, rank, offer_id and score as Parquet files in OUT/matches, and OUT/manifest.json when all is
    done. Memory does not grow with the number of needs. Run the same command again after an interruption: it goes
    on where it stopped.
    """
    if address and workers:
        raise click.UsageError(
            "--workers counts processes of this machine; a cluster (--ray) uses its own CPUs."
        )
    from hardtech.cli.match.bulk_work import (
        Wish,
        fulfil,
    )  # Polars takes its time, and other commands need none

    fulfil(
        Wish(
            needs, offers, out.absolute(), (catalogue or out / "catalogue").absolute(), top, shards, mapping
        ),
        workers,
        address,
    )
