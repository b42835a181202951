from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest
from scipy import stats

import cxjourney as cx
from cxjourney.comparison.durations import quantiles_apart
from cxjourney.comparison.groups import Group, Key, Spread
from cxjourney.inference.life_tables import quantile_times
from cxjourney.inference.ratios import Ratios

if TYPE_CHECKING:
    from numpy.typing import NDArray

START = datetime(2026, 1, 5, tzinfo=UTC)


def journeys(name: str, seconds: NDArray[np.float64]) -> pl.DataFrame:
    """Return rows of customers who look, look again some seconds later, and pay a second after that."""
    rows = []
    for number, each in enumerate(seconds.tolist()):
        begin = START + timedelta(minutes=number)
        times = (begin, begin + timedelta(seconds=each), begin + timedelta(seconds=each + 1))
        rows += [
            {"customer": f"{name}{number}", "time": time, "touchpoint": step, "stage": stage}
            for time, step, stage in zip(times, ("Look", "Choose", "Pay"), ("Find", "Find", "Buy"), strict=True)
        ]
    return pl.DataFrame(rows)


@pytest.fixture(scope="module")
def found() -> cx.Comparison:
    """Return the comparison of 400 customers who take ten minutes with 300 others who take twice as long."""
    rng = np.random.default_rng(5)
    sides = [journeys(name, 600 * factor * rng.lognormal(0, 0.5, n)) for name, factor, n in (("a", 1, 400), ("b", 2, 300))]
    return cx.compare(*(cx.read_events(side) for side in sides), goal="Pay", journey_gap=timedelta(days=1), pains=False)


def test_the_median_time_to_the_next_step_is_compared_by_its_ratio(found: cx.Comparison) -> None:
    """It is shown with its interval; what is tested is the geometric mean, which uses every move."""
    median, mean = (found.difference(name, touchpoint="Look") for name in ("transition_time", "transition_time_mean"))

    assert median.difference.value == pytest.approx(2, rel=0.15)
    assert median.difference.low < 2 < median.difference.high
    assert median.difference.unit == "ratio"
    assert median.q_value is None
    assert mean.flagged
    assert found.difference("transition_time_p90", touchpoint="Look").difference.low > 1


def test_the_time_spent_in_a_stage_is_tested(found: cx.Comparison) -> None:
    """Its two figures are those of the maps."""
    spent = found.difference("time_spent", stage="Find")

    assert spent.flagged
    assert spent.better is None
    assert spent.before == found.before_map.stage("Find").measure("time_spent")
    assert spent.summary.startswith("The median time spent at Find rose from 9.7 min to 21 min: ×2.16")
    assert not any(each.flagged for each in found.differences if each.measure == "time_spent" and each.stage == "Buy")


def test_many_journeys_of_a_customer_make_no_time_surer() -> None:
    """60 customers of either side take their time in the stage once or five times."""
    rng = np.random.default_rng(6)
    seconds = [("a", 600 * rng.lognormal(0, 0.5, 60)), ("b", 900 * rng.lognormal(0, 0.5, 60))]

    found = []
    for times in (1, 5):
        days = [timedelta(days=3 * time) for time in range(times)]
        sides = [pl.concat([journeys(*each).with_columns(pl.col("time") + day) for day in days]) for each in seconds]
        both = (cx.read_events(side) for side in sides)
        found.append(cx.compare(*both, goal="Pay", journey_gap=timedelta(days=1), pains=False).difference("time_spent", stage="Find"))
    few, many = (each.difference for each in found)

    assert (many.value, many.low, many.high) == pytest.approx((few.value, few.low, few.high))


def spread(times: NDArray[np.float64]) -> Group:
    """Return the median of times in milliseconds as a group of one place."""
    bins = np.floor(np.log(times) / np.log(1.02)).astype(int)
    counts = np.bincount(bins, minlength=1_000)[None].astype(float)
    n = np.array([float(len(times))])
    estimates = quantile_times(counts, n)
    return Group(Key("time_spent", 0), Ratios(np.zeros((1, 51)), n, n, n, n - 1, None), estimates, Spread(counts.cumsum(axis=1) / n[0], n))


def test_medians_are_tested_as_by_mood() -> None:
    """By the shares of both sides that lie below the median of both together."""
    rng = np.random.default_rng(2)
    sides = [np.exp(rng.normal(8, 0.7, 300)), np.exp(rng.normal(8.15, 0.7, 260))]

    p_value = quantiles_apart(spread(sides[0]), spread(sides[1]))[3][0]
    assert p_value == pytest.approx(stats.median_test(*sides, correction=False, ties="below").pvalue, abs=0.05)


def test_equal_medians_are_seldom_told_apart() -> None:
    """In about one of twenty cases the test finds something, and intervals hold a ratio of one in nineteen of twenty."""
    rng = np.random.default_rng(3)
    found = [quantiles_apart(*(spread(np.exp(rng.normal(8, 1, n))) for n in (120, 300))) for _ in range(600)]

    p_values = np.array([each[3][0] for each in found])
    held = np.mean([each[1][0] <= 1 <= each[2][0] for each in found])
    assert stats.binom.ppf(1e-3, 600, 0.02) <= (p_values < 0.05).sum() <= stats.binom.ppf(0.999, 600, 0.06)
    assert 0.93 <= held <= 0.99


def test_times_that_all_fall_on_one_value_are_not_told_apart() -> None:
    """Dates without a time of day give lumps: one lump on both sides is no difference."""
    same = np.full(100, 86_400_000.0)

    ratio, low, high, p_value = (float(part[0]) for part in quantiles_apart(spread(same), spread(same)))
    assert (ratio, p_value) == (1.0, 1.0)
    assert low <= 1 <= high
