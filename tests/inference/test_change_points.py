"""Intervals of days that stand out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests

from cxjourney.inference.change_dates import refined_interval, told_apart
from cxjourney.inference.change_points import strongest_intervals
from cxjourney.inference.day_intervals import signed_root
from cxjourney.inference.day_series import DaySeries, inside, without_weekdays
from cxjourney.inference.multiplicity import holm
from cxjourney.inference.scan_null import critical_statistics, null_table, scan_p_values


def shares(seed: int, days: int = 120, level: float = 0.3, during: float = 0.3, span: tuple[int, int] = (50, 71)) -> DaySeries:
    """Return a series of shares of 60 visits a day with another level in a span of days."""
    rng = np.random.default_rng(seed)
    place = np.arange(days)
    share = np.where((place >= span[0]) & (place < span[1]), during, level)
    return DaySeries(rng.binomial(60, share)[None].astype(float), np.full((1, days), 60.0))


def test_the_signed_root_is_that_of_the_likelihood_ratio() -> None:
    """Equal to the G-test of SciPy."""
    days = DaySeries(np.array([[12.0, 30.0]]), np.array([[100.0, 150.0]]))
    first = np.array([[True, False]])
    table = [[12, 88], [30, 120]]

    expected = stats.chi2_contingency(table, correction=False, lambda_="log-likelihood").statistic

    assert signed_root(days, first, ~first)[0] == pytest.approx(-np.sqrt(expected))


def test_the_root_of_means_is_that_of_the_z_test() -> None:
    """A difference over its standard error."""
    days = DaySeries(np.array([[200.0, 330.0]]), np.array([[100.0, 150.0]]), np.array([4.0]))
    first = np.array([[True, False]])

    assert signed_root(days, first, ~first)[0] == pytest.approx((2.0 - 2.2) / np.sqrt(4 / 100 + 4 / 150))


def test_the_correction_is_that_of_holm() -> None:
    """Equal to statsmodels."""
    p = np.random.default_rng(1).uniform(0, 0.2, 30)

    assert holm(p) == pytest.approx(multipletests(p, method="holm")[1])


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("span", [(0, 17), (103, 120)])
def test_a_step_is_dated_by_its_shorter_part(seed: int, span: tuple[int, int]) -> None:
    """Compared with the longer one, of which enough days are left."""
    found = strongest_intervals(shares(seed, during=0.15, span=span))

    assert (found.start[0] - span[0], found.end[0] - span[1]) == (pytest.approx(0, abs=4), pytest.approx(0, abs=4))
    assert found.statistic[0] < -7
    assert found.p_value[0] < 1e-3


@given(st.floats(0.02, 0.98), st.lists(st.floats(-0.2, 0.2), min_size=7, max_size=7))
def test_days_of_the_week_are_taken_away(level: float, offsets: list[float]) -> None:
    """What is left is the same every day."""
    above = np.array(offsets) - np.mean(offsets)
    total = 50 * (level + np.tile(above, 8))[None]

    left = without_weekdays(DaySeries(total, np.full_like(total, 50.0))).total

    assert left == pytest.approx(np.full_like(left, 50 * level), abs=1e-6)


def test_weeks_stay_as_they_are() -> None:
    """A change of three weeks is not taken for days of the week."""
    before = shares(1, during=0.05)
    after = without_weekdays(before)

    assert abs(after.level(inside(120, np.array([50]), np.array([71]))) - 0.05) < 0.03


@pytest.mark.parametrize("seed", range(5))
def test_a_fall_is_found_to_the_day(seed: int) -> None:
    """With its sign."""
    days = shares(seed, during=0.1)
    found = strongest_intervals(days)
    start, end = refined_interval(without_weekdays(days), int(found.start[0]), int(found.end[0]))

    assert found.statistic[0] < -5
    assert found.p_value[0] < 0.01
    assert abs(start - 50) <= 2
    assert abs(end - 71) <= 2


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ((0.62, 0.68, 0.50), (70, 120)),
        ((0.50, 0.62, 0.63), (8, 120)),
        ((0.50, 0.62, 0.50), (8, 70)),
    ],
    ids=["nothing at its start", "nothing at its end", "both"],
)
def test_an_end_that_is_no_change_makes_a_step_of_an_interval(levels: tuple[float, float, float], expected: tuple[int, int]) -> None:
    """What lasts to the last day is the news, not what came before it."""
    place = np.arange(120)
    count = np.where(place < 8, 15.0 if levels[0] > 0.6 else 200.0, 100.0)[None]
    days = DaySeries(np.select([place < 8, place < 70], list(levels[:2]), levels[2])[None] * count, count)

    assert told_apart(days, 8, 70, inflation=1.0) == expected


def test_a_rise_has_the_other_sign() -> None:
    """So that worse can be told from better."""
    assert strongest_intervals(shares(3, during=0.6)).statistic[0] > 5


def test_nothing_observed_stands_out_nowhere() -> None:
    """No division by nothing."""
    found = strongest_intervals(DaySeries(np.zeros((2, 60)), np.zeros((2, 60))))

    assert found.statistic.tolist() == [0, 0]
    assert (found.p_value > 0.9).all()


def test_days_without_observations_change_nothing() -> None:
    """A shop that is closed on Sundays."""
    closed = np.arange(140) % 7 == 6
    days = shares(2, days=140, during=0.1, span=(56, 84)).without(closed[None])
    found = strongest_intervals(days)

    assert found.p_value[0] < 0.01
    assert abs(int(found.start[0]) - 56) <= 4


def test_spells_raise_what_an_interval_must_stand_out() -> None:
    """Noise that lasts is more like a change."""
    rng = np.random.default_rng(5)
    noise = rng.standard_normal((40, 200))
    lasting = noise.copy()
    for day in range(1, 200):
        lasting[:, day] = 0.8 * lasting[:, day - 1] + 0.6 * noise[:, day]
    plain, spells = (strongest_intervals(DaySeries(each, np.ones_like(each), np.ones(40))).persistence for each in (noise, lasting))

    assert np.median(plain) < 1.3
    assert np.median(spells) > 3


@given(st.floats(0, 20), st.floats(0, 5), st.floats(1, 8), st.integers(21, 2_000))
def test_p_values_fall_as_intervals_stand_out_more(statistic: float, more: float, persistence: float, days: int) -> None:
    """And stay between 0 and 1."""
    p = scan_p_values([statistic, statistic + more], [persistence] * 2, [days] * 2)

    assert 0 <= p[1] <= p[0] <= 1


def test_the_table_grows_with_what_lasts() -> None:
    """More persistence asks for more."""
    table = null_table()

    for days in np.unique(table[:, 0]):
        lines = table[table[:, 0] == days]
        assert (np.diff(lines[:, 2]) > 0).all()
        assert (np.diff(lines[:, 5]) <= 0).all()
    assert (critical_statistics(0.001, [1.0, 3.0], [180, 180]) > 5).all()


def test_one_bad_day_before_days_without_any_data_is_no_interval() -> None:
    """Three days are observed days."""
    total, count = np.full((1, 90), 80.0), np.full((1, 90), 100.0)
    total[0, 40], total[0, 41:48], count[0, 41:48] = 10.0, 0.0, 0.0
    series = DaySeries(total, count)

    found = strongest_intervals(series)
    start, end = refined_interval(series, int(found.start[0]), int(found.end[0]))

    assert (count[0, found.start[0] : found.end[0]] > 0).sum() >= 3
    assert (count[0, start:end] > 0).sum() >= 3


def test_an_incident_that_ended_shortly_before_the_log_is_no_step() -> None:
    """A step is compared by the variance of its shorter part, like every other interval."""
    rng = np.random.default_rng(8)
    share = np.full(730, 0.86)
    share[654:710] = 0.42
    series = DaySeries(rng.binomial(4, share)[None].astype(float), np.full((1, 730), 4.0))

    found = strongest_intervals(series)

    assert abs(int(found.start[0]) - 654) <= 5
    assert abs(int(found.end[0]) - 710) <= 9
