"""One real PostgreSQL for each test process: thrown away at its end, or kept where HARDTECH_TEST_DATABASE says so.

A plugin (see addopts), because the settings are read before any conftest.py is.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

import pytest
from django.utils import timezone, translation
from hypothesis import settings as hypothesis_settings

from hardtech.cli.server.postgres import temporary_postgres
from tests import kept

KEPT = os.environ.get("HARDTECH_TEST_DATABASE", "")
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
_stack = contextlib.ExitStack()
_home = Path(_stack.enter_context(tempfile.TemporaryDirectory(prefix="hardtech-tests-")))
(_home / "static").mkdir()  # whitenoise warns without it
os.environ["HARDTECH_HOME"] = str(_home)
if "HARDTECH_TEST_DATABASE_URL" in os.environ:
    os.environ["DATABASE_URL"] = os.environ["HARDTECH_TEST_DATABASE_URL"]
else:
    # Tests may empty the journal's table between them; nobody else may.
    _allowed = "options=-c%20hardtech.testing%3Don"
    _server = kept.kept_postgres(Path(KEPT).absolute() / WORKER) if KEPT else temporary_postgres()
    os.environ["DATABASE_URL"] = f"{_stack.enter_context(_server).url}&{_allowed}"

hypothesis_settings.register_profile("dev", max_examples=50, deadline=None, derandomize=True)
hypothesis_settings.register_profile("nightly", max_examples=5000, deadline=None)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))


def pytest_configure(config: pytest.Config) -> None:
    if KEPT:
        config.pluginmanager.register(kept)  # after pytest-django, so that its fixture gives way


def pytest_unconfigure(config: pytest.Config) -> None:
    _stack.close()


@pytest.fixture(autouse=True)
def _plain_settings(settings, tmp_path):
    """Tests need no manifest of static files, and no folder of the zone that runs beside them."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.CATALOGUE_ROOT = tmp_path / "catalogue"


@pytest.fixture(autouse=True)
def _language_of_the_settings():
    """A request in Chinese leaves its language with the thread; the next test must not speak it.

    Before the test as well as after it: fixtures of a wider scope send requests, too.
    """
    translation.deactivate()
    timezone.deactivate()
    yield
    translation.deactivate()
    timezone.deactivate()
