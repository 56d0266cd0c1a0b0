"""The errors of the engine.

MatchingError
├── CatalogueMissing        no catalogue in this folder
├── CatalogueDamaged        a file is missing, cut short or changed
├── CatalogueFromFuture     written by a newer version
├── DuplicateDocument       two documents with one id
└── CollectionUnreadable    a test collection has a broken file or line
"""

from __future__ import annotations

from pathlib import Path


class MatchingError(Exception):
    """Every error that this engine raises on purpose."""


class CatalogueMissing(MatchingError):  # noqa: N818 - the name is the finding
    """There is no catalogue in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        super().__init__(f"no catalogue in {folder}")


class CatalogueDamaged(MatchingError):  # noqa: N818
    """The catalogue in `folder` can't be trusted: build it again."""

    def __init__(self, folder: Path, finding: str) -> None:
        self.folder = folder
        self.finding = finding
        super().__init__(f"the catalogue in {folder} is damaged: {finding}")


class CatalogueFromFuture(MatchingError):  # noqa: N818
    """The catalogue was written by a newer version of this engine."""

    def __init__(self, folder: Path, version: int) -> None:
        self.folder = folder
        self.version = version
        super().__init__(f"the catalogue in {folder} has version {version}, newer than this program knows")


class DuplicateDocument(MatchingError):  # noqa: N818
    """Two documents of one catalogue bear the same id."""

    def __init__(self, id_: str) -> None:
        self.id = id_
        super().__init__(f"two documents with the id {id_!r}")


class CollectionUnreadable(MatchingError):  # noqa: N818
    """A file of a test collection is missing or broken; `line` counts from 1, 0 is the file itself."""

    def __init__(self, path: Path, line: int, finding: str) -> None:
        self.path = path
        self.line = line
        self.finding = finding
        super().__init__(f"{path}, line {line}: {finding}" if line else f"{path}: {finding}")
