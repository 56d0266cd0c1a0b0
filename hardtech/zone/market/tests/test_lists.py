"""The lists: words, filters, order, pages, export; and what they ask of the database."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from hardtech.engines.tabular import read_records
from hardtech.zone.market.models import Need, Offer
from hardtech.zone.market.tests.conftest import Cast, content_of
from tests.factories import make_need, make_offer, make_organisation, make_person, make_requirement

pytestmark = pytest.mark.django_db

LIST_QUERIES_ANONYMOUS = 4  # owners of the filter, all counts, number, page
LIST_QUERIES_MEMBER = 7  # and session, account, memberships


def found(address: str, client: Client | None = None) -> list[str]:
    listing = (client or Client()).get(address).context["listing"]
    return [record.title for record in listing.page]


def option(address: str, facet: str, value: str) -> int:
    listing = Client().get(address).context["listing"]
    group = next(one for one in listing.facets if one.name == facet)
    return next((one.count for one in group.options if one.value == value), 0)


def test_words_are_found_in_both_languages() -> None:
    make_offer("published", title="Coating against ice on blades")
    make_offer("published", title="叶片防冰涂层", language="zh", keywords=["防冰"])

    assert found("/market/offers/?q=coatings") == ["Coating against ice on blades"]
    assert found("/market/offers/?q=涂层") == ["叶片防冰涂层"]
    assert found("/market/offers/?q=nothing-of-this") == []


def test_word_of_a_requirement_finds_its_need() -> None:
    make_need("published", title="Seal", requirements=[make_requirement(statement="Holds liquid helium")])

    assert found("/market/needs/?q=helium") == ["Seal"]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("field=ai", {"A"}),
        ("field=ai&field=aerospace", {"A", "B"}),
        ("trl=7-9", {"B"}),
        ("trl=none", {"C"}),
        ("partnership=licence", {"A"}),
        ("language=zh", {"C"}),
        ("field=ai&language=zh", set()),
        ("field=nonsense&language=xx", {"A", "B", "C"}),
    ],
)
def test_filters(query: str, titles: set[str]) -> None:
    make_offer("published", title="A", fields=["ai"], partnerships=["licence"], trl=4)
    make_offer("published", title="B", fields=["aerospace", "new_energy"], trl=9)
    long_enough = "这是一段足够长的说明文字。" * 10
    made = make_offer("published", title="C", language="zh", description=long_enough)
    Offer.objects.filter(pk=made.pk).update(trl=None)

    assert set(found(f"/market/offers/?{query}")) == titles


def test_filter_by_owner_and_its_counts() -> None:
    owner = make_organisation(name_en="Helium Works")
    make_offer("published", title="Ours", owner=owner)
    make_offer("published", title="Theirs")

    assert found(f"/market/offers/?owner={owner.ref}") == ["Ours"]
    assert option("/market/offers/", "owner", owner.ref) == 1


def test_counts_keep_the_other_filters_and_leave_out_their_own() -> None:
    make_offer("published", fields=["ai"], language="en")
    make_offer("published", fields=["aerospace"], language="en")
    make_offer("published", fields=["ai"], language="zh", description="说明" * 60)

    assert option("/market/offers/?field=ai&language=en", "field", "aerospace") == 1
    assert option("/market/offers/?field=ai&language=en", "language", "zh") == 1
    assert option("/market/offers/?field=ai&language=en", "language", "en") == 1


def test_orders() -> None:
    late = timezone.localdate() + timedelta(days=90)
    make_need("published", title="B", deadline=late, budget_max=500)
    make_need("published", title="A", deadline=late - timedelta(days=1), budget_max=900)
    make_need("published", title="C")

    assert found("/market/needs/?sort=title") == ["A", "B", "C"]
    assert found("/market/needs/?sort=-published") == ["C", "A", "B"]
    assert found("/market/needs/?sort=deadline") == ["A", "B", "C"]
    assert found("/market/needs/?sort=-budget") == ["A", "B", "C"]
    assert found("/market/needs/?sort=nonsense") == ["C", "A", "B"]


def test_drafts_stand_last_among_the_newest(cast: Cast) -> None:
    make_offer("published", title="Published", owner=cast.organisation)
    make_offer(title="Draft", owner=cast.organisation)

    assert found("/market/offers/", cast.client("colleague")) == ["Published", "Draft"]


def test_pages_of_twenty_five() -> None:
    for number in range(26):
        make_offer("published", title=f"{number:02}")

    assert len(found("/market/offers/?sort=title")) == 25
    assert found("/market/offers/?sort=title&page=2") == ["25"]


def test_states_are_a_filter_only_for_those_who_signed_in(cast: Cast) -> None:
    make_offer(owner=cast.organisation, title="Draft")

    names = [one.name for one in Client().get("/market/offers/").context["listing"].facets]
    assert "status" not in names
    assert found("/market/offers/?status=draft", cast.client("colleague")) == ["Draft"]
    assert found("/market/offers/?status=draft") == []


@pytest.mark.parametrize("number", [1, 30])
@pytest.mark.parametrize("kind", ["offers", "needs"])
def test_queries_of_a_list_do_not_grow(cast: Cast, kind: str, number: int, django_assert_num_queries) -> None:
    for _ in range(number):
        (make_offer if kind == "offers" else make_need)("published")
    anonymous, member = cast.client("anonymous"), cast.client("colleague")
    anonymous.get(f"/market/{kind}/")

    with django_assert_num_queries(LIST_QUERIES_ANONYMOUS):
        anonymous.get(f"/market/{kind}/")
    with django_assert_num_queries(LIST_QUERIES_MEMBER):
        member.get(f"/market/{kind}/")


def test_export_holds_the_filtered_list_in_its_order() -> None:
    make_offer("published", title="B", fields=["ai"])
    make_offer("published", title="A", fields=["ai"])
    make_offer("published", title="C", fields=["aerospace"])

    text = content_of(Client().get("/market/offers/export.csv?field=ai&sort=title")).decode("utf-8-sig")
    assert [row["title"] for row in csv.DictReader(io.StringIO(text))] == ["A", "B"]

    lines = content_of(Client().get("/market/offers/export.jsonl?sort=title")).decode().splitlines()
    assert [json.loads(line)["title"] for line in lines] == ["A", "B", "C"]


def test_workbook_is_read_back(tmp_path) -> None:
    need = make_need("published", people=[make_person()], requirements=[make_requirement(statement="Quiet")])
    path = tmp_path / "needs.xlsx"
    path.write_bytes(content_of(Client().get("/market/needs/export.xlsx")))

    rows = list(read_records(path, columns={"ref": [], "title": []}))
    assert [row.values["title"] for row in rows] == [need.title]


def test_export_knows_three_formats_and_no_more() -> None:
    assert Client().get("/market/offers/export.exe").status_code == 404


@pytest.mark.parametrize("number", [1, 30])
def test_queries_of_an_export_do_not_grow(number: int, django_assert_num_queries) -> None:
    for _ in range(number):
        make_need("published", requirements=[make_requirement()], people=[make_person()])

    with django_assert_num_queries(6):  # owners, counts, number, records, people, requirements
        assert content_of(Client().get("/market/needs/export.jsonl")).count(b"\n") == number


def test_demonstration_records_say_so() -> None:
    made = make_offer("published")
    assert "Demonstration" not in Client().get("/market/offers/").content.decode()
    Offer.objects.filter(pk=made.pk).update(is_demo=True)
    assert "Demonstration" in Client().get("/market/offers/").content.decode()


def test_empty_lists_say_what_to_do() -> None:
    assert Need.objects.count() == 0
    assert "Nothing here yet" in Client().get("/market/needs/").content.decode()
    assert "Nothing matches all of this" in Client().get("/market/needs/?q=nothing").content.decode()
