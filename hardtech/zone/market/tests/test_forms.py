"""Writing offers and needs: what is taken, what is refused and how, what is proposed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from hardtech.zone.journal.models import Entry
from hardtech.zone.market.formfields import KeywordsField
from hardtech.zone.market.forms import RequirementFormSet, requirement_formset
from hardtech.zone.market.models import Need, Offer
from hardtech.zone.market.services import profiles
from hardtech.zone.market.tests.conftest import Cast
from tests.factories import make_need, make_offer, make_organisation, make_requirement, make_user

BATTERY = (
    "A lithium battery with a solid electrolyte. The cathode and the anode of the battery are pressed; the battery "
    "keeps its charge and its energy density over a thousand cycles of charging in an electric vehicle."
)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", []),
        ("ice, coating ,  wind  turbine", ["ice", "coating", "wind turbine"]),
        ("防冰，涂层、风机；叶片", ["防冰", "涂层", "风机", "叶片"]),
        ("a,,a, b,", ["a", "b"]),
    ],
)
def test_keywords(typed: str, words: list[str]) -> None:
    assert KeywordsField(required=False).clean(typed) == words


def test_too_many_keywords_are_refused() -> None:
    with pytest.raises(ValidationError):
        KeywordsField(required=False).clean(",".join(str(number) for number in range(31)))


def rows(*values: dict[str, str], **more: str) -> RequirementFormSet:
    data = {"requirements-TOTAL_FORMS": str(len(values)), "requirements-INITIAL_FORMS": "0", **more}
    for number, row in enumerate(values):
        data |= {f"requirements-{number}-{name}": value for name, value in {"level": "must", **row}.items()}
    return requirement_formset(data)


def test_blank_and_deleted_rows_fall_away() -> None:
    formset = rows({}, {"statement": "Light"}, {"level": "should"}, {"statement": "Gone", "DELETE": "on"})

    assert formset.is_valid()
    assert [row.statement for row in formset.rows] == ["Light"]


def test_row_with_its_figure() -> None:
    formset = rows(
        {"statement": "Range", "relation": "between", "value": "-40", "value_max": "85.5", "unit": "°C"}
    )

    assert formset.is_valid()
    (row,) = formset.rows
    assert (row.level, row.relation, row.value, row.value_max) == (
        "must",
        "between",
        Decimal(-40),
        Decimal("85.5"),
    )


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"statement": "x", "relation": ">="}, "value"),
        ({"statement": "x", "value": "3"}, "relation"),
        ({"statement": "x", "relation": "between", "value": "3"}, "value_max"),
        ({"statement": "x", "relation": "between", "value": "3", "value_max": "2"}, "value_max"),
        ({"statement": "x", "relation": ">=", "value": "3", "value_max": "4"}, "value_max"),
        ({"statement": "x", "relation": ">=", "value": "much"}, "value"),
        ({"statement": "x", "relation": ">=", "value": "0.0000001"}, "value"),
        ({"quantity": "mass"}, "statement"),
        ({"statement": "x", "level": "perhaps"}, "level"),
    ],
)
def test_figure_that_does_not_hold_together(row: dict[str, str], field: str) -> None:
    formset = rows(row)

    assert not formset.is_valid()
    assert list(formset.errors[0]) == [field]


@pytest.mark.parametrize("total", ["", "x", "-1", "100000", "²"])
def test_wild_number_of_rows_breaks_nothing(total: str) -> None:
    formset = requirement_formset({"requirements-TOTAL_FORMS": total}, more=2)

    assert len(formset.forms) <= 100


def sent(organisation: Any, **values: Any) -> dict[str, Any]:
    blank = {"requirements-TOTAL_FORMS": "0", "requirements-INITIAL_FORMS": "0", "currency": "CNY"}
    return {"owner": organisation.pk, "title": "Valve", "language": "en", **blank, **values}


def test_title_and_organisation_are_enough_for_a_draft(cast: Cast) -> None:
    client = cast.client("colleague")

    for kind, model in (("offers", Offer), ("needs", Need)):
        answer = client.post(f"/market/{kind}/new/", sent(cast.organisation))
        record = model.objects.get()
        assert (answer.status_code, answer.url) == (302, record.get_absolute_url())
        assert (record.title, record.status, record.created_by) == ("Valve", "draft", cast.users["colleague"])


def test_everything_of_a_need_is_stored(cast: Cast) -> None:
    data = sent(
        cast.organisation,
        summary="S",
        keywords="ice, 防冰",
        fields=["new_energy"],
        partnerships=["pilot"],
        trl="5",
        budget_min="500,000",
        budget_max="1200000.5",
        deadline="2031-02-28",
        people=[person.pk for person in cast.organisation.people.all()],
    )
    data |= {
        "requirements-TOTAL_FORMS": "1",
        "requirements-0-level": "should",
        "requirements-0-statement": "Light",
    }

    assert cast.client("colleague").post("/market/needs/new/", data).status_code == 302

    need = Need.objects.get()
    assert (need.keywords, need.fields, need.partnerships) == (["ice", "防冰"], ["new_energy"], ["pilot"])
    assert (need.trl, need.budget_min, need.budget_max) == (5, 50_000_000, 120_000_050)
    assert str(need.deadline) == "2031-02-28"
    assert need.people.count() == 2
    assert [(row.level, row.statement) for row in need.requirements.all()] == [("should", "Light")]


def test_refused_form_keeps_what_was_typed_and_stores_nothing(cast: Cast) -> None:
    data = sent(cast.organisation, budget_min="9", budget_max="0.001", title="Kept title", trl="12")

    answer = cast.client("colleague").post("/market/needs/new/", data)

    text = answer.content.decode()
    assert answer.status_code == 422
    assert Need.objects.count() == 0
    assert 'href="#id_budget_max"' in text
    assert 'href="#id_trl"' in text
    assert 'value="Kept title"' in text


def test_budget_in_the_wrong_order_is_said_at_its_field(cast: Cast) -> None:
    answer = cast.client("colleague").post(
        "/market/needs/new/", sent(cast.organisation, budget_min="2", budget_max="1")
    )

    assert list(answer.context["draft"].form.errors) == ["budget_max"]


def test_other_organisation_is_no_choice(cast: Cast) -> None:
    answer = cast.client("colleague").post("/market/offers/new/", sent(make_organisation()))

    assert answer.status_code == 422
    assert list(answer.context["draft"].form.errors) == ["owner"]


def test_somebody_without_an_organisation_is_told_what_to_do(client: Client, db: None) -> None:
    client.force_login(make_user())

    assert "You act for no organisation yet" in client.get("/market/offers/new/").content.decode()
    client.post("/market/offers/new/", sent(make_organisation()))
    assert Offer.objects.count() == 0


def test_rows_are_added_without_a_script_and_nothing_is_stored(cast: Cast) -> None:
    data = sent(cast.organisation, intent="add_rows")
    data |= {
        "requirements-TOTAL_FORMS": "1",
        "requirements-0-level": "must",
        "requirements-0-statement": "Light",
    }

    answer = cast.client("colleague").post("/market/needs/new/", data)

    formset = answer.context["draft"].rows
    assert len(formset.forms) == 3
    assert 'value="Light"' in answer.content.decode()
    assert Need.objects.count() == 0


def test_stored_rows_come_back_and_are_replaced(cast: Cast) -> None:
    need = make_need(owner=cast.organisation, requirements=[make_requirement(statement="Old")])
    client = cast.client("colleague")
    assert 'value="Old"' in client.get(f"/market/needs/{need.ref}/edit/").content.decode()

    data = sent(cast.organisation, title=need.title, fields=["ai"])
    data |= {"requirements-TOTAL_FORMS": "2", "requirements-INITIAL_FORMS": "1"}
    data |= {"requirements-0-statement": "", "requirements-0-level": "must"}
    data |= {"requirements-1-statement": "New", "requirements-1-level": "must"}
    assert client.post(f"/market/needs/{need.ref}/edit/", data).status_code == 302

    assert [row.statement for row in need.requirements.all()] == ["New"]


def test_fields_are_proposed_ticked_and_left_to_the_writer(cast: Cast) -> None:
    client = cast.client("colleague")
    first = client.post("/market/offers/new/", sent(cast.organisation, description=BATTERY))

    assert Offer.objects.count() == 0
    proposed = [proposal.code for proposal in first.context["proposals"]]
    assert "new_energy" in proposed
    assert first.context["draft"].form["fields"].value() == proposed

    client.post("/market/offers/new/", sent(cast.organisation, description=BATTERY, looked="1"))
    assert Offer.objects.get().fields == []


def test_chosen_fields_are_never_overruled(cast: Cast) -> None:
    data = sent(cast.organisation, description=BATTERY, fields=["aerospace"])

    assert cast.client("colleague").post("/market/offers/new/", data).status_code == 302
    assert Offer.objects.get().fields == ["aerospace"]


def test_alike_titles_of_the_organisation_are_shown_once(cast: Cast) -> None:
    twin = make_offer(owner=cast.organisation, title="Cryogenic valve for liquid hydrogen")
    make_offer(title="Cryogenic valve for liquid hydrogen")
    data = sent(cast.organisation, title="Cryogenic valves for liquid hydrogen", fields=["new_energy"])
    client = cast.client("colleague")

    first = client.post("/market/offers/new/", data)
    assert [one.ref for one in first.context["alike"]] == [twin.ref]
    assert Offer.objects.count() == 2

    assert client.post("/market/offers/new/", {**data, "looked": "1"}).status_code == 302
    assert Offer.objects.count() == 3


def test_what_is_missing_is_told_while_writing(cast: Cast) -> None:
    data = sent(cast.organisation, intent="check", summary="Says it all.", keywords="a, b, c")
    client = cast.client("colleague")

    answer = client.post("/market/needs/new/", data, headers={"HX-Request": "true"})

    done = {item["label"] for item in answer.context["checklist"].items if item["done"]}
    assert done == {"Summary", "Keywords"}
    assert "<html" not in answer.content.decode()
    assert Need.objects.count() == 0


def test_saving_and_handing_in_at_once(cast: Cast) -> None:
    offer = make_offer(owner=cast.organisation)
    data = sent(
        cast.organisation, title=offer.title, description=offer.description, fields=["ai"], intent="submit"
    )
    client = cast.client("colleague")

    unfinished = client.post(f"/market/offers/{offer.ref}/edit/", data, follow=True)
    assert "not yet handed in" in unfinished.content.decode()
    assert Offer.objects.get(pk=offer.pk).status == "draft"

    client.post(f"/market/offers/{offer.ref}/edit/", {**data, "summary": "Short.", "trl": "6"})
    assert Offer.objects.get(pk=offer.pk).status == "in_review"


def test_change_made_meanwhile_is_not_overwritten(cast: Cast) -> None:
    offer = make_offer(owner=cast.organisation, title="First")
    client = cast.client("colleague")
    seen = client.get(f"/market/offers/{offer.ref}/edit/").context["version"]
    profiles.update_profile(actor=cast.users["owner"], profile=offer, values={"title": "By a colleague"})

    data = sent(cast.organisation, title="Mine", fields=["ai"], version=seen)
    unfinished = client.post(f"/market/offers/{offer.ref}/edit/", {**data, "title": ""})
    assert (unfinished.status_code, unfinished.context["version"]) == (
        422,
        seen,
    )  # still what they began with
    answer = client.post(f"/market/offers/{offer.ref}/edit/", data)

    assert answer.status_code == 409
    assert Offer.objects.get(pk=offer.pk).title == "By a colleague"
    assert (
        client.post(
            f"/market/offers/{offer.ref}/edit/", {**data, "version": answer.context["version"]}
        ).status_code
        == 302
    )
    assert Offer.objects.get(pk=offer.pk).title == "Mine"


def test_each_save_leaves_one_entry(cast: Cast) -> None:
    client = cast.client("colleague")
    client.post("/market/offers/new/", sent(cast.organisation, fields=["ai"]))
    offer = Offer.objects.get()
    client.post(f"/market/offers/{offer.ref}/edit/", sent(cast.organisation, title="Better", fields=["ai"]))

    verbs = Entry.objects.filter(subject=offer.ref).order_by("seq").values_list("verb", "actor")
    actor = cast.users["colleague"].ref
    assert list(verbs) == [("offer.created", actor), ("offer.updated", actor)]
