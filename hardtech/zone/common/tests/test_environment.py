"""What the settings read from the machine."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from hardtech.zone.common.environment import database_settings, home_folder, hosts, is_on, secret_key


def test_the_home_is_var_unless_the_environment_names_another(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HARDTECH_HOME", "")
    assert home_folder() == tmp_path.resolve() / "var"
    monkeypatch.setenv("HARDTECH_HOME", str(tmp_path / "zone"))
    assert home_folder() == tmp_path.resolve() / "zone"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1", True),
        (" On ", True),
        ("TRUE", True),
        ("yes", True),
        ("0", False),
        ("off", False),
        ("", False),
        ("2", False),
    ],
)
def test_a_switch(monkeypatch: pytest.MonkeyPatch, value: str, expected: bool) -> None:
    monkeypatch.setenv("HARDTECH_TRIED", value)
    assert is_on("HARDTECH_TRIED") is expected
    monkeypatch.delenv("HARDTECH_TRIED")
    assert is_on("HARDTECH_TRIED") is False


def test_the_key_is_made_once_and_read_by_its_owner_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("HARDTECH_SECRET_KEY", raising=False)
    home = tmp_path / "new" / "home"
    key = secret_key(home)
    assert len(key) > 60
    assert secret_key(home) == key
    assert stat.S_IMODE((home / "secret_key").stat().st_mode) == 0o600
    assert [file.name for file in home.iterdir()] == ["secret_key"]


@pytest.mark.parametrize("content", ["", "\n"])
def test_an_empty_key_is_made_anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str) -> None:
    monkeypatch.delenv("HARDTECH_SECRET_KEY", raising=False)
    (tmp_path / "secret_key").write_text(content)
    key = secret_key(tmp_path)
    assert len(key) > 60
    assert secret_key(tmp_path) == key == (tmp_path / "secret_key").read_text().strip()


def test_processes_that_start_at_once_share_one_key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("HARDTECH_SECRET_KEY", raising=False)
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(secret_key, [tmp_path] * 40))) == 1


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ("", ["localhost", "127.0.0.1", "[::1]"]),
        ("zone.example", ["zone.example"]),
        ("zone.example, localhost", ["zone.example", "localhost"]),
    ],
)
def test_the_hosts_of_the_site(monkeypatch: pytest.MonkeyPatch, named: str, expected: list[str]) -> None:
    monkeypatch.setenv("HARDTECH_HOSTS", named)
    assert hosts() == expected


def test_the_key_of_the_environment_comes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HARDTECH_SECRET_KEY", "of the environment")
    assert secret_key(tmp_path) == "of the environment"
    assert list(tmp_path.iterdir()) == []


FULL = "postgresql://somebody:p%40ss@db.example:5433/city?sslmode=require&connect_timeout=3"


def test_an_address_becomes_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", FULL)
    made = database_settings(tmp_path)
    parts = [made[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")]
    assert parts == ["city", "somebody", "p@ss", "db.example", "5433"]
    assert made["OPTIONS"] == {"sslmode": "require", "connect_timeout": "3"}


def test_without_an_address_the_server_of_the_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert database_settings(tmp_path)["NAME"] == "hardtech"
    (tmp_path / "database_url").write_text("postgresql://hardtech@/zone?host=%2Fsrv%2Fpg\n")
    made = database_settings(tmp_path)
    assert (made["NAME"], made["USER"], made["HOST"], made["OPTIONS"]) == ("zone", "hardtech", "/srv/pg", {})
