"""What the settings read from the machine. Imports nothing of Django: the command line uses it too."""

from __future__ import annotations

import fcntl
import os
import secrets
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

__all__ = ["database_settings", "home_folder", "hosts", "is_on", "secret_key"]


def home_folder() -> Path:
    """The one folder with all state (HARDTECH_HOME, default ./var)."""
    return Path(os.environ.get("HARDTECH_HOME") or "var").resolve()


def is_on(name: str) -> bool:
    """True when the switch stands in the environment as 1, true, yes or on."""
    return os.environ.get(name, "").strip().lower() in {"1", "true", "yes", "on"}


def hosts() -> list[str]:
    """The host names that the site answers to (HARDTECH_HOSTS, by comma)."""
    named = os.environ.get("HARDTECH_HOSTS") or "localhost,127.0.0.1,[::1]"
    return [host.strip() for host in named.split(",")]


def secret_key(home: Path) -> str:
    """The signing key: from the environment, else from a file that only its owner reads, made once."""
    if key := os.environ.get("HARDTECH_SECRET_KEY"):
        return key
    home.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(home / "secret_key", os.O_RDWR | os.O_CREAT, 0o600), "r+") as file:
        # A process that starts at the same moment waits, and reads the same key.
        fcntl.flock(file, fcntl.LOCK_EX)
        key = file.read().strip()
        if not key:  # new, or emptied by a crash of the machine or by hand: nothing could be signed with it
            key = secrets.token_urlsafe(50)
            file.seek(0)
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
        return key


def database_settings(home: Path) -> dict[str, Any]:
    """Django's settings for DATABASE_URL, else for the embedded server of `home`.

    `hardtech up` leaves the address of its server in `home/database_url` while it runs.
    """
    address = home / "database_url"
    url = os.environ.get("DATABASE_URL") or (address.read_text().strip() if address.exists() else "")
    info = conninfo_to_dict(url) if url else {}
    options = {
        key: value for key, value in info.items() if key not in {"dbname", "user", "password", "host", "port"}
    }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": info.get("dbname") or "hardtech",
        "USER": info.get("user", ""),
        "PASSWORD": info.get("password", ""),
        "HOST": info.get("host", ""),
        "PORT": info.get("port", ""),
        "OPTIONS": options,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
