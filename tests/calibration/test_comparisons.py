"""How often intervals of differences hold the truth, and how often nothing is flagged where nothing differs."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from scipy import stats

import cxjourney as cx
from cxjourney.comparison.differencing import apart
from cxjourney.comparison.groups import Group, Key, mean_group, share_group
from cxjourney.datasets import Frailty, Plant, World, random_world, simulate, world_truth

if TYPE_CHECKING:
    from numpy.typing import NDArray

pytestmark = pytest.mark.calibration

INTERVALS, HALVES = "Differences between two sides", "Nothing differs"
DIFFERENT = Frailty(leave=0.6, slowness=0.6, valence=0.6, correlation=0.6)


def by_fold(values: NDArray[Any], fold: NDArray[Any]) -> NDArray[Any]:
    """Return sums per run and fold of values per run and customer."""
    runs = len(values)
    place = (np.arange(runs)[:, None] * 50 + fold).ravel()
    return np.bincount(place, values.ravel(), minlength=runs * 50).reshape(runs, 50)


def sides_of_shares(runs: int, customers: int, *, same: bool, seed: int) -> tuple[Group, Group]:
    """Return shares of two sides, 0.2 and 0.15, of customers who make three visits a side and differ from each other."""
    rng = np.random.default_rng(seed)
    odds = rng.beta(2.0, 2.0, size=(2, runs, customers))
    fold = rng.integers(50, size=(2, runs, customers))
    groups = []
    for side, share in enumerate((0.2, 0.15)):
        whose = 0 if same else side
        visits = np.full((runs, customers), 3)
        events = rng.binomial(3, 2 * share * odds[whose])
        counts = by_fold(events, fold[whose]), by_fold(visits, fold[whose])
        groups.append(share_group(Key("rework_rate", -1), *counts, (visits**2).sum(axis=1), level=0.95))
    return groups[0], groups[1]


def sides_of_money(runs: int, customers: int, *, same: bool, seed: int) -> tuple[Group, Group]:
    """Return money per customer of two sides, 50 and 55 on average, with a heavy tail."""
    rng = np.random.default_rng(seed)
    wealth = rng.lognormal(-0.32, 0.8, size=(2, runs, customers))
    fold = rng.integers(50, size=(2, runs, customers))
    groups = []
    for side, mean in enumerate((50.0, 55.0)):
        whose = 0 if same else side
        money = mean * wealth[whose] * rng.gamma(4.0, 0.25, size=(runs, customers))
        counts = by_fold(money, fold[whose]), by_fold(np.ones((runs, customers)), fold[whose])
        groups.append(mean_group(Key("value_per_customer", 1), *counts, None, bounds=None, unit="money", level=0.95))
    return groups[0], groups[1]


@pytest.mark.parametrize("same", [False, True], ids=["different", "same"])
@pytest.mark.parametrize("customers", [200, 1_000])
@pytest.mark.parametrize("figure", ["share", "money"])
def test_intervals_of_differences_hold_the_truth(results: Any, scale: int, figure: str, customers: int, *, same: bool) -> None:
    """Different customers, and the same customers on both sides, where they are narrower."""
    runs = min(400 * scale, 4_000)
    make, truth = {"share": (sides_of_shares, -0.05), "money": (sides_of_money, 5.0 * float(np.exp(-0.32 + 0.32)))}[figure]
    before, after = make(runs, customers, same=same, seed=11)

    found = apart(before, after, together=same, level=0.95)
    coverage = float(np.mean((found.low <= truth) & (truth <= found.high)))
    alone = apart(before, after, together=False, level=0.95)
    width = float(np.median((found.high - found.low) / (alone.high - alone.low)))
    who = "the same" if same else "others"
    row = (figure, f"{customers:,}", who, f"{100 * coverage:.1f}%", f"{100 * width:.1f}%", f"{runs:,}")
    results.add(INTERVALS, *row, keys=3, figures={3: 0.05, 4: 0.1})

    assert coverage >= stats.binom.ppf(1e-4, runs, 0.92) / runs
    assert width < 0.95 if same else width == 1


@pytest.mark.slow
@pytest.mark.parametrize("frailty", [False, True], ids=["alike", "different"])
def test_intervals_of_differences_between_worlds_hold_the_truth(results: Any, scale: int, *, frailty: bool) -> None:
    """Drop-off and times of each touchpoint, before and after one of them became worse."""
    runs, hits, count = 3 * scale, 0, 0
    for run in range(runs):
        world = random_world(4_100 + run, plants=0, **({"frailty": DIFFERENT} if frailty else {}))
        worse = dataclasses.replace(world, plants=(Plant("drop_off", world.touchpoints[2].name, 0.1),))
        found, horizon = compared(world, worse, run)
        true = [world_truth(each, customers=40_000, horizon_seconds=horizon) for each in (world, worse)]
        truths = [{each.touchpoint: each.drop_off_rate or 0.0 for each in one.touchpoints} for one in true]
        for difference in found.differences:
            if difference.measure == "drop_off_rate" and difference.touchpoint and not (difference.channel or difference.segment):
                truth = truths[1][difference.touchpoint] - truths[0][difference.touchpoint]
                hits += (difference.difference.low or 0) <= truth <= (difference.difference.high or 0)
                count += 1
    name = "drop-off, customers who differ" if frailty else "drop-off"
    row = (name, "3,000", "others", f"{100 * hits / count:.1f}%", "100.0%", f"{count:,}")
    results.add(INTERVALS, *row, keys=3, figures={3: 0.08})

    assert hits / count > 0.87


def compared(before: World, after: World, run: int) -> tuple[cx.Comparison, float]:
    """Return the comparison of two simulated logs of other customers, and the horizon in seconds."""
    first, second = (simulate(world, customers=3_000, seed=2 * run + side).to_events() for side, world in enumerate((before, after)))
    earlier = cx.measure(first, goal=before.goal)
    found = cx.compare(earlier, cx.measure(second, settings=earlier.settings), pains=False)
    return found, earlier.settings.horizon / 1e6


@pytest.mark.slow
@pytest.mark.parametrize(("shape", "customers"), [("plain", 400), ("plain", 2_000), ("repeated journeys", 1_000)])
def test_halves_of_the_customers_differ_in_nothing(results: Any, scale: int, shape: str, customers: int) -> None:
    """At most one comparison in twenty flags anything, within the error of so few runs."""
    runs, wrong, tested = 10 * scale, 0, []
    for run in range(runs):
        world = random_world(7_000 + run, plants=2, **({} if shape == "plain" else {"frailty": DIFFERENT}))
        if shape != "plain":
            world = dataclasses.replace(world, extra_journeys=1.5)
        events = simulate(world, customers=2 * customers, seed=8_000 + run).to_events()
        settings = cx.measure(events, goal=world.goal).settings
        halves = [cx.measure(events, settings=settings, part=(half, 2)) for half in range(2)]
        found = cx.compare(halves[0], halves[1], pains=False)
        wrong += bool(found.flagged)
        tested.append(found.tested)
    row = (shape, f"{customers:,}", f"{np.mean(tested):.0f}", f"{runs:,}", f"{100 * wrong / runs:.1f}%")
    results.add(HALVES, *row, keys=2, figures={4: 0.2})

    assert wrong <= stats.binom.ppf(0.999, runs, 0.05)
