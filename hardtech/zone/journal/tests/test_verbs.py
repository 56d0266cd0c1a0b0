"""What the rooms declare that happens: each verb of the code, in both languages, closed by default."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.utils.translation import override

import hardtech.zone
from hardtech.zone.journal import services
from hardtech.zone.journal.models import Entry
from hardtech.zone.journal.queries import readable_entries
from hardtech.zone.journal.verbs import Readers, Verb, readable_by, verbs
from tests.factories import make_administrator, make_officer

CODE = Path(hardtech.zone.__path__[0])
VERB = re.compile(r"[a-z]+\.[a-z_]+")
HAN = re.compile("[\u4e00-\u9fff]")
UNREADABLE = "secret.happened"


def recorded_verbs(code: str) -> Iterator[str]:
    """Each `record(verb=…)` and `change(…, verb)`, as a pattern: what is put together stands for every verb that fits."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.keyword) and node.arg == "verb":
            yield from _patterns(node.value)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "change":
            yield from (pattern for argument in node.args[1:2] for pattern in _patterns(argument))
        elif isinstance(node, ast.Assign) and any(ast.unparse(one) == "verb" for one in node.targets):
            yield from _patterns(node.value)


def _patterns(value: ast.AST) -> Iterator[str]:
    if isinstance(value, ast.JoinedStr):
        pieces = (str(one.value) if isinstance(one, ast.Constant) else None for one in value.values)
        yield "".join("[a-z_]+" if piece is None else re.escape(piece) for piece in pieces)
    elif isinstance(value, ast.Constant) and VERB.fullmatch(str(value.value)):
        yield re.escape(value.value)
    else:
        for child in ast.iter_child_nodes(value):
            yield from _patterns(child)


def test_every_verb_that_the_code_records_is_declared() -> None:
    files = [path for path in CODE.rglob("*.py") if "tests" not in path.parts]
    written = {pattern for path in files for pattern in recorded_verbs(path.read_text("utf-8"))}
    codes = [verb.code for verb in verbs]
    assert [one for one in sorted(written) if not any(re.fullmatch(one, code) for code in codes)] == []
    assert len(written) > 20


def test_a_recorded_verb_is_read_in_every_way_of_writing_it() -> None:
    """The control: a plain verb, one of two, one put together, and those of acts."""
    code = """record(verb="moon.landed"); record(verb="a.b" if done else "a.c"); record(verb=f"{kind}.imported")
verb = f"a.b_{c}"
acts.change(offer, "offer.sold", by=actor); change(offer, f"{offer.SIDE}.kept", by=actor)"""
    expected = [
        r"[a-z_]+\.imported",
        r"[a-z_]+\.kept",
        r"a\.b",
        r"a\.b_[a-z_]+",
        r"a\.c",
        r"moon\.landed",
        r"offer\.sold",
    ]
    assert sorted(recorded_verbs(code)) == expected


@pytest.mark.parametrize("verb", list(verbs), ids=lambda verb: verb.code)
def test_every_verb_has_words_in_both_languages(verb: Verb) -> None:
    assert VERB.fullmatch(verb.code)
    with override("en"):
        assert not HAN.search(str(verb.words))
    with override("zh-hans"):
        assert HAN.search(str(verb.words))


def test_a_verb_without_readers_is_for_its_own_side() -> None:
    assert Verb("moon.landed", "Landed").readers == Readers.OWN_SIDE
    with verbs.only(Verb("moon.landed", "Landed"), Verb("moon.seen", "Seen", Readers.OFFICERS)):
        assert readable_by(Readers.OFFICERS) == ["moon.seen"]
        assert readable_by(Readers.EVERYBODY) == []


@pytest.mark.django_db
@pytest.mark.parametrize("declared", [True, False])
def test_officers_read_nothing_that_is_not_declared_for_them(client: Client, declared: bool) -> None:
    """Neither a verb without readers, nor one of old that no room declares any more."""
    officer = make_officer()
    client.force_login(officer)
    with verbs.restored():
        verbs.add(Verb(UNREADABLE, "A secret happened"))
        with transaction.atomic():
            services.record(actor=None, verb=UNREADABLE, subject="XX-SECRET")
        if declared:
            page = client.get("/journal/").content.decode()
            assert "A secret happened" not in page
            assert "XX-SECRET" not in page
    if not declared:
        assert "XX-SECRET" not in client.get("/journal/").content.decode()
    assert not readable_entries(officer).filter(verb=UNREADABLE).exists()


@pytest.mark.django_db
def test_administrators_read_entries_of_verbs_that_no_room_declares_any_more(client: Client) -> None:
    with verbs.restored(), transaction.atomic():
        verbs.add(Verb(UNREADABLE, "A secret happened"))
        services.record(actor=None, verb=UNREADABLE, subject="XX-SECRET")
    client.force_login(make_administrator())
    (line,) = client.get("/journal/").context["lines"]
    assert (line.sentence, line.ref) == (UNREADABLE, "XX-SECRET")
    assert services.verify().entries == Entry.objects.count()
