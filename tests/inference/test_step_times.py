"""Quantiles of the time to the next step."""

from __future__ import annotations

import numpy as np
import pytest

from cxjourney.inference.step_times import StepTimes
from cxjourney.statistics.settings import MeasureSettings

EDGES = MeasureSettings(horizon=1_000_000_000).life_edges


def simulated(seed: int, limit: float, *, customers: int = 20_000, visits: int = 1, pace: float = 0.0) -> StepTimes:
    """Return times with a median of 30 seconds, cut off after up to ``limit`` seconds; customers may have a pace of their own."""
    rng = np.random.default_rng(seed)
    fold = np.repeat(rng.integers(50, size=customers), visits)
    times = 30 * np.exp(np.repeat(rng.normal(0, pace, customers), visits) + rng.normal(0, 0.8, customers * visits)) * 1e6
    follow = rng.uniform(0, limit * 1e6, size=len(times))
    moved, cut = times <= np.minimum(follow, 1e9), (times > follow) & (follow < 1e9)
    bins = np.minimum(np.searchsorted(EDGES, np.where(moved, times, follow)), 47)
    moves, censored = np.zeros((48, 50)), np.zeros((48, 50))
    np.add.at(moves, (bins[moved], fold[moved]), 1)
    np.add.at(censored, (bins[cut], fold[cut]), 1)
    histogram = np.bincount(np.floor(np.log(np.maximum(times[moved], 1_000) / 1_000) / np.log(1.02)).astype(int))
    return StepTimes(histogram[None], np.bincount(fold, minlength=50)[None], moves[None], censored[None], EDGES)


@pytest.mark.parametrize("limit", [100_000, 3_000, 1_200])
def test_the_median_is_right_whatever_the_follow_up(limit: float) -> None:
    """Thirty seconds stay thirty when slow moves are cut off more often."""
    estimate = simulated(1, limit).estimates(level=0.999)[0][0]

    assert estimate.low < 30 < estimate.high
    assert estimate.value == pytest.approx(30, rel=0.04)


def test_customers_with_a_pace_of_their_own_do_not_count_as_many() -> None:
    """Ten visits of a customer at nearly the same pace give an interval about as wide as one visit each."""
    (once,), (often,) = (simulated(2, 100_000, customers=2_000, visits=visits, pace=0.8).estimates()[0] for visits in (1, 10))

    assert (often.high - often.low) > 0.5 * (once.high - once.low)
    assert often.n == 10 * once.n or often.n > 9 * once.n


def test_several_quantiles_rise() -> None:
    """The ninetieth of a hundred is slower than the median."""
    (median,), (slow,) = simulated(3, 100_000).estimates(shares=(0.5, 0.9))

    assert median.high < slow.low
    assert slow.value == pytest.approx(30 * np.exp(0.8 * 1.2816), rel=0.05)


def test_places_without_moves_have_no_median() -> None:
    """Nothing was timed."""
    times = StepTimes([[0, 0]], [[3] * 50], np.zeros((1, 2, 50)), np.zeros((1, 2, 50)), edges=[1_000, 2_000])

    assert times.estimates()[0][0].value is None
