from itertools import chain
from pathlib import Path

import pytest
import yaml

from hardtech.engines.matching import analyse, analyse_spans
from hardtech.engines.matching._text.glossary import find_phrases, outermost
from hardtech.engines.matching._text.glossary_rows import FOLDER, read_glossary

ROOT = Path(__file__).parents[4]
ROWS = list(read_glossary())


def found(text):
    """What of `text` the glossary knows, as it stands there, and its renderings."""
    return {
        text[start:end]: {
            "".join(words) if words[0] > "\u3000" else " ".join(words) for words in phrase.renderings
        }
        for phrase, start, end in find_phrases(text, analyse_spans(text))
    }


def names(text):
    return list(found(text))


def test_every_field_has_a_glossary_and_there_are_many_concepts():
    fields = yaml.safe_load((ROOT / "hardtech/zone/registry/fields.yaml").read_text(encoding="utf-8"))[
        "fields"
    ]
    assert {field["code"] for field in fields} <= {path.stem for path in FOLDER.glob("*.tsv")}
    assert len(ROWS) > 2000


def test_every_row_has_names_on_both_sides_and_tells_a_name_once():
    for path, english, chinese in ROWS:
        row = (path.name, english, chinese)
        assert all(chain(english, chinese)), row
        assert len({name.lower() for name in english}) == len(english), row
        assert len(set(chinese)) == len(chinese), row
    assert len({(tuple(english), tuple(chinese)) for _, english, chinese in ROWS}) == len(ROWS)


def test_every_name_is_found_where_it_stands_and_leads_to_all_its_renderings():
    def words(name):
        return outermost(sorted(analyse_spans(name), key=lambda span: (span.start, -span.end)))

    for path, english, chinese in ROWS:
        for here, there in ((english, chinese), (chinese, english)):
            for name in here:
                phrases = find_phrases(name, analyse_spans(name))
                assert len(phrases) == 1, (path.name, name)
                assert {words(other) for other in there} <= set(phrases[0].phrase.renderings), (
                    path.name,
                    name,
                )


def test_the_longest_name_wins():
    assert names("a solid-state battery") == ["solid-state battery"]
    assert names("solid state batteries, a battery") == ["solid state batteries", "battery"]
    assert names("固态电池的电解质") == ["固态电池", "电解质"]


def test_a_name_ends_where_a_word_ends():
    assert names("无人机") == ["无人机"]
    assert "光学" not in names("激光学习")


def test_a_name_does_not_reach_across_punctuation():
    assert names("carbon, fibre") == ["carbon", "fibre"]
    assert names("state of charge") == ["state of charge"]
    assert names("the state (of) charge") == ["charge"]


def test_a_word_is_known_as_written_before_its_stem():
    assert found("training")["training"] == {"训练", "培训"}
    assert found("train")["train"].isdisjoint({"训练", "培训"})
    assert found("trains")["trains"] >= {"训练", "列车"}


def test_a_hyphenated_word_with_a_part_that_counts_for_nothing_is_one():
    assert names("CAR-T") == ["CAR-T"]
    assert found("car")["car"].isdisjoint(found("CAR-T")["CAR-T"])
    assert names("take-off") == ["take-off"]
    assert names("take") == []
    assert names("point-of-care") == ["point-of-care"]


def test_technical_words_are_not_cut_into_single_characters():
    assert analyse("石墨烯和氮化镓") == ["石墨", "石墨烯", "氮化", "氮化镓"]
    assert analyse("钙钛矿区块链") == ["钙钛矿", "区块", "区块链"]


@pytest.mark.parametrize(
    ("text", "terms", "known"),
    [
        ("5G基站", ["5g", "基站"], ["5G", "基站"]),
        ("SiC衬底外延", ["sic", "衬底", "外延"], ["SiC", "衬底", "外延"]),
        ("C919大型客机", ["c919", "大型", "客机"], ["客机"]),
        ("α-Al2O3陶瓷", ["al2o3", "αal2o3", "陶瓷"], ["陶瓷"]),
        ("锂电池包", ["锂电", "电池", "锂电池", "包"], ["锂电池"]),
        ("IGBT模块", ["igbt", "模块"], ["IGBT", "模块"]),
        ("ＩＧＢＴ模块", ["igbt", "模块"], ["ＩＧＢＴ", "模块"]),
        ("采用GaN-on-Si外延片的5G射频前端", None, ["GaN", "外延片", "5G", "射频前端"]),
        (
            "3D打印TiO2光催化剂",
            ["3d", "打印", "tio2", "催化", "化剂", "光催化", "催化剂", "光催化剂"],
            ["3D打印", "TiO2", "催化剂"],
        ),
        ("中红外激光", ["红外", "中红外", "激光"], ["中红外", "激光"]),
        ("用于SLAM的LiDAR点云", ["用于", "slam", "lidar", "点云"], ["SLAM", "LiDAR", "点云"]),
        ("X射线与γ射线", ["射线", "射线"], ["射线", "射线"]),
    ],
)
def test_scripts_mix(text, terms, known):
    if terms is not None:
        assert analyse(text) == terms
    phrases = find_phrases(text, analyse_spans(text))
    assert [text[start:end] for _, start, end in phrases] == known


def test_topics_held_out_of_the_glossary_are_in_no_row():
    held_out = {
        topic.lower()
        for path in (ROOT / "tests/benchmarks/data/bilingual").glob("*.yaml")
        for pair in yaml.safe_load(path.read_text(encoding="utf-8"))["pairs"]
        if pair["held_out"]
        for topic in pair["topic"]
    }
    assert len(held_out) == 2 * 66
    assert held_out.isdisjoint(
        name.lower() for _, english, chinese in ROWS for name in chain(english, chinese)
    )
