"""In a clone without the data beside it, `make bench` names what it leaves out and measures the rest."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from tests.benchmarks import common

BENCHMARKS = Path(__file__).parent
WITH_DATA = [
    file.stem
    for file in BENCHMARKS.glob("*.py")
    if "\ndef main(" in (text := file.read_text(encoding="utf-8"))
    and ("import DATA" in text or "generator" in text or "collections_read" in text)
    and file.stem != "scale_systems"  # a child of matching_scale
]


@pytest.mark.parametrize("name", WITH_DATA)
def test_a_benchmark_without_its_data_is_left_out(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(common, "DATA", tmp_path)
    assert import_module(f"tests.benchmarks.{name}").main() == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert printed.startswith(f"{name}: left out. It reads ")
    assert printed.endswith(", which the code does not bring along.")
