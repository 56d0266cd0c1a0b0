"""Adding, changing and removing members, and merging, through the pages."""

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from hardtech.zone.market.choices import Status
from hardtech.zone.registry.choices import MembershipRole
from hardtech.zone.registry.models import Membership, Organisation
from tests.factories import make_member, make_offer, make_officer, make_organisation, make_person, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation():
    return make_organisation(name_en="Qinling Coatings", province="Shaanxi")


@pytest.fixture
def owner(organisation):
    return make_member(organisation, MembershipRole.OWNER)


@pytest.fixture
def address(organisation):
    return reverse("registry:organisation_members", args=[organisation.ref])


def confirmed(user):
    """The account, its address shown to be its owner's."""
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def roles(organisation):
    return sorted(organisation.memberships.values_list("person__user__email", "role"))


def test_an_owner_adds_a_colleague_by_address(client, organisation, owner, address):
    colleague = confirmed(make_user(email="colleague@example.org"))
    client.force_login(owner)
    assert (
        client.post(address, {"action": "add", "email": "Colleague@example.org", "role": "editor"}).url
        == address
    )
    assert roles(organisation) == sorted([(owner.email, "owner"), (colleague.email, "editor")])


@pytest.mark.parametrize("email", ["nobody@example.org", "closed@example.org"])
def test_one_answer_for_unknown_and_for_closed_accounts(client, owner, address, email):
    confirmed(make_user(email="closed@example.org", is_active=False))
    client.force_login(owner)
    errors = client.post(address, {"action": "add", "email": email, "role": "editor"}).context["form"].errors
    assert errors == {
        "email": [
            "Nobody can be added under this address. Ask the person to sign up and confirm the address, then try again."
        ]
    }


def test_a_member_is_not_added_twice(client, owner, address):
    client.force_login(owner)
    response = client.post(address, {"action": "add", "email": confirmed(owner).email, "role": "editor"})
    assert list(response.context["form"].errors) == ["email"]
    assert Membership.objects.get().role == "owner"


def test_roles_change_and_members_leave(client, organisation, owner, address):
    colleague = make_member(organisation)
    client.force_login(owner)
    client.post(address, {"action": "role", "person": colleague.person.ref, "role": "owner"})
    assert roles(organisation) == sorted([(owner.email, "owner"), (colleague.email, "owner")])
    client.post(address, {"action": "remove", "person": colleague.person.ref})
    assert roles(organisation) == [(owner.email, "owner")]


@pytest.mark.parametrize("data", [{"action": "remove"}, {"action": "role", "role": "editor"}])
def test_the_last_owner_stays(client, organisation, owner, address, data):
    client.force_login(owner)
    response = client.post(address, {**data, "person": owner.person.ref}, follow=True)
    assert "This is the last owner" in response.content.decode()
    assert roles(organisation) == [(owner.email, "owner")]


def test_who_leaves_comes_to_the_organisations_page(client, organisation, owner, address):
    make_member(organisation, MembershipRole.OWNER)
    client.force_login(owner)
    response = client.post(address, {"action": "remove", "person": owner.person.ref})
    assert response.url == organisation.get_absolute_url()


@pytest.mark.parametrize(
    "data",
    [{"action": "remove", "person": "PE-000000"}, {"action": "role", "role": "king"}, {"action": "dance"}],
)
def test_what_makes_no_sense_is_not_found(client, owner, address, data):
    client.force_login(owner)
    assert client.post(address, {"person": owner.person.ref, **data}).status_code == 404


def test_others_cannot_post_either(client, organisation, owner, address):
    client.force_login(make_member(organisation))
    data = {"action": "add", "email": make_user().email, "role": "owner"}
    assert client.post(address, data).status_code == 403
    assert organisation.memberships.count() == 2


@pytest.mark.parametrize("number", [1, 30])
def test_the_members_page_needs_the_same_queries(
    client, organisation, owner, address, number, django_assert_num_queries
):
    for _time in range(number):
        make_member(organisation)
    client.force_login(owner)
    with django_assert_num_queries(5):
        client.get(address)


@pytest.fixture
def officer(client):
    officer = make_officer()
    client.force_login(officer)
    return officer


@pytest.fixture
def merge(client, organisation, officer):
    address = reverse("registry:organisation_merge", args=[organisation.ref])
    return lambda method, **data: getattr(client, method)(address, data)


