"""The features of a pair, and what was decided in the past."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardtech.engines.matching import History, Outcome, Traits, feature_family, pair_features

NOW = datetime(2026, 6, 1, tzinfo=UTC)
NEED = Traits(trl=6, fields=frozenset({"ai", "new_energy"}), province="Shaanxi", city="Xi'an", language="en")


def outcome(number: int, *, good: bool = True, owner: str = "OR-1", **values: object) -> Outcome:
    return Outcome(
        f"NE-{number}", f"OF-{number}", owner, decider=str(values.get("decider", number)), good=good
    )


@pytest.mark.parametrize(
    ("offer", "told"),
    [
        (Traits(), {}),
        (Traits(trl=4), {"trl_level": -1.0, "trl_short": 2.0}),
        (Traits(trl=6), {"trl_level": 1.0, "trl_demonstrated": 1.0}),
        (Traits(trl=9), {"trl_level": 4.0, "trl_demonstrated": 1.0, "trl_beyond": 3.0}),
        (Traits(fields=frozenset({"ai"})), {"fields_shared": 0.5}),
        (Traits(province="Shaanxi"), {"same_province": 1.0}),
        (Traits(province="Shaanxi", city="Xi'an"), {"same_province": 1.0, "same_city": 1.0}),
        (Traits(province="Shanxi", city="Xi'an"), {}),
        (Traits(language="en"), {"same_language": 1.0}),
        (Traits(owner_kind="company"), {"owner_kind:company": 1.0}),
        (Traits(published=NOW - timedelta(days=365.25)), {"age_years": 1.0}),
        (Traits(published=NOW + timedelta(days=9)), {}),
        (Traits(published=NOW - timedelta(days=9000)), {"age_years": 3.0}),
    ],
)
def test_a_feature_is_nought_unless_something_speaks_for_it(offer: Traits, told: dict[str, float]) -> None:
    found = pair_features(NEED, offer, NOW)
    assert {name: value for name, value in found.items() if value} == told


def test_what_the_need_does_not_ask_is_no_feature() -> None:
    found = pair_features(Traits(), Traits(trl=3, fields=frozenset({"ai"}), province="Shaanxi"), NOW)
    assert {name: value for name, value in found.items() if value} == {"trl_level": -2.0}


def test_every_feature_has_a_family() -> None:
    names = pair_features(NEED, Traits(owner_kind="investor"), NOW)
    assert {feature_family(name) for name in names} == {
        "readiness",
        "fields",
        "owner",
        "place",
        "language",
        "freshness",
        "record",
    }
    with pytest.raises(KeyError):
        feature_family("shoe_size")


def test_an_owner_is_no_feature_by_name() -> None:
    one, other = (pair_features(NEED, Traits(owner=name, trl=5), NOW) for name in ("OR-1", "OR-2"))
    assert one == other


def test_past_success_is_smoothed_towards_the_usual() -> None:
    usual = [outcome(number, good=number % 2 == 0, owner="OR-2") for number in range(40)]
    history = History([*usual, *(outcome(100 + number) for number in range(10))])
    # 30 of 50 were good: 0.6. The owner's ten beside ten usual ones: (10 + 6) / 20 = 0.8.
    assert history.success("OR-1") == pytest.approx(0.2)
    assert history.success("OR-new") == 0.0


def test_past_success_leaves_out_the_pair_itself() -> None:
    rows = [outcome(number, good=number == 1) for number in range(1, 8)]
    history = History([*rows, *(outcome(50 + number, owner="OR-2") for number in range(7))])
    with_it = history.success("OR-1")
    without = history.success("OR-1", query="NE-1", document="OF-1")
    assert without < with_it


def test_few_deciders_stay_untold() -> None:
    four = History(outcome(number, good=False, decider=number % 4) for number in range(40))
    five = History(
        [
            *(outcome(number, good=False, decider=number % 5) for number in range(40)),
            outcome(99, owner="OR-2"),
        ]
    )
    assert four.success("OR-1") == 0.0
    assert five.success("OR-1") < 0.0
    assert five.tables() == ({"OR-1": five.success("OR-1")}, {})


def test_refusals_for_lasting_reasons_follow_the_document() -> None:
    lasting = [Outcome(f"NE-{n}", "OF-1", "OR-1", f"d{n}", good=False, lasting=True) for n in range(6)]
    other = [Outcome(f"NE-{n}", "OF-2", "OR-1", f"d{n}", good=False) for n in range(6)]
    history = History([*lasting, *other])
    assert history.refusals("OF-1") > 0 > history.refusals("OF-2")
    assert 0 < history.refusals("OF-1", query="NE-0") < history.refusals("OF-1")


@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans(), st.sampled_from("12345678")), max_size=60))
def test_a_rate_stays_within_bounds(rows: list[tuple[str, bool, str]]) -> None:
    history = History(
        Outcome(f"q{index}", f"d{index}", owner, decider, good)
        for index, (owner, good, decider) in enumerate(rows)
    )
    for owner in "abcd":
        assert -1 <= history.success(owner) <= 1
