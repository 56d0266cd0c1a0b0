"""Pages of organisations as each role, their queries, and duplicates shown before saving."""

import pytest
from django.urls import reverse

from hardtech.engines.tabular import read_records
from hardtech.zone.journal.models import Entry
from hardtech.zone.market.choices import Status
from hardtech.zone.registry import services
from hardtech.zone.registry.choices import MembershipRole
from hardtech.zone.registry.models import CitedFact, Organisation
from tests.factories import (
    make_administrator,
    make_member,
    make_offer,
    make_officer,
    make_organisation,
    make_technology_manager,
    make_user,
)

pytestmark = pytest.mark.django_db

LIST = "/registry/organisations/"
NEW = "/registry/organisations/new/"
USCC = "91310110666007217T"
ROLES = ["anonymous", "outsider", "colleague", "owner", "technology_manager", "officer", "administrator"]


@pytest.fixture
def organisation():
    return make_organisation(name_en="Qinling Coatings", name_zh="秦岭涂层", province="Shaanxi", city="Xi'an")


@pytest.fixture
def sign_in(client, organisation):
    def as_role(role):
        makers = {
            "outsider": lambda: make_member(make_organisation()),
            "colleague": lambda: make_member(organisation),
            "owner": lambda: make_member(organisation, MembershipRole.OWNER),
            "technology_manager": make_technology_manager,
            "officer": make_officer,
            "administrator": make_administrator,
        }
        if role != "anonymous":
            client.force_login(makers[role]())
        return client

    return as_role


def values(**changed):
    return {"kind": "company", "name_en": "New Materials Works", "country": "CN", **changed}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("page", ["list", "detail", "export"])
def test_everybody_reads_the_registry(sign_in, organisation, role, page):
    addresses = {"list": LIST, "detail": organisation.get_absolute_url(), "export": f"{LIST}export.csv"}
    response = sign_in(role).get(addresses[page])
    response.close()  # an export is an open file
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("page", "answers"),
    [
        ("new", [302, 200, 200, 200, 200, 200, 200]),
        ("edit", [302, 403, 200, 200, 403, 200, 200]),
        ("members", [302, 403, 403, 200, 403, 200, 200]),
        ("merge", [302, 403, 403, 403, 403, 200, 200]),
    ],
)
def test_who_opens_which_form(sign_in, organisation, page, answers):
    address = NEW if page == "new" else reverse(f"registry:organisation_{page}", args=[organisation.ref])
    found = []
    for role in ROLES:
        found.append(sign_in(role).get(address).status_code)
    assert found == answers


@pytest.mark.parametrize(
    ("role", "shown"),
    [
        ("anonymous", []),
        ("outsider", []),
        ("colleague", ["Edit"]),
        ("owner", ["Members", "Edit"]),
        ("technology_manager", []),
        ("officer", ["Merge", "Members", "Edit"]),
        ("administrator", ["Merge", "Members", "Edit"]),
    ],
)
def test_the_page_offers_only_what_one_may_do(sign_in, organisation, role, shown):
    context = sign_in(role).get(organisation.get_absolute_url()).context
    offered = {
        "Merge": context["may_merge"],
        "Members": context["may_manage_members"],
        "Edit": context["may_edit"],
    }
    assert [name for name, may in offered.items() if may] == shown


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_needs_the_same_queries_for_one_and_for_thirty(client, django_assert_num_queries, number):
    for place in range(number):
        make_organisation(
            name_en=f"Coating works {place}", province=f"Province {place}", fields=["new_materials"]
        )
    with django_assert_num_queries(4):
        client.get(LIST, {"q": "coating"})


@pytest.mark.parametrize("number", [1, 30])
def test_the_page_needs_the_same_queries_for_one_and_for_thirty(
    client, organisation, django_assert_num_queries, number
):
    for _time in range(number):
        make_offer(Status.PUBLISHED, organisation)
        CitedFact.objects.create(
            organisation=organisation, statement_en="Employees", value=12, citation="000"
        )
    with django_assert_num_queries(7):
        client.get(organisation.get_absolute_url())


def test_filters_narrow_and_each_count_keeps_the_other_filters(client):
    make_organisation(name_en="A", kind="company", fields=["ai"], province="Shaanxi")
    make_organisation(name_en="B", kind="university", fields=["ai"], province="Shaanxi")
    make_organisation(name_en="C", kind="company", fields=["new_energy"], province="Shanxi", exchange="star")
    listing = client.get(LIST, {"kind": "company", "field": "ai"}).context["listing"]
    counts = {(f.name, o.value): o.count for f in listing.facets for o in f.options if o.count}
    assert [one.name for one in listing.page] == ["A"]
    assert counts == {
        ("kind", "company"): 1,
        ("kind", "university"): 1,
        ("field", "ai"): 1,
        ("field", "new_energy"): 1,
        ("place", "CN-Shaanxi"): 1,
    }
    assert [str(chip.label) for chip in listing.chips] == ["Kind: Company", "Field: Artificial intelligence"]
    listing = client.get(LIST, {"place": "CN-Shanxi", "listed": "any"}).context["listing"]
    assert [one.name for one in listing.page] == ["C"]


