"""Needs × offers → ranked matches, each with its reasons and gaps. See README.md."""

from hardtech.engines.matching._analysis import Span, analyse, analyse_spans
from hardtech.engines.matching._catalogue import Catalogue
from hardtech.engines.matching._collections import TestCollection, read_collection
from hardtech.engines.matching._errors import (
    BulkRefused,
    CatalogueDamaged,
    CatalogueFromFuture,
    CatalogueMissing,
    CollectionUnreadable,
    DuplicateDocument,
    MatchingError,
)
from hardtech.engines.matching._evaluation import Measures, evaluate
from hardtech.engines.matching._explain import Explainer, explain, trl_gap
from hardtech.engines.matching._likeness import Likeness, full_score
from hardtech.engines.matching._types import (
    Document,
    Explanation,
    Gap,
    Hit,
    Passage,
    Query,
    Reason,
    Statistics,
    TrlGap,
)

__all__ = [
    "BulkRefused",
    "Catalogue",
    "CatalogueDamaged",
    "CatalogueFromFuture",
    "CatalogueMissing",
    "CollectionUnreadable",
    "Document",
    "DuplicateDocument",
    "Explainer",
    "Explanation",
    "Gap",
    "Hit",
    "Likeness",
    "MatchingError",
    "Measures",
    "Passage",
    "Query",
    "Reason",
    "Span",
    "Statistics",
    "TestCollection",
    "TrlGap",
    "analyse",
    "analyse_spans",
    "evaluate",
    "explain",
    "full_score",
    "read_collection",
    "trl_gap",
]
