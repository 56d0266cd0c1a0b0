"""Parts of a few lines each: headers, panels, versions, uniqueness, locks, many ids, uploads, ordered JSON."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import RequestDataTooBig, ValidationError
from django.db import IntegrityError, connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from hardtech.zone.common.advisory_lock import try_lock_session
from hardtech.zone.common.ids import among
from hardtech.zone.common.middleware import POLICY, security_headers
from hardtech.zone.common.ordered_json import OrderedJSONField
from hardtech.zone.common.panels import PagePanel, Panel, _panels, panels_at
from hardtech.zone.common.uniqueness import told_as_validation
from hardtech.zone.common.uploads import NoUploads
from hardtech.zone.common.versions import is_stale, refuse_stale, version_of
from hardtech.zone.registry.models import Organisation
from tests.factories import make_organisation


class TestHeaders:
    def answer(self, *, signed_in: bool, **headers: str) -> HttpResponse:
        request = RequestFactory().get("/")
        if signed_in:
            request.COOKIES[settings.SESSION_COOKIE_NAME] = "x"
        return security_headers(lambda _request: HttpResponse(headers=headers))(request)

    def test_nothing_is_loaded_from_elsewhere_and_nothing_inline_runs(self) -> None:
        headers = self.answer(signed_in=False).headers
        assert headers["Content-Security-Policy"] == POLICY
        assert "unsafe" not in POLICY
        assert headers["Permissions-Policy"] == "camera=(), geolocation=(), microphone=()"

    def test_what_somebody_signed_in_sees_is_kept_by_no_cache(self) -> None:
        assert self.answer(signed_in=True).headers["Cache-Control"] == "private"
        assert "Cache-Control" not in self.answer(signed_in=False).headers

    def test_a_page_may_say_otherwise(self) -> None:
        own = {"Content-Security-Policy": "default-src 'none'", "Cache-Control": "no-store"}
        headers = self.answer(signed_in=True, **own).headers
        assert {name: headers[name] for name in own} == own


class TestPanels:
    @pytest.fixture(autouse=True)
    def declared(self) -> Iterator[None]:
        first = PagePanel("place", lambda _request, subject: Panel("first.html", {"subject": subject}))
        second = PagePanel("place", lambda _request, subject: Panel("second.html", {}) if subject else None)
        elsewhere = PagePanel("elsewhere", lambda _request, _subject: Panel("third.html", {}))
        with _panels.only(first, second, elsewhere):
            yield

    def test_the_panels_of_a_place_stand_in_the_order_of_the_rooms(self) -> None:
        made = panels_at("place", HttpRequest(), "subject")
        assert [(panel.template, panel.context) for panel in made] == [
            ("first.html", {"subject": "subject"}),
            ("second.html", {}),
        ]

    def test_a_panel_may_have_nothing_to_show(self) -> None:
        assert [panel.template for panel in panels_at("place", HttpRequest(), "")] == ["first.html"]
        assert panels_at("nowhere", HttpRequest(), "") == []


@pytest.mark.django_db
class TestVersions:
    def test_whoever_saves_second_learns_of_it(self) -> None:
        organisation = make_organisation()
        seen = version_of(organisation)
        refuse_stale(organisation, seen)
        organisation.updated_at += timedelta(microseconds=1)
        with pytest.raises(ValidationError) as refusal:
            refuse_stale(organisation, seen)
        assert (refusal.value.code, is_stale(refusal.value)) == ("stale", True)

    def test_a_program_that_saw_nothing_replaces_what_stands_there(self) -> None:
        refuse_stale(make_organisation(), "")

    def test_other_refusals_are_not_stale(self) -> None:
        assert not is_stale(ValidationError("no"))
        assert not is_stale(ValidationError({"name": ["no"]}))


@pytest.mark.django_db
class TestUniqueness:
    def test_a_code_that_was_stored_since_is_named_at_its_field(self) -> None:
        make_organisation(ror="01abcde12")
        late = Organisation(kind="company", name_en="Late", ror="01abcde12")
        with pytest.raises(ValidationError) as refusal, told_as_validation(late):
            late.save()
        assert list(refusal.value.error_dict) == ["ror"]
        assert Organisation.objects.filter(name_en="Late").count() == 0

    def test_another_refusal_of_the_database_goes_on(self) -> None:
        nameless = Organisation(kind="company")
        with pytest.raises(IntegrityError, match="organisation_has_a_name"), told_as_validation(nameless):
            nameless.save()

    def test_what_is_unique_is_stored(self) -> None:
        organisation = Organisation(kind="company", name_en="First")
        with told_as_validation(organisation):
            organisation.save()
        assert Organisation.objects.get(pk=organisation.pk) == organisation


@pytest.mark.django_db
class TestAdvisoryLock:
    NUMBER = 815_001

    def held(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(
                "select count(*) from pg_locks where locktype = 'advisory' and objid = %s", [self.NUMBER]
            )
            return bool(cursor.fetchone()[0])

    def test_the_lock_is_held_inside_and_gone_afterwards(self) -> None:
        with try_lock_session(self.NUMBER) as first:
            assert (first, self.held()) == (True, True)
        assert not self.held()

    def test_it_goes_when_the_work_fails(self) -> None:
        with pytest.raises(RuntimeError, match="work"), try_lock_session(self.NUMBER):
            raise RuntimeError("work")
        assert not self.held()

    def test_a_second_process_is_told_and_takes_nothing_away(self) -> None:
        with connection.copy().cursor() as other:
            other.execute("select pg_advisory_lock(%s)", [self.NUMBER])
            with try_lock_session(self.NUMBER) as first:
                assert first is False
            assert self.held()
            other.connection.close()


@pytest.mark.django_db
def test_many_ids_are_one_parameter() -> None:
    first, second, _third = (make_organisation() for _ in range(3))
    asked = Organisation.objects.filter(pk__in=among([first.pk, second.pk, 0]))
    assert set(asked) == {first, second}
    assert list(Organisation.objects.filter(pk__in=among([]))) == []
    _sql, parameters = Organisation.objects.filter(pk__in=among(range(10_000))).query.sql_with_params()
    assert len(parameters) == 1


def test_a_file_is_refused_before_its_first_byte() -> None:
    handler = NoUploads()
    with pytest.raises(RequestDataTooBig):
        handler.new_file("field", "name.pdf", "application/pdf", 10)
    assert handler.receive_data_chunk(b"kept", 0) == b"kept"
    assert handler.file_complete(4) is None


@pytest.mark.parametrize("value", [{"bb": 1, "a": [2, {"z": "高", "y": None}]}, [], "text", 1.5])
def test_json_keeps_the_order_of_its_names(value: Any) -> None:
    field = OrderedJSONField()
    stored = field.get_db_prep_value(value, connection)
    read = field.from_db_value(stored, None, connection)
    assert (read, str(read)) == (value, str(value))
    assert field.db_type(connection) == "text"
    assert field.get_db_prep_value(None, connection) is None
