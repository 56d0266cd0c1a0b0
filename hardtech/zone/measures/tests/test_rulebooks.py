"""Taking rulebooks over: once, in order, and never over an officer's text."""

from __future__ import annotations

import pytest
from django.utils import timezone

from hardtech.engines.rules import load_rulebook, run_cases
from hardtech.engines.rules._loading.rulebook import Rulebook
from hardtech.rulebooks import FOLDER
from hardtech.zone.journal.models import Entry
from hardtech.zone.measures.choices import RevisionOrigin, RevisionState
from hardtech.zone.measures.models import Measure, Revision
from hardtech.zone.measures.rulebook import current_rulebook, rule_of
from hardtech.zone.measures.services import rulebooks
from hardtech.zone.measures.services.rulebooks import take_rulebooks
from tests.factories import make_officer

pytestmark = pytest.mark.django_db

BOOK = load_rulebook(FOLDER)
KEY = "xixian-2022/referral-reward"


def test_all_measures_are_published_once() -> None:
    assert take_rulebooks() == len(BOOK)
    assert take_rulebooks() == 0
    assert Revision.objects.filter(state=RevisionState.PUBLISHED).count() == len(BOOK)
    assert Entry.objects.filter(verb="measure.published").count() == len(BOOK)


def test_the_database_gives_back_the_very_measures_with_their_cases() -> None:
    """In the same order: questions, figures and sheets are read in it."""
    take_rulebooks()
    kept = current_rulebook()
    assert list(kept) == list(BOOK)
    for key, rule in BOOK.items():
        assert list(kept[key].source) == list(rule.source)
        assert list(kept[key].facts) == list(rule.facts)
        assert [fact.yearly for fact in kept[key].facts.values()] == [
            fact.yearly for fact in rule.facts.values()
        ]
        assert kept[key].digest == rule.digest
        assert len(kept[key].cases) == len(rule.cases)
        assert run_cases(kept[key]) == []


def newer(monkeypatch: pytest.MonkeyPatch) -> str:
    """The rulebooks bring another text of one measure; its digest."""
    from hardtech.engines.rules import measure_from

    changed = dict(BOOK)
    source = {**BOOK[KEY].source, "title": {"en": "Reward, worded anew", "zh": "新奖励"}}
    changed[KEY] = measure_from({**source, "cases": []})
    monkeypatch.setattr(rulebooks, "load_rulebook", lambda _folder: Rulebook(changed))
    return changed[KEY].digest


def test_a_new_text_replaces_the_rulebooks_own(monkeypatch: pytest.MonkeyPatch) -> None:
    take_rulebooks()
    digest = newer(monkeypatch)
    assert take_rulebooks() == 1
    measure = Measure.objects.get(key=KEY)
    states = list(measure.revisions.order_by("number").values_list("state", flat=True))
    assert states == [RevisionState.REPLACED, RevisionState.PUBLISHED]
    assert measure.title_en == "Reward, worded anew"
    assert current_rulebook()[KEY].digest == digest
    assert take_rulebooks() == 0


def test_an_officers_text_stays_and_the_new_one_waits_as_a_draft(monkeypatch: pytest.MonkeyPatch) -> None:
    take_rulebooks()
    measure = Measure.objects.get(key=KEY)
    Revision.objects.filter(measure=measure).update(state=RevisionState.REPLACED)
    rule = BOOK[KEY]
    officers = Revision.objects.create(
        measure=measure, number=2, origin=RevisionOrigin.OFFICER, state=RevisionState.PUBLISHED, digest="0" * 64,
        source=rule.source, author=make_officer(), approved_by=make_officer(), published_at=timezone.now(),
    )  # fmt: skip
    digest = newer(monkeypatch)
    assert take_rulebooks() == 1
    officers.refresh_from_db()
    assert officers.state == RevisionState.PUBLISHED
    draft = measure.revisions.get(digest=digest)
    assert (draft.state, draft.origin, draft.based_on) == (
        RevisionState.DRAFT,
        RevisionOrigin.RULEBOOK,
        officers,
    )
    assert rule_of(draft).title["en"] == "Reward, worded anew"
    measure.refresh_from_db()
    assert measure.title_en == rule.title["en"]
    assert take_rulebooks() == 0
