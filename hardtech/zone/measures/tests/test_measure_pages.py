"""Measures for everybody: found in plain words, read as leaflets, with their windows."""

from __future__ import annotations

import datetime
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from hardtech.engines.rules import load_rulebook
from hardtech.rulebooks import FOLDER
from hardtech.zone.incentives.models import Assessment
from hardtech.zone.journal.models import Entry
from hardtech.zone.measures.models import Measure
from hardtech.zone.measures.services.rulebooks import take_rulebooks
from hardtech.zone.measures.tests.texts import KEY, measure, publish, published
from tests.factories import make_member, make_officer, make_organisation, make_technology_manager, make_user

pytestmark = pytest.mark.django_db

LIST = reverse("measures:measure_list")


@pytest.fixture(autouse=True)
def _measures() -> None:
    take_rulebooks()


def client_of(user: object = None) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def titles(client: Client, query: str = "", language: str = "en") -> list[str]:
    page = client.get(LIST + query, headers={"accept-language": language}).content.decode()
    return re.findall(r'class="item-title" href="[^"]*">([^<]+)<', page)


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("incubator", "xian-2017/incubator-bonus"),
        ("money for an incubator that we build", "xian-2017/incubator-bonus"),
        ("孵化器", "xian-2017/incubator-bonus"),
        ("引进科技项目", KEY),
        ("超加计 研发费用", "cn/rd-super-deduction"),
        ("rent in hard times", "xian-hightech-2020/rent-relief"),
    ],
)
def test_a_measure_is_found_in_plain_words_of_both_languages(words: str, key: str) -> None:
    assert titles(Client(), f"?q={words}")[0] == escape(Measure.objects.get(key=key).title_en)


def test_the_list_is_filtered() -> None:
    everything = titles(Client())
    rules = load_rulebook(FOLDER).values()
    assert len(everything) == Measure.objects.count() == len(rules)
    money, title = titles(Client(), "?pays=yes"), titles(Client(), "?pays=no")
    assert sorted(money + title) == sorted(everything)
    assert len(titles(Client(), "?subject=person")) == sum(rule.subject == "person" for rule in rules)
    assert titles(Client(), "?status=verified") == []
    assert titles(Client(), "?q=xyzzyx") == []


def test_an_open_window_is_found_on_its_days(monkeypatch: pytest.MonkeyPatch) -> None:
    def on(day: datetime.date) -> list[str]:
        monkeypatch.setattr(timezone, "localdate", lambda: day)
        return titles(Client(), "?now=open")

    assert on(datetime.date(2026, 5, 31)) == []
    assert on(datetime.date(2026, 6, 1)) == ["Technology-based small and medium-sized enterprise"]
    assert on(datetime.date(2026, 8, 31)) == ["Technology-based small and medium-sized enterprise"]
    assert on(datetime.date(2026, 9, 1)) == []


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_leaflet_says_who_gives_what_for_whom_and_that_it_is_unverified(language: str) -> None:
    for one in Measure.objects.all():
        response = Client().get(one.get_absolute_url(), headers={"accept-language": language})
        page = response.content.decode()
        assert response.status_code == 200
        assert escape(one.title_zh if language == "zh-hans" else one.title_en) in page
        assert "badge-warning" in page


def test_the_leaflet_names_cap_conditions_citations_examples_and_versions() -> None:
    page = Client().get(Measure.objects.get(key=KEY).get_absolute_url()).content.decode()
    for words in (
        "Up to 3 million yuan",
        "The agreed capacity is reached",
        "<q>reach the agreed production capacity</q>",
        "1 % × ",
        "no window stated",
        "21 Mar 2022",
    ):
        assert words in page, words
    sheet = Client().get(Measure.objects.get(key="cn/technology-sme").get_absolute_url()).content.decode()
    assert "10 % to below 15 %" in sheet
    assert '<td class="num nowrap">4 points</td>' in sheet
    assert "1 Jun 2026 to 31 Aug 2026" in sheet


