"""What a server loads before its first visitor."""

from __future__ import annotations

import subprocess
import sys

COMPILED_AFTER = """
from pathlib import Path
import sys

import numpy as np

from hardtech.engines.matching import Catalogue, Document, Query, Vector, warm_up
from hardtech.engines.matching._index import kernels, lookups
from hardtech.engines.matching._meaning import dots

if sys.argv[2] == "warm":
    warm_up()
kernels = {
    f"{module.__name__}.{name}": kernel
    for module in (dots, kernels, lookups)
    for name, kernel in vars(module).items()
    if hasattr(kernel, "signatures")
}
before = {name: len(kernel.signatures) for name, kernel in kernels.items()}
vector = Vector("toy", np.eye(1, 16, dtype=np.float32)[0])
documents = [Document(f"D{number}", "laser " * number, vector=vector) for number in range(9)]
Catalogue.build(documents).save(Path(sys.argv[1]))
catalogue = Catalogue.open(Path(sys.argv[1]))
catalogue.search(Query(title="laser", vector=vector), 3, {"D1", "D2"})
catalogue.with_changes(documents[:1], ["D5"]).search(Query(title="laser"), 3)
print([name for name, kernel in kernels.items() if len(kernel.signatures) != before[name]])
"""


def compiled_by_a_search(folder, how):
    done = subprocess.run(
        [sys.executable, "-c", COMPILED_AFTER, folder, how], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_after_warming_up_a_search_compiles_nothing(tmp_path):
    assert compiled_by_a_search(tmp_path / "cold", "cold") != "[]"
    assert compiled_by_a_search(tmp_path / "warm", "warm") == "[]"
