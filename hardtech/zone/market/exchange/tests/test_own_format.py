"""Offers and needs in our own columns: taken in once, changed when the file changed, refused row by row."""

import json
from datetime import date

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from hardtech.zone.common.search import matching_words
from hardtech.zone.journal import services as journal
from hardtech.zone.journal.models import Entry
from hardtech.zone.market.choices import Status
from hardtech.zone.market.exchange.tests.helpers import KINDS, counts, jsonl, refusals, sentences, take
from hardtech.zone.market.models import Need, Offer
from hardtech.zone.registry.models import Organisation
from tests.factories import make_organisation, make_person

pytestmark = pytest.mark.django_db

TEXT = "A perovskite solar cell with a textured front reaches a conversion efficiency of 33 percent."


def offer(number: int = 1, **values):
    return {
        "id": f"A{number}",
        "title": f"Solar cell {number}",
        "abstract": TEXT,
        "organisation": "Sun Lab",
        **values,
    }


def test_a_new_offer_is_published_found_and_complete(tmp_path):
    report = take(jsonl(tmp_path / "a.jsonl", offer(keywords=["perovskite", "tandem"], discipline="physics")))
    assert counts(report) == (1, 0, 0, 0)
    assert report.also == {"organisations": 1}
    one = Offer.objects.get()
    assert (one.source, one.source_id, one.status) == ("test", "A1", Status.PUBLISHED)
    assert (one.title, one.description, one.keywords) == ("Solar cell 1", TEXT, ["perovskite", "tandem"])
    assert (one.language, one.fields[0], one.extra) == ("en", "new_energy", {"discipline": "physics"})
    assert one.ref.startswith("OF-")
    assert one.published_at is not None
    assert (one.expires_at - one.published_at).days == 365
    assert one.owner.name_en == "Sun Lab"
    assert list(matching_words(Offer.objects.all(), "perovskites")) == [one]
    assert list(matching_words(Organisation.objects.all(), "sun lab")) == [one.owner]


def test_twice_changes_nothing(tmp_path):
    path = jsonl(tmp_path / "a.jsonl", offer(1), offer(2), {"title": "No id", "owner": "Sun Lab"})
    assert counts(take(path)) == (3, 0, 0, 0)
    before = list(Offer.objects.order_by("pk").values_list("pk", "uid", "ref", "updated_at", "change_xid"))
    report = take(path)
    assert counts(report) == (0, 0, 3, 0)
    assert report.also == {"organisations": 0}
    assert (
        list(Offer.objects.order_by("pk").values_list("pk", "uid", "ref", "updated_at", "change_xid"))
        == before
    )
    assert Entry.objects.filter(verb="offers.imported").count() == 1


def test_a_changed_row_updates_its_record_and_its_words(tmp_path):
    take(jsonl(tmp_path / "a.jsonl", offer(1), offer(2)))
    ref = Offer.objects.get(source_id="A1").ref
    assert counts(take(jsonl(tmp_path / "a.jsonl", offer(1, title="Heat pump"), offer(2)))) == (0, 1, 1, 0)
    one = Offer.objects.get(source_id="A1")
    assert (one.title, one.ref) == ("Heat pump", ref)
    assert list(matching_words(Offer.objects.all(), "heat pump")) == [one]


def test_what_the_file_does_not_state_stays_as_people_left_it(tmp_path):
    path = jsonl(tmp_path / "a.jsonl", offer())
    take(path)
    Offer.objects.update(fields=["ai"], trl=7, status=Status.ARCHIVED)
    assert counts(take(path)) == (0, 0, 1, 0)
    assert Offer.objects.filter(fields=["ai"], trl=7, status=Status.ARCHIVED).exists()


def test_a_dry_run_says_the_same_and_writes_nothing(tmp_path):
    path = jsonl(tmp_path / "a.jsonl", offer(1), offer(2), offer(3, trl=12))
    report = take(path, dry_run=True)
    assert counts(report) == (2, 0, 0, 1)
    assert report.also == {"organisations": 1}
    assert not Offer.objects.exists()
    assert not Organisation.objects.exists()
    assert not Entry.objects.exists()
    assert counts(take(path)) == counts(report)


