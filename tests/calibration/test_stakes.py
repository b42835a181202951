"""How much of what is said to be at stake would really be won, and how often a moment of truth is none."""

from __future__ import annotations

import dataclasses
import importlib.util
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

import cxjourney as cx
from cxjourney.datasets import Frailty, World, random_world, simulate
from cxjourney.datasets.walk import walk
from cxjourney.diagnosis.context import Context
from cxjourney.diagnosis.landmarks import BAD, GOOD, Landmarks
from cxjourney.diagnosis.margins import Margins
from cxjourney.diagnosis.untested import MIN_CUSTOMERS

pytestmark = [pytest.mark.calibration, pytest.mark.slow]

ALIKE, DIFFERENT = Frailty(leave=0.0), Frailty(leave=0.6, slowness=0.6, valence=0.6, correlation=0.6)
KINDS = {"drop_off": "drop-off", "rework": "rework"}


def exactly(world: World) -> float:
    """Return the true goal rate of a world."""
    spec = importlib.util.spec_from_file_location("calibration_worlds", Path(__file__).with_name("worlds.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return float(module.goal_rate(world))


def without(world: World, plant: object) -> World:
    """Return the world in which one of the frictions was removed."""
    return world.with_plants(*(each for each in world.plants if each is not plant))


def diagnosed(world: World, customers: int, seed: int) -> cx.Diagnosis:
    """Return the diagnosis of a simulated log."""
    return cx.diagnose(cx.discover_map(simulate(world, customers=customers, seed=seed).to_events(), goal=world.goal))


@pytest.mark.parametrize("frailty", [ALIKE, DIFFERENT], ids=["alike", "different"])
def test_the_exact_goal_rate_is_that_of_a_long_walk(frailty: Frailty) -> None:
    """The truth of this page agrees with the simulator."""
    world = random_world(11, plants=2, kinds=("drop_off", "rework"), frailty=frailty)
    visits = walk(world, customers=60_000, seed=5, observed=False)
    reached = len(np.unique(visits.journey[visits.touchpoint == world.names.index(world.goal)])) / 60_000

    assert exactly(world) == pytest.approx(reached, abs=4 * 0.5 / 60_000**0.5)


STAKED = [
    ("customers alike", 2_000, ALIKE, 0.0, 0.9),
    ("customers alike", 20_000, ALIKE, 0.0, 0.9),
    ("plain", 20_000, None, 0.0, 0.9),
    ("different customers", 20_000, DIFFERENT, 0.0, 0.9),
    ("different customers, repeated journeys", 5_000, DIFFERENT, 1.5, 0.9),
]


@pytest.mark.parametrize(("shape", "customers", "frailty", "extra", "least"), STAKED)
def test_stakes_hold_what_removing_the_friction_wins(  # noqa: PLR0917 - a table of worlds
    results: Any, scale: int, shape: str, customers: int, frailty: Frailty | None, extra: float, least: float
) -> None:
    """In nine of ten cases at least, also where customers differ unseen."""
    held, sizes = defaultdict(list), defaultdict(list)
    for run in range((2 if customers > 2_000 else 6) * scale):
        world = dataclasses.replace(random_world(9_000 + run, plants=2, kinds=tuple(KINDS), frailty=frailty), extra_journeys=extra)
        truth = {(each.kind, each.touchpoint): 1_000 * (exactly(without(world, each)) - exactly(world)) for each in world.plants}
        for pain in diagnosed(world, customers, 500 + run).pain_points:
            true, stake = truth.get((pain.kind, pain.touchpoint or "")), pain.at_stake
            if true is not None and stake is not None and stake.low is not None and stake.high is not None and stake.value is not None:
                held[pain.kind].append(stake.low <= true <= stake.high)
                sizes[pain.kind].append((stake.value, true))
    for kind, found in held.items():
        value, true = np.mean(sizes[kind], axis=0)
        cells = (shape, f"{customers:,}", KINDS[kind], f"{100 * np.mean(found):.1f}%", f"{value / true:.2f}", f"{len(found):,}")
        results.add("What is at stake", *cells, keys=3, figures={3: 0.5})
        assert sum(found) >= stats.binom.ppf(1e-3, len(found), least)
        assert 0.75 <= value / true <= 1.35


def test_waits_that_nobody_minds_cost_nothing(results: Any, scale: int) -> None:
    """Who leaves anyway does not wait."""
    held, values = [], []
    for run in range(4 * scale):
        world = random_world(300 + run, plants=2, kinds=("long_wait",), frailty=ALIKE)
        for pain in diagnosed(world, 4_000, 700 + run).pain_points:
            stake = pain.at_stake
            if pain.kind == "long_wait" and stake is not None and stake.low is not None and stake.high is not None:
                held.append(stake.low <= 0 <= stake.high)
                values.append(stake.value)
    row = ("customers alike", "4,000", f"{100 * np.mean(held):.1f}%", f"{np.mean(values):+.1f}".replace("-", "−"), f"{len(held):,}")
    results.add("Waits that do no harm", *row, keys=2, figures={2: 0.5})

    assert sum(held) >= stats.binom.ppf(1e-3, len(held), 0.9)


def decisive(world: World, places: tuple[int, ...], importance: float) -> World:
    """Return the world in which the mood of a visit acts on leaving at some touchpoints, where everybody is asked."""
    touchpoints = tuple(
        dataclasses.replace(each, importance=importance, scores=tuple(dataclasses.replace(score, rate=0.6) for score in each.scores))
        if place in places
        else each
        for place, each in enumerate(world.touchpoints)
    )
    return dataclasses.replace(world, touchpoints=touchpoints)


MOMENTS = [("nothing decides", 2_000, 0.0), ("nothing decides", 10_000, 0.0), ("three touchpoints decide", 10_000, 2.5)]


@pytest.mark.parametrize(("shape", "customers", "importance"), MOMENTS)
def test_moments_of_truth_are_found_where_they_are(results: Any, scale: int, shape: str, customers: int, importance: float) -> None:
    """And hardly ever where nothing depends on the experience."""
    runs, wrong, found, planted, tests, held = 4 * scale, 0, 0, 0, [], []
    for run in range(runs):
        world = random_world(4_000 + run, frailty=Frailty(leave=0.3, valence=0.4))
        scored = [place for place, each in enumerate(world.touchpoints[:12]) if each.scores and place >= 2]
        places = tuple(scored[:3]) if importance else ()
        journey_map = cx.discover_map(
            simulate(decisive(world, places, importance), customers=customers, seed=run).to_events(), goal=world.goal
        )
        names = {world.names[place] for place in places}
        moments = {moment.touchpoint for moment in cx.diagnose(journey_map).moments_of_truth}
        wrong, found, planted = wrong + bool(moments - names), found + len(moments & names), planted + len(names)
        context = Context(journey_map, journey_map.statistics, Margins(), 0.95)
        landmarks = Landmarks.of(journey_map.statistics.tables["landmark_scores"], context.places, exposed=[BAD], others=[GOOD])
        differences = landmarks.differences(len(context.touchpoints))
        low, high = differences.interval()
        enough = np.minimum(differences.exposed, differences.others) >= MIN_CUSTOMERS
        tests.append(int(enough.sum()))
        idle = enough & np.array([each.name not in names for each in context.touchpoints])
        held += ((low <= 0) & (high >= 0))[idle].tolist()
    recall = f"{100 * found / planted:.1f}%" if planted else "–"
    row = (
        shape,
        f"{customers:,}",
        f"{np.mean(tests):.0f}",
        f"{runs:,}",
        f"{100 * wrong / runs:.1f}%",
        recall,
        f"{100 * np.mean(held):.1f}%",
    )
    results.add("Moments of truth", *row, keys=2, figures={4: 0.3, 6: 0.1})

    assert wrong <= stats.binom.ppf(0.999, runs, 0.05)
    assert sum(held) >= stats.binom.ppf(1e-3, len(held), 0.92)
    assert found >= stats.binom.ppf(1e-3, planted, 0.6) if planted else True
