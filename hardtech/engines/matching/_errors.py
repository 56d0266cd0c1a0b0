"""The errors of the engine.

MatchingError
├── CatalogueMissing        no catalogue in this folder
├── CatalogueDamaged        a file is missing, cut short or changed
├── CatalogueFromFuture     written by a newer version
├── DuplicateDocument       two documents with one id
├── CollectionUnreadable    a test collection has a broken file or line
├── BulkRefused             the files or folders of a bulk run allow no answer
├── ModelMissing            no embedding model in this folder
├── ModelDamaged            a file of it is missing or changed, or it does not run
├── EndpointFailed          a server of embeddings refuses, fails or is silent
└── ModelsMixed             vectors of two models meet
"""

from __future__ import annotations

from pathlib import Path
from typing import Any


class MatchingError(Exception):
    """Every error that this engine raises on purpose; it can go from one process to another."""

    def __reduce__(self) -> tuple[object, ...]:
        return _again, (type(self), self.args, self.__dict__)


def _again(kind: type[MatchingError], args: tuple[object, ...], data: dict[str, object]) -> MatchingError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(data)
    return error


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


class BulkRefused(MatchingError):  # noqa: N818
    """A bulk run cannot begin or go on; `code` says why, `data` where.

    unreadable       file, finding: not Parquet, or damaged
    column_type      file, column, type: neither text nor whole numbers nor lists of texts
    id_missing       file, row (from 1)
    duplicate_id     id, places: two pairs of file and row
    nothing          side: there are no needs, or no offers
    other_run        folder, differs: it holds the results of other inputs, options or another program
    other_catalogue  folder, differs: it holds the shards of other offers or of another program
    """

    def __init__(self, code: str, **data: Any) -> None:
        self.code = code
        self.data = data
        super().__init__(code, data)


class ModelMissing(MatchingError):  # noqa: N818
    """There is no embedding model in `folder`: no manifest.json."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        super().__init__(f"no model in {folder}")


class ModelDamaged(MatchingError):  # noqa: N818
    """The embedding model in `folder` is not what its manifest says, or it does not run."""

    def __init__(self, folder: Path, finding: str) -> None:
        self.folder = folder
        self.finding = finding
        super().__init__(f"the model in {folder} is damaged: {finding}")


class EndpointFailed(MatchingError):  # noqa: N818
    """The server of embeddings at `url` gave no vectors; `status` is what it answered over HTTP, if it did."""

    def __init__(self, url: str, finding: str, status: int | None = None) -> None:
        self.url = url
        self.finding = finding
        self.status = status
        super().__init__(f"{url} {finding}")


class ModelsMixed(MatchingError):  # noqa: N818
    """A vector of one model meets a catalogue of another: their numbers mean different things."""

    def __init__(self, catalogue: str, other: str) -> None:
        self.catalogue = catalogue
        self.other = other
        super().__init__(f"the catalogue holds vectors of {catalogue}, not of {other}")
