"""Vectors of what the catalogues hold: made in the background, kept in the database, laid beside the texts.

A record without a vector, or with one of an older text, is ranked by its words alone until its turn has come.
Only what enters a catalogue, and so may be seen by everybody, is ever encoded into the table.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import numpy as np
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from hardtech.engines.matching import (
    Catalogue,
    Document,
    Encoder,
    MatchingError,
    Query,
    Vector,
    text_for_meaning,
    vectors_of,
)
from hardtech.zone.common.advisory_lock import try_lock_session
from hardtech.zone.finding.meaning import encoder, encoder_for_pages, model_name
from hardtech.zone.finding.models import TextVector
from hardtech.zone.finding.nouns import CatalogueNoun, nouns

__all__ = [
    "TASK",
    "Progress",
    "as_query",
    "ask_for_encoding",
    "attach",
    "changes",
    "encode_missing",
    "forget",
    "progress",
    "queries_of",
    "query_of",
]

log = logging.getLogger(__name__)

TASK = "finding.encode_texts"
STORED = np.dtype("<f2")
BATCH = 32  # texts encoded before they are committed: some two seconds
LOOKED_UP = 1_000  # vectors fetched at once
ENCODING_LOCK = 0x6D65616E  # any constant: this one is "mean"


@dataclass(frozen=True)
class Progress:
    """How many records of a catalogue were read by the model, of how many, and how many have a vector since."""

    noun: CatalogueNoun
    done: int
    total: int
    understood: int


def attach(documents: Iterable[Document]) -> Iterator[Document]:
    """The documents, each with the vector of its present text where there is one."""
    model = model_name()
    rest = iter(documents)
    while some := list(islice(rest, LOOKED_UP)):
        stored = _stored(model, {document.id: document for document in some})
        yield from (replace(document, vector=stored.get(document.id)) for document in some)


def as_query(document: Document) -> Query:
    """What looks for records that fit the text of the document."""
    return Query(
        document.title,
        document.keywords,
        document.summary,
        document.body,
        document.trl,
        vector=document.vector,
    )


def query_of(document: Document, live: Catalogue) -> Query:
    """What fits the document in `live`, with its vector: a text that has none yet is encoded, and not kept."""
    query = queries_of([document], live)[document.id]
    used = encoder_for_pages()
    if query.vector is not None or used is None or live.model != used.name:
        return query
    try:
        (values,) = vectors_of(used, [query])
    except MatchingError:
        log.warning("no vector for %s: words rank alone", document.id, exc_info=True)
        return query
    return replace(query, vector=Vector(used.name, values)) if values.any() else query


def queries_of(documents: Iterable[Document], live: Catalogue) -> dict[str, Query]:
    """What fits each of the documents in `live`, by their ids, with the vectors that are there."""
    return {one.id: as_query(one) for one in (attach(documents) if live.model else documents)}


def changes(noun: CatalogueNoun, horizon: int) -> QuerySet[Any]:
    """Pairs (reference, transaction) of the vectors that transactions from `horizon` on wrote."""
    changed = TextVector.objects.filter(kind=noun.code, change_xid__gte=horizon, model=model_name())
    return changed.order_by("-change_xid", "-pk").values_list("ref", "change_xid")


def forget(ref: str) -> None:
    """Delete what is known of a record that everybody may see no longer. Called in the transaction that hides it."""
    TextVector.objects.filter(ref=ref).delete()


def ask_for_encoding() -> None:
    """Have the worker look for texts without a vector, once this transaction is committed."""
    transaction.on_commit(_defer, robust=True)


def _defer() -> None:
    with suppress(AlreadyEnqueued):
        app.configure_task(TASK, queueing_lock=TASK, lock=TASK).defer(timestamp=int(time.time()))


def progress() -> list[Progress]:
    """One for each catalogue; none where meaning is switched off."""
    if not (model := model_name()):
        return []
    counted = []
    for noun in nouns:
        counts = noun.entering().aggregate(
            total=Count("pk"),
            done=Count("pk", filter=_read(noun, model)),
            understood=Count("pk", filter=_read(noun, model, values__isnull=False)),
        )
        counted.append(Progress(noun, **counts))
    return counted


def encode_missing(*, seconds: float = float("inf")) -> bool:
    """Encode what has no vector of its present text, batch by batch, each committed; True when nothing is left.

    Stops after about `seconds`. Does nothing, and returns True, where another process is at it. Raises the errors
    of the encoder; what was committed before stays.
    """
    used = encoder()
    until = time.monotonic() + seconds
    with try_lock_session(ENCODING_LOCK) as held:
        if used is None or not held:
            return True
        for noun in nouns:
            while records := list(_unread(noun, used.name)[:BATCH]):
                if time.monotonic() >= until:
                    return False
                _encode(used, noun, records)
            _prune(noun, used.name)
    return True


def _encode(used: Encoder, noun: CatalogueNoun, records: Sequence[Any]) -> None:
    """Make and store the vectors of `records`; a text that has not changed is not read again."""
    documents = [noun.as_document(record) for record in records]
    digests = {document.id: _digest(document) for document in documents}
    rows = TextVector.objects.filter(kind=noun.code, model=used.name, ref__in=digests)
    known = {row.ref: row for row in rows}
    fresh = [one for one in documents if one.id not in known or known[one.id].digest != digests[one.id]]
    made = dict(zip([one.id for one in fresh], vectors_of(used, fresh), strict=True)) if fresh else {}
    _store(
        noun,
        [
            TextVector(
                ref=record.ref,
                kind=noun.code,
                model=used.name,
                digest=digests[record.ref],
                values=_packed(made[record.ref]) if record.ref in made else known[record.ref].values,
                read_xid=record.change_xid,
            )
            for record in records
        ],
    )


@transaction.atomic
def _store(noun: CatalogueNoun, rows: Sequence[TextVector]) -> None:
    """Keep the vectors of those records that everybody may still see; the others left while they were read."""
    entering = noun.entering().filter(ref__in=[row.ref for row in rows]).order_by("pk")
    still = {record.ref for record in entering.select_for_update(no_key=True, of=("self",))}
    TextVector.objects.bulk_create(
        [row for row in rows if row.ref in still],
        update_conflicts=True,
        unique_fields=["ref", "model", "kind"],
        update_fields=["digest", "values", "read_xid"],
    )


def _unread(noun: CatalogueNoun, model: str) -> QuerySet[Any]:
    return noun.entering().filter(~_read(noun, model)).order_by("pk")


def _read(noun: CatalogueNoun, model: str, **also: object) -> Exists:
    """The record was read by the model since it was written last."""
    read = TextVector.objects.filter(kind=noun.code, model=model, ref=OuterRef("ref"))
    return Exists(read.filter(read_xid=OuterRef("change_xid"), **also))


def _prune(noun: CatalogueNoun, model: str) -> None:
    """Delete the vectors of records that left without being forgotten, and of models that are used no longer."""
    entering = Exists(noun.entering().filter(ref=OuterRef("ref")))
    TextVector.objects.filter(Q(kind=noun.code) & (~Q(model=model) | ~entering)).delete()


def _stored(model: str, texts: Mapping[str, Document]) -> dict[str, Vector]:
    """The vectors of these texts, by reference, where they were made from just these."""
    rows = TextVector.objects.filter(model=model, ref__in=texts)
    return {
        ref: Vector(model, _unpacked(values))
        for ref, digest, values in rows.values_list("ref", "digest", "values")
        if values is not None and digest == _digest(texts[ref])
    }


def _digest(document: Document) -> str:
    text = f"{document.title}\n{text_for_meaning(document)}"
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _packed(values: np.ndarray) -> bytes | None:
    return values.astype(STORED).tobytes() if values.any() else None


def _unpacked(stored: bytes | memoryview) -> np.ndarray:
    values = np.frombuffer(stored, dtype=STORED).astype(np.float32)
    return values / np.linalg.norm(values)