def test_sorting_searching_and_paging(client):
    for place in range(27):
        make_organisation(name_en=f"Works {place:02}", name_zh="西安工厂")
    page = client.get(LIST, {"page": 2}).context["listing"].page
    assert [one.name_en for one in page] == ["Works 25", "Works 26"]
    newest = client.get(LIST, {"sort": "-created"}).context["listing"].page
    assert newest[0].name_en == "Works 26"
    assert client.get(LIST, {"q": "西安"}).context["listing"].page.paginator.count == 27
    assert client.get(LIST, {"q": "nothing", "page": "x", "sort": "nonsense"}).status_code == 200


def test_an_empty_list_says_what_to_do(client):
    assert "No organisation passes these filters" in client.get(LIST, {"q": "zzz"}).content.decode()


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "jsonl"])
def test_an_export_gives_the_filtered_list_back(client, organisation, suffix, tmp_path):
    make_organisation(name_en="Other", kind="university")
    response = client.get(f"{LIST}export.{suffix}", {"kind": "company"})
    path = tmp_path / f"out.{suffix}"
    path.write_bytes(b"".join(response.streaming_content))
    response.close()
    rows = list(read_records(path, columns={"ref": [], "name_zh": [], "uid": []}))
    assert [(row.values["ref"], row.values["name_zh"]) for row in rows] == [(organisation.ref, "秦岭涂层")]
    assert rows[0].values["uid"] == str(organisation.uid)  # by which an import knows it again


def test_an_unknown_format_is_not_found(client):
    assert client.get(f"{LIST}export.pdf").status_code == 404


def test_the_page_shows_figures_with_relation_and_source(client, organisation):
    CitedFact.objects.create(
        organisation=organisation,
        statement_en="Funds",
        value=400_000_000_000,
        unit="CNY_fen",
        relation="≥",
        as_of="2017",
        citation="000: “fund managed over 4 billion yuan”",
    )
    page = client.get(organisation.get_absolute_url()).content.decode()
    assert "4 billion yuan" in page
    assert "at least" in page
    assert f"{reverse('portal:sources')}#article-000" in page


def test_a_page_that_is_not_there_is_not_found(client):
    assert client.get(f"{LIST}OR-000000/").status_code == 404


def test_drafts_leave_no_trace_in_the_timeline_of_outsiders(client, organisation):
    offer = make_offer(owner=organisation)
    assert client.get(organisation.get_absolute_url()).context["timeline"] == []
    client.force_login(make_officer())
    assert client.get(organisation.get_absolute_url()).context["timeline"] == []
    client.force_login(make_member(organisation))
    lines = client.get(organisation.get_absolute_url()).context["timeline"]
    assert [(line.sentence, line.ref, line.url) for line in lines] == [
        ("Offer drafted", offer.ref, f"/search/?q={offer.ref}")
    ]


def test_who_enters_an_organisation_owns_it(client):
    user = make_user()
    client.force_login(user)
    response = client.post(
        NEW,
        values(
            name_zh="新材料厂",
            aliases="NMW\nNMW\n\nWorks",
            fields=["new_materials"],
            uscc="9131 0110 6660 0721 7t",
        ),
    )
    entered = Organisation.objects.get()
    assert response.url == entered.get_absolute_url()
    assert (entered.aliases, entered.fields, entered.uscc) == (["NMW", "Works"], ["new_materials"], USCC)
    assert [(one.person.user, one.role) for one in entered.memberships.all()] == [(user, "owner")]
    assert Entry.objects.get(subject=entered.ref).verb == "organisation.created"


def test_possible_duplicates_are_shown_before_anything_is_saved(client, organisation):
    client.force_login(make_user())
    response = client.post(NEW, values(name_en="Qinling Coatings Co., Ltd."))
    assert [one.ref for one in response.context["duplicates"]] == [organisation.ref]
    assert "It is this one" in response.content.decode()
    assert Organisation.objects.count() == 1
    client.post(NEW, values(name_en="Qinling Coatings Co., Ltd.", seen=organisation.ref))
    assert Organisation.objects.count() == 2


def test_duplicates_that_were_not_seen_are_shown_again(client, organisation):
    other = make_organisation(name_en="Taibai Optics")
    client.force_login(make_user())
    response = client.post(NEW, values(name_en="Taibai Optics Ltd", seen=organisation.ref))
    assert [one.ref for one in response.context["duplicates"]] == [other.ref]


