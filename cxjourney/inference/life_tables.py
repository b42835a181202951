"""
Life tables: what happens after a visit, when the end of the log cuts some visits off too early.

Arrays have bins of time as the last axis but one, folds or replicates as the last.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.inference.intervals import estimates, wilson
from cxjourney.inference.jackknife import divide, leave_out
from cxjourney.inference.quantiles import t_quantile
from cxjourney.inference.ratios import Ratios, from_replicates

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from cxjourney.estimate import Estimate

    Floats = NDArray[np.float64]

MICRO = 1e-6
UNKNOWN = 0.01
"""When nobody is left to be followed before the horizon, this share of visits at most may still be unaccounted for."""

SECONDS_PER_UNIT = 1e-3
"""Logarithms of times are taken over one millisecond."""


@dataclass(frozen=True, eq=False)
class LifeTable:
    """
    A life table of the time to the next step.

    Parameters
    ----------
    before
        Share that has not moved by the start of each bin.
    exposed
        Visits that could move within each bin, those whose follow-up ends there by half.
    moves
        Moves per bin.
    remaining
        Share that has not moved by the end of the last bin; NaN where nobody was followed that long.
    """

    before: Floats
    exposed: Floats
    moves: Floats
    remaining: Floats

    @cached_property
    def weights(self) -> Floats:
        """What one move seen in a bin counts for, as a share of all visits: more than 1/n once others were cut off."""
        return divide(self.before, self.exposed, otherwise=0.0)

    @property
    def probabilities(self) -> Floats:
        """Probability of moving within each bin."""
        return self.weights * self.moves


def life_table(entering: Floats, moves: Floats, censored: Floats) -> LifeTable:
    """
    Return actuarial life tables.

    Parameters
    ----------
    entering
        Visits at the start, without the axis of bins.
    moves, censored
        Visits that moved on, or whose follow-up ended, within each bin.

    Notes
    -----
    Visits whose follow-up ends in a bin count half there. The follow-up must not depend on what customers do, as when it
    ends with the log for all.

    References
    ----------
    .. [1] Cutler, S. J. and Ederer, F. (1958). Maximum utilization of the life table method in analyzing survival.
       Journal of Chronic Diseases 8(6).

    Examples
    --------
    >>> table = life_table(np.array([126.0]), np.array([[47.0], [5.0]]), np.array([[19.0], [17.0]]))
    >>> table.remaining.round(2)
    array([0.54])
    """
    gone = moves + censored
    left = entering[..., None, :] - np.cumsum(gone, axis=-2) + gone
    exposed = left - censored / 2
    staying = np.cumprod(1 - np.minimum(divide(moves, exposed, otherwise=0.0), 1), axis=-2)
    before = np.concatenate([np.ones_like(staying[..., :1, :]), staying[..., :-1, :]], axis=-2)
    unknown = ((left <= 0) & (before > UNKNOWN)).any(axis=-2)
    return LifeTable(before, exposed, moves, np.where(unknown, np.nan, staying[..., -1, :]))


def drop_off(at_risk: ArrayLike, moves: ArrayLike, censored: ArrayLike, *, squares: ArrayLike | None = None) -> Ratios:
    """
    Return the shares of visits that have not moved on by the horizon.

    Parameters
    ----------
    at_risk
        Visits at risk, with the folds as the last axis.
    moves, censored
        Moves, and visits whose follow-up ended before the horizon, by bin and fold.
    squares
        Sums over customers of the squared numbers of visits at risk, without folds.

    Notes
    -----
    The life table is computed on all data and without each fold; the variance is that of the jackknife, the interval
    Wilson's on the effective n. Where nobody was followed up to the horizon the value is NaN: it cannot be said.

    Examples
    --------
    >>> drop_off([[10] * 50], [[[6] * 50, [3] * 50]], [[[0] * 50, [0] * 50]]).estimates()
    (0.10 [0.08, 0.13] n=500,)
    """
    table = life_table(leave_out(at_risk), leave_out(moves), leave_out(censored))
    return from_replicates(table.remaining, at_risk, squares=squares, at_most_n=True)


def log_times(entering: ArrayLike, moves: ArrayLike, censored: ArrayLike, log_sums: ArrayLike) -> Floats:
    """
    Return replicates of the mean logarithm of the time to the next step in seconds, corrected for what was cut off.

    Parameters
    ----------
    entering
        Visits that could move on, with the folds as the last axis.
    moves, censored
        Moves, and visits whose follow-up ended before the horizon, by bin and fold.
    log_sums
        Sums over the moves of each bin of the logarithm of the time over one millisecond, in millionths.

    Notes
    -----
    Each move seen counts for those that were cut off before they could be seen, by the life table [1]_. The exponential of the
    result is the geometric mean among the moves within the horizon, NaN where nobody was followed that long.

    References
    ----------
    .. [1] Satten, G. A. and Datta, S. (2001). The Kaplan–Meier estimator as an inverse-probability-of-censoring weighted
       average. The American Statistician 55(3).

    Examples
    --------
    >>> ten_seconds = round(np.log(10_000) * 1e6)
    >>> replicates = log_times([[2] * 50], [[[2] * 50]], [[[0] * 50]], [[[2 * ten_seconds] * 50]])
    >>> np.exp(replicates[0, 0]).round(3)
    np.float64(10.0)
    """
    table = life_table(leave_out(entering), leave_out(moves), leave_out(censored))
    total = (table.weights * leave_out(log_sums)).sum(axis=-2) * MICRO
    mean = divide(total, table.probabilities.sum(axis=-2)) + np.log(SECONDS_PER_UNIT)
    return np.where(np.isnan(table.remaining[..., :1]), np.nan, mean)


def geometric_means(
    replicates: Floats,
    count: ArrayLike,
    *,
    level: float = 0.95,
    method: str = "geometric mean corrected for cut-off follow-up, t interval on logarithms",
) -> tuple[Estimate, ...]:
    """
    Return geometric mean times in seconds.

    Parameters
    ----------
    replicates
        What `log_times` returns.
    count
        Numbers of moves with the folds as the last axis.
    level
        Confidence level.
    method
        How they were computed, for the reader.
    """
    found = from_replicates(replicates, count, bounds=None)
    low, high = found.interval(level)
    return estimates(np.exp(found.value), (np.exp(low), np.exp(high)), found.n, level=level, unit="seconds", method=method)


def quantile_times(
    histogram: ArrayLike,
    n_effective: ArrayLike,
    *,
    share: float = 0.5,
    ratio: float = 1.02,
    level: float = 0.95,
    n: ArrayLike | None = None,
) -> tuple[Estimate, ...]:
    """
    Return quantiles of times from histograms whose bins all span the same ratio.

    Parameters
    ----------
    histogram
        Numbers (or weights) of moves; bin k of the last axis holds times from ratio**k up to ratio**(k + 1) milliseconds.
    n_effective
        Numbers of independent moves they are worth.
    share
        Which quantile; 0.5 is the median.
    ratio
        Ratio of the ends of a bin.
    level
        Confidence level.
    n
        Numbers of observations to show; the sum of the histogram when not given.

    Notes
    -----
    The inverse of the empirical distribution, reported at the geometric middle of its bin, so that the error from binning is at most
    half a bin (1%). The interval is Woodruff's: Wilson's interval for the share, carried over by the same inverse, to the outer
    ends of its bins.

    References
    ----------
    .. [1] Woodruff, R. S. (1952). Confidence intervals for medians and other position measures. JASA 47(260).

    Examples
    --------
    >>> quantile_times([0, 10, 30, 20], 60, ratio=10.0)
    (0.32 [0.10, 1.00] n=60,)
    """
    counts = np.asarray(histogram, dtype=np.float64)
    total = counts.sum(axis=-1)
    running = divide(np.cumsum(counts, axis=-1), total[..., None])
    trials = np.asarray(n_effective, dtype=np.float64)
    ends = wilson(np.full(trials.shape, share), trials, t_quantile(level, np.maximum(trials - 1, 1)))
    value = _bin_at(running, np.full(total.shape, share), ratio)
    low, high = (_bin_at(running, np.asarray(end), ratio, within=within) for end, within in zip(ends, (0.0, 1.0), strict=True))
    shown = total if n is None else np.asarray(n, dtype=np.float64)
    name = "median" if share == 0.5 else f"quantile {share:g}"
    return estimates(value, (low, high), shown, level=level, unit="seconds", method=f"{name} of 2 percent bins, Woodruff interval")


def _bin_at(running: Floats, share: Floats, ratio: float, *, within: float = 0.5) -> Floats:
    """Return a time in seconds within the first bin where the running share reaches a share: its start, middle or end."""
    known = ~np.isnan(running[..., -1]) & ~np.isnan(share)
    reached = running >= np.nan_to_num(share)[..., None] - 1e-12
    place = np.where(reached.any(axis=-1), reached.argmax(axis=-1), running.shape[-1] - 1)
    return np.where(known, ratio ** (place + within) * SECONDS_PER_UNIT, np.nan)
