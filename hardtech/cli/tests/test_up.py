"""What `hardtech up` shows."""

import pytest

from hardtech.cli.up import Terminal


def test_sign_ins_are_shown_whole_in_a_narrow_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    person = {
        "email": "university.transfer.office@example.org",
        "password": "hardtech-demo",
        "role": "Technology transfer officer of a university with a long name (demonstration)",
    }
    Terminal().ready("http://localhost:8000/", [person], 2.7)
    shown = capsys.readouterr().out
    assert f"{person['email']} {person['password']}" in " ".join(shown.split())
    assert "ready after 2.7 s: http://localhost:8000/" in shown


def test_steps_tell_how_long_they_took(capsys: pytest.CaptureFixture[str]) -> None:
    terminal = Terminal()
    terminal.step("Starting PostgreSQL")
    terminal.step("Checking the database")
    terminal.close()
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in lines] == ["Starting PostgreSQL", "Checking the database"]
    assert all(line.endswith(" s") for line in lines)
