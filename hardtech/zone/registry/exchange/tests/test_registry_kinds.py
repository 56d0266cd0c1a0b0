"""Organisations and people from files."""

import json
from pathlib import Path

import pytest

from hardtech.engines.tabular import RowProblem
from hardtech.zone.common.search import matching_words
from hardtech.zone.registry.exchange.organisations import Organisations
from hardtech.zone.registry.exchange.people import People
from hardtech.zone.registry.models import Membership, Organisation, Person
from hardtech.zone.workshop.exchange.batch import reasons, run_import
from hardtech.zone.workshop.exchange.kinds import ImportKind
from hardtech.zone.workshop.exchange.runs import ImportOptions, ImportReport
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db

SHARED = Path(__file__).resolve().parents[6] / "shared" / "data"


def take(path: Path, kind: ImportKind, *records: dict[str, object]) -> ImportReport:
    if records:
        path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return run_import(kind, path, layout=kind.formats()["own"], options=ImportOptions(source="test"))


def refusals(report: ImportReport) -> list[tuple[int, str, str]]:
    assert all(row["reason"] and "%(" not in str(row["reason"]) for row in reasons(report, Path("file")))
    return [(problem.line, problem.field, problem.code) for problem in report.problems]


def test_a_name_goes_to_its_language(tmp_path):
    report = take(
        tmp_path / "a.jsonl",
        Organisations(),
        {"名称": "西安光机所", "省份": "陕西"},
        {"name": "Lab", "type": "University"},
    )
    assert report.created == 2
    assert list(
        Organisation.objects.order_by("pk").values_list("name_zh", "name_en", "kind", "province")
    ) == [
        ("西安光机所", "", "company", "陕西"),
        ("", "Lab", "university", ""),
    ]
    assert matching_words(Organisation.objects.all(), "光机所").count() == 1


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"uscc": "91610131MA6TQ7N381"}, "uscc", "uscc_check"),
        ({"uscc": "12"}, "uscc", "uscc_form"),
        ({"ror": "012345678"}, "ror", "ror_check"),
        ({"website": "no address"}, "website", "invalid"),
        ({"country": "China"}, "country", "max_length"),
        ({"kind": "guild"}, "kind", "not_a_choice"),
        ({"name": ""}, "name", "empty"),
        ({"facts": [{"statement_en": "x"}]}, "facts", "empty"),
        ({"facts": [{"statement_en": "x", "citation": "y", "value": "many"}]}, "facts", "not_decimal"),
        ({"merged_into": "01900000-0000-7000-8000-000000000001"}, "merged_into", "reference_unknown"),
    ],
)
def test_a_bad_organisation_is_refused_with_its_field(tmp_path, values, field, code):
    report = take(tmp_path / "a.jsonl", Organisations(), {"name": "Good"}, {"name": "Bad", **values})
    assert refusals(report) == [(2, field, code)]
    assert Organisation.objects.count() == 1


def test_a_code_belongs_to_one_organisation(tmp_path):
    first = make_organisation(ror="042nb2s44")
    report = take(
        tmp_path / "a.jsonl", Organisations(), {"id": 1, "name": "A", "ror": "042nb2s44"},
        {"id": 2, "name": "B", "ror": "017zhmm22"}, {"id": 3, "name": "C", "ror": "017zhmm22"},
    )  # fmt: skip
    assert refusals(report) == [(1, "ror", "taken"), (3, "ror", "taken")]
    assert report.problems[0].data["ref"] == first.ref
    again = take(tmp_path / "a.jsonl", Organisations())
    assert (again.created, again.unchanged, again.refused) == (0, 1, 2)


def test_a_row_that_is_merged_into_a_refused_one_is_refused_too(tmp_path):
    make_organisation(ror="042nb2s44")
    uids = [f"01900000-0000-7000-8000-00000000000{number}" for number in range(4)]
    report = take(
        tmp_path / "a.jsonl", Organisations(), {"uid": uids[0], "name": "A", "merged_into": uids[1]},
        {"uid": uids[1], "name": "B", "merged_into": uids[2]}, {"uid": uids[2], "name": "C", "ror": "042nb2s44"},
        {"uid": uids[3], "name": "D"}, {"name": "E", "merged_into": uids[3]},
    )  # fmt: skip
    assert refusals(report) == [
        (1, "merged_into", "reference_unknown"),
        (2, "merged_into", "reference_unknown"),
        (3, "ror", "taken"),
    ]
    assert Organisation.objects.get(name_en="E").merged_into.name_en == "D"


def test_people_belong_to_organisations_that_are_known(tmp_path):
    lab = make_organisation(name_en="Lab")
    report = take(
        tmp_path / "a.jsonl", People(), {"姓名": "王芳", "单位": "Lab", "orcid": "0000-0002-1825-0097"},
        {"name": "Jane Roe", "memberships": [{"organisation": lab.ref, "role": "owner"}]},
        {"name": "A", "单位": "Nowhere"}, {"name": "B", "orcid": "0000-0002-1825-0098"},
        {"name": "C", "orcid": "0000-0002-1825-0097"},
        {"name": "D", "memberships": [{"organisation": lab.ref, "role": "king"}]},
    )  # fmt: skip
    assert refusals(report) == [
        (3, "memberships", "organisation_unknown"),
        (4, "orcid", "orcid_check"),
        (5, "orcid", "taken"),
        (6, "memberships", "not_a_choice"),
    ]
    assert set(Membership.objects.values_list("person__name_zh", "person__name_en", "role")) == {
        ("王芳", "", "editor"),
        ("", "Jane Roe", "owner"),
    }
    assert take(tmp_path / "a.jsonl", People()).unchanged == 2
    assert not Person.objects.exclude(user=None).exists()


def test_a_merged_organisation_stays_merged_when_its_source_comes_again(tmp_path):
    take(tmp_path / "a.jsonl", Organisations(), {"id": 1, "name": "Old"})
    keep = make_organisation()
    Organisation.objects.filter(source_id="1").update(merged_into=keep)
    assert take(tmp_path / "a.jsonl", Organisations()).unchanged == 1
    assert Organisation.objects.get(source_id="1").merged_into == keep


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"the real data are not at {SHARED}")
def test_real_listed_companies(tmp_path):
    with (SHARED / "cn-listed" / "companies.csv").open("rb") as stream:
        (tmp_path / "companies.csv").write_bytes(b"".join(stream.readline() for _number in range(501)))
    assert take(tmp_path / "companies.csv", Organisations()).created == 500
    assert take(tmp_path / "companies.csv", Organisations()).unchanged == 500
    one = Organisation.objects.get(source_id="000001.SZ")
    assert (one.name_zh, one.province, one.stock_code) == ("平安银行", "深圳", "000001")
    assert one.extra == {"industry": "银行", "list_date": "1991-04-03"}


def test_a_problem_of_the_file_itself_is_a_refused_row(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"name": "A"}\n{"name": \n')
    report = take(tmp_path / "a.jsonl", Organisations())
    assert (report.created, report.refused) == (1, 1)
    assert isinstance(report.problems[0], RowProblem)
    assert refusals(report) == [(2, "", "json_broken")]
