"""The site's own pages as each role, their queries, and that no draft is told of."""

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from hardtech.zone.market.choices import Status
from hardtech.zone.measures.models import Measure
from hardtech.zone.measures.services.revisions import start_draft
from hardtech.zone.measures.services.rulebooks import take_rulebooks
from hardtech.zone.registry.choices import MembershipRole
from tests.factories import (
    make_administrator,
    make_member,
    make_need,
    make_offer,
    make_officer,
    make_organisation,
    make_person,
    make_technology_manager,
    make_user,
)

pytestmark = pytest.mark.django_db

ROLES = ["anonymous", "outsider", "editor", "owner", "technology_manager", "officer", "administrator"]


@pytest.fixture
def organisation():
    return make_organisation(name_en="Qinling Coatings", name_zh="秦岭涂层")


@pytest.fixture
def sign_in(client, organisation):
    """Sign in as somebody in a role; gives the client."""

    def as_role(role):
        makers = {
            "outsider": make_user,
            "editor": lambda: make_member(organisation),
            "owner": lambda: make_member(organisation, MembershipRole.OWNER),
            "technology_manager": make_technology_manager,
            "officer": make_officer,
            "administrator": make_administrator,
        }
        if role != "anonymous":
            client.force_login(makers[role]())
        return client

    return as_role


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("route", ["home", "search", "help", "sources", "robots", "healthz"])
def test_everybody_reads_the_sites_own_pages(sign_in, route, role):
    assert sign_in(role).get(reverse(f"portal:{route}")).status_code == 200


@pytest.mark.parametrize(
    ("role", "texts"),
    [
        ("anonymous", ["Browse offers", "Browse needs", "Sign up"]),
        ("outsider", ["Find or enter my organisation", "Browse offers", "Browse needs"]),
        ("editor", ["Finish them", "New offer", "New need"]),
        ("owner", ["Finish them", "New offer", "New need"]),
        ("technology_manager", ["Open the desk"]),
        ("officer", ["Open the desk", "Timeline"]),
        ("administrator", ["Open the desk", "Timeline", "Administration"]),
    ],
)
def test_the_front_page_says_what_to_do_next(sign_in, organisation, role, texts):
    make_offer(owner=organisation)
    steps = sign_in(role).get("/").context["steps"]
    assert [str(step.link) for step in steps] == texts


def test_the_review_queue_is_counted_for_reviewers(sign_in):
    make_offer(Status.IN_REVIEW)
    make_need(Status.IN_REVIEW)
    make_need()
    assert sign_in("officer").get("/").context["steps"][0].text == "2 profiles wait for review."


def test_the_front_page_counts_only_what_is_public(client, organisation):
    make_offer(Status.PUBLISHED, organisation)
    for status in (Status.DRAFT, Status.IN_REVIEW, Status.EXPIRED, Status.ARCHIVED):
        make_offer(status, organisation)
        make_need(status, organisation)
    counts = {figure.code: number for figure, number in client.get("/").context["counts"]}
    assert counts == {"offers": 1, "needs": 0, "organisations": 1, "partners": 1}


def test_the_front_page_shows_relation_and_source_of_each_figure(client):
    page = client.get("/").content.decode()
    assert page.count('class="stat-source"') == 6
    assert "10.704 <small>billion yuan</small>" in page
    assert reverse("portal:sources") + "#article-004" in page


@pytest.mark.parametrize("number", [1, 30])
def test_the_front_page_needs_the_same_queries_for_one_and_for_thirty(
    client, django_assert_num_queries, organisation, number
):
    for _time in range(number):
        make_offer(Status.PUBLISHED, organisation)
    with django_assert_num_queries(6):
        client.get("/")


@pytest.mark.parametrize("number", [1, 30])
def test_search_needs_the_same_queries_for_one_and_for_thirty(
    client, django_assert_num_queries, organisation, number
):
    for _time in range(number):
        make_offer(Status.PUBLISHED, organisation, title="Plasma torch")
    with django_assert_num_queries(6):
        client.get("/search/", {"q": "plasma torch"})


def test_search_marks_the_words_in_english_and_chinese(client, organisation):
    make_offer(Status.PUBLISHED, organisation, title="Anti-icing coatings <b>", summary="For wings.")
    make_need(Status.PUBLISHED, organisation, title="高温超导线材", summary="用于磁体。", language="zh")
    page = client.get("/search/", {"q": "icing coating"}).content.decode()
    assert "<mark>coatings</mark> &lt;b&gt;" in page
    page = client.get("/search/", {"q": "超导"}).content.decode()
    assert "高温<mark>超导</mark>线材" in page


def test_search_opens_the_first_kind_that_has_something(client, organisation):
    result = client.get("/search/", {"q": "Qinling"}).context["result"]
    counts = {"offers": 0, "needs": 0, "organisations": 1, "measures": 0}
    assert (result.kind.code, result.counts) == ("organisations", counts)


