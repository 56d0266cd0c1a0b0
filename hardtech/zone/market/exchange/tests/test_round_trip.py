"""What is exported and imported into an empty zone is the same again, in every format."""

from decimal import Decimal

import pytest

from hardtech.engines.tabular import write_records
from hardtech.zone.common.search import as_vector
from hardtech.zone.market.choices import Status
from hardtech.zone.market.exchange.tests.helpers import KINDS, counts, jsonl, take
from hardtech.zone.market.models import Decision, Need, Offer
from hardtech.zone.registry.models import CitedFact, Membership, Organisation, Person
from hardtech.zone.workshop.exchange.export import export_file, exported_rows, field_names
from tests.factories import make_need, make_offer, make_organisation, make_person, make_requirement

pytestmark = pytest.mark.django_db

# What the zone itself notes when a record comes in, and what belongs to accounts.
OWN = {
    "id",
    "created_at",
    "updated_at",
    "change_xid",
    "created_by",
    "review_note",
    "user",
    "search",
    "merged_into",
    "owner",
}
FORMULA = "=HYPERLINK(\"https://x\") 'quoted'\r\n\ttabbed 中文 🜁"
MODELS = {"organisations": Organisation, "people": Person, "offers": Offer, "needs": Need}


def picture() -> dict[str, list[dict[str, object]]]:
    """Everything that must come back."""
    result: dict[str, list[dict[str, object]]] = {}
    for name, model in MODELS.items():
        rows = []
        for one in model.objects.order_by("uid"):
            row = {f.name: getattr(one, f.attname) for f in model._meta.concrete_fields if f.name not in OWN}
            for link in ("owner", "merged_into"):
                if hasattr(one, link):
                    row[link] = getattr(getattr(one, link), "ref", None)
            if hasattr(one, "people"):
                row["people"] = sorted(one.people.values_list("ref", flat=True))
            rows.append(row)
        result[name] = rows
    for model, fields in (
        (
            CitedFact,
            (
                "organisation__ref",
                "statement_en",
                "statement_zh",
                "value",
                "relation",
                "unit",
                "as_of",
                "citation",
            ),
        ),
        (Membership, ("person__ref", "organisation__ref", "role")),
    ):
        result[model.__name__] = list(model.objects.order_by(*fields).values(*fields))
    fields = ("need__ref", "level", "statement", "quantity", "relation", "value", "value_max", "unit")
    result["requirements"] = [
        row for one in Need.objects.order_by("uid") for row in one.requirements.values(*fields)
    ]
    words = {}
    for model in (Organisation, Offer, Need):
        words |= dict(model.objects.extra(select={"words": "search::text"}).values_list("ref", "words"))
    result["words"] = [words]
    return result


def empty() -> None:
    Organisation.objects.update(merged_into=None)
    for model in (Decision, Offer, Need, Membership, CitedFact, Person, Organisation):
        model.objects.all().delete()


@pytest.fixture
def zone():
    """Records with every field filled, odd texts, raw columns, each status."""
    lab = make_organisation(
        name_en="Lab of Light", name_zh="光学所", aliases=["LoL", "a, b"], uscc="91610131MA6TQ7N38M"[:0] or None,
        province="Shaanxi", city="Xi'an", fields=["ai"], summary=FORMULA.strip(), extra={"raw": [1, None, "x"]},
        source="elsewhere", source_id="7",
    )  # fmt: skip
    CitedFact.objects.create(
        organisation=lab, statement_en="Start-ups", value=Decimal("200"), relation="≥", citation="000"
    )
    make_organisation(name_en="Old Lab", merged_into=lab)
    person = make_person(name_zh="王芳", orcid="0000-0002-1825-0097", title="Professor", fields=["ai"])
    Membership.objects.create(person=person, organisation=lab, role="owner")
    make_offer(
        Status.PUBLISHED, owner=lab, people=[person], trl=4, trl_evidence="Shown.", ip_stage="granted", ip_note="CN1",
        advantage_cost="-30 %", advantage_performance="+1", advantage_return="@once", partnerships=["licence"],
        keywords=["a,b", "=1+1"], source="sbir", source_id="=A1", extra={"year": 2019, "amount": "149978.06", "k": None},
        title="+ A title", summary="'=quoted'",
    )  # fmt: skip
    make_offer(Status.DRAFT, trl=None)
    make_offer(Status.ARCHIVED)
    offer = make_offer(Status.EXPIRED)
    Offer.objects.filter(pk=offer.pk).update(
        description=FORMULA.strip() + "长" * 40_000, search=as_vector("'x':1A")
    )
    from hardtech.zone.market.services.profiles import profile_vector

    offer.refresh_from_db()
    Offer.objects.filter(pk=offer.pk).update(search=as_vector(profile_vector(offer)))
    make_need(
        Status.PUBLISHED, owner=lab, budget_min=1, budget_max=8_604_600_000_000, currency="EUR", deadline="2027-01-31",
        requirements=[
            make_requirement(level="should", quantity="COP", relation="between", value=Decimal("1.5"),
                             value_max=Decimal("100"), unit="W"),
            make_requirement(),
        ],
    )  # fmt: skip
    make_need(Status.IN_REVIEW)


