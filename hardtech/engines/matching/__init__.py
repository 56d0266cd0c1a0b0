"""Needs × offers → ranked matches, each with its reasons and gaps. See README.md."""

from hardtech.engines.matching._collections import TestCollection, read_collection
from hardtech.engines.matching._errors import (
    BulkRefused,
    CatalogueDamaged,
    CatalogueFromFuture,
    CatalogueMissing,
    CollectionUnreadable,
    DuplicateDocument,
    EndpointFailed,
    MatchingError,
    ModelDamaged,
    ModelMissing,
    ModelsMixed,
)
from hardtech.engines.matching._evaluation import Measures, evaluate
from hardtech.engines.matching._figures.figures import Figure, figures
from hardtech.engines.matching._figures.findings import Reading, compare, findings
from hardtech.engines.matching._figures.requirements import requirements, stated_requirement
from hardtech.engines.matching._index.catalogue import Catalogue
from hardtech.engines.matching._learning.exposure import Exposure, OwnerExposure, Shown, exposure
from hardtech.engines.matching._learning.features import (
    History,
    Outcome,
    Traits,
    feature_family,
    pair_features,
)
from hardtech.engines.matching._learning.ranking import Example, RankingModel, Weight, train_ranking
from hardtech.engines.matching._learning.replay import (
    Doubt,
    Duel,
    Gate,
    Judgement,
    Replay,
    interleave,
    judge_ranking,
    replay,
)
from hardtech.engines.matching._meaning.encoder import (
    MODEL_IN_THE_BOX,
    Encoder,
    OnnxEncoder,
    text_for_meaning,
)
from hardtech.engines.matching._meaning.endpoint import EndpointEncoder
from hardtech.engines.matching._meaning.fusion import share_of_best
from hardtech.engines.matching._meaning.likeness import Likeness, full_score
from hardtech.engines.matching._meaning.windows import vectors_of
from hardtech.engines.matching._text.analysis import TermSpan, analyse, analyse_spans
from hardtech.engines.matching._text.explain import Explainer, explain, trl_gap
from hardtech.engines.matching._types import (
    Document,
    Explanation,
    Finding,
    Gap,
    Hit,
    Passage,
    Query,
    QueryRequirement,
    Reason,
    Statistics,
    TrlGap,
    Vector,
)
from hardtech.engines.matching._warm import warm_up

__all__ = [  # noqa: RUF022 - as sorted() has it, which a test holds
    "BulkRefused",
    "Catalogue",
    "CatalogueDamaged",
    "CatalogueFromFuture",
    "CatalogueMissing",
    "CollectionUnreadable",
    "Document",
    "Doubt",
    "Duel",
    "DuplicateDocument",
    "Encoder",
    "EndpointEncoder",
    "EndpointFailed",
    "Example",
    "Explainer",
    "Explanation",
    "Exposure",
    "Figure",
    "Finding",
    "Gap",
    "Gate",
    "History",
    "Hit",
    "Judgement",
    "Likeness",
    "MODEL_IN_THE_BOX",
    "MatchingError",
    "Measures",
    "ModelDamaged",
    "ModelMissing",
    "ModelsMixed",
    "OnnxEncoder",
    "Outcome",
    "OwnerExposure",
    "Passage",
    "Query",
    "QueryRequirement",
    "RankingModel",
    "Reading",
    "Reason",
    "Replay",
    "Shown",
    "Statistics",
    "TermSpan",
    "TestCollection",
    "Traits",
    "TrlGap",
    "Vector",
    "Weight",
    "analyse",
    "analyse_spans",
    "compare",
    "evaluate",
    "explain",
    "exposure",
    "feature_family",
    "figures",
    "findings",
    "full_score",
    "interleave",
    "judge_ranking",
    "pair_features",
    "read_collection",
    "replay",
    "requirements",
    "share_of_best",
    "stated_requirement",
    "text_for_meaning",
    "train_ranking",
    "trl_gap",
    "vectors_of",
    "warm_up",
]
