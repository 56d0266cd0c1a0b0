"""What each choice of the fusion is worth, and whether the values hold on collections that they were not chosen on.

Leave one out: of a grid of values those with the best mean nDCG@10 on all other collections are taken, and the one
left out is ranked with them. Had our values been bent to one collection, it would lose much when it is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from itertools import product

import numpy as np
from rich.console import Console
from rich.table import Table

from hardtech.engines.matching import Catalogue, TestCollection, evaluate
from hardtech.engines.matching._meaning import fusion
from hardtech.engines.matching._text import weights
from tests.benchmarks.collections_read import LABELLED, MADE, collection
from tests.benchmarks.common import keep, reads

NAMES = (*(name for name in LABELLED if name != "csl-zh"), *MADE)
DEPTH = 20
GRID: dict[str, Sequence[float]] = {
    "SHORT_B": (0.6, 0.75),
    "SHORT_SHARE": (0.4, 0.5, 0.6),
    "LENT": (0.0, 0.4),
}
ONE_CHANGED: dict[str, dict[str, float]] = {
    "as chosen": {},
    "meaning 0.4 for short queries": {"SHORT_SHARE": 0.4},
    "meaning 0.6 for short queries": {"SHORT_SHARE": 0.6},
    "meaning 0.5 for long queries, too": {"LONG_SHARE": 0.5},
    "meaning 0.2 for long queries": {"LONG_SHARE": 0.2},
    "no score lent": {"LENT": 0.0},
    "half the score lent": {"LENT": 0.5},
    "all of the block lend": {"LENDERS": 50},
    "five lend": {"LENDERS": 5},
    "k1 1.5, b 0.75 for short queries": {"SHORT_K1": 1.5, "SHORT_B": 0.75},
    "k1 1.2, b 0.75 for short queries": {"SHORT_B": 0.75},
}
MODULES = (fusion, weights)


@contextmanager
def values(changed: Mapping[str, float]) -> Iterator[None]:
    """The engine with some of its values changed."""
    with ExitStack() as stack:
        for name, value in changed.items():
            (module,) = (one for one in MODULES if hasattr(one, name))
            stack.callback(setattr, module, name, getattr(module, name))
            setattr(module, name, value)
        yield


def ndcg(found: TestCollection, catalogue: Catalogue) -> float:
    rankings = {}
    for id_, query in found.queries.items():
        dropped = found.dropped.get(id_, frozenset())
        hits = catalogue.search(query, DEPTH + len(dropped))
        rankings[id_] = [hit.id for hit in hits if hit.id not in dropped]
    return evaluate(rankings, found.judgements).ndcg_at_10


@reads(*LABELLED, "sbir-records")
def main() -> int:
    console = Console()
    known = {name: collection(name) for name in NAMES}
    catalogues = {name: Catalogue.build(found.documents) for name, found in known.items()}

    def row(changed: Mapping[str, float]) -> list[float]:
        with values(changed):
            return [round(ndcg(known[name], catalogues[name]), 4) for name in NAMES]

    one_changed = {label: row(changed) for label, changed in ONE_CHANGED.items()}
    _show(console, "One value changed", one_changed)
    points = [dict(zip(GRID, point, strict=True)) for point in product(*GRID.values())]
    grid = np.array([row(point) for point in points])
    left_out = {}
    for place, name in enumerate(NAMES):
        others = np.delete(grid, place, axis=1).mean(axis=1)
        best = int(np.argmax(others))
        left_out[name] = {
            "chosen_on_the_others": points[best],
            "ndcg@10": float(grid[best, place]),
            "as_shipped": one_changed["as chosen"][place],
            "best_of_the_grid_for_it": float(grid[:, place].max()),
        }
    table = Table(
        "left out", "chosen on the others", "as shipped", "best for it alone", title="Leave one out"
    )
    for name, told in left_out.items():
        table.add_row(
            name, *(f"{told[key]:.4f}" for key in ("ndcg@10", "as_shipped", "best_of_the_grid_for_it"))
        )
    console.print(table)
    keep(
        "matching_fusion", {"collections": NAMES, "one_value_changed": one_changed, "leave_one_out": left_out}
    )
    return 0


def _show(console: Console, title: str, rows: Mapping[str, Sequence[float]]) -> None:
    table = Table("values", *NAMES, "mean", title=title)
    for label, figures in rows.items():
        table.add_row(label, *(f"{figure:.4f}" for figure in figures), f"{np.mean(figures):.4f}")
    console.print(table)
