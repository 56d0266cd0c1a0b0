"""The demonstration zone loads through the services, whole, and holds what it promises."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from hardtech.zone.accounts.models import User
from hardtech.zone.journal import services as journal
from hardtech.zone.market.choices import Status
from hardtech.zone.market.models import Need, Offer
from hardtech.zone.portal.demo import loading
from hardtech.zone.portal.demo.content import read
from hardtech.zone.registry.choices import Field
from hardtech.zone.registry.classifier import propose_fields

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