def test_one_journal_entry_a_batch_with_file_and_counts(tmp_path):
    take(jsonl(tmp_path / "a.jsonl", offer(1), offer(2), offer(3, trl=0)))
    (entry,) = Entry.objects.all()
    assert entry.verb == "offers.imported"
    assert entry.data["file"] == "a.jsonl"
    assert len(entry.data["sha256"]) == 64
    assert (entry.data["created"], entry.data["refused"], entry.data["organisations"]) == (2, 1, 1)
    assert journal.verify().fault == ""


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"trl": 12}, "trl", "trl"),
        ({"trl": "high"}, "trl", "not_whole"),
        ({"title": ""}, "title", "blank"),
        ({"title": "x" * 301}, "title", "max_length"),
        ({"abstract": "x" * 60_001}, "description", "max_length"),
        ({"keywords": ["x" * 121]}, "keywords", "keyword_long"),
        ({"keywords": [f"k{n}" for n in range(31)]}, "keywords", "keywords_many"),
        ({"fields": ["alchemy"]}, "fields", "not_a_choice"),
        ({"status": "secret"}, "status", "not_a_choice"),
        ({"published_at": "yesterday"}, "published_at", "not_a_time"),
        ({"organisation": ""}, "owner", "owner_missing"),
        ({"organisation": "x" * 251}, "owner", "max_length"),
        ({"people": ["PE-NOBODY"]}, "people", "person_unknown"),
        ({"uid": "7"}, "uid", "not_uuid"),
        ({"id": "x" * 201}, "source_id", "max_length"),
        ({"source": "x" * 61}, "source", "max_length"),
        ({"owner_country": "China", "organisation": "New Lab"}, "owner", "max_length"),
        ({"extra": '{"a": "\\u0000"}'}, "extra", "not_object"),
    ],
)
def test_a_bad_row_is_refused_with_its_field_and_the_rest_is_taken_in(tmp_path, values, field, code):
    report = take(jsonl(tmp_path / "a.jsonl", offer(1), offer(2, **values), offer(3)))
    assert counts(report) == (2, 0, 0, 1)
    assert refusals(report) == [(2, field, code)]
    assert all(sentence and "%(" not in sentence for sentence in sentences(report))
    assert sorted(Offer.objects.values_list("source_id", flat=True)) == ["A1", "A3"]
    assert Organisation.objects.count() == 1


def test_an_object_that_lacks_what_its_file_must_have_is_refused(tmp_path):
    bare = {name: value for name, value in offer(2).items() if name != "title"}
    nameless = {name: value for name, value in bare.items() if name != "id"}
    report = take(jsonl(tmp_path / "a.jsonl", offer(1), bare, nameless))
    assert refusals(report) == [(2, "title", "blank"), (3, "title", "blank")]


def test_all_that_is_wrong_with_a_row_is_said_at_once(tmp_path):
    report = take(jsonl(tmp_path / "a.jsonl", offer(1, trl="x", published_at="y")))
    assert [(field, code) for _line, field, code in refusals(report)] == [
        ("trl", "not_whole"),
        ("published_at", "not_a_time"),
    ]
    assert report.refused == 1


def test_an_id_that_stands_twice_in_a_file_names_the_first_line(tmp_path):
    report = take(jsonl(tmp_path / "a.jsonl", offer(1), offer(1, title="Other")))
    assert refusals(report) == [(2, "source_id", "duplicate_id")]
    assert sentences(report) == ["Line 1 has the same id. Keep one of the two."]
    assert Offer.objects.get().title == "Solar cell 1"


def test_the_same_ids_of_two_sources_are_two_records(tmp_path):
    path = jsonl(tmp_path / "a.jsonl", offer())
    assert counts(take(path, source="one")) == (1, 0, 0, 0)
    assert counts(take(path, source="two")) == (1, 0, 0, 0)


def test_status_draft_on_demand(tmp_path):
    take(jsonl(tmp_path / "a.jsonl", offer(1), offer(2, status="published")), status="draft")
    assert set(Offer.objects.values_list("status", "published_at")) == {(Status.DRAFT, None)}


def test_owners_are_found_by_name_reference_or_code_and_never_by_likeness(tmp_path):
    sun = make_organisation(name_en="Sun  Lab", aliases=["Sunny"], ror="042nb2s44")
    moon = make_organisation(name_en="Moon Lab", merged_into=sun)
    names = ["SUN LAB", "sunny", sun.ref, "042nb2s44", "Moon lab", "Sun Lab Ltd"]
    report = take(jsonl(tmp_path / "a.jsonl", *(offer(n, organisation=name) for n, name in enumerate(names))))
    assert counts(report) == (6, 0, 0, 0)
    assert report.also == {"organisations": 1}
    assert Offer.objects.filter(owner=sun).count() == 5
    assert not moon.offers.exists()


def test_rows_without_an_organisation_take_the_one_that_was_named(tmp_path):
    take(jsonl(tmp_path / "a.jsonl", {"title": "一种电池", "摘要": "固态电解质电池"}), owner="西安光机所")
    one = Offer.objects.get()
    assert (one.owner.name_zh, one.language, one.description) == ("西安光机所", "zh", "固态电解质电池")