def test_merging_begins_with_possible_duplicates_or_a_search(merge):
    double = make_organisation(name_en="Qinling Coatings Ltd")
    far = make_organisation(name_en="Taibai Optics")
    assert merge("get").context["candidates"] == [double]
    assert merge("get", q="taibai").context["candidates"] == [far]
    assert merge("get", q=far.ref.lower()).context["candidates"] == [far]


def test_a_merge_is_previewed_and_then_done(client, organisation, merge):
    double = make_organisation(name_en="Qinling Coatings Ltd")
    offer = make_offer(Status.PUBLISHED, double)
    assert merge("get", other=double.ref).context["belongings"] == [("memberships", 1), ("offers", 1)]
    assert merge("post", other=double.ref).url == organisation.get_absolute_url()
    offer.refresh_from_db()
    assert offer.owner == organisation
    assert client.get(double.get_absolute_url()).url == organisation.get_absolute_url()
    page = client.get(organisation.get_absolute_url()).content.decode()
    assert (double.ref in page, "Qinling Coatings Ltd" in page) == (True, True)


def test_shaanxi_and_shanxi_are_never_merged(merge):
    other = make_organisation(name_en="Qinling Coatings", province="Shanxi")
    assert "two provinces" in merge("get", other=other.ref).context["refusal"]
    assert merge("post", other=other.ref).status_code == 200
    assert not Organisation.objects.filter(merged_into__isnull=False).exists()


def test_an_organisation_is_not_merged_with_itself(merge, organisation):
    assert "can’t be merged" in merge("post", other=organisation.ref).content.decode()


def test_the_other_one_must_exist(merge):
    assert merge("get", other="OR-000000").status_code == 404


def test_people_are_listed_searched_and_shown(client, organisation, owner):
    person = make_person(name_zh="张工", title="Chief engineer", orcid="0000-0002-1825-0097", fields=["ai"])
    page = client.get("/registry/people/", {"q": "张"}).context["page"]
    assert list(page) == [person]
    assert list(client.get("/registry/people/", {"q": "qinling"}).context["page"]) == [owner.person]
    assert "https://orcid.org/0000-0002-1825-0097" in client.get(person.get_absolute_url()).content.decode()
    assert "Nobody is found" in client.get("/registry/people/", {"q": "zzz"}).content.decode()
    assert client.get("/registry/people/PE-000000/").status_code == 404


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_of_people_needs_the_same_queries(client, organisation, number, django_assert_num_queries):
    for _time in range(number):
        make_member(organisation)
    with django_assert_num_queries(3):
        client.get("/registry/people/")


@pytest.mark.parametrize(
    ("who", "status"), [("anonymous", 302), ("outsider", 403), ("oneself", 200), ("officer", 200)]
)
def test_people_edit_their_own_entry(client, organisation, who, status):
    user = make_member(organisation)
    visitors = {"outsider": make_user, "oneself": lambda: user, "officer": make_officer}
    if who in visitors:
        client.force_login(visitors[who]())
    assert client.get(reverse("registry:person_edit", args=[user.person.ref])).status_code == status


def test_an_orcid_is_checked_and_may_be_pasted_as_its_address(client, organisation):
    user = make_member(organisation)
    client.force_login(user)
    address = reverse("registry:person_edit", args=[user.person.ref])
    refused = client.post(address, {"name_en": "Li Wei", "orcid": "0000-0002-1825-0098"})
    assert list(refused.context["form"].errors) == ["orcid"]
    taken = make_person(orcid="0000-0002-1694-233X")
    refused = client.post(address, {"name_en": "Li Wei", "orcid": taken.orcid})
    assert list(refused.context["form"].errors) == ["orcid"]
    assert list(client.post(address, {"name_en": ""}).context["form"].errors) == ["name_en"]
    client.post(address, {"name_en": "Li Wei", "orcid": "https://orcid.org/0000-0002-1825-0097"})
    user.person.refresh_from_db()
    assert (user.person.name_en, user.person.orcid) == ("Li Wei", "0000-0002-1825-0097")


def test_the_eight_fields_quote_the_articles(client):
    make_organisation(fields=["biotechnology"])
    response = client.get("/registry/fields/")
    shown = {field["info"].code: field["organisations"] for field in response.context["fields"]}
    assert (len(shown), shown["biotechnology"], shown["ai"]) == (8, 1, 0)
    assert '<q lang="en">life science</q>' in response.content.decode()
