"""Lists: what an address asks is searched, filtered, counted, sorted and paged; what it asks wrongly is left out."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.models import F, Q, QuerySet
from django.http import Http404, QueryDict
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from hardtech.engines.tabular import TableRow, read_records
from hardtech.zone.common.lists import (
    EXPORTS,
    LONGEST_QUERY,
    PER_PAGE,
    Choice,
    Facet,
    Listing,
    Order,
    build,
    export,
    narrow,
)
from hardtech.zone.registry.models import Organisation
from tests.factories import make_organisation

KIND = Facet(
    "kind",
    "Kind",
    [Choice(code, code.title(), Q(kind=code)) for code in ("company", "institute", "park")],
    hide_empty=True,
)
PLACE = Facet("city", "City", [Choice(name, name, Q(city=name)) for name in ("Xi'an", "Weinan")])
SORTED = Facet(
    "age",
    "Age",
    [Choice("", "Any", Q()), Choice("new", "New", Q(name_en__gte="B"))],
    type="radio",
)
ORDERS = (
    Order("relevance", "Best match"),
    Order("name", "Name", ("name_en", "id")),
    Order("last", "Last", (F("name_en").desc(), "id")),
)


def listed(
    address: str = "", *, facets: Sequence[Facet] = (KIND, PLACE), **more: Any
) -> Listing[Organisation]:
    return build(
        QueryDict(address), Organisation.objects.all(), facets=facets, orders=ORDERS, default="name", **more
    )


def names(listing: Listing[Organisation]) -> list[str]:
    return [organisation.name_en for organisation in listing.page]


def shown(listing: Listing[Organisation], name: str) -> dict[str, tuple[int | None, bool]]:
    options = [option for facet in listing.facets if facet.name == name for option in facet.options]
    return {option.value: (option.count, option.selected) for option in options}


@pytest.fixture
def four(db: None) -> None:
    make_organisation(name_en="Alpha Optics", kind="company", city="Xi'an")
    make_organisation(name_en="Beta Optics", kind="company", city="Weinan")
    make_organisation(name_en="Gamma Institute", kind="institute", city="Xi'an")
    make_organisation(name_en="Delta Works", kind="company", city="Xi'an")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("", ["Alpha Optics", "Beta Optics", "Delta Works", "Gamma Institute"]),
        ("sort=last", ["Gamma Institute", "Delta Works", "Beta Optics", "Alpha Optics"]),
        ("sort=nonsense", ["Alpha Optics", "Beta Optics", "Delta Works", "Gamma Institute"]),
        ("sort=relevance", ["Alpha Optics", "Beta Optics", "Delta Works", "Gamma Institute"]),
        ("kind=institute", ["Gamma Institute"]),
        ("kind=institute&kind=company&city=Xi'an", ["Alpha Optics", "Delta Works", "Gamma Institute"]),
        ("kind=university", ["Alpha Optics", "Beta Optics", "Delta Works", "Gamma Institute"]),
        ("kind=institute&kind=university", ["Gamma Institute"]),
        ("q=optics&sort=name", ["Alpha Optics", "Beta Optics"]),
        ("q=optics&city=Weinan", ["Beta Optics"]),
        ("q=+%00+", ["Alpha Optics", "Beta Optics", "Delta Works", "Gamma Institute"]),
        ("q=nothing+of+the+kind", []),
        ("page=7", ["Alpha Optics", "Beta Optics", "Delta Works", "Gamma Institute"]),
        ("page=-1&other=1", ["Alpha Optics", "Beta Optics", "Delta Works", "Gamma Institute"]),
    ],
)
def test_a_list_is_what_its_address_asks(four: None, address: str, expected: list[str]) -> None:
    assert names(listed(address)) == expected


def test_a_count_is_what_its_choice_would_give_beside_the_other_filters(four: None) -> None:
    listing = listed("city=Xi'an&kind=company")
    assert shown(listing, "kind") == {"company": (2, True), "institute": (1, False)}
    assert shown(listing, "city") == {"Xi'an": (2, True), "Weinan": (1, False)}
    assert listing.active == 2


@pytest.mark.parametrize("address", ["", "kind=company", "city=Weinan&kind=institute", "q=optics&city=Xi'an"])
def test_choosing_what_is_counted_gives_that_many(four: None, address: str) -> None:
    for facet in (KIND, PLACE):
        for value, (count, _selected) in shown(listed(address), facet.name).items():
            chosen = QueryDict(address, mutable=True)
            chosen.setlist(facet.name, [value])
            assert listed(chosen.urlencode()).page.paginator.count == count


def test_a_choice_that_would_find_nothing_hides_unless_it_is_chosen(four: None) -> None:
    assert shown(listed(), "kind").keys() == {"company", "institute"}
    assert shown(listed("kind=park"), "kind")["park"] == (0, True)
    nothing = Facet("kind", "Kind", [Choice("park", "Park", Q(kind="park"))], hide_empty=True)
    assert listed(facets=[nothing]).facets == []


def test_a_choice_without_a_value_stands_for_none_of_the_others(four: None) -> None:
    listing = listed(facets=[SORTED])
    assert shown(listing, "age") == {"": (4, True), "new": (3, False)}
    assert listing.active == 0
    assert shown(listed("age=new", facets=[SORTED]), "age") == {"": (4, False), "new": (3, True)}


def test_each_filter_in_force_has_a_chip_that_takes_it_away(four: None) -> None:
    listing = listed("q=optics&kind=company&kind=park&city=Xi'an&page=2&sort=last")
    assert [str(chip.label) for chip in listing.chips] == [
        "Words: optics",
        "Kind: Company",
        "Kind: Park",
        "City: Xi'an",
    ]
    for chip, (name, value) in zip(
        listing.chips,
        [("q", "optics"), ("kind", "company"), ("kind", "park"), ("city", "Xi'an")],
        strict=True,
    ):
        left = QueryDict(chip.url.removeprefix("?"))
        assert value not in left.getlist(name)
        assert "page" not in left
        before = QueryDict("q=optics&kind=company&kind=park&city=Xi'an&sort=last", mutable=True)
        before.setlist(name, [one for one in before.getlist(name) if one != value])
        assert dict(left.lists()) == {key: values for key, values in before.lists() if values}


def test_words_bring_the_order_by_the_best_match(four: None) -> None:
    assert [key for key, _label in listed().orders] == ["name", "last"]
    found = listed("q=optics")
    assert ([key for key, _label in found.orders], found.sort) == (["relevance", "name", "last"], "relevance")
    assert listed().sort == "name"


def test_what_a_form_has_to_carry_along(four: None) -> None:
    assert listed("q=optics&sort=last&kind=company&page=3").keep == [("q", "optics"), ("sort", "last")]
    assert listed("q=optics&page=3").query == "?q=optics"


def test_long_words_are_cut(four: None) -> None:
    assert listed("q=" + "x" * 1000).q == "x" * LONGEST_QUERY


def test_another_search_may_take_the_place_of_words(four: None) -> None:
    def exactly(records: QuerySet[Organisation], words: str) -> QuerySet[Organisation]:
        return records.filter(name_en=words)

    assert names(listed("q=Beta+Optics", find=exactly)) == ["Beta Optics"]
    assert names(listed("q=optics", find=exactly)) == []


@pytest.mark.django_db
def test_pages_are_cut_from_all_that_pass() -> None:
    for number in range(PER_PAGE + 1):
        make_organisation(name_en=f"Number {number:02}")
    first, second = listed(), listed("page=2")
    assert (len(first.page), len(second.page)) == (PER_PAGE, 1)
    assert first.records.count() == PER_PAGE + 1
    assert names(second) == [f"Number {PER_PAGE:02}"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["", "kind=company&city=Xi'an", "q=organisation"])
def test_three_queries_whatever_the_number_of_filters_and_rows(address: str) -> None:
    counted = []
    for more in (1, 29):
        for _ in range(more):
            make_organisation(city="Xi'an")
        with CaptureQueriesContext(connection) as queries:
            names(listed(address))
        counted.append(len(queries))
    assert counted == [3, 3]


def test_a_narrowing_has_no_counts() -> None:
    asked = narrow(QueryDict("kind=park&kind=nonsense&age="), [KIND, PLACE, SORTED])
    assert (asked.chosen("kind"), asked.chosen("city"), asked.chosen("age")) == (["park"], [], [""])
    assert asked.active == 1
    assert {option.count for facet in asked.facets for option in facet.options} == {None}


@pytest.mark.parametrize("address", ["kind=company&city=Xi'an", "", "city=Weinan&city=Xi'an", "kind=none"])
def test_a_narrowing_lets_the_same_records_pass_as_a_list(four: None, address: str) -> None:
    passing = Organisation.objects.filter(narrow(QueryDict(address), [KIND, PLACE]).condition)
    assert set(passing) == set(listed(address).records)


@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    st.lists(st.sampled_from(["company", "park", "?"])),
)
def test_no_address_breaks_a_narrowing(text: str, kinds: list[str]) -> None:
    params = QueryDict(mutable=True)
    params.setlist("kind", [*kinds, text])
    asked = narrow(params, [KIND]).chosen("kind")
    assert asked == [code for code in ("company", "institute", "park") if code in {*kinds, text}]


ROWS = [
    {"name": "高新技术企业", "count": 3, "fields": ["ai", "chips"]},
    {"name": "=1+1", "count": None, "fields": []},
]


@pytest.mark.parametrize("suffix", [suffix for suffix, _label in EXPORTS])
def test_an_export_reads_back(suffix: str, tmp_path: Path) -> None:
    with closing(export("holders", suffix, ("name", "count", "fields"), ROWS)) as response:
        assert response.headers["Content-Disposition"] == f'attachment; filename="holders.{suffix}"'
        path = tmp_path / f"holders.{suffix}"
        path.write_bytes(b"".join(response.streaming_content))  # type: ignore[arg-type]
    columns: dict[str, Sequence[str]] = {"name": (), "count": (), "fields": ()}
    rows = [row.values for row in read_records(path, columns=columns) if isinstance(row, TableRow)]
    assert [(row["name"], str(row["count"] or "")) for row in rows] == [("高新技术企业", "3"), ("=1+1", "")]


@pytest.mark.parametrize("suffix", ["pdf", "", "CSV", "../csv"])
def test_another_format_is_not_found(suffix: str) -> None:
    with pytest.raises(Http404):
        export("holders", suffix, ("name",), [])
