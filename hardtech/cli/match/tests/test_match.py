"""`hardtech match` on plain files, as a person calls it."""

import csv
import gzip
import json
import re
import subprocess
import sys
from html.parser import HTMLParser

import pytest
from click.testing import CliRunner

from hardtech.cli.match import command
from hardtech.cli.match.command import match

NEEDS = [
    {
        "id": "N1",
        "title": "Airborne radar against mines",
        "text": "Find <b>mines</b> in the ground.",
        "trl": "TRL 6",
    },
    {"id": "N2", "title": "没有共同词", "text": ""},
]
OFFERS = [
    {
        "id": "O1",
        "title": "Radar <script>alert(1)</script> & mines",
        "abstract": "Finds mines.",
        "trl": 4,
        "company": "Ä & Co",
    },
    {"id": "O2", "title": "Spider silk", "abstract": "Spin silk.", "keywords": ["silk", "mines"]},
]


def write(path, rows):
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return str(path)


@pytest.fixture
def files(tmp_path):
    return write(tmp_path / "needs.jsonl", NEEDS), write(tmp_path / "offers.jsonl", OFFERS)


def run(*arguments):
    return CliRunner().invoke(match, ["run", *map(str, arguments)])


class Page(HTMLParser):
    """What a browser would make of the report: opened tags, visible text."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes, self.text = [], [], ""
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += attributes

    def handle_data(self, data):
        self.text += data


def test_html_is_one_escaped_file_that_loads_nothing(tmp_path, files):
    out = tmp_path / "matches.html"
    result = run(*files, "--out", out)
    assert result.exit_code == 0, result.output
    html = out.read_text(encoding="utf-8")
    page = Page(html)
    assert page.tags.count("script") == 1
    assert "b" in page.tags
    assert "Radar <script>alert(1)</script> & mines" in page.text
    assert "Find <b>mines</b> in the ground." in page.text
    assert not [
        value for name, value in page.attributes if name in {"src", "href"} and not value.startswith("#")
    ]
    assert not re.search(r"https?://|@import|url\(", html)
    assert page.tags.count("mark") >= 1
    assert "TRL 4; TRL 6 is asked for" in page.text
    assert "not stated; TRL 6 is asked for" in page.text
    assert "No offer shares a word or a meaning with this need." in page.text
    assert "Ä & Co" in page.text
    assert "2 matches of 2 needs" in result.output
    assert not list(tmp_path.glob(".*.part"))


def test_the_report_speaks_chinese(tmp_path, files):
    out = tmp_path / "matches.html"
    assert run(*files, "--out", out, "--language", "zh", "--top", 1).exit_code == 0
    html = out.read_text(encoding="utf-8")
    assert '<html lang="zh-Hans">' in html
    assert "TRL 4；要求 TRL 6" in html
    assert "1 项供给" in html


def test_jsonl_holds_one_match_a_line(tmp_path, files):
    out = tmp_path / "matches.jsonl.gz"
    assert run(*files, "--out", out).exit_code == 0
    first, second = map(json.loads, gzip.decompress(out.read_bytes()).decode().splitlines())
    assert (first["need_id"], first["rank"], first["offer_id"]) == ("N1", 1, "O1")
    assert (first["trl_asked"], first["trl_offered"], first["owner"]) == (6, 4, "Ä & Co")
    assert first["words"] + first["meaning"] + first["company"] == pytest.approx(first["score"], abs=1e-5)
    by_words = sum(reason["share"] for reason in first["reasons"]) * first["score"]
    assert by_words == pytest.approx(first["words"], abs=1e-4)
    assert first["gaps"] == ["Airborne"]
    assert (second["offer_id"], second["trl_offered"]) == ("O2", None)


def test_csv_holds_one_match_a_row(tmp_path, files):
    out = tmp_path / "matches.csv"
    assert run(*files, "--out", out, "--top", 1).exit_code == 0
    with out.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["offer_id"] == "O1"


def test_columns_under_other_names_and_in_chinese(tmp_path):
    needs = tmp_path / "needs.csv"
    needs.write_text("需求名称,Langtext\n飞行器控制,\n,姿态控制\n", encoding="utf-8")
    offers = write(
        tmp_path / "offers.jsonl", [{"题名": "飞行器姿态控制系统", "kind": {"de": "x"}, "成熟度": 7.0}]
    )
    out = tmp_path / "matches.jsonl"
    result = run(needs, offers, "--out", out, "--map", "Langtext=body")
    assert result.exit_code == 0, result.output
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [(row["need_id"], row["need_title"], row["trl_offered"]) for row in rows] == [
        ("line 2", "飞行器控制", 7),
        ("line 3", "姿态控制", 7),
    ]


@pytest.mark.parametrize(
    "table",
    [
        (
            "eus_instrument_id,eus_display_name,eus_instrument_name,eus_available_hours\n"
            "7,Secondary ion mass spectrometer,TOF-SIMS 1997,10\n8,Electron microscope,Titan 80-300,24\n"
        ),
        (
            "instrument_id,instrument,instrument_class,room_number,description\n"
            "7,TOF-SIMS,Time_of_flight,1621,Secondary ion mass spectrometer\n8,Titan,TEM,1417,Electron microscope\n"
        ),
        "仪器编号,仪器名称,主要功能\n7,飞行时间二次离子质谱仪,secondary ion mass spectrometry\n8,透射电镜,high resolution\n",
    ],
)
def test_a_list_of_instruments_is_known_by_its_columns(tmp_path, table):
    needs, instruments = tmp_path / "needs.csv", tmp_path / "instruments.csv"
    needs.write_text("id,title\nN1,Secondary ion mass spectrometry of a film\n")
    instruments.write_text(table, encoding="utf-8")
    out = tmp_path / "matches.jsonl"
    result = run(needs, instruments, "--out", out)
    assert result.exit_code == 0, result.output
    (row,) = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert (row["need_id"], row["offer_id"]) == ("N1", "7")


def test_columns_that_took_no_part_are_named(tmp_path, files):
    needs = tmp_path / "needs.csv"
    needs.write_text("标题,成果说明,备注\n雷达,地雷探测,急\n", encoding="utf-8")
    result = run(needs, files[1], "--out", tmp_path / "matches.csv", "--map", "成果说明=body")
    assert "needs.csv: columns not used: 备注. To use one: --map COLUMN=FIELD" in result.output
    assert "offers.jsonl: columns" not in result.output


def test_refused_rows_are_told_and_written_with_line_and_reason(tmp_path, files):
    needs = tmp_path / "broken.jsonl"
    lines = [json.dumps({"id": f"N{number}", "title": "radar"}) for number in range(16)]
    lines += [
        "{broken",
        json.dumps({"id": "N1", "title": "again"}),
        json.dumps({"id": "N99", "agency": True}),
    ]
    needs.write_text("\n".join(lines), encoding="utf-8")
    out = tmp_path / "matches.jsonl"
    result = run(needs, files[1], "--out", out)
    assert result.exit_code == 0, result.output
    assert "broken.jsonl, line 17" in result.output
    assert "3 rows were refused" in result.output
    with (tmp_path / "matches.jsonl.rejects.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [(row["line"], row["field"]) for row in csv.DictReader(file)] == [
            ("17", ""),
            ("18", "id"),
            ("19", ""),
        ]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "empty"),
        (bytes(range(256)) * 8, "no table"),
        (b"colour,size\nred,3\n", "No text in title, keywords, summary, body. Columns found: colour, size"),
        (b"title\n", "no record below"),
        (b"title,id\n" + b"caf\xe9,1\n", "UTF-8"),
        (b'{"title": "' + b"x" * 10_000_000 + b'"}\n', "line"),
    ],
    ids=["empty", "binary", "columns", "no rows", "latin-1", "10 MB line"],
)
def test_garbage_is_refused_with_the_reason(tmp_path, files, data, told):
    needs = tmp_path / "garbage.csv"
    needs.write_bytes(data)
    out = tmp_path / "matches.html"
    result = run(needs, files[1], "--out", out)
    assert result.exit_code == 1, result.output
    assert str(needs) in result.output
    assert told in result.output
    assert "Traceback" not in result.output
    assert not out.exists()


def test_a_missing_file_is_refused(tmp_path, files):
    result = run(tmp_path / "nowhere.csv", files[1], "--out", tmp_path / "m.html")
    assert (result.exit_code, "no such file" in result.output) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--out", "m.txt"], "must end in"),
        (["--out", "nowhere/m.html"], "no folder"),
        (["--out", "m.html", "--map", "Langtext"], "COLUMN=FIELD"),
        (["--out", "m.html", "--map", "Langtext=colour"], "COLUMN=FIELD"),
        (["--out", "m.html", "--top", "0"], "--top"),
        ([], "--out"),
    ],
)
def test_wrong_usage(files, tmp_path, monkeypatch, arguments, told):
    monkeypatch.chdir(tmp_path)
    result = run(*files, *arguments)
    assert (result.exit_code, told in result.output) == (2, True)


def test_a_mapped_column_that_is_in_neither_file_is_refused(tmp_path, files):
    result = run(*files, "--out", tmp_path / "m.html", "--map", "Langtext=body")
    assert (result.exit_code, "neither file: Langtext" in result.output) == (1, True)


@pytest.mark.parametrize(("error", "code"), [(KeyboardInterrupt(), 1), (OSError(28, "No space left"), 1)])
def test_an_interrupted_run_leaves_no_half_file(tmp_path, files, monkeypatch, error, code):
    out = tmp_path / "matches.html"
    out.write_text("before")

    class Interrupted(command.Explainer):
        def explain(self, document):
            raise error

    monkeypatch.setattr(command, "Explainer", Interrupted)
    assert run(*files, "--out", out).exit_code == code
    assert out.read_text() == "before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["matches.html", "needs.jsonl", "offers.jsonl"]


@pytest.fixture
def collection(tmp_path):
    (tmp_path / "qrels").mkdir()
    write(
        tmp_path / "corpus.jsonl",
        [{"_id": "d1", "title": "", "text": "radar"}, {"_id": "d2", "title": "", "text": "radar radar"}],
    )
    write(tmp_path / "queries.jsonl", [{"_id": "q", "text": "radar"}])
    (tmp_path / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq\td1\t1\n")
    (tmp_path / "drop.tsv").write_text("query-id\tcorpus-id\nq\td2\n")
    return tmp_path


def test_evaluate_prints_one_json_object(collection):
    result = CliRunner().invoke(match, ["evaluate", str(collection), "--json"])
    figures = json.loads(result.stdout)
    rate = figures.pop("queries_per_second")
    assert rate > 0
    assert figures == {"ndcg@10": 1.0, "recall@100": 1.0, "mrr": 1.0, "queries": 1, "documents": 2}


def test_evaluate_prints_a_table(collection):
    result = CliRunner().invoke(match, ["evaluate", str(collection)])
    assert result.exit_code == 0
    assert "ndcg@10" in result.output
    assert "1.0000" in result.output


def test_evaluate_refuses_another_folder(tmp_path):
    result = CliRunner().invoke(match, ["evaluate", str(tmp_path)])
    assert (result.exit_code, "BEIR" in result.output) == (1, True)


def test_the_command_starts_without_django():
    code = "import sys, hardtech.cli.match.command; sys.exit(any(name.startswith('django') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
