"""An act is one row: guard, journal entry, button, POST and endpoint come from it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils.translation import override

from hardtech.zone.accounts.models import User
from hardtech.zone.common.declared import DeclarationError
from hardtech.zone.journal.models import Entry
from hardtech.zone.journal.verbs import Verb, verbs
from hardtech.zone.market.choices import Status
from hardtech.zone.market.models import Offer
from hardtech.zone.workshop.act_pages import Bound, act_view, acts_for
from hardtech.zone.workshop.acts import Act, Text, acts, acts_on, change, find_act
from tests.factories import make_member, make_offer, make_user

pytestmark = pytest.mark.django_db


def rename(*, actor: User, offer: Offer, title: str) -> Offer:
    data: dict[str, object] = {}
    with change(offer, "offer.renamed", by=actor, data=data) as current:
        if title == "refused":
            raise ValidationError({"title": ValidationError("Not this one.", code="refused")})
        data["fields"] = ["title"]
        current.title = title
    return current


def may_rename(visitor: User, offer: Offer) -> bool:
    return visitor.name == "Author"


class TitleForm(forms.Form):
    title = forms.CharField()

    @property
    def values(self) -> dict[str, object]:
        return dict(self.cleaned_data)


RENAME = Act(
    name="rename",
    on=(Offer,),
    verbs=(Verb("offer.renamed", "Offer renamed"),),
    states=(Status.DRAFT,),
    may=may_rename,
    do=rename,
    argument="offer",
    form=lambda data, _offer: TitleForm(data),
    label="Rename",
    done="Renamed.",
)


@pytest.fixture(autouse=True)
def _declared() -> Iterator[None]:
    with verbs.restored(), acts.restored():
        acts.add(RENAME)
        yield


@pytest.fixture
def offer() -> Offer:
    return make_offer()


@pytest.fixture
def author(offer: Offer) -> User:
    user = make_member(offer.owner)
    user.name = "Author"
    user.save()
    return user


def shown(request: HttpRequest, offer: Offer, bound: Bound) -> HttpResponse:
    (form,) = bound.values()
    return HttpResponse(f"{list(bound)} {form.errors.as_json()}")


def post(user: User, offer: Offer, *, page: bool = True, **data: str) -> HttpResponse:
    def find(_visitor: object, ref: str) -> Offer:
        return Offer.objects.get(ref=ref)

    view = act_view(Offer, find, gone=lambda _offer: "/gone/", page=shown if page else None)
    request = RequestFactory().post("/", data)
    request.user = user
    request._messages = Messages()  # type: ignore[attr-defined]
    return view(request, ref=offer.ref, act="rename")


class Messages(list):
    def add(self, _level: int, message: str, _tags: str = "") -> None:
        self.append(message)


def test_a_change_is_saved_and_journalled(offer: Offer, author: User) -> None:
    assert rename(actor=author, offer=offer, title="Better").title == "Better"
    entry = Entry.objects.latest("seq")
    assert (entry.verb, entry.subject, entry.about) == ("offer.renamed", offer.ref, [offer.owner.ref])
    assert entry.data == {"fields": ["title"]}
    assert entry.actor == author.ref


def test_a_change_of_state_tells_both(offer: Offer, author: User) -> None:
    with change(offer, "offer.submitted", by=author) as current:
        current.status = Status.IN_REVIEW
    assert Entry.objects.latest("seq").data == {"from": "draft", "to": "in_review"}


def test_who_may_not_is_refused_and_nothing_is_written(offer: Offer) -> None:
    before = Entry.objects.count()
    with pytest.raises(PermissionDenied):
        rename(actor=make_user(), offer=offer, title="Better")
    assert Offer.objects.get(pk=offer.pk).title == offer.title
    assert Entry.objects.count() == before


def test_another_state_is_a_conflict_told_in_words(offer: Offer, author: User) -> None:
    Offer.objects.filter(pk=offer.pk).update(status=Status.PUBLISHED)
    with pytest.raises(ValidationError, match="while the status is “Published”") as refused, override("en"):
        rename(actor=author, offer=offer, title="Better")
    assert refused.value.code == "status"


def test_what_fails_inside_leaves_nothing(offer: Offer, author: User) -> None:
    before = Entry.objects.count()
    with pytest.raises(ValidationError), transaction.atomic():
        rename(actor=author, offer=offer, title="refused")
    assert Entry.objects.count() == before


def test_a_verb_of_no_act_is_refused_by_name(offer: Offer, author: User) -> None:
    with (
        pytest.raises(DeclarationError, match=r"no act records the verb 'offer\.sold'"),
        change(offer, "offer.sold", by=author),
    ):
        pass


def test_the_verbs_of_an_act_are_declared_with_it() -> None:
    assert verbs["offer.renamed"].words == "Offer renamed"


def test_two_acts_of_one_name_on_a_record_are_refused_by_name() -> None:
    other = Act(
        name="rename", on=(Offer,), verbs=(), may=may_rename, do=rename, argument="offer", label="", done=""
    )
    with pytest.raises(DeclarationError, match="Act 'rename' is declared twice"):
        acts.add(other)


def test_an_act_that_nobody_declares_is_not_found() -> None:
    assert find_act(Offer, "rename") is RENAME
    assert acts_on(Offer)[-1] is RENAME
    with pytest.raises(Http404):
        find_act(Offer, "burn")


def test_acts_are_offered_to_those_who_may_while_they_may(offer: Offer, author: User) -> None:
    def names(visitor: User) -> list[str]:
        return [one.act.name for one in acts_for(visitor, offer, lambda name: f"/{name}/")]

    assert names(author) == ["submit", "rename"]
    assert names(make_user()) == []
    offer.status = Status.ARCHIVED
    assert names(author) == ["reopen"]


def test_a_page_takes_the_act_and_leads_back(offer: Offer, author: User) -> None:
    answer = post(author, offer, title="Better")
    assert (answer.status_code, answer["Location"]) == (302, offer.get_absolute_url())
    assert Offer.objects.get(pk=offer.pk).title == "Better"


@pytest.mark.parametrize(("title", "reason"), [("", "required"), ("refused", "Not this one.")])
def test_what_is_refused_is_shown_at_its_field(offer: Offer, author: User, title: str, reason: str) -> None:
    answer = post(author, offer, title=title)
    assert answer.status_code == 422
    assert f"('rename', '{offer.ref}')" in answer.content.decode()
    assert reason in answer.content.decode()
    assert post(author, offer, page=False, title=title).status_code == 302


def test_a_text_is_cut_and_rid_of_nul() -> None:
    form = Text("note", "What?", required=True)({"text": "a\x00b" * 2000}, None)
    assert form.is_valid()
    assert form.values == {"note": ("ab" * 2000)[:2000]}
    assert "required" in str(form["text"])


def test_the_button_of_an_act_stands_on_the_page_of_its_record(
    client: Client, offer: Offer, author: User
) -> None:
    client.force_login(author)
    page = client.get(offer.get_absolute_url()).content.decode()
    assert 'name="verb" value="rename"' in page
    assert 'name="title"' in page
