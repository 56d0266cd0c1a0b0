"""Documents and queries for the property tests: few words, so that they meet."""

from hypothesis import strategies as st

from hardtech.engines.matching import Document, Query

WORDS = [
    "laser",
    "radar",
    "silk",
    "battery",
    "li-ion",
    "electrolyte",
    "飞行器",
    "姿态控制",
    "mach",
    "3.5",
    "quantum",
    "laser radar",
    "激光雷达",
    "aircraft",
    "the",
]

text = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)
any_text = st.text(st.characters(), max_size=200)
ids = st.text(st.characters(codec="utf-8"), max_size=4)
trl = st.none() | st.integers(1, 9)
document = st.builds(Document, id=ids, title=text, keywords=text, summary=text, body=text, trl=trl)
documents = st.lists(document, max_size=12, unique_by=lambda one: one.id)
query = st.builds(Query, title=text, keywords=text, summary=text, body=text, trl=trl)
