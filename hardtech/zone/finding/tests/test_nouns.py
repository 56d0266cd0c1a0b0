"""Nouns are declared: whatever room has them, they are found, fresh, narrowed, and no more of them than all may see."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from hardtech.engines.matching import Document
from hardtech.zone.common.declared import declare
from hardtech.zone.finding import catalogue, matches, vectors
from hardtech.zone.finding.matches import best_matches
from hardtech.zone.finding.models import ChangeTracked, TextVector
from hardtech.zone.finding.nouns import CatalogueNoun, nouns
from hardtech.zone.market.choices import Status
from hardtech.zone.market.documents import NEED_NOUN, OFFER_NOUN
from hardtech.zone.market.services import profiles
from hardtech.zone.registry.documents import COMPANY_NOUN, company_document
from hardtech.zone.registry.models import Organisation
from tests.factories import make_administrator, make_need, make_offer, make_organisation

# Each change in a transaction of its own, as in life: within one, two changes of a row bear the same id.
pytestmark = pytest.mark.django_db(transaction=True)

WORD = "chronospectrography"
ASKING = Document("", title=f"Who does {WORD}?")

INSTITUTE_NOUN = CatalogueNoun(
    "research_institute",
    COMPANY_NOUN.plural,
    Organisation,
    lambda: Organisation.objects.filter(kind="institute", merged_into=None),
    lambda institute: Document(institute.ref, title=institute.name_en, summary=institute.summary),
)


@pytest.fixture
def institutes() -> Iterator[None]:
    """A noun that no room of ours has."""
    with nouns.restored():
        declare(INSTITUTE_NOUN)
        yield


def refs(noun: CatalogueNoun, **options: object) -> list[str]:
    return [match.record.ref for match in best_matches(ASKING, noun, **options)]  # type: ignore[arg-type]


def test_these_are_found_and_every_row_of_theirs_tells_which_transaction_wrote_it() -> None:
    assert [noun.code for noun in nouns] == ["company", "offer", "need"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'note_change'")
        tracked = {table for (table,) in cursor.fetchall()}
    assert tracked == {model._meta.db_table for model in (TextVector, *(noun.model for noun in nouns))}
    assert all(issubclass(noun.model, ChangeTracked) for noun in nouns)


def test_a_noun_of_another_room_is_found_at_once_and_gone_at_once(institutes: None) -> None:
    assert refs(INSTITUTE_NOUN) == []
    institute = make_organisation(kind="institute", summary=f"A bench for {WORD}")
    assert (refs(INSTITUTE_NOUN), refs(COMPANY_NOUN)) == ([institute.ref], [])
    institute.kind = "company"
    institute.save()
    assert (refs(INSTITUTE_NOUN), refs(COMPANY_NOUN)) == ([], [institute.ref])


def test_a_noun_of_another_room_is_read_and_built_with_the_others(
    institutes: None, capsys: pytest.CaptureFixture[str]
) -> None:
    institute = make_organisation(kind="institute", summary=f"A bench for {WORD}")
    call_command("encode_texts")
    call_command("build_catalogue")
    lines = capsys.readouterr().out.splitlines()
    assert "research_institute: 1 of 1" in lines
    assert "research_institute: 1 documents" in lines
    assert catalogue.current(INSTITUTE_NOUN).with_vectors == 1
    assert refs(INSTITUTE_NOUN) == [institute.ref]


def test_a_record_has_a_vector_under_each_noun_as_which_it_is_found(institutes: None) -> None:
    everybody = CatalogueNoun(
        "everybody", COMPANY_NOUN.plural, Organisation, Organisation.objects.all, company_document
    )
    declare(everybody)
    make_organisation(kind="institute", name_en="Institute", name_zh="研究所", summary=f"A bench for {WORD}")
    assert vectors.encode_missing()
    assert set(TextVector.objects.values_list("kind", flat=True)) == {"research_institute", "everybody"}
    assert [catalogue.current(noun).with_vectors for noun in (INSTITUTE_NOUN, everybody)] == [1, 1]
    assert vectors.encode_missing()
    assert TextVector.objects.count() == 2


def test_matches_are_narrowed_by_field_and_language_and_without_those_left_out() -> None:
    title = f"Bench for {WORD}"
    ours = make_offer(Status.PUBLISHED, title=title, fields=["ai"], language="en")
    chinese = make_offer(Status.PUBLISHED, title=title, fields=["aerospace"], language="zh", summary="台架")
    assert refs(OFFER_NOUN, fields=["ai"]) == [ours.ref]
    assert refs(OFFER_NOUN, language="zh") == [chinese.ref]
    assert refs(OFFER_NOUN, fields=["ai"], language="zh") == []
    assert refs(OFFER_NOUN, excluded={ours.ref}) == [chinese.ref]
    assert len(refs(OFFER_NOUN, most=1)) == 1


def test_a_match_has_its_share_of_the_best_one_and_its_reasons() -> None:
    best = make_need(Status.PUBLISHED, title=f"Wanted: {WORD}", summary=f"{WORD} of thin layers")
    make_need(Status.PUBLISHED, title="Wanted: a lamp", summary=f"Of steel. Its light serves {WORD}.")
    first, second = best_matches(ASKING, NEED_NOUN)
    assert (first.record, first.share) == (best, 1.0)
    assert second.share == pytest.approx(second.score / first.score)
    assert WORD in {reason.surface.lower() for reason in first.explanation.reasons}
    assert best_matches(ASKING, NEED_NOUN, least_share=0.99) == [first]


def test_what_is_hidden_while_a_search_runs_is_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    offer = make_offer(Status.PUBLISHED, title=f"Bench for {WORD}")
    live = catalogue.current(OFFER_NOUN)
    assert refs(OFFER_NOUN) == [offer.ref]
    monkeypatch.setattr(matches.catalogue, "current", lambda _noun: live)
    profiles.withdraw(actor=make_administrator(), profile=offer)
    assert live.search(vectors.as_query(ASKING), 1)[0].id == offer.ref
    assert refs(OFFER_NOUN) == []


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW, Status.EXPIRED, Status.ARCHIVED])
def test_what_not_everybody_may_see_is_never_a_match(status: str) -> None:
    make_offer(status, title=f"Bench for {WORD}")
    assert refs(OFFER_NOUN) == []
    profiles.publish(
        actor=make_administrator(),
        profile=make_offer(Status.IN_REVIEW, title=f"Bench for {WORD}"),
        now=timezone.now(),
    )
    assert len(refs(OFFER_NOUN)) == 1
