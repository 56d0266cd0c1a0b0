"""What rooms give to the doors: addresses, endpoints, places in the navigation, next steps, figures, what search finds.

The site (`portal`, `urls.py`) and the API ask these registers; neither names a room.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from django.utils.functional import Promise

from hardtech.zone.common.declared import Register

__all__ = [
    "ApiTag",
    "Place",
    "PlaceGroup",
    "RecordFinder",
    "RoomApi",
    "RoomPages",
    "SearchKind",
    "Step",
    "StepRank",
    "StepSource",
    "ZoneFigure",
    "finders",
    "places",
    "room_apis",
    "room_pages",
    "search_kinds",
    "step_sources",
    "zone_figures",
]

Words = Promise | str
Predicate = Callable[[Any], bool]


@dataclass(frozen=True)
class RoomPages:
    """The room's pages stand under `prefix`; `urls` is its module of addresses. Robots are kept from `private` ones."""

    prefix: str
    urls: str
    private: bool = False


@dataclass(frozen=True)
class ApiTag:
    """A chapter of the API's description."""

    code: str
    title: Words
    text: Words


@dataclass(frozen=True)
class RoomApi:
    """The room's endpoints: `router` is where it stands, as `package.module.name`; the API's root links to `links`."""

    router: str
    tags: tuple[ApiTag, ...] = ()
    links: tuple[str, ...] = ()


class PlaceGroup(IntEnum):
    """What one comes for, in the order of the navigation."""

    EXPLORE = 1
    SUPPORT = 2
    OWN_WORK = 3
    ZONE = 4
    HELP = 5


@dataclass(frozen=True)
class Place:
    """An entry of the navigation, seen by those of whom `may_see` is true; in its group by `order`."""

    route: str
    label: Words
    group: PlaceGroup
    order: int = 0
    may_see: Predicate | None = None


class StepRank(IntEnum):
    """How urgent a step is."""

    WAITING = 1
    FIRST = 2
    START = 3
    LOOK = 4


@dataclass(frozen=True)
class Step:
    """Something to do next, and where. `waiting` is how many things wait for this person: with it, it is an inbox item."""

    text: Words
    url: str
    link: Words
    icon: str
    rank: StepRank
    waiting: int = 0


@dataclass(frozen=True)
class StepSource:
    """`read(visitor)` gives the room's steps. The front page asks it: keep its queries few."""

    read: Callable[[Any], Sequence[Step]]


@dataclass(frozen=True)
class ZoneFigure:
    """A number of the front page, of what is public."""

    code: str
    label: Words
    count: Callable[[], int]
    route: str = ""
    order: int = 0


@dataclass(frozen=True)
class SearchKind:
    """Records that the site's search finds: those of `records(visitor)` that hold all words.

    A result is shown by `template` (with `record`, `title`, `passage`); the passage is the first of `passages(record)` that
    holds a word that was searched for.
    """

    code: str
    label: Words
    records: Callable[[Any], Any]
    title: Callable[[Any], str]
    passages: Callable[[Any], Sequence[str]]
    template: str
    order: int = 0


@dataclass(frozen=True)
class RecordFinder:
    """`find(visitor, ref)` gives the record behind a reference that begins with `prefix`, with its page.

    What the visitor may not see is None, or `DoesNotExist`, or `Http404`.
    """

    prefix: str
    find: Callable[[Any, str], Any]


room_pages = Register(RoomPages, key=lambda pages: pages.urls)
room_apis = Register(RoomApi, key=lambda api: api.router)
places = Register(Place, key=lambda place: place.route)
step_sources = Register(StepSource, key=lambda source: source.read)
zone_figures = Register(ZoneFigure, key=lambda figure: figure.code)
search_kinds = Register(SearchKind, key=lambda kind: kind.code)
finders = Register(RecordFinder, key=lambda finder: finder.prefix)
