"""Loading ahead what is else loaded at first use, so that nobody waits for it."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np

from hardtech.engines.matching._figures.findings import Reading, findings
from hardtech.engines.matching._figures.requirements import requirements
from hardtech.engines.matching._index.catalogue import Catalogue
from hardtech.engines.matching._text.explain import Explainer
from hardtech.engines.matching._types import Document, Query, Vector

_DIMENSION = 8


def warm_up() -> None:
    """Search a toy catalogue in each way once: compiled loops, stemmers and tables come into memory, a second or two."""
    vector = Vector("toy", np.full(_DIMENSION, _DIMENSION**-0.5, dtype=np.float32))
    offer = Document("offer", title="Battery 电池", body="At 25 °C it stores 350 Wh/kg.", vector=vector)
    need = Query(title="Battery 电池", body="It must store 300 Wh/kg.", vector=vector)
    with tempfile.TemporaryDirectory() as folder:
        Catalogue.build([offer]).save(Path(folder))
        catalogue = Catalogue.open(Path(folder))
        for searched in (catalogue, catalogue.with_changes([offer])):
            searched.search(need, 1, {"offer"})
        Explainer(need, catalogue).explain(offer)
    findings(requirements(need), Reading(offer))
