"""Meaning in the zone: what is encoded, when it counts, and when it is gone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from hardtech.engines.matching import MODEL_IN_THE_BOX, EndpointFailed, OnnxEncoder, vectors_of
from hardtech.zone.finding import catalogue, meaning, snapshots, tasks, vectors
from hardtech.zone.finding.models import TextVector
from hardtech.zone.market.documents import NEED_NOUN, OFFER_NOUN, as_document
from hardtech.zone.market.matching import ranked_matches
from hardtech.zone.market.models import Offer
from hardtech.zone.market.services import profiles
from tests.factories import DESCRIPTION, make_administrator, make_need, make_offer, make_organisation

pytestmark = pytest.mark.django_db


def kept() -> dict[str, bool]:
    """References in the table, and whether they have a vector."""
    return {row.ref: row.values is not None for row in TextVector.objects.all()}


def encode(**options: float) -> None:
    assert vectors.encode_missing(**options)


def told() -> dict[str, tuple[int, int]]:
    return {one.noun.code: (one.done, one.total) for one in vectors.progress()}


def test_what_everybody_may_see_is_encoded_and_nothing_else() -> None:
    offer, need = make_offer("published"), make_need("published")
    company = make_organisation()
    for status in ("draft", "in_review", "archived", "expired"):
        make_offer(status)
    encode()
    expected = {offer.ref, need.ref, company.ref, offer.owner.ref, need.owner.ref}
    assert set(kept()) & {offer.ref, need.ref, company.ref} == {offer.ref, need.ref, company.ref}
    assert set(kept()) >= expected
    assert {ref for ref in kept() if ref.startswith(("OF", "NE"))} == {offer.ref, need.ref}


def test_a_stored_vector_is_that_of_the_text() -> None:
    offer = make_offer("published")
    encode()
    (document,) = vectors.attach([as_document(offer)])
    (expected,) = vectors_of(OnnxEncoder.open(), [as_document(offer)])
    assert document.vector.model == OnnxEncoder.open().name
    np.testing.assert_allclose(document.vector.values, expected, atol=1e-3)
    assert np.linalg.norm(document.vector.values) == pytest.approx(1, abs=1e-6)


def test_a_vector_of_an_older_text_does_not_count() -> None:
    offer = make_offer("published")
    encode()
    document = as_document(offer)
    (present,) = vectors.attach([document])
    (older,) = vectors.attach([replace(document, title="Another title")])
    assert (present.vector is None, older.vector is None) == (False, True)


@pytest.mark.django_db(transaction=True)
def test_an_edited_text_is_read_again_and_an_edited_stage_is_not() -> None:
    offer = make_offer("published", trl=4)
    encode()
    before = TextVector.objects.get(ref=offer.ref)
    edit(offer, trl=5)
    assert told()["offer"] == (0, 1)
    encode()
    same = TextVector.objects.get(ref=offer.ref)
    assert (same.digest, bytes(same.values)) == (before.digest, bytes(before.values))
    edit(offer, title="A wholly different machine")
    encode()
    after = TextVector.objects.get(ref=offer.ref)
    assert after.digest != before.digest
    assert bytes(after.values) != bytes(before.values)
    assert told()["offer"] == (1, 1)


def edit(offer: Offer, **values: object) -> None:
    profiles.update_profile(actor=make_administrator(), profile=offer, values=values)


def test_a_text_that_the_model_does_not_speak_is_read_once_and_has_no_vector() -> None:
    offer = make_offer(
        "published", title="锂金属电池", summary="能量密度高", description="锂金属电池。" * 60, keywords=[]
    )
    encode()
    assert kept()[offer.ref] is False
    assert told()["offer"] == (1, 1)
    (document,) = vectors.attach([as_document(offer)])
    assert document.vector is None


@pytest.mark.parametrize("verb", ["withdraw", "expire"])
def test_a_record_that_leaves_the_market_takes_its_vector_along(verb: str) -> None:
    offer = make_offer("published")
    encode()
    assert offer.ref in kept()
    if verb == "withdraw":
        profiles.withdraw(actor=make_administrator(), profile=offer)
    else:
        profiles.expire_due(now=offer.expires_at)
    assert offer.ref not in kept()


def test_a_record_that_is_withdrawn_while_it_is_read_is_not_kept() -> None:
    offer = make_offer("published")
    (record,) = OFFER_NOUN.entering().filter(pk=offer.pk)
    profiles.withdraw(actor=make_administrator(), profile=offer)
    vectors._encode(meaning.encoder(), OFFER_NOUN, [record])
    assert offer.ref not in kept()


def test_what_left_by_another_way_and_what_another_model_made_is_swept_out() -> None:
    offer, gone = make_offer("published"), make_offer("published")
    encode()
    Offer.objects.filter(pk=gone.pk).update(status="archived")
    row = TextVector.objects.get(ref=offer.ref)
    row.pk, row.model = None, "older@1"
    row.save()
    encode()
    assert gone.ref not in kept()
    assert set(TextVector.objects.values_list("model", flat=True)) == {meaning.model_name()}


def test_progress_counts_batch_by_batch(monkeypatch) -> None:
    monkeypatch.setattr(vectors, "BATCH", 2)
    for _ in range(5):
        make_offer("published")
    assert told()["offer"] == (0, 5)
    assert not vectors.encode_missing(seconds=0)
    assert told()["offer"] == (0, 5)
    encode()
    assert told()["offer"] == (5, 5)


def test_what_was_committed_before_an_error_stays(monkeypatch) -> None:
    monkeypatch.setattr(vectors, "BATCH", 2)
    institute = make_organisation(kind="institute")  # which is no company, and so is not read itself
    for _ in range(3):
        make_offer("published", owner=institute)
    batches = []

    def fails_at_the_second(used, sources):
        batches.append(sources)
        if len(batches) == 2:
            raise EndpointFailed("http://x", "answered 500", 500)
        return vectors_of(used, sources)

    monkeypatch.setattr(vectors, "vectors_of", fails_at_the_second)
    with pytest.raises(EndpointFailed):
        vectors.encode_missing()
    assert told()["offer"] == (2, 3)
    encode()
    assert told()["offer"] == (3, 3)


@pytest.mark.django_db(transaction=True)
def test_only_one_process_encodes_at_a_time() -> None:
    make_offer("published")
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [vectors.ENCODING_LOCK])
        encode()
        assert kept() == {}
        cursor.execute("SELECT pg_advisory_unlock(%s)", [vectors.ENCODING_LOCK])
    other.close()
    encode()
    assert kept() != {}


@pytest.mark.django_db(transaction=True)
def test_a_vector_reaches_a_catalogue_that_is_open_already() -> None:
    make_offer("published")
    assert catalogue.current(OFFER_NOUN).model is None
    encode()
    live = catalogue.current(OFFER_NOUN)
    assert (live.model, live.with_vectors) == (meaning.model_name(), 1)
    make_offer("published")
    assert catalogue.current(OFFER_NOUN).with_vectors == 1
    encode()
    assert catalogue.current(OFFER_NOUN).with_vectors == 2
    catalogue.rebuild(OFFER_NOUN)
    assert catalogue.current(OFFER_NOUN).with_vectors == 2


@pytest.mark.django_db(transaction=True)
def test_many_new_vectors_wait_for_the_next_snapshot(monkeypatch) -> None:
    monkeypatch.setattr(catalogue, "OVERLAY_MOST", 4)
    for _ in range(6):
        make_offer("published")
    catalogue.rebuild(OFFER_NOUN)
    encode()
    assert catalogue.current(OFFER_NOUN).with_vectors == 0
    assert not catalogue.is_current(OFFER_NOUN)
    tasks.refresh_catalogue(0)
    assert catalogue.current(OFFER_NOUN).with_vectors == 6


@pytest.mark.django_db(transaction=True)
def test_once_texts_are_read_a_match_is_scored_by_words_and_meaning() -> None:
    need = make_need("published", title="Bendable heater", summary="We look for a printed heater that bends.")
    for title in ("Printed silver heater", "Lamp with a silver switch", "Engine oil for printed gears"):
        make_offer("published", title=title, description=f"{title}. {DESCRIPTION}")
    live = catalogue.current(OFFER_NOUN)
    assert {hit.meaning for hit in live.search(vectors.query_of(as_document(need), live), 3)} == {0.0}
    encode()
    live = catalogue.current(OFFER_NOUN)
    best, *_, last = live.search(vectors.query_of(as_document(need), live), 3)
    assert best.meaning > last.meaning
    assert ranked_matches(make_administrator(), need)[0].profile.title == "Printed silver heater"


@pytest.mark.django_db(transaction=True)
def test_a_draft_is_matched_by_meaning_and_leaves_nothing_in_the_table() -> None:
    make_offer("published")
    encode()
    draft = make_need("draft", title="A bendable conductive layer")
    before = kept()
    query = vectors.query_of(as_document(draft), catalogue.current(OFFER_NOUN))
    assert query.vector.model == meaning.model_name()
    assert kept() == before


@pytest.mark.django_db(transaction=True)
def test_another_model_means_another_catalogue(settings, tmp_path) -> None:
    make_offer("published")
    encode()
    assert catalogue.current(OFFER_NOUN).model
    settings.MODEL = "none"
    assert snapshots.read_stamp(OFFER_NOUN) is None
    assert catalogue.current(OFFER_NOUN).model is None
    assert vectors.progress() == []
    assert vectors.encode_missing()
    assert vectors.query_of(as_document(make_need("draft")), catalogue.current(OFFER_NOUN)).vector is None


@pytest.mark.parametrize(
    ("model", "words"),
    [("/nowhere", "no model in /nowhere"), ("http://localhost:1/v1/embeddings", "HARDTECH_MODEL_NAME")],
)
def test_a_model_that_is_not_there_is_said_to_be(settings, model: str, words: str) -> None:
    settings.MODEL = model
    with pytest.raises(meaning.ModelUnusable, match=words):
        meaning.encoder()


def test_the_box_may_be_named_as_a_folder(settings) -> None:
    by_default = meaning.model_name()
    settings.MODEL = str(MODEL_IN_THE_BOX)
    assert meaning.model_name() == by_default


@pytest.mark.django_db(transaction=True)
def test_a_silent_server_costs_a_page_its_meaning_and_nothing_else(settings) -> None:
    make_offer("published")
    settings.MODEL, settings.MODEL_NAME = "http://127.0.0.1:9/v1/embeddings", "m3"
    need = make_need("published")
    name = meaning.model_name()
    live = catalogue.current(OFFER_NOUN)
    assert vectors.query_of(as_document(need), replace_model(live, name)).vector is None
    with pytest.raises(EndpointFailed):
        vectors._encode(meaning.encoder_for_pages(), OFFER_NOUN, list(Offer.objects.all()))


def replace_model(live, name):
    """The catalogue as if its documents had vectors of the model `name`."""

    class Other:
        model = name

    return Other()


@pytest.mark.django_db(transaction=True)
def test_publishing_asks_the_worker_at_once() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")
        make_offer("draft")
        assert waiting(cursor) == 0
        make_offer("published")
        make_offer("published")
        assert waiting(cursor) == 1
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")
        with transaction.atomic():
            make_offer("published")
            transaction.set_rollback(True)
        assert waiting(cursor) == 0
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


def waiting(cursor) -> int:
    cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s", [vectors.TASK])
    return cursor.fetchone()[0]


def test_the_command_encodes_and_tells(capsys) -> None:
    make_offer("published")
    call_command("encode_texts")
    assert "offer: 1 of 1" in capsys.readouterr().out


def test_needs_are_read_with_their_requirements() -> None:
    need = make_need("published")
    encode()
    (record,) = NEED_NOUN.entering().filter(pk=need.pk)
    (document,) = vectors.attach([as_document(record)])
    assert document.vector is not None
    assert timezone.now() >= need.published_at
