import time
import unicodedata

import pytest

from hardtech.engines.matching import Query, analyse, analyse_spans
from hardtech.engines.matching._text.analysis import LONGEST_TEXT, LONGEST_WORD, sentences


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("", []),
        ("The batteries of a laser", ["batteri", "laser"]),
        ("ground-penetrating radar", ["ground", "penetr", "groundpenetr", "radar"]),
        ("ground\u2010penetrating", ["ground", "penetr", "groundpenetr"]),
        ("Li-S", ["li", "lis"]),
        ("a-b-c-d-ef", ["ef"]),
        ("the-of", ["theof"]),
        ("company's", ["compani"]),
        ("3.5 GHz", ["3.5", "ghz"]),
        ("version 1.2.3", ["version", "2.3"]),
        ("38,000 modules at 1,800.5 W.", ["38000", "modul", "1800.5"]),
        ("reached 2,500.", ["reach", "2500"]),
        ("ＦＵＬＬ　ｗｉｄｔｈ　３．５", ["full", "width", "3.5"]),
        ("naïve cafe\u0301", ["naiv", "cafe"]),
        ("ﬁbre ½ m²", ["fibr", "m2"]),
        ("see https://example.org/a?b=c or www.example.org", ["see"]),
        ("飞行器的姿态控制", ["飞行", "飞行器", "姿态", "控制", "姿态控制"]),
        ("基于MRP模型的Rodrigues参数", ["基于", "mrp", "模型", "rodrigu", "参数"][1:]),
        ("😀 \u202eradar\u202c \x00\x07", ["radar"]),
        ("\ud800", []),
    ],
)
def test_terms(text, terms):
    assert analyse(text) == terms


def test_full_width_and_half_width_are_one():
    assert analyse("ＭＯＦ材料") == analyse("MOF材料")


def test_compatibility_ideographs_are_folded():
    assert analyse("\uf9dc行") == analyse("\u9686行")


def test_every_ideograph_folds_to_one():
    ranges = [(0x3005, 0x3008), (0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00), (0x20000, 0x323B0)]
    assert all(
        len(unicodedata.normalize("NFKC", chr(c))) == 1 for first, last in ranges for c in range(first, last)
    )


def test_spans_say_where_each_term_stands():
    text = "Li-S batteries, 飞行器"
    found = [(span.term, text[span.start : span.end]) for span in analyse_spans(text)]
    assert found == [
        ("li", "Li"),
        ("lis", "Li-S"),
        ("batteri", "batteries"),
        ("飞行", "飞行"),
        ("飞行器", "飞行器"),
    ]


def test_a_word_longer_than_any_word_is_cut():
    assert analyse("q" * 10_000) == ["q" * LONGEST_WORD]


def test_what_follows_the_longest_text_is_left_out():
    assert analyse("a " * (LONGEST_TEXT // 2) + "radar") == []


@pytest.mark.parametrize(
    "text",
    [
        "a" * 10_000_000,
        "word " * 2_000_000,
        "a-" * 1_000_000,
        "1." * 1_000_000,
        " " * 1_000_000 + "x",
        "!" * 1_000_000,
        '."' * 500_000,
        "\r\n" * 500_000,
        "a\u0301" * 500_000,
        "\u0301" * 1_000_000,
        "中" * 1_000_000,
        "中." * 500_000,
        "http://" * 200_000,
        "www." * 300_000,
        "aA." * 400_000,
    ],
    ids=lambda text: ascii(text[:6]),
)
def test_nothing_stalls(text):
    started = time.process_time()
    analyse(text)
    sentences(text)
    assert time.process_time() - started < 10


def test_sentences():
    text = "  We need it.  Fast!\n\nIs Li-S (sic.) good? Yes.No 3.5 stops. 采用了方法。结果好！参数.仿真 end"
    assert [text[start:end] for start, end in sentences(text)] == [
        "We need it.",
        "Fast!",
        "Is Li-S (sic.)",
        "good?",
        "Yes.",
        "No 3.5 stops.",
        "采用了方法。",
        "结果好！",
        "参数.",
        "仿真 end",
    ]


def test_the_first_sentence_of_a_long_text_is_its_title():
    query = Query.from_text("Antifouling of seawater systems. " + "Fouling costs fuel. " * 20)
    assert query.title == "Antifouling of seawater systems."
    assert query.body.startswith(" Fouling costs fuel.")


@pytest.mark.parametrize("text", ["", "Short. Text.", "no end " * 100])
def test_a_short_text_or_an_endless_sentence_has_no_title(text):
    assert Query.from_text(text) == Query(body=text)