def test_relations_lead_to_the_other_measure_from_both_sides() -> None:
    giant, sme = (Measure.objects.get(key=key) for key in ("cn/little-giant", "cn/srdi-sme"))
    assert sme.get_absolute_url() in Client().get(giant.get_absolute_url()).content.decode()
    assert giant.get_absolute_url() in Client().get(sme.get_absolute_url()).content.decode()


def test_an_earlier_version_is_read_by_its_day() -> None:
    sme = Measure.objects.get(key="cn/technology-sme")
    page = Client().get(f"{sme.get_absolute_url()}?version=2017-01-01").content.decode()
    assert "It is not in force today" in page
    assert "no window stated" in page
    assert Client().get(f"{sme.get_absolute_url()}?version=nonsense").status_code == 200


def test_unknown_references_are_not_found() -> None:
    for ref in ("MS-000000", "nonsense", "MS-%00"):
        assert Client().get(f"{LIST}measures/{ref}/").status_code == 404


def test_history_names_people_only_to_those_who_signed_in() -> None:
    one = measure()
    new = publish(one)
    anonymous = Client().get(one.get_absolute_url()).content.decode()
    signed_in = client_of(make_user()).get(one.get_absolute_url()).content.decode()
    assert "by two officers of the zone" in anonymous
    assert str(new.author) not in anonymous
    assert f"drafted by {new.author}, approved by {new.approved_by}" in signed_in


def test_members_are_led_to_their_own_entitlement() -> None:
    one, organisation = measure(), make_organisation()
    page = client_of(make_member(organisation)).get(one.get_absolute_url()).content.decode()
    assert f"owed/{organisation.ref}/{one.ref}/" in page
    assert "owed/" not in client_of(make_technology_manager()).get(one.get_absolute_url()).content.decode()


def test_payment_without_application_is_switched_by_officers_only() -> None:
    one = Measure.objects.get(key="xian-2017/technology-centre-bonus")
    url = reverse("measures:automatic_payment", args=[one.ref])
    for user in (make_user(), make_technology_manager(), make_member(make_organisation())):
        assert client_of(user).post(url, {"pays": "on", "reason": "So."}).status_code == 403
    assert Client().post(url).status_code == 302
    officer = client_of(make_officer())
    officer.post(url, {"pays": "on", "reason": ""})
    one.refresh_from_db()
    assert not one.pays_automatically
    officer.post(url, {"pays": "on", "reason": "The facts are on file."})
    one.refresh_from_db()
    assert one.pays_automatically
    assert Entry.objects.get(verb="measure.unasked_on").data == {"reason": "The facts are on file."}
    assert "without application" in Client().get(one.get_absolute_url()).content.decode()


def test_the_calendar_shows_windows_and_marks_what_one_is_entitled_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda: datetime.date(2026, 7, 1))
    organisation, sme = make_organisation(), Measure.objects.get(key="cn/technology-sme")
    Assessment.objects.create(
        organisation=organisation, measure=sme, revision=published(sme.key), on=datetime.date(2026, 7, 1),
        answer="yes", assessed_at=timezone.now(),
    )  # fmt: skip
    url = reverse("incentives:calendar")
    own = client_of(make_member(organisation)).get(url).content.decode()
    assert "1 Jun 2026" in own
    assert "open now" in own
    assert own.count("you are entitled") == 1
    for user in (
        None,
        make_user(),
        make_technology_manager(),
        make_officer(),
        make_member(make_organisation()),
    ):
        assert "you are entitled" not in client_of(user).get(url).content.decode()


def test_pages_ask_the_database_as_often_for_many_measures_as_for_one(django_assert_num_queries) -> None:
    organisation = make_organisation()
    client = client_of(make_member(organisation))
    counts = []
    for query in ("?q=孵化器", ""):
        client.get(LIST + query)
        with django_assert_num_queries(13, exact=False) as asked:
            client.get(LIST + query)
        counts.append(
            len(asked) - (1 if query else 0)
        )  # words are looked for once more, whether any are found
    assert counts[0] == counts[1]