def test_columns_by_map(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("Nr;Kurztitel;Firma\n1;Laser;Sun Lab\n", encoding="utf-8")
    report = take(path, mapping={"Nr": "source_id", "Kurztitel": "title", "Firma": "owner"})
    assert counts(report) == (1, 0, 0, 0)
    assert Offer.objects.get().source_id == "1"


def need(**values):
    return {"id": "N1", "title": "Wanted: heat pump", "text": TEXT, "owner": "City Works", **values}


def test_a_need_with_budget_deadline_and_requirements(tmp_path):
    requirements = [
        {"statement": "Efficiency", "quantity": "COP", "relation": ">=", "value": "4.5", "unit": "1"},
        {"statement": "Quiet", "level": "should"},
    ]
    people = [make_person().ref]
    path = jsonl(
        tmp_path / "a.jsonl",
        need(
            budget_min="1000 EUR",
            budget_max="€2,500.50",
            currency="EUR",
            deadline="2027-01-31",
            people=people,
            requirements=requirements,
        ),
    )
    assert counts(take(path, "needs")) == (1, 0, 0, 0)
    one = Need.objects.get()
    assert (one.budget_min, one.budget_max, one.currency, one.deadline) == (
        100_000,
        250_050,
        "EUR",
        date(2027, 1, 31),
    )
    assert [(row.level, row.statement, row.relation) for row in one.requirements.all()] == [
        ("must", "Efficiency", ">="),
        ("should", "Quiet", ""),
    ]
    assert one.people.count() == 1
    assert list(matching_words(Need.objects.all(), "quiet")) == [one]
    assert counts(take(path, "needs")) == (0, 0, 1, 0)
    requirements.pop()
    path.write_text(json.dumps(need(requirements=requirements)))
    assert counts(take(path, "needs")) == (0, 1, 0, 0)
    assert one.requirements.count() == 1


def test_requirements_line_by_line_in_a_table(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('title,owner,requirements\nPump,City Works,"COP of 4\nbelow 35 dB"\n', encoding="utf-8")
    take(path, "needs")
    assert list(Need.objects.get().requirements.values_list("level", "statement")) == [
        ("must", "COP of 4"),
        ("must", "below 35 dB"),
    ]


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"budget": "about 5"}, "budget_max", "not_a_sum"),
        ({"budget_min": "2 yuan", "budget_max": "1 yuan"}, "budget_min", "budget_order"),
        ({"budget_max": 1200000}, "budget_max", "bare_number"),
        ({"budget_max": "1200000"}, "budget_max", "bare_number"),
        ({"budget_max": "€5", "currency": "CNY"}, "budget_max", "currency_differs"),
        ({"deadline": "31.01.2027"}, "deadline", "not_a_date"),
        ({"currency": "GBP"}, "currency", "not_a_choice"),
        ({"requirements": [{"statement": ""}]}, "requirements.statement", "blank"),
        ({"requirements": [{"statement": "x", "value": "much"}]}, "requirements", "not_decimal"),
        ({"requirements": "[1]"}, "requirements", "not_objects"),
    ],
)
def test_a_bad_need_is_refused_with_its_field(tmp_path, values, field, code):
    report = take(jsonl(tmp_path / "a.jsonl", need(**values)), "needs")
    assert refusals(report) == [(1, field, code)]
    assert all(sentence and "%(" not in sentence for sentence in sentences(report))


def test_the_number_of_queries_does_not_grow_with_the_rows(tmp_path, django_assert_max_num_queries):
    path = jsonl(tmp_path / "a.jsonl", *(offer(n, organisation=f"Lab {n}") for n in range(200)))
    with django_assert_max_num_queries(25):
        take(path)
    with django_assert_max_num_queries(15):
        take(path)


COLUMNS = st.sampled_from(
    [column.name for kind in KINDS.values() for column in kind.columns()] + ["company", "raw"]
)
CONTENT = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["ai", "[", "{}", "[{}]"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(records=[{"raw": 1.857372907268511e16, "company": ""}], kind="needs")
@given(
    records=st.lists(st.dictionaries(COLUMNS, CONTENT, max_size=8), min_size=1, max_size=4),
    kind=st.sampled_from(sorted(KINDS)),
)
def test_whatever_stands_in_the_rows_is_taken_in_or_refused_and_taken_in_once(tmp_path, records, kind):
    lines = [{"title": "T", "owner": "O", "name": "N", **record} for record in records]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    first = take(tmp_path / "a.jsonl", kind)
    assert first.rows == len(records)
    assert all(sentences(first))
    again = take(tmp_path / "a.jsonl", kind)
    assert (again.created, again.updated, again.refused) == (0, 0, first.refused)
