"""Learning from decisions, where the truth is known: planted preferences are found, chance and text alone stay out.

Needs, offers and text scores are those of `sbir-dev`; owners, places, readiness and dates are drawn, and so are the
deciders: each looks at the first twenty offers, the higher ones more often, and keeps one by its text, its label and a
taste that the learning does not know. What a ranking is worth is measured twice: on held-out decisions, as the zone
does before it switches one on, and on needs that nobody decided on, by the taste itself.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from rich.console import Console
from rich.table import Table

from hardtech.engines.matching import (
    Catalogue,
    Example,
    History,
    Outcome,
    RankingModel,
    Shown,
    Traits,
    exposure,
    judge_ranking,
    pair_features,
    read_collection,
    train_ranking,
)
from hardtech.engines.matching._evaluation import ndcg
from tests.benchmarks.common import DATA, keep, reads

COLLECTION = "sbir-dev"
LOOKED_AT = 20
DEPTH = 30
DECIDERS = 12
OWNERS = 120
START = datetime(2026, 1, 1, tzinfo=UTC)
SIZES = (100, 200, 400, 800, 1600)
RUNS = 10
CHANCE_RUNS = 200
CHANCE_SIZE = 300
SEEN_NEEDS = 240

Features = Mapping[str, float]
Taste = Callable[[Features], float]

TASTES: dict[str, Taste] = {
    "readiness": lambda features: 2.5 * features["trl_demonstrated"] - 1.1,
    "province": lambda features: 2.5 * features["same_province"] - 0.5,
    "companies": lambda features: 2.5 * features.get("owner_kind:company", 0.0) - 0.8,
    "all three": lambda features: (
        2.0 * features["trl_demonstrated"]
        + 1.4 * features["same_province"]
        + 1.0 * features.get("owner_kind:company", 0.0)
        - 1.5
    ),
    "none": lambda _features: 0.0,
}
PLANTED = {
    "readiness": ["trl_demonstrated"],
    "province": ["same_province"],
    "companies": ["owner_kind:company"],
    "all three": ["trl_demonstrated", "same_province", "owner_kind:company"],
}


@dataclass(frozen=True)
class World:
    """Needs with their first offers and text shares, the labels, and what else is known of each."""

    hits: Mapping[str, list[tuple[str, float]]]
    labels: Mapping[str, Mapping[str, int]]
    offers: Mapping[str, Traits]
    needs: Mapping[str, Traits]

    def odds(self, need: str, offer: str, text: float, features: Features, taste: Taste) -> float:
        """Log odds that the offer is kept."""
        labelled = self.labels.get(need, {}).get(offer, 0) > 0
        return 4 * (text - 0.75) + 1.5 * labelled + taste(features)


def make_world() -> World:
    collection = read_collection(DATA / COLLECTION)
    catalogue = Catalogue.build(collection.documents)
    hits = {}
    for need, query in collection.queries.items():
        found = catalogue.search(query, DEPTH)
        hits[need] = [(hit.id, hit.score / found[0].score) for hit in found]
    draw = np.random.default_rng(1)
    owners = [_traits(draw, owner=f"owner {number}") for number in range(OWNERS)]
    offers = {}
    for offer in sorted({offer for found in hits.values() for offer, _text in found}):
        owner = owners[int(draw.zipf(1.5)) % OWNERS]
        offers[offer] = _traits(draw, owner.owner, owner.owner_kind, owner.province)
    return World(hits, collection.judgements, offers, {need: _traits(draw) for need in hits})


def _traits(draw: np.random.Generator, owner: str = "", kind: str = "", province: str = "") -> Traits:
    return Traits(
        owner=owner,
        owner_kind=kind or str(draw.choice(["company", "institute", "university"])),
        fields=frozenset(str(one) for one in draw.choice(8, 2)),
        trl=int(draw.integers(1, 10)) if draw.random() < 0.9 else None,
        province=province or f"province {draw.integers(5)}",
        language="en" if draw.random() < 0.7 else "zh",
        published=START - timedelta(days=float(draw.integers(700))),
    )


def decide(world: World, taste: Taste | None, number: int, seed: int, needs: list[str]) -> list[Example]:
    """`number` decisions in order of time; without a taste a coin decides."""
    draw, history, made, at = np.random.default_rng(seed), History(), [], START
    while len(made) < number:
        for place in draw.permutation(len(needs)).tolist():
            need, decider = needs[place], f"decider {place % DECIDERS}"
            for rank, (offer, text) in enumerate(world.hits[need][:LOOKED_AT]):
                if draw.random() > 1 / (1 + rank / 5):
                    continue
                at += timedelta(hours=1)
                traits = world.offers[offer]
                past = history.success(traits.owner, query=need, document=offer)
                features = pair_features(world.needs[need], traits, at, past_success=past)
                odds = world.odds(need, offer, text, features, taste) if taste else 0.0
                kept = bool(odds + draw.logistic() > 0)
                made.append(Example(need, offer, decider, text, features, int(kept), at))
                history.add(Outcome(need, offer, traits.owner, decider, kept))
            if len(made) >= number:
                break
    return made[:number]


def on_new_needs(world: World, model: RankingModel, taste: Taste, needs: list[str]) -> dict[str, float]:
    """nDCG@10 by the taste itself on needs that nobody decided on, and how evenly owners are shown there."""
    values: list[tuple[float, float]] = []
    rankings = []
    for need in needs:
        rows = []
        for offer, text in world.hits[need]:
            features = pair_features(world.needs[need], world.offers[offer], START)
            kept = world.odds(need, offer, text, features, taste) > 0
            rows.append((offer, text, model.score(text, features), int(kept)))
        grades = {offer: kept for offer, _text, _score, kept in rows}
        learned = sorted(rows, key=lambda row: -row[2])
        if any(grades.values()):
            values.append(tuple(ndcg([row[0] for row in order], grades, 10) for order in (rows, learned)))
        rankings.append(
            tuple([Shown(world.offers[row[0]].owner, row[1]) for row in order] for order in (rows, learned))
        )
    default, learned_ndcg = np.mean(values, axis=0)
    shown = exposure(rankings)
    return {
        "default": round(float(default), 4),
        "learned": round(float(learned_ndcg), 4),
        "gini_default": round(shown.gini_default, 3),
        "gini_learned": round(shown.gini_learned, 3),
    }


def measure(world: World, taste: Taste, size: int, planted: list[str]) -> dict[str, float]:
    """Means over `RUNS` draws of `size` decisions on the needs that are seen."""
    needs = list(world.hits)
    seen, unseen = needs[:SEEN_NEEDS], needs[SEEN_NEEDS:]
    rows, new = [], []
    for seed in range(RUNS):
        examples = decide(world, taste, size, seed, seen)
        judged = judge_ranking(examples, seed=seed)
        model = train_ranking(examples)
        assert model is not None
        sure = [one for one in model.weights if one.low > 0]
        heaviest = sorted(sure, key=lambda one: -one.value)[: len(planted)]
        found = [one.name for one in heaviest] == planted
        replay = judged.replay
        rows.append((not judged.doubts, replay.ndcg_default, replay.ndcg_learned, replay.gain, found))
        new.append(on_new_needs(world, model, taste, unseen))
    on, default, learned, gain, found = np.mean(np.array(rows, dtype=float), axis=0)
    told = {name: round(float(np.mean([one[name] for one in new])), 3) for name in new[0]}
    return {
        "switched_on": round(float(on), 2),
        "ndcg_default": round(float(default), 3),
        "ndcg_learned": round(float(learned), 3),
        "gain": round(float(gain), 3),
        "weights_found": round(float(found), 2),
        **{f"new_needs_{name}": value for name, value in told.items()},
    }


def by_chance(world: World, taste: Taste | None) -> dict[str, float]:
    """How often a ranking is let through where there is nothing to learn."""
    needs, passed, gains = list(world.hits), 0, []
    for seed in range(CHANCE_RUNS):
        judged = judge_ranking(decide(world, taste, CHANCE_SIZE, 10_000 + seed, needs), seed=seed)
        passed += not judged.doubts
        gains.append(judged.replay.gain)
    return {"worlds": CHANCE_RUNS, "switched_on": passed, "gain": round(float(np.mean(gains)), 4)}


@reads(COLLECTION)
def main() -> int:
    """Measure, print a table, keep the figures."""
    console = Console()
    began, world = time.perf_counter(), make_world()
    planted = {
        name: {
            str(size): measure(world, TASTES[name], size, wanted)
            for size in (SIZES if name == "all three" else SIZES[-2:-1])
        }
        for name, wanted in PLANTED.items()
    }
    chance = {
        "a coin decides": by_chance(world, None),
        "text alone decides": by_chance(world, TASTES["none"]),
    }
    seconds = round(time.perf_counter() - began, 1)
    columns = list(planted["all three"][str(SIZES[0])])
    table = Table("taste", "decisions", *columns, title="Learning from decisions with planted tastes")
    for name, by_size in planted.items():
        for size, values in by_size.items():
            table.add_row(name, size, *(str(value) for value in values.values()))
    console.print(table)
    for name, found in chance.items():
        console.print(f"{name}: switched on in {found['switched_on']} of {found['worlds']} worlds")
    keep("learning_replay", {"seconds": seconds, "planted": planted, "nothing_to_learn": chance})
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
