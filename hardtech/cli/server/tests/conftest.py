"""Folders and zones, for one test or for a whole module."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hardtech.cli.server.tests import zones


@pytest.fixture
def folder() -> Iterator[Path]:
    """An empty folder that PostgreSQL's account may enter."""
    with zones.open_folder() as made:
        yield made


@pytest.fixture
def zone(folder: Path) -> Iterator[zones.Zone]:
    """A zone that does not run yet."""
    with zones.kept(zones.Zone(folder / "home")) as made:
        yield made


@pytest.fixture(scope="module")
def running() -> Iterator[zones.Zone]:
    """One running zone for all tests of a module; whoever hurts it waits until it has recovered.

    Its folder is not ASCII and its locale is: paths reach PostgreSQL and every program all the same.
    """
    with zones.zone("数据 二") as made:
        made.up(**zones.ASCII_LOCALE)
        yield made
        assert made.end() == 0
        assert zones.processes(made.home) == {}
