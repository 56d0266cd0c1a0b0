"""The requirements of a need in what `hardtech match run` writes."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from hardtech.cli.match.command import match
from hardtech.cli.match.findings import _SIGNS, _WORDS

NEED = {
    "id": "N1",
    "title": "Battery for drones",
    "summary": "The energy density must be at least 300 Wh/kg. The weight must not exceed 5 kg. "
    "It should be flame retardant.",
}
OFFER = {
    "id": "O1",
    "title": "Battery",
    "summary": "The battery has an energy density of 350 Wh/kg and a weight of 6 kg <b>.",
}


@pytest.fixture
def written(tmp_path: Path):
    (tmp_path / "needs.jsonl").write_text(json.dumps(NEED), encoding="utf-8")
    (tmp_path / "offers.jsonl").write_text(json.dumps(OFFER), encoding="utf-8")

    def write(name: str, *options: str) -> str:
        files = [str(tmp_path / part) for part in ("needs.jsonl", "offers.jsonl")]
        command = ["run", *files, "--model", "none", "--out", str(tmp_path / name), *options]
        result = CliRunner().invoke(match, command)
        assert result.exit_code == 0, result.output
        return (tmp_path / name).read_text(encoding="utf-8")

    return write


def test_a_row_of_the_table_tells_what_the_offer_does_to_each_requirement(written):
    row = json.loads(written("matches.jsonl"))
    assert [(one["level"], one["status"], one["code"]) for one in row["findings"]] == [
        ("must", "met", "figure"),
        ("must", "contradicted", "figure"),
    ]
    assert row["findings"][0]["requirement"] == "The energy density must be at least 300 Wh/kg."
    assert row["findings"][0]["text"] == OFFER["summary"]


@pytest.mark.parametrize(
    ("language", "failed", "met"),
    [("en", "✗ musts contradicted: 1", "✓ met"), ("zh", "✗ 必须项不符 1 项", "✓ 满足")],
)
def test_the_report_quotes_the_sentence_and_marks_both_figures(written, language, failed, met):
    page = written("matches.html", "--language", language)
    assert failed in page
    assert f"<strong>{met}</strong>" in page
    assert "The energy density must be <mark>at least 300 Wh/kg</mark>." in page
    assert "density of <mark>350 Wh/kg</mark> and a weight of 6 kg &lt;b&gt;." in page


def test_both_languages_have_the_same_words():
    assert _WORDS["en"].keys() == _WORDS["zh"].keys()
    assert _SIGNS.keys() <= _WORDS["en"].keys()
