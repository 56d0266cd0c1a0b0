"""Meaning in the box: the model itself, what it gives, and what it refuses."""

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardtech.engines.matching import (
    MODEL_IN_THE_BOX,
    Document,
    ModelDamaged,
    ModelMissing,
    OnnxEncoder,
    Query,
    text_for_meaning,
)
from hardtech.engines.matching.tests.tiny_graph import tiny_graph

TEXTS = [
    "A radar that finds mines buried in dry soil.",
    "Ground-penetrating sensor for hidden explosives",
    "Microbes spin silk fibres stronger than steel. " * 30,
    "Battery",
    "A drone follows the pipeline and measures methane.",
]
CLS, RADAR, SEP = 101, 7217, 102  # word pieces of "[CLS] radar [SEP]"
IN_FLOAT32 = [
    0.0677,
    0.0523,
    0.1412,
    -0.0483,
    0.028,
    -0.059,
    -0.0316,
    -0.0519,
    -0.0432,
    0.1147,
    -0.0168,
    0.0164,
]


@pytest.fixture(scope="module")
def encoder() -> OnnxEncoder:
    return OnnxEncoder.open()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(MODEL_IN_THE_BOX, tmp_path / "model"))


def change_manifest(folder: Path, **changes: object) -> None:
    path = folder / "manifest.json"
    told = json.loads(path.read_text(encoding="utf-8")) | changes
    path.write_text(json.dumps({k: v for k, v in told.items() if v is not None}), encoding="utf-8")


def test_rows_have_length_one_and_the_stated_dimension(encoder):
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), encoder.dimension) == (5, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)


def test_one_meaning_in_other_words_lies_closer_than_another_meaning(encoder):
    mine, sensor, silk = encoder.encode(TEXTS[:3])
    assert mine @ sensor > mine @ silk + 0.2


def test_the_vector_is_the_one_that_the_weights_give_in_float32(encoder):
    """Each 32nd number of what the unchanged weights give for this sentence (export.py --float32)."""
    (vector,) = encoder.encode(["This is an example sentence"])
    expected = np.array(IN_FLOAT32)
    assert vector[::32] @ expected / np.linalg.norm(vector[::32]) / np.linalg.norm(expected) > 0.98


@given(st.lists(st.integers(0, len(TEXTS) - 1), min_size=1, max_size=6))
@settings(max_examples=15, deadline=None)
def test_a_vector_is_the_same_whatever_stands_beside_it(order):
    encoder, alone = _shared()
    np.testing.assert_array_equal(encoder.encode([TEXTS[place] for place in order]), alone[order])


_cache: list[tuple[OnnxEncoder, np.ndarray]] = []


def _shared() -> tuple[OnnxEncoder, np.ndarray]:
    if not _cache:
        encoder = OnnxEncoder.open(threads=2)
        _cache.append((encoder, np.vstack([encoder.encode([text]) for text in TEXTS])))
    return _cache[0]


def test_threads_change_nothing(encoder):
    np.testing.assert_array_equal(OnnxEncoder.open(threads=3).encode(TEXTS), encoder.encode(TEXTS))


def test_only_what_the_model_reads_counts(encoder):
    long = "Thermal coating for turbine blades. " * 400
    np.testing.assert_array_equal(*encoder.encode([long, long + "Silk."]))


@pytest.mark.parametrize(
    "text", ["", " \n", "2024", "…!?", "🙂🙂", "面向电动汽车的锂金属电池", "SiC功率器件与驱动电路"]
)
def test_no_letters_or_another_script_give_no_vector(encoder, text):
    assert not encoder.speaks(text)
    vectors = encoder.encode([text, "Battery"])
    assert not vectors[0].any()
    assert vectors[1].any()


@pytest.mark.parametrize(
    "text", ["Battery", "Lithium metal battery (锂电池)", "Électrolyte solide à base de soufre"]
)
def test_latin_script_is_spoken(encoder, text):
    assert encoder.speaks(text)


@given(st.text(st.characters(codec=None), max_size=200))
@settings(max_examples=60, deadline=None)
def test_any_text_gives_a_row_of_length_one_or_none(text):
    encoder, _ = _shared()
    (vector,) = encoder.encode([text])
    assert np.linalg.norm(vector) == pytest.approx(1 if encoder.speaks(text) else 0, abs=1e-5)


@pytest.mark.parametrize(
    "text", ["word " * 100_000, "a" * 1_000_000, " " * 1_000_000 + "a", "\ud800 cut\x00\x07"]
)
def test_huge_and_broken_texts_are_read_as_far_as_the_model_reads(encoder, text):
    (vector,) = encoder.encode([text])
    assert np.isfinite(vector).all()