@pytest.mark.parametrize("suffix", ["csv", "csv.gz", "xlsx", "jsonl", "jsonl.gz"])
@pytest.mark.usefixtures("zone")
def test_everything_comes_back(tmp_path, suffix):
    before = picture()
    for name, kind in KINDS.items():
        assert (
            export_file(kind, tmp_path / f"{name}.{suffix}", everything=True) == MODELS[name].objects.count()
        )
    for name in KINDS:
        report = take(tmp_path / f"{name}.{suffix}", name)
        assert counts(report) == (0, 0, MODELS[name].objects.count(), 0), (name, report.problems)
    empty()
    for name in MODELS:
        report = take(tmp_path / f"{name}.{suffix}", name)
        assert (report.updated, report.unchanged, report.problems) == (0, 0, [])
    assert picture() == before


@pytest.mark.usefixtures("zone")
def test_offers_alone_bring_their_owners_with_the_same_identity(tmp_path):
    Offer.objects.filter(status=Status.PUBLISHED).get().people.clear()
    refs = set(Offer.objects.values_list("ref", "owner__uid", "owner__kind"))
    export_file(KINDS["offers"], tmp_path / "o.csv", everything=True)
    empty()
    take(tmp_path / "o.csv")
    assert set(Offer.objects.values_list("ref", "owner__uid", "owner__kind")) == refs


@pytest.mark.usefixtures("zone")
def test_by_default_only_what_is_published_leaves_the_zone(tmp_path):
    rows = list(exported_rows(KINDS["offers"], KINDS["offers"].exported(everything=False)))
    assert [row["status"] for row in rows] == ["published"]
    assert len(
        list(exported_rows(KINDS["organisations"], KINDS["organisations"].exported(everything=False)))
    ) == (Organisation.objects.filter(merged_into=None).count())


@pytest.mark.usefixtures("zone")
def test_exporting_takes_the_same_queries_for_one_and_for_many(django_assert_num_queries):
    kind = KINDS["offers"]
    with django_assert_num_queries(2):
        list(exported_rows(kind, kind.exported(everything=False)))
    for _number in range(5):
        make_offer(Status.PUBLISHED)
    with django_assert_num_queries(2):
        list(exported_rows(kind, kind.exported(everything=False)))


def test_a_reference_that_is_not_of_its_uuid_is_not_taken_over(tmp_path):
    uid = "01900000-0000-7000-8000-000000000001"
    record = {"uid": uid, "ref": "OF-FORGED", "title": "T", "owner": "Lab"}
    take(jsonl(tmp_path / "a.jsonl", record))
    one = Offer.objects.get()
    assert str(one.uid) == uid
    assert one.ref == "OF-000001"


def test_a_reference_that_is_taken_gives_way(tmp_path):
    other = make_offer()
    Offer.objects.filter(pk=other.pk).update(ref="OF-000001")
    take(
        jsonl(
            tmp_path / "a.jsonl",
            {"uid": "01900000-0000-7000-8000-000000000001", "ref": "OF-000001", "title": "T", "owner": "L"},
        )
    )
    assert Offer.objects.get(title="T").ref == "OF-0000001"


def test_an_export_of_nothing_can_be_imported(tmp_path):
    assert export_file(KINDS["needs"], tmp_path / "n.csv", everything=True) == 0
    assert counts(take(tmp_path / "n.csv", "needs")) == (0, 0, 0, 0)


def test_an_edited_export_changes_only_what_was_edited(tmp_path):
    one, other = make_offer(Status.PUBLISHED), make_offer(Status.PUBLISHED)
    kind = KINDS["offers"]
    rows = list(exported_rows(kind, kind.exported(everything=False)))
    rows[0]["trl"] = 9
    write_records(tmp_path / "o.csv", field_names(kind), rows)
    assert counts(take(tmp_path / "o.csv")) == (0, 1, 1, 0)
    one.refresh_from_db()
    assert (one.trl, one.title) == (9, rows[0]["title"])
    other.refresh_from_db()
    assert other.trl == 6
