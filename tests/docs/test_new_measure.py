"""The file of the recipe among the rulebooks: every door shows the measure and its facts, in both languages."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.test import Client

from hardtech.cli.rules.command import rules
from hardtech.rulebooks import FOLDER
from hardtech.zone.facts import wording
from hardtech.zone.facts.choices import Origin
from hardtech.zone.facts.models import Resident
from hardtech.zone.facts.services import StatedValue, state_facts
from hardtech.zone.measures.models import Measure
from hardtech.zone.measures.services import rulebooks
from hardtech.zone.registry.models import Organisation
from tests.calls import Caller
from tests.factories import make_member, make_organisation

ROOT = Path(__file__).resolve().parents[2]
RECIPE = ROOT / "docs" / "recipes" / "add-a-measure.md"
KEY = "example-2026/training-grant"
LANGUAGES = ("en", "zh-hans")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The rulebooks that come along, with the recipe's file; its choice stands in a group that is new, too."""
    folder = tmp_path / "rulebooks"
    shutil.copytree(FOLDER, folder)
    found = re.search(r"```yaml\n(.*?)```", RECIPE.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    file = folder / f"{KEY}.yaml"
    file.parent.mkdir()
    file.write_text(found[1].replace("group: people", "group: training"), encoding="utf-8")
    shared = folder / "facts.yaml"
    text = shared.read_text(encoding="utf-8")
    groups = "groups:\n  training: {en: Training, zh: 培训情况}\n"
    shared.write_text(text.replace("groups:\n", groups, 1), encoding="utf-8")
    return folder


@pytest.fixture
def company(folder: Path, monkeypatch: pytest.MonkeyPatch, db: None) -> Iterator[Organisation]:
    """An organisation of a zone with these rulebooks."""
    monkeypatch.setattr(rulebooks, "FOLDER", folder)
    monkeypatch.setattr(wording, "FOLDER", folder)
    wording.shared_words.cache_clear()
    rulebooks.take_rulebooks()
    organisation = make_organisation()
    Resident.objects.create(organisation=organisation, since="2024-05-01")
    yield organisation
    wording.shared_words.cache_clear()


def pages(client: Client, address: str) -> list[str]:
    """The page in both languages."""
    return [
        client.get(address, headers={"accept-language": language}).content.decode() for language in LANGUAGES
    ]


def test_the_file_has_no_fault(folder: Path) -> None:
    done = CliRunner().invoke(rules, ["check", str(folder)])
    assert (done.exit_code, "no fault" in done.output) == (0, True), done.output


def test_the_rules_command_lists_its_facts(folder: Path) -> None:
    done = CliRunner().invoke(rules, ["list", "--rules", str(folder), "--json"])
    facts = next(row["facts"] for row in json.loads(done.stdout) if row["id"] == KEY)
    (kind,) = [fact for fact in facts if fact["name"] == "training_kind"]
    assert kind["group"] == "training"
    assert kind["label"] == {"en": "Kind of training", "zh": "培训类别"}
    assert kind["option_words"] == {
        "digital": {"en": "digital skills", "zh": "数字技能"},
        "safety": {"en": "work safety", "zh": "安全生产"},
    }


def test_pages_and_forms_show_it(company: Organisation) -> None:
    client = Client()
    member = make_member(company)
    client.force_login(member)
    measure = Measure.objects.get(key=KEY)
    english, chinese = pages(client, measure.get_absolute_url())
    assert "Kind of training" in english
    assert "digital skills" in english
    assert "培训类别" in chinese
    assert "数字技能" in chinese
    english, chinese = pages(client, f"/facts/{company.ref}/")
    assert re.findall(r'<tbody id="(\w+)">', english)[0] == "training"
    assert "Not on file: Kind of training" in english
    assert "培训情况" in chinese
    assert "培训类别" in chinese
    english, chinese = pages(client, f"/facts/{company.ref}/state/training/")
    assert '<option value="digital">digital skills</option>' in english
    assert '<option value="digital">数字技能</option>' in chinese
    answer = client.post(f"/facts/{company.ref}/state/training/", {"fact-training_kind": "digital"})
    assert answer.status_code == 302
    english, chinese = pages(client, f"/facts/{company.ref}/")
    assert "digital skills" in english
    assert "数字技能" in chinese


def test_the_api_gives_it(company: Organisation) -> None:
    member = make_member(company)
    state_facts(
        actor=member,
        organisation=company,
        said={("training_kind", 0): StatedValue("safety")},
        origin=Origin.FORM,
    )
    measure = Measure.objects.get(key=KEY)
    for language, label, option in (
        ("en", "Kind of training", "work safety"),
        ("zh-hans", "培训类别", "安全生产"),
    ):
        caller = Caller(member, language=language)
        asked = caller.get(f"/measures/{measure.ref}").json()["facts"]
        (kind,) = [fact for fact in asked if fact["name"] == "training_kind"]
        assert (kind["label"], kind["option_labels"]["safety"]) == (label, option)
        (stated,) = caller.get(f"/organisations/{company.ref}/facts").json()["facts"]
        assert (stated["label"], stated["value"]) == (label, "safety")