def test_search_finds_measures_and_leads_to_their_references(client):
    take_rulebooks()
    measure = Measure.objects.get(key="xian-2017/incubator-bonus")
    for words in ("incubator", "孵化器"):
        page = client.get("/search/", {"q": words, "in": "measures"}).content.decode()
        assert measure.get_absolute_url() in page
    text = measure.revisions.get()
    assert client.get("/search/", {"q": measure.ref}).url == measure.get_absolute_url()
    assert client.get("/search/", {"q": text.ref}).url == text.get_absolute_url()
    draft = start_draft(actor=make_officer(), measure=measure)
    assert client.get("/search/", {"q": draft.ref}).context["result"].total == 0


def test_a_tab_opens_its_kind(client, organisation):
    make_offer(Status.PUBLISHED, organisation, title="Qinling paste")
    make_need(Status.PUBLISHED, organisation, title="Qinling primer")
    result = client.get("/search/", {"q": "qinling", "in": "needs"}).context["result"]
    assert [one.record.title for one in result.hits] == ["Qinling primer"]


@pytest.mark.parametrize(
    ("role", "counts"),
    [
        ("anonymous", (0, 0)),
        ("outsider", (0, 0)),
        ("technology_manager", (1, 0)),
        ("officer", (1, 0)),
        ("editor", (2, 1)),
        ("owner", (2, 1)),
        ("administrator", (2, 1)),
    ],
)
def test_a_word_in_a_draft_is_neither_found_nor_counted(sign_in, organisation, role, counts):
    make_offer(owner=organisation, title="Zirconolite waste form")
    make_offer(Status.IN_REVIEW, organisation, title="Zirconolite pellet")
    make_need(owner=organisation, description="Zirconolite wanted.")
    response = sign_in(role).get("/search/", {"q": "zirconolite"})
    found = response.context["result"].counts
    assert (found["offers"], found["needs"]) == counts
    assert (" waste form" in response.content.decode()) == (counts == (2, 1))


@pytest.mark.parametrize("maker", [make_offer, make_need])
def test_a_reference_leads_to_its_record_only_for_those_who_see_it(client, maker, organisation):
    draft, public = maker(owner=organisation), maker(Status.PUBLISHED, organisation)
    assert client.get("/search/", {"q": public.ref.lower()}).url == public.get_absolute_url()
    assert client.get("/search/", {"q": draft.ref}).context["result"].total == 0
    client.force_login(make_member(organisation))
    assert client.get("/search/", {"q": draft.ref}).url == draft.get_absolute_url()


def test_references_of_organisations_and_people_lead_to_them(client, organisation):
    person = make_person()
    assert client.get("/search/", {"q": organisation.ref}).url == organisation.get_absolute_url()
    assert client.get("/search/", {"q": person.ref}).url == person.get_absolute_url()
    assert client.get("/search/", {"q": "OR-000000"}).status_code == 200


@pytest.mark.parametrize("text", ["\x00", "'", "a" * 5000, "%", "\\", "&|!:*()", "的"])
def test_odd_words_find_nothing_and_break_nothing(client, text):
    assert client.get("/search/", {"q": text}).status_code == 200


def test_organisation_pages_show_profiles_as_far_as_the_visitor_may_see(client, organisation):
    make_offer(Status.PUBLISHED, organisation, title="Public paste")
    make_offer(owner=organisation, title="Secret paste")
    page = client.get(organisation.get_absolute_url()).content.decode()
    assert ("Public paste" in page, "Secret paste" in page) == (True, False)
    client.force_login(make_member(organisation))
    page = client.get(organisation.get_absolute_url()).content.decode()
    assert ("Public paste" in page, "Secret paste" in page) == (True, True)


def test_person_pages_show_only_published_profiles_to_the_public(client, organisation):
    person = make_person()
    make_offer(Status.PUBLISHED, organisation, title="Public paste", people=[person])
    make_offer(owner=organisation, title="Secret paste", people=[person])
    page = client.get(person.get_absolute_url()).content.decode()
    assert ("Public paste" in page, "Secret paste" in page) == (True, False)


def test_the_language_switch_is_kept_and_comes_back_to_the_page(client):
    response = client.post(reverse("set_language"), {"language": "zh-hans", "next": "/help/"})
    assert response.url == "/help/"
    assert 'lang="zh-Hans"' in client.get("/help/").content.decode()


def test_a_page_that_is_not_there_says_so(client):
    response = client.get("/nothing/")
    assert response.status_code == 404
    assert "Page not found" in response.content.decode()


def test_robots_are_kept_from_what_is_personal(client):
    assert "Disallow: /accounts/" in client.get("/robots.txt").content.decode()


def test_health_tells_that_the_database_answers(client):
    assert client.get("/healthz").json() == {"status": "ok", "database": "up"}
    assert client.post("/healthz").status_code == 405


@pytest.mark.django_db(transaction=True)
def test_health_tells_that_the_database_does_not_answer(client, monkeypatch):
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere")
    response = client.get("/healthz")
    monkeypatch.undo()
    connection.close()
    assert (response.status_code, response.json()["database"]) == (503, "down")


def test_browsers_that_ask_for_the_old_icon_are_sent_to_ours(client: Client) -> None:
    answer = client.get("/favicon.ico")
    assert (answer.status_code, answer["Location"]) == (301, "/static/portal/favicon.svg")