def test_the_same_code_is_a_duplicate_and_is_refused_after_that(client):
    taken = make_organisation(uscc=USCC)
    client.force_login(make_user())
    assert client.post(NEW, values(uscc=USCC)).context["duplicates"] == [taken]
    response = client.post(NEW, values(uscc=USCC, seen=taken.ref))
    assert list(response.context["form"].errors) == ["uscc"]
    assert Organisation.objects.count() == 1


def test_shanxi_is_no_duplicate_of_shaanxi(client):
    make_organisation(name_zh="陕西新材料研究院", province="Shaanxi")
    client.force_login(make_user())
    client.post(NEW, values(name_en="", name_zh="山西新材料研究院", province="Shanxi"))
    assert Organisation.objects.count() == 2


@pytest.mark.parametrize(
    ("changed", "field", "message"),
    [
        ({"uscc": "91310110666007217X"}, "uscc", "The check digit of this code is wrong"),
        ({"uscc": "123"}, "uscc", "has 18 characters"),
        ({"ror": "017zhmm23"}, "ror", "The check digits of this ROR id are wrong"),
        ({"ror": "abc"}, "ror", "A ROR id looks like"),
        ({"name_en": ""}, "name_en", "Give a name"),
        ({"country": "China"}, "country", "at most 2 characters"),
        ({"country": "1!"}, "country", "two letters"),
        ({"stock_code": "688167"}, "exchange", "Say where the stock code belongs"),
        ({"aliases": "x" * 251}, "aliases", "at most 250 characters"),
        ({"kind": "shop"}, "kind", "Select a valid choice"),
        ({"fields": ["alchemy"]}, "fields", "Select a valid choice"),
        ({"website": "not a site"}, "website", "Enter a valid URL"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(client, changed, field, message):
    client.force_login(make_user())
    response = client.post(NEW, values(**changed))
    errors = response.context["form"].errors
    assert (list(errors), message in errors.get(field, [""])[0]) == ([field], True)
    assert f'href="#id_{field}' in response.content.decode()
    assert not Organisation.objects.exists()


def test_a_ror_may_be_pasted_as_its_address(client):
    client.force_login(make_user())
    client.post(NEW, values(ror="https://ror.org/017zhmm22"))
    assert Organisation.objects.get().ror == "017zhmm22"


def test_a_change_is_saved_and_journalled(client, organisation):
    client.force_login(make_member(organisation))
    address = reverse("registry:organisation_edit", args=[organisation.ref])
    data = values(name_en="Qinling Coatings", name_zh="秦岭涂层", province="Shaanxi", city="Baoji")
    assert client.post(address, data).url == organisation.get_absolute_url()
    organisation.refresh_from_db()
    assert organisation.city == "Baoji"
    assert Entry.objects.get(subject=organisation.ref).data == {"fields": ["city"]}


def test_a_refused_change_keeps_what_was_typed_and_the_old_name_above(client, organisation):
    client.force_login(make_member(organisation))
    response = client.post(
        reverse("registry:organisation_edit", args=[organisation.ref]), values(name_en="Renamed", uscc="123")
    )
    assert response.context["form"]["name_en"].value() == "Renamed"
    assert response.context["organisation"].name_en == "Qinling Coatings"


def test_a_change_made_meanwhile_is_not_overwritten(client, organisation):
    client.force_login(make_member(organisation))
    address = reverse("registry:organisation_edit", args=[organisation.ref])
    opened = client.get(address)
    assert f'name="version" value="{opened.context["version"]}"' in opened.content.decode()
    services.update_organisation(
        actor=make_officer(), organisation=organisation, values={"city": "By an officer"}
    )

    mine = values(name_en="Qinling Coatings", province="Shaanxi", city="Mine")
    unfinished = client.post(address, {**mine, "country": "1!", "version": opened.context["version"]})
    answer = client.post(address, {**mine, "version": unfinished.context["version"]})
    organisation.refresh_from_db()
    assert (answer.status_code, organisation.city) == (409, "By an officer")
    assert "Somebody changed this record" in answer.content.decode()
    assert 'value="Mine"' in answer.content.decode()

    assert client.post(address, {**mine, "version": answer.context["version"]}).status_code == 302
    organisation.refresh_from_db()
    assert organisation.city == "Mine"


def test_a_merged_reference_leads_to_the_one_that_was_kept(client, organisation):
    old = make_organisation(merged_into=organisation)
    assert client.get(old.get_absolute_url()).url == organisation.get_absolute_url()
    assert old.ref in client.get(organisation.get_absolute_url()).content.decode()


def test_a_double_is_found_among_many_that_share_a_common_word(client):
    for place in range(210):
        make_organisation(name_en=f"Company{place} Technologies")
    double = make_organisation(name_en="Taibai Photonics Technologies")
    for place in range(210):
        make_organisation(name_en=f"Firm{place} Technologies")
    client.force_login(make_user())
    assert client.post(NEW, values(name_en="Taibai Photonics Technologies Ltd")).context["duplicates"] == [
        double
    ]
