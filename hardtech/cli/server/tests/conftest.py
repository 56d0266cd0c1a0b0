"""Zones that tests share, and zones that a test has for itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hardtech.cli.server.tests import zones


@pytest.fixture
def zone(tmp_path: Path) -> Iterator[zones.Zone]:
    """A zone that does not run yet."""
    with zones.zone(tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zones.Zone]:
    """One running zone for all tests of a module; whoever hurts it waits until it has recovered."""
    with zones.zone(tmp_path_factory.mktemp("zone")) as made:
        made.up()
        yield made
        assert made.end() == 0
