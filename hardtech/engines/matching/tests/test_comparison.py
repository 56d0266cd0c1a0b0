"""Against bm25s, an independent implementation: with its variant and our parameters the scores agree."""

import random

import bm25s
import pytest

from hardtech.engines.matching import Catalogue, Document, Query, analyse
from hardtech.engines.matching._text.weights import parameters

WORDS = [f"word{number}x" for number in range(40)]


@pytest.mark.parametrize("seed", range(5))
def test_scores_agree_with_bm25s(seed):
    draw = random.Random(seed)
    texts = [" ".join(draw.choices(WORDS, k=draw.randint(1, 60))) for _ in range(50)]
    words = draw.sample(WORDS, 8)
    k1, b = parameters(len(words))
    theirs = bm25s.BM25(method="lucene", k1=k1, b=b, dtype="float64")
    theirs.index([analyse(text) for text in texts], show_progress=False)
    expected = theirs.get_scores(analyse(" ".join(words)))
    catalogue = Catalogue.build(Document(f"{row:02}", body=text) for row, text in enumerate(texts))
    found = catalogue.search(Query(body=" ".join(words)), 50)
    assert len(found) == (expected > 0).sum()
    for hit in found:  # Lucene leaves out the constant k1 + 1
        assert hit.score / (k1 + 1) == pytest.approx(expected[int(hit.id)], rel=1e-5)
