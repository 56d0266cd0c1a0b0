"""A reference names one kind of record, is short, and is never given twice."""

from __future__ import annotations

import time
from collections import Counter
from uuid import UUID

import pytest
from django.apps import apps
from hypothesis import given
from hypothesis import strategies as st

from hardtech.zone.common.refs import (
    ALPHABET,
    MAXIMUM_LENGTH,
    MINIMUM_LENGTH,
    Identified,
    assign_refs,
    base32,
    free_refs,
    is_reference,
    uuid7,
)
from hardtech.zone.registry.models import Organisation
from tests.factories import make_offer, make_organisation


def test_no_two_kinds_of_records_share_the_beginning_of_their_references() -> None:
    """The journal, the search and the API tell by it what a reference means."""
    kinds = [model for model in apps.get_models() if issubclass(model, Identified)]
    counted = Counter(model.REF_PREFIX for model in kinds)
    assert len(kinds) > 10
    assert {prefix: count for prefix, count in counted.items() if count > 1} == {}


def test_a_new_uuid_is_of_version_7_and_of_now() -> None:
    before = time.time_ns() // 1_000_000
    made = [uuid7() for _ in range(50)]
    after = time.time_ns() // 1_000_000
    assert {(uid.version, uid.variant) for uid in made} == {(7, "specified in RFC 4122")}
    assert all(before <= uid.int >> 80 <= after for uid in made)
    assert len(set(made)) == 50


@given(st.uuids(), st.integers(1, 25))
def test_base32_writes_the_last_bits(uid: UUID, length: int) -> None:
    text = base32(uid, length)
    value = 0
    for letter in text:
        value = value * 32 + ALPHABET.index(letter)
    assert (len(text), value) == (length, uid.int % 32**length)


def test_base32_uses_no_letter_that_reads_like_another() -> None:
    assert set(ALPHABET) & set("ILOU") == set()
    assert (base32(UUID(int=0), 6), base32(UUID(int=31), 2), base32(UUID(int=32), 2)) == (
        "000000",
        "0Z",
        "10",
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("OF-7K2M9Q", True),
        ("OR-7K2M9Q0ABCDE", True),
        ("of-7k2m9q", False),
        ("OF7K2M9Q", False),
        ("OF-", False),
        ("OF-7K2M9Q\x00", False),
        ("OF-7K2M9Q\n", False),
        (" OF-7K2M9Q", False),
        ("OFF-7K2M9Q", False),
        ("", False),
    ],
)
def test_what_may_be_a_reference(text: str, expected: bool) -> None:
    assert is_reference(text) is expected


@given(st.uuids(), st.integers(MINIMUM_LENGTH, MAXIMUM_LENGTH), st.sampled_from(["OF", "OR", "CL"]))
def test_what_we_give_is_a_reference(uid: UUID, length: int, prefix: str) -> None:
    assert is_reference(f"{prefix}-{base32(uid, length)}")


@pytest.mark.django_db
def test_a_taken_reference_makes_the_next_one_longer() -> None:
    first = make_organisation()
    tail = first.uid.int % 2**30
    same = UUID(int=(0x7 << 76) | (0b10 << 62) | (1 << 40) | tail)
    assert len(first.ref) == len("OR-") + MINIMUM_LENGTH
    assert free_refs(Organisation, [same]) == [f"OR-{base32(same, MINIMUM_LENGTH + 1)}"]
    assert free_refs(Organisation, [same])[0].endswith(first.ref.removeprefix("OR-"))


@pytest.mark.django_db
def test_references_given_together_differ() -> None:
    twice = UUID(int=5)
    assert free_refs(Organisation, [twice, twice, UUID(int=6)]) == ["OR-000005", "OR-0000005", "OR-000006"]


@pytest.mark.django_db
def test_when_all_lengths_are_taken_it_is_an_error() -> None:
    with pytest.raises(RuntimeError, match="No free reference for 1 records of Organisation"):
        free_refs(Organisation, [UUID(int=5)] * (MAXIMUM_LENGTH - MINIMUM_LENGTH + 2))


@pytest.mark.django_db
def test_a_reference_stays_when_the_record_changes() -> None:
    organisation = make_organisation()
    ref = organisation.ref
    organisation.name_en = "Renamed"
    organisation.save()
    assert Organisation.objects.get(pk=organisation.pk).ref == ref
    assign_refs(Organisation, [organisation])
    assert organisation.ref == ref


@pytest.mark.django_db
def test_state_in_code_and_words() -> None:
    assert (make_offer().state_now, make_offer().state_label) == ("draft", "Draft")
    assert (make_organisation().state_now, make_organisation().concerned()) == ("", [])
