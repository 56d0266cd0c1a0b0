"""What the endpoints share: input, pages of a list, problems."""

from __future__ import annotations

import pytest
from django.http import Http404
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st
from ninja import Schema
from pydantic import ValidationError

from hardtech.zone.common.refs import base32, uuid7
from hardtech.zone.common.rest.inputs import Input, Moment, SearchWords, Text, by_ref, clean_ref
from hardtech.zone.common.rest.paging import LAST_PAGE, MOST, ListQuery, Page, page_of, refuse_unknown
from hardtech.zone.common.rest.problems import KINDS, FieldError, Problem
from hardtech.zone.registry.models import Organisation
from tests.factories import make_organisation


class Body(Input):
    title: Text = ""
    words: SearchWords = ""
    at: Moment | None = None


class Row(Schema):
    name: str


class Rows(Page[Row]):
    pass


class Query(ListQuery):
    kind: str = ""


def refusal(**values: object) -> list[tuple[object, str]]:
    with pytest.raises(ValidationError) as error:
        Body.model_validate(values)
    return [(fault["loc"][0], fault["type"]) for fault in error.value.errors()]


class TestInput:
    def test_text_is_stripped_and_words_lose_their_nul(self) -> None:
        body = Body.model_validate({"title": "  Laser ", "words": "laser\x00welding "})
        assert (body.title, body.words) == ("Laser", "laser welding")

    def test_what_cannot_be_stored_or_read_is_refused_at_its_field(self) -> None:
        assert refusal(title="a\x00b") == [("title", "nul_character")]
        assert refusal(words="x" * 501) == [("words", "too_long")]
        assert refusal(at="2026-11-01T00:00:00") == [("at", "timezone_aware")]
        assert refusal(titel="Laser") == [("titel", "extra_forbidden")]


class TestReferences:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            (" of-7k2m9q ", "OF-7K2M9Q"),
            ("OF-7K2M9Q", "OF-7K2M9Q"),
            ("OF-7K2M9", ""),
            ("OF-7K2M9QUIL", ""),
            ("7K2M9Q", ""),
            ("OF-7K2M9Q\x00", ""),
            ("", ""),
        ],
    )
    def test_a_reference_as_it_is_stored(self, text: str, expected: str) -> None:
        assert clean_ref(text) == expected

    @given(st.integers(6, 12))
    def test_every_reference_that_we_give_is_one(self, length: int) -> None:
        ref = f"OR-{base32(uuid7(), length)}"
        assert clean_ref(ref.lower()) == ref

    @pytest.mark.django_db
    def test_a_record_is_found_among_those_that_one_may_see(self) -> None:
        seen, hidden = make_organisation(), make_organisation()
        visible = Organisation.objects.filter(pk=seen.pk)
        assert by_ref(visible, seen.ref.lower()) == seen
        for ref in (hidden.ref, "OR-000000", "nonsense", "\x00"):
            with pytest.raises(Http404):
                by_ref(visible, ref)


class TestPages:
    def page(self, address: str, count: int = 5) -> Rows:
        for number in range(count):
            make_organisation(name_en=f"Number {number}")
        request = RequestFactory().get(f"/api/v1/organisations{address}")
        query = Query.model_validate(
            {name: request.GET[name] for name in ("page", "limit") if name in request.GET}
        )
        records = Organisation.objects.order_by("name_en")
        return page_of(Rows, request, records, query, lambda rows: [Row(name=row.name_en) for row in rows])

    @pytest.mark.django_db
    @pytest.mark.parametrize(
        ("address", "names", "previous", "following"),
        [
            ("?limit=2", ["Number 0", "Number 1"], None, 2),
            ("?limit=2&page=2", ["Number 2", "Number 3"], 1, 3),
            ("?limit=2&page=3", ["Number 4"], 2, None),
            ("?limit=2&page=9", [], 3, None),
            ("", [f"Number {number}" for number in range(5)], None, None),
        ],
    )
    def test_a_page_and_its_neighbours(
        self, address: str, names: list[str], previous: int | None, following: int | None
    ) -> None:
        page = self.page(address)
        assert ([row.name for row in page.items], page.count) == (names, 5)
        for link, number in ((page.previous, previous), (page.next, following)):
            assert (link is None) == (number is None)
            if link is not None:
                assert f"page={number}" in link.partition("?")[2].split("&")
                assert link.startswith("http://testserver/api/v1/organisations?")

    @pytest.mark.django_db
    def test_an_empty_list_has_one_page(self) -> None:
        page = self.page("", count=0)
        assert (page.count, page.items, page.next, page.previous) == (0, [], None, None)

    @pytest.mark.parametrize(
        "values", [{"page": 0}, {"page": LAST_PAGE + 1}, {"limit": 0}, {"limit": MOST + 1}]
    )
    def test_pages_have_bounds(self, values: dict[str, int]) -> None:
        with pytest.raises(ValidationError):
            ListQuery.model_validate(values)

    def test_an_unknown_parameter_is_refused_by_name(self) -> None:
        refuse_unknown(RequestFactory().get("/?kind=x&page=1"), Query())
        with pytest.raises(Problem) as problem:
            refuse_unknown(RequestFactory().get("/?kind=x&knid=x"), Query())
        assert [(error.path, error.code, error.where) for error in problem.value.errors] == [
            (("knid",), "unknown_parameter", "query")
        ]


class TestProblems:
    def test_a_kind_has_one_code_a_status_and_advice(self) -> None:
        assert all(code == kind.code for code, kind in KINDS.items())
        assert {kind.code for kind in KINDS.values() if not 400 <= kind.status < 600} == set()
        assert {kind.code for kind in KINDS.values() if not (str(kind.title) and str(kind.advice))} == set()

    def test_a_problem_carries_what_it_was_given(self) -> None:
        error = FieldError(("requirements", 0, "value"), "This is required.", "missing")
        problem = Problem(
            "conflict", "Closed.", errors=[error], members={"state": "closed"}, headers={"X": "1"}
        )
        assert (problem.kind.status, problem.detail, problem.errors) == (409, "Closed.", (error,))
        assert (problem.members, problem.headers) == ({"state": "closed"}, {"X": "1"})
        assert error.where == "body"

    def test_an_unknown_code_is_a_slip_of_ours(self) -> None:
        with pytest.raises(KeyError):
            Problem("teapot")
