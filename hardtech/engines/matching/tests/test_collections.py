import gzip

import pytest

from hardtech.engines.matching import CollectionUnreadable, Document, Query, read_collection

FILES = {
    "corpus.jsonl": '{"_id": "d1", "title": "Radar", "text": "Mines."}\n\n{"_id": "d2", "title": null, "text": "Silk."}\n',
    "queries.jsonl": '{"_id": "q", "text": "radar"}\n',
    "qrels/test.tsv": "query-id\tcorpus-id\tscore\nq\td1\t1\n",
    "drop.tsv": "query-id\tcorpus-id\nq\td2\n",
}


def write(folder, changes=None, *, zipped=False):
    for name, text in {**FILES, **(changes or {})}.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        data = text.encode("utf-8", "surrogateescape")
        if zipped:
            path.with_name(path.name + ".gz").write_bytes(gzip.compress(data))
        else:
            path.write_bytes(data)


@pytest.mark.parametrize("zipped", [False, True])
def test_reads_a_folder(tmp_path, zipped):
    write(tmp_path, zipped=zipped)
    collection = read_collection(tmp_path)
    assert collection.documents == (
        Document("d1", title="Radar", body="Mines."),
        Document("d2", body="Silk."),
    )
    assert collection.queries == {"q": Query(body="radar")}
    assert collection.judgements == {"q": {"d1": 1}}
    assert collection.dropped == {"q": frozenset({"d2"})}


def test_nothing_need_be_dropped(tmp_path):
    write(tmp_path)
    (tmp_path / "drop.tsv").unlink()
    assert read_collection(tmp_path).dropped == {}


@pytest.mark.parametrize(
    ("name", "text", "line", "finding"),
    [
        ("corpus.jsonl", '{"_id": "d", "text": ""}\n{broken\n', 2, "not JSON"),
        ("corpus.jsonl", "[]\n", 1, "not a JSON object"),
        ("corpus.jsonl", '{"_id": 3, "text": ""}\n', 1, "no text under '_id'"),
        ("queries.jsonl", '{"_id": "q"}\n', 1, "no text under 'text'"),
        ("queries.jsonl", "\udcff\udcfe", 1, "not readable as UTF-8 text"),
        ("qrels/test.tsv", "heading\n", 1, "1 of 3 columns"),
        ("qrels/test.tsv", "query-id\tcorpus-id\tscore\nq\td1\thigh\n", 2, "'high' is no whole number"),
        ("drop.tsv", "query-id\tcorpus-id\nq\n", 2, "1 of 2 columns"),
    ],
)
def test_says_where_a_file_is_broken(tmp_path, name, text, line, finding):
    write(tmp_path, {name: text})
    with pytest.raises(CollectionUnreadable) as raised:
        read_collection(tmp_path)
    assert (raised.value.path, raised.value.line) == (tmp_path / name, line)
    assert finding in raised.value.finding
    assert f"line {line}" in str(raised.value)


def test_says_which_file_is_missing(tmp_path):
    with pytest.raises(CollectionUnreadable, match=r"corpus\.jsonl: no such file") as raised:
        read_collection(tmp_path)
    assert raised.value.line == 0


@pytest.mark.parametrize("data", [b"no gzip", gzip.compress(b"{}" * 100, mtime=0)[:-9]])
def test_broken_gzip_is_told(tmp_path, data):
    write(tmp_path)
    (tmp_path / "corpus.jsonl").unlink()
    (tmp_path / "corpus.jsonl.gz").write_bytes(data)
    with pytest.raises(CollectionUnreadable):
        read_collection(tmp_path)
