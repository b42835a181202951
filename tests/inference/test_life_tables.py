"""Life tables, geometric means and quantiles of times."""

from __future__ import annotations

import numpy as np
import pytest

from cxjourney.inference.life_tables import drop_off, geometric_means, life_table, log_times, quantile_times

EDGES = np.geomspace(1, 1_000, 40)


def folds_of(values: np.ndarray, bins: np.ndarray, fold: np.ndarray, count: int = 40) -> np.ndarray:
    """Return sums by bin and fold."""
    table = np.zeros((count, 50))
    np.add.at(table, (bins, fold), values)
    return table


def simulated(seed: int, follow: tuple[float, float]) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return visits, moves, censored and log sums: 10 in 100 never move on, times are lognormal around 30, the log is cut."""
    rng = np.random.default_rng(seed)
    n = 40_000
    fold = rng.integers(50, size=n)
    time = np.where(rng.random(n) < 0.1, np.inf, 30 * np.exp(rng.normal(0, 0.8, n)))
    limit = rng.uniform(*follow, size=n)
    moved = (time <= limit) & (time <= 1_000)
    cut = ~moved & (limit < 1_000)
    bins = np.minimum(np.searchsorted(EDGES, np.where(moved, time, np.minimum(limit, 1_000))), 39)
    entering = np.bincount(fold, minlength=50)
    logs = np.round(np.log(np.where(moved, time, 1) * 1_000) * 1e6)
    return (
        entering,
        folds_of(np.ones(moved.sum()), bins[moved], fold[moved]),
        folds_of(np.ones(cut.sum()), bins[cut], fold[cut]),
        folds_of(logs[moved], bins[moved], fold[moved]),
    )


def test_the_life_table_agrees_with_the_paper() -> None:
    """Five-year survival of 126 patients: 0.60, 0.54, 0.50, 0.44, 0.44 (Cutler and Ederer 1958, table 1)."""
    died = np.array([[47.0], [5], [2], [2], [0]])
    withdrawn = np.array([[19.0], [17], [15], [9], [6]])
    alive = [float(life_table(np.array([126.0]), died[:k], withdrawn[:k]).remaining[0]) for k in range(1, 6)]

    assert np.round(alive, 2).tolist() == [0.60, 0.54, 0.50, 0.44, 0.44]


def test_without_cut_offs_drop_off_is_a_plain_share() -> None:
    """Those who did not move, divided by all."""
    ratios = drop_off([20] * 50, [[[5] * 50, [11] * 50]], [[[0] * 50, [0] * 50]])

    assert ratios.value.tolist() == pytest.approx([0.2])


@pytest.mark.parametrize("follow", [(2_000, 3_000), (0, 1_500), (0, 1_100)])
def test_drop_off_is_right_whatever_the_follow_up(follow: tuple[float, float]) -> None:
    """A true 10 in 100 stays 10 in 100 when the log cuts many visits off."""
    entering, moves, censored, _ = simulated(1, follow)
    low, high = drop_off(entering, moves, censored).interval(0.999)

    assert low < 0.1 < high


def test_drop_off_cannot_be_said_when_nobody_was_followed_to_the_horizon() -> None:
    """All visits are cut off early: the value is NaN, not 1."""
    entering, moves, censored, _ = simulated(2, (0, 400))

    assert np.isnan(drop_off(entering, moves, censored).value)


@pytest.mark.parametrize("follow", [(2_000, 3_000), (0, 1_100)])
def test_the_geometric_mean_is_right_whatever_the_follow_up(follow: tuple[float, float]) -> None:
    """30 stays 30, although slow moves are more often cut off."""
    entering, moves, censored, logs = simulated(3, follow)
    estimate = geometric_means(log_times(entering, moves, censored, logs), moves.sum(axis=0), level=0.999)[0]

    assert estimate.low < 30 < estimate.high
    assert estimate.high - estimate.low < 2


def test_quantiles_are_within_a_bin_of_numpys() -> None:
    """Bins of 2 in 100 give the median of numpy to 1 in 100."""
    times = np.random.default_rng(5).lognormal(8, 1, size=20_001)
    histogram = np.bincount(np.floor(np.log(times) / np.log(1.02)).astype(int))

    for share in (0.5, 0.9):
        estimate = quantile_times(histogram, 20_001, share=share)[0]
        assert estimate.value == pytest.approx(np.quantile(times, share) / 1_000, rel=0.0101)


def test_woodruff_intervals_carry_the_interval_of_the_share_over() -> None:
    """For 100 independent times the interval of the median goes from about the 40th to the 60th."""
    histogram = np.zeros(100)
    histogram[:] = 1
    estimate = quantile_times(histogram, 100, ratio=1.02)[0]

    assert estimate.low == pytest.approx(1.02**40.5 / 1_000, rel=0.03)
    assert estimate.high == pytest.approx(1.02**59.5 / 1_000, rel=0.03)


def test_no_moves_have_no_median() -> None:
    """Nothing was timed."""
    assert quantile_times(np.zeros(5), 0)[0].value is None
