"""Timelines speak the reader's language: columns, names, separators."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from hardtech.zone.journal import services as journal
from hardtech.zone.journal.models import Entry
from hardtech.zone.journal.queries import actor_names
from hardtech.zone.journal.wording import field_words, lines
from tests.factories import make_organisation, make_person, make_user


def test_changed_columns_are_named_as_the_reader_calls_them() -> None:
    assert field_words("OR-7K2M9Q", ["name_en", "uscc"]) == "name in English, unified social credit code"
    with override("zh-hans"):
        assert field_words("OR-7K2M9Q", ["name_en", "uscc"]) == "英文名称、统一社会信用代码"
        assert field_words("NE-7K2M9Q", ["budget_max", "requirements", "people"]) == "预算上限、要求、人员"


def test_what_is_no_column_keeps_its_name() -> None:
    assert field_words("OR-7K2M9Q", ["former_column"]) == "former_column"
    assert field_words("XX-7K2M9Q", ["name_en"]) == "name_en"


@pytest.mark.django_db
def test_an_organisations_timeline_says_in_chinese_who_changed_what() -> None:
    user, organisation = make_user(name="Li Ming"), make_organisation()
    make_person(user=user, name_en="Li Ming", name_zh="李明")
    journal.record(actor=user, verb="organisation.updated", subject=organisation, data={"fields": ["city"]})
    entries = list(Entry.objects.filter(verb="organisation.updated"))

    with override("zh-hans"):
        (line,) = lines(entries, actor_names(entries))

    assert (line.sentence, line.note, line.by) == ("更改机构信息", "修改项：城市", "李明")


@pytest.mark.django_db
def test_names_of_all_who_acted_are_one_query(django_assert_num_queries: object) -> None:
    organisation = make_organisation()
    for number in range(3):
        journal.record(
            actor=make_user(), verb="organisation.updated", subject=organisation, data={"n": number}
        )
    entries = list(Entry.objects.all())

    with django_assert_num_queries(1):  # type: ignore[operator]
        names = actor_names(entries)

    assert len(names) == 3
