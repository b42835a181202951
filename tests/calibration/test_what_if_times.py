"""How often forecasts hold the time that the changed world takes to the goal."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import cxjourney as cx
from cxjourney.datasets import Frailty, World, random_world, simulate
from cxjourney.datasets.walk import walk

if TYPE_CHECKING:
    from collections.abc import Iterable

pytestmark = [pytest.mark.calibration, pytest.mark.slow]

LONG = 3_000.0
"""Days of a log so long that its end cuts off next to nothing."""

Forecast = tuple[cx.Forecast, float, float]
"""What was forecast, and the true time now and then."""


def planted(runs: int, frailty: Frailty) -> Iterable[Forecast]:
    """Yield worlds of which one wait becomes what it would be without what was planted there."""
    for run in range(runs):
        world = dataclasses.replace(random_world(12_700 + run, plants=1, kinds=("long_wait",), frailty=frailty), days=LONG)
        journey_map = cx.discover_map(simulate(world, customers=4_000, seed=run).to_events(), goal=world.goal)
        plant = world.plants[0]
        wait = journey_map.touchpoint(plant.touchpoint).measure("transition_time").value / plant.size
        change = cx.Change(touchpoint=plant.touchpoint, wait=wait)
        yield cx.what_if(journey_map, change), time_to_goal(world), time_to_goal(world.with_plants())


def time_to_goal(world: World) -> float:
    """Return the mean time from the start to the goal in seconds, from many customers."""
    visits = walk(world, customers=60_000, seed=99, observed=False)
    start, end = np.full(visits.journey.max() + 1, np.iinfo(np.int64).max), np.full(visits.journey.max() + 1, np.iinfo(np.int64).max)
    np.minimum.at(start, visits.journey, visits.time)
    bought = visits.touchpoint == world.names.index(world.goal)
    np.minimum.at(end, visits.journey[bought], visits.time[bought])
    reached = end < np.iinfo(np.int64).max
    return float((end - start)[reached].mean() / 1e6)


def in_a_row(runs: int, spread: float) -> Iterable[Forecast]:
    """Yield journeys through three waits, all of which reach the goal; the second wait is halved. Its logarithm has this spread."""
    count, level = 1_500, 8.0
    means = np.exp([5 + 0.3**2 / 2, level + spread**2 / 2, level + spread**2 / 2])
    for run in range(runs):
        random = np.random.default_rng(run)
        waits = np.exp(random.normal([5.0, level, level], [0.3, spread, spread], (count, 3)))
        times = np.cumsum(np.column_stack([random.uniform(0, 30 * 86_400, count), waits]), axis=1)
        frame = pd.DataFrame(
            {
                "customer_id": np.repeat(np.arange(count), 4),
                "touchpoint": np.tile(["Form", "Check", "Answer", "Contract"], count),
                "timestamp": pd.Timestamp("2026-01-01") + pd.to_timedelta(times.ravel(), unit="s"),
            }
        )
        journey_map = cx.discover_map(cx.read_events(frame), goal="Contract")
        yield cx.what_if(journey_map, cx.Change(touchpoint="Check", wait_factor=0.5)), means.sum(), means.sum() - means[1] / 2


WORLDS = {
    "customers alike": ("4,000", "a planted wait taken away", lambda scale: planted(2 * scale, Frailty(leave=0.0))),
    "different customers": ("4,000", "a planted wait taken away", lambda scale: planted(scale, Frailty(leave=0.6, slowness=0.6))),
    "waits of a narrow spread": ("1,500", "a wait halved", lambda scale: in_a_row(6 * scale, 0.5)),
    "waits with a heavy tail": ("1,500", "a wait halved", lambda scale: in_a_row(6 * scale, 1.2)),
}


@pytest.mark.parametrize("shape", WORLDS)
def test_the_time_to_the_goal_is_that_of_the_changed_world(results: Any, scale: int, shape: str) -> None:
    """In nine of ten cases, also where few long waits make most of the time."""
    customers, change, make = WORLDS[shape]
    held, sizes = [], []
    for forecast, now, then in make(scale):
        time, less = forecast.time_to_goal, forecast.time_to_goal_change
        held.append((time.low <= then <= time.high, less.low <= then - now <= less.high))
        sizes.append((less.value, then - now))
    value, true = np.mean(sizes, axis=0)
    cells = (*(f"{100 * share:.1f}%" for share in np.mean(held, axis=0)), f"{value / true:.2f}", f"{len(held):,}")
    results.add("Times to the goal", shape, customers, change, *cells, keys=3, figures={4: 0.6})

    for which in np.sum(held, axis=0):
        assert which >= stats.binom.ppf(1e-3, len(held), 0.9)
    assert 0.6 <= value / true <= 1.5
