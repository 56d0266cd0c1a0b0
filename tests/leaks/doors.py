"""Every address of the site that can be read, found in the URL conf: a page that is added is among them by itself.

An address with parameters is filled from the records of the test; one whose parameters nobody can fill is told by
`uncovered`, so that whoever adds it says here how it is reached.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

__all__ = ["Door", "doors", "uncovered"]

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
BEFORE_REF = re.compile(r"(\w+)/<(?:\w+:)?ref>")

NOT_WALKED = {
    "admin/": "only administrators come in, who may see everything",
    "accounts/": "signing in and out: pages of a package that knows no records",
}
"""Beginnings of addresses that are left out, and why."""


@dataclass(frozen=True)
class Door:
    """An address to be asked for, and the route that it is an instance of."""

    route: str
    address: str


def doors(values: Mapping[str, Sequence[str]], queries: Mapping[str, Sequence[str]]) -> list[Door]:
    """Each route with all that `values` has for its parameters, plain and with queries.

    A `ref` is looked up by the word before it ("offers"), any other parameter by its name. `queries` has a list
    for a route, and under "" those that every page of many records is tried with.
    """
    found = []
    for route in _routes():
        asked = ["", *queries.get(route, ()), *(() if "ref>" in route else queries[""])]
        for address in _filled(route, values):
            found += [Door(route, f"/{address}{'?' if query else ''}{query}") for query in asked]
    return found


def uncovered(values: Mapping[str, Sequence[str]]) -> list[str]:
    """Routes with a parameter that nothing here fills."""
    return [route for route in _routes() if not list(_filled(route, values))]


def _routes() -> list[str]:
    return list(dict.fromkeys(_walk(get_resolver().url_patterns, "")))


def _walk(patterns: Sequence[URLPattern | URLResolver], prefix: str) -> Iterator[str]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route)
        elif not any(map(route.startswith, NOT_WALKED)):
            yield route


def _filled(route: str, values: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """The route with each combination of values; none where a parameter has no value."""
    names = PARAMETER.findall(route)
    before = BEFORE_REF.search(route)
    keys = [before.group(1) if name == "ref" and before else name for name in names]
    for chosen in itertools.product(*(values.get(key, ()) for key in keys)):
        rest = iter(chosen)
        yield PARAMETER.sub(lambda _match, rest=rest: next(rest), route)