def test_nothing_to_encode_is_no_rows(encoder):
    assert encoder.encode([]).shape == (0, 384)


def test_text_for_meaning_has_the_parts_in_reading_order_and_skips_empty_ones():
    offer = Document("OF-1", title="Radar.", keywords="mines, soil", body="It finds mines.")
    assert text_for_meaning(offer) == "Radar. mines, soil. It finds mines"
    assert text_for_meaning(Query(body="雷达。")) == "雷达"
    assert text_for_meaning(Query()) == ""


def test_the_name_changes_with_what_decides_vectors_and_with_nothing_else(encoder, folder):
    assert encoder.name.startswith("all-MiniLM-L6-v2@")
    change_manifest(folder, licence="another", languages=["fr"])
    assert OnnxEncoder.open(folder).name == encoder.name
    change_manifest(folder, max_tokens=128)
    assert OnnxEncoder.open(folder).name != encoder.name


def test_prefixes_mark_questions_and_documents(encoder, folder):
    change_manifest(folder, query_prefix="query: ", document_prefix="passage: ")
    marked = OnnxEncoder.open(folder)
    np.testing.assert_array_equal(marked.encode(["radar"], asking=True), encoder.encode(["query: radar"]))
    np.testing.assert_array_equal(marked.encode(["radar"]), encoder.encode(["passage: radar"]))


def test_a_model_of_every_script_takes_chinese(folder):
    change_manifest(folder, scripts=["*"])
    assert OnnxEncoder.open(folder).encode(["面向电动汽车的锂金属电池"]).any()


def test_the_first_piece_stands_for_the_text_where_the_manifest_says_so(encoder, folder):
    change_manifest(folder, pooling="cls")
    first, mean = OnnxEncoder.open(folder).encode(["radar"])[0], encoder.encode(["radar"])[0]
    assert np.linalg.norm(first) == pytest.approx(1, abs=1e-5)
    assert first @ mean < 0.99


def test_no_manifest_is_no_model(tmp_path):
    with pytest.raises(ModelMissing) as caught:
        OnnxEncoder.open(tmp_path)
    assert caught.value.folder == tmp_path


@pytest.mark.parametrize(
    ("changes", "finding"),
    [
        ({"pooling": "max"}, "pooling"),
        ({"dimension": None}, "dimension"),
        ({"max_tokens": "256"}, "max_tokens"),
        ({"dimension": 768}, "(384,)"),
        ({"files": {"model.onnx": "0" * 64}}, "tokenizer.json"),
        ({"files": {"model.onnx": "0" * 64, "tokenizer.json": "0" * 64}}, "model.onnx"),
        ({"files": {"../x": "", "model.onnx": "", "tokenizer.json": ""}}, "../x"),
    ],
)
def test_a_manifest_that_does_not_fit_is_refused(folder, changes, finding):
    change_manifest(folder, **changes)
    with pytest.raises(ModelDamaged, match=r".*") as caught:
        OnnxEncoder.open(folder)
    assert finding in caught.value.finding


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "manifest.json"])
def test_a_file_cut_short_is_refused(folder, name):
    path = folder / name
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(ModelDamaged):
        OnnxEncoder.open(folder)


def put_graph(folder: Path, graph: bytes) -> None:
    (folder / "model.onnx").write_bytes(graph)
    files = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"]
    change_manifest(folder, files=files | {"model.onnx": hashlib.sha256(graph).hexdigest()})


@pytest.mark.parametrize(("pooling", "id_"), [("cls", CLS), ("mean", (CLS + RADAR + SEP) / 3)])
def test_a_graph_gets_what_it_asks_for_and_is_pooled_as_the_manifest_says(folder, pooling, id_):
    put_graph(folder, tiny_graph())
    change_manifest(folder, dimension=3, pooling=pooling)
    (vector,) = OnnxEncoder.open(folder).encode(["radar"])
    expected = np.array([id_, 1, 0])  # id, attention mask, kind of text
    np.testing.assert_allclose(vector, expected / np.linalg.norm(expected), rtol=1e-6)


def test_libraries_are_loaded_only_when_a_model_is_opened():
    code = "import sys, hardtech.engines.matching; print({'onnxruntime', 'tokenizers'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_a_graph_that_does_not_load_is_refused_though_its_digest_is_right(folder):
    put_graph(folder, b"no graph")
    with pytest.raises(ModelDamaged) as caught:
        OnnxEncoder.open(folder)
    assert "not loadable" in caught.value.finding
