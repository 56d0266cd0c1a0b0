"""A need split into requirements, and the findings on them."""

from decimal import Decimal

import pytest

from hardtech.engines.matching import (
    Document,
    Query,
    Reading,
    compare,
    findings,
    requirements,
    stated_requirement,
)


def _found(text: str, **parts: str):
    return requirements(Query(body=text, **parts))


@pytest.mark.parametrize(
    ("text", "must"),
    [
        ("The cell must be safe in a nail test.", True),
        ("The cell shall be safe in a nail test.", True),
        ("A safe separator is required.", True),
        ("The cell should preferably be safe in a nail test.", False),
        ("Ideally the separator is ceramic.", False),
        ("电池须通过针刺测试。", True),
        ("隔膜最好采用陶瓷涂层。", False),
        ("Energy density above 300 Wh/kg.", False),
    ],
)
def test_a_sentence_says_whether_it_is_a_must(text, must):
    (one,) = _found(text)
    assert one.must == must
    assert one.text == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "We make pumps.",
        "Offerors must disclose any proposed use of foreign nationals.",
        "Existing cells have an energy density above 250 Wh/kg.",
        "Batteries were invented in 1800.",
    ],
)
def test_what_asks_for_nothing_is_no_requirement(text):
    assert _found(text) == ()


def test_each_figure_of_a_sentence_is_a_requirement_of_its_own():
    found = _found("The cell must have an energy density of at least 300 Wh/kg and a weight below 2 kg.")
    assert [one.text[one.figure.start : one.figure.end] for one in found] == [
        "at least 300 Wh/kg",
        "below 2 kg",
    ]
    assert [sorted(one.figure.names) for one in found] == [["energy_density"], ["mass"]]


def test_rows_come_first_and_are_not_found_again_in_the_text():
    row = stated_requirement(
        "High energy density",
        must=True,
        quantity="energy density",
        relation=">=",
        value=Decimal(300),
        unit="Wh/kg",
    )
    query = Query(
        body="High energy density\nIt must be safe in a nail test.\nEnergy density of at least 0.3 kWh/kg.",
        requirements=(row,),
    )
    assert [(one.text, one.stated) for one in requirements(query)] == [
        ("High energy density", True),
        ("It must be safe in a nail test.", False),
    ]


def test_a_row_without_value_takes_the_figures_of_its_words():
    row = stated_requirement("Energy density of at least 300 Wh/kg and a weight below 2 kg", must=True)
    found = requirements(Query(requirements=(row,)))
    assert [one.figure.relation for one in found] == ["at_least", "less_than"]
    assert {one.text for one in found} == {row.text}


@pytest.mark.parametrize(
    ("relation", "value", "value_max", "unit", "offer", "status"),
    [
        (">=", 300, None, "Wh/kg", "An energy density of 350 Wh/kg.", "met"),
        (">=", 300, None, "瓦时/千克", "An energy density of 350 Wh/kg.", "met"),
        ("<=", 300, None, "Wh/kg", "An energy density of 350 Wh/kg.", "contradicted"),
        ("=", 350, None, "Wh/kg", "An energy density of 350 Wh/kg.", "met"),
        ("between", 300, 400, "Wh/kg", "An energy density of 350 Wh/kg.", "met"),
        ("between", 400, 300, "Wh/kg", "An energy density of 350 Wh/kg.", "met"),
        ("between", 360, 400, "Wh/kg", "An energy density of 350 Wh/kg.", "contradicted"),
        (">=", 300, None, "zorkmids", "An energy density of 350 Wh/kg.", "addressed"),
        (">=", 300, None, "", "An energy density of 350 Wh/kg.", "addressed"),
    ],
)
def test_a_row_is_compared_by_its_own_figure(relation, value, value_max, unit, offer, status):
    row = stated_requirement(
        "Enough energy",
        must=True,
        quantity="energy density",
        relation=relation,
        value=Decimal(value),
        value_max=None if value_max is None else Decimal(value_max),
        unit=unit,
    )
    assert compare(row, Reading(Document("OF-1", body=offer))).status == status


def test_a_finding_quotes_the_sentence_and_marks_the_figure():
    (asked,) = _found("The energy density must be at least 300 Wh/kg.")
    offer = Document("OF-1", summary="A cell. Its energy density is 350 Wh/kg. It is cheap.")
    finding = compare(asked, Reading(offer))
    assert (finding.status, finding.code, finding.part) == ("met", "figure", "summary")
    assert finding.text == "Its energy density is 350 Wh/kg."
    assert offer.summary[finding.start : finding.end] == finding.text
    assert [finding.text[start:end] for start, end in finding.marks] == ["350 Wh/kg"]


def test_a_long_sentence_is_cut_around_its_figure():
    (asked,) = _found("The energy density must be at least 300 Wh/kg.")
    offer = Document(
        "OF-1", body="many words " * 200 + "with an energy density of 350 Wh/kg " + "in many colours " * 200
    )
    finding = compare(asked, Reading(offer))
    assert finding.status == "met"
    assert len(finding.text) <= 400
    assert [finding.text[start:end] for start, end in finding.marks] == ["350 Wh/kg"]


def test_the_surer_sentence_decides():
    (asked,) = _found("The energy density must be at least 300 Wh/kg.")
    offer = Document(
        "OF-1", body="We aim at an energy density of 400 Wh/kg. The energy density measured is 310 Wh/kg."
    )
    assert compare(asked, Reading(offer)).code == "figure"


def test_figures_far_apart_are_taken_for_different_things():
    (asked,) = _found("The weight must be at most 5 kg.")
    finding = compare(asked, Reading(Document("OF-1", body="The weight is 3 mg.")))
    assert (finding.status, finding.code) == ("unclear", "magnitude")


def test_findings_keep_the_order_of_the_requirements():
    asked = _found("It must be halogen free and flame retardant. The weight must be below 5 kg.")
    found = findings(asked, Reading(Document("OF-1", body="Its weight is 4 kg.")))
    assert [one.requirement for one in found] == list(asked)
    assert [one.status for one in found] == ["met", "not_addressed"]


def test_at_most_twelve_are_taken_from_text_musts_first():
    text = "".join(f"Part {n}x should be blue. Part {n}y must be red. " for n in "abcdefghij")
    found = _found(text)
    assert [one.must for one in found] == [True] * 10 + [False] * 2


def test_an_offer_of_another_thing_meets_nothing_for_sure():
    (asked,) = _found(
        "The weight must be below 5 kg.", title="Helmet for firefighters", keywords="helmet, visor"
    )
    helmet = Document("OF-1", title="Visor helmet", body="The weight is 4 kg.")
    pump = Document("OF-2", title="Pump for syrup", body="The weight is 4 kg.")
    assert compare(asked, Reading(helmet)).status == "met"
    assert (compare(asked, Reading(pump)).status, compare(asked, Reading(pump)).code) == (
        "unclear",
        "subject",
    )
