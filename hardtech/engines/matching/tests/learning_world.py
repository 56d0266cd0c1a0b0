"""A small world of needs, offers and deciders with planted preferences, for the tests of learning."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

import numpy as np

from hardtech.engines.matching import Example, History, Outcome, Traits, pair_features

START = datetime(2026, 1, 1, tzinfo=UTC)
KINDS = ("company", "institute", "university")
DECIDERS = 12
LIST = 7

Taste = Callable[[float, Mapping[str, float]], float | None]
"""From the text score and the features the log odds that an offer is kept; None: a coin decides, whatever they are."""


def coin(text: float, features: Mapping[str, float]) -> None:
    """Decisions without any reason."""


def by_text(text: float, features: Mapping[str, float]) -> float:
    """Decisions that follow the default ranking."""
    return 5 * (text - 0.7)


def planted(text: float, features: Mapping[str, float]) -> float:
    """TRL 6 or more is wanted most, then the same province, then companies."""
    wanted = 2.4 * features["trl_demonstrated"] + 1.4 * features["same_province"]
    return by_text(text, features) + wanted + 1.0 * features.get("owner_kind:company", 0.0) - 2.0


def traits(generator: np.random.Generator, owner: str = "") -> Traits:
    return Traits(
        owner=owner,
        owner_kind=KINDS[generator.integers(len(KINDS))],
        fields=frozenset(generator.choice(["ai", "aerospace", "new_energy"], 2)),
        trl=int(generator.integers(1, 10)),
        province=f"Province {generator.integers(4)}",
        language="en" if generator.random() < 0.7 else "zh",
        published=START - timedelta(days=float(generator.integers(700))),
    )


def decisions(taste: Taste, number: int, seed: int, *, deciders: int = DECIDERS) -> list[Example]:
    """`number` decisions one after the other, seven on each need."""
    generator = np.random.default_rng(seed)
    offers = [traits(generator, owner=f"OR-{index % 40}") for index in range(200)]
    history, made = History(), []
    at = START
    while len(made) < number:
        query = f"NE-{len(made) // LIST}"
        decider = f"decider {len(made) // LIST % deciders}"
        need = traits(generator)
        for index in generator.choice(len(offers), LIST, replace=False):
            document, offer, at = f"OF-{index}", offers[index], at + timedelta(hours=1)
            text = float(generator.uniform(0.4, 1.0))
            past = history.success(offer.owner, query=query, document=document)
            values = pair_features(need, offer, at, past_success=past)
            odds = taste(text, values)
            kept = bool(generator.random() < 0.4 if odds is None else odds + generator.logistic() > 0)
            made.append(Example(query, document, decider, text, values, int(kept), at))
            history.add(Outcome(query, document, offer.owner, decider, kept))
    return made[:number]
