"""The demonstration zone loads through the services, whole, and holds what it promises."""

from __future__ import annotations

from datetime import timedelta

import polars as pl
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from hardtech.engines.rules import assess_population, read_population
from hardtech.zone.accounts.models import User
from hardtech.zone.cultivation.models import Certificate
from hardtech.zone.facts.models import Resident, Statement
from hardtech.zone.facts.permissions import may_see_facts
from hardtech.zone.facts.queries import fact_table
from hardtech.zone.journal import services as journal
from hardtech.zone.market.choices import Status
from hardtech.zone.market.models import Need, Offer
from hardtech.zone.measures.rulebook import current_rulebook
from hardtech.zone.portal.demo import loading
from hardtech.zone.portal.demo.content import read
from hardtech.zone.registry.choices import Field
from hardtech.zone.registry.classifier import propose_fields
from hardtech.zone.registry.models import Organisation

pytestmark = pytest.mark.django_db


def test_it_loads_as_its_files_say_and_only_once() -> None:
    call_command("load_demo")
    for model, name in ((Offer, "offers"), (Need, "needs")):
        wanted = {record["key"]: record["status"] for record in read(name)}
        assert dict(model.objects.values_list("source_id", "status")) == wanted
        assert not model.objects.exclude(owner__is_demo=True).exists()
        assert not model.objects.exclude(is_demo=True).exists()
        assert model.objects.filter(language="zh").count() >= 16
        assert {code for fields in model.objects.values_list("fields", flat=True) for code in fields} == set(
            Field
        )
    assert Offer.objects.count() >= 64
    assert Need.objects.count() >= 48
    assert Need.objects.filter(status=Status.EXPIRED).exists()
    assert journal.verify().fault == ""
    with pytest.raises(CommandError, match="not empty"):
        call_command("load_demo")


def test_the_sign_ins_that_are_printed_work() -> None:
    assert loading.sign_ins() == []
    call_command("load_demo")
    shown = loading.sign_ins()
    assert len(shown) == len(loading.SHOWN)
    for one in shown:
        assert User.objects.get(email=one["email"]).check_password(one["password"])


def test_the_classifier_proposes_a_right_field_for_nearly_every_profile() -> None:
    records = [*read("offers"), *read("needs")]
    right = 0
    for record in records:
        words = " ".join([record["title"], record["summary"], record["description"], *record["keywords"]])
        proposed = propose_fields(words)
        right += bool(proposed) and proposed[0][0] in record["fields"]
    assert right / len(records) >= 0.9


def test_what_organisations_have_on_file_brings_verdicts_of_every_kind() -> None:
    call_command("load_demo")
    on = timezone.localdate()
    residents = Resident.objects.select_related("organisation")
    assert residents.count() == 9
    assert not residents.exclude(organisation__is_demo=True).exists()
    rulebook = current_rulebook()
    facts, rules = rulebook.facts(), [rule for rule in rulebook.values() if rule.subject == "organisation"]
    table = fact_table([one.organisation_id for one in residents], facts, on)
    population, problems = read_population(facts, table)
    assert problems == []
    answers = assess_population(rules, population, on)
    found = [set(answers[rule.id].cast(pl.String)) for rule in rules]
    assert set().union(*found) == {"yes", "no", "unknown", "judgement"}
    assert sum(len(kinds) > 1 for kinds in found) >= 10
    years = set(Statement.objects.filter(name="revenue").values_list("year", flat=True))
    assert years == set(range(on.year - 4, on.year))
    assert not Statement.objects.filter(value="").exists()
    assert Statement.objects.filter(is_current=False).exists()
    assert not Statement.objects.filter(origin="form", evidence="").exists()


def test_titles_run_out_and_fall_due_and_who_is_outside_the_zone_keeps_facts_to_itself() -> None:
    call_command("load_demo")
    on = timezone.localdate()
    titles = Certificate.objects.filter(is_demo=True)
    assert titles.count() == Certificate.objects.count()
    assert titles.filter(valid_until__lt=on).exists()
    assert titles.filter(valid_until__range=(on, on + timedelta(days=90))).exists()

    utility = Organisation.objects.get(source_id="demo-grid-water")
    assert Statement.objects.filter(organisation=utility).exists()
    officer, member = (
        User.objects.get(email=f"{name}@example.org") for name in ("zone.officer", "utility.lead")
    )
    assert (may_see_facts(officer, utility), may_see_facts(member, utility)) == (False, True)
