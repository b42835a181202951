"""Differences between two sides: their intervals, and whether they can be chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.comparison.durations import quantiles_apart
from cxjourney.comparison.groups import QUANTILES
from cxjourney.inference.intervals import difference
from cxjourney.inference.jackknife import correlation, divide, variance
from cxjourney.inference.minimum_effect import Reference, share_above, welch
from cxjourney.inference.quantiles import t_above, t_quantile
from cxjourney.inference.ratios import Ratios

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cxjourney.comparison.groups import Group

    Floats = NDArray[np.float64]

MIN_CUSTOMERS = 30
"""Differences between fewer effective customers on either side are shown and never flagged."""


@dataclass(frozen=True, slots=True, eq=False)
class Apart:
    """
    How far two groups of figures are apart.

    Parameters
    ----------
    value, low, high
        After minus before with the ends of the intervals; for times after divided by before.
    p_values
        Two-sided; NaN where nothing can be tested.
    customers
        Effective customers of the smaller side.
    """

    value: Floats
    low: Floats
    high: Floats
    p_values: Floats
    customers: Floats


def apart(before: Group, after: Group, *, together: bool, level: float) -> Apart:
    """
    Return how far the figures of two sides are apart.

    Parameters
    ----------
    before, after
        The same measure at the same places on either side.
    together
        Whether the two sides may share customers.
    level
        Confidence level of the intervals.

    Notes
    -----
    A customer falls into the same fold on both sides, so that the differences without each fold give the variance of a paired
    comparison by themselves. Where no customer is on both sides, their covariance is known to be none and is not estimated. Bounded
    figures get Newcombe's interval, with the correlation between the folds; others Welch's t interval, times on logarithms. Shares are
    tested at what both sides have in common, as in the score test, with the larger tail of t and of the binomial: that of the side with
    fewer independent observations, so that it does not matter which side is called before.

    References
    ----------
    .. [1] Newcombe, R. G. (1998). Interval estimation for the difference between independent proportions: comparison of eleven
       methods, method 10. Statistics in Medicine 17(8).
    .. [2] Zou, G. Y. and Donner, A. (2008). Construction of confidence limits about effect measures. Statistics in Medicine 27(10).
    """
    customers = np.minimum(before.ratios.customers, after.ratios.customers)
    if before.key.measure in QUANTILES:
        return Apart(*quantiles_apart(before, after), customers)
    if before.ratios.bounds is None:
        return _unbounded(before, after, customers, together=together, level=level)
    left, right = (_halved(group.ratios) if together else group.ratios for group in (after, before))
    rho = correlation(left.replicates, right.replicates) if together else np.zeros_like(left.value)
    ends = difference((left.value, *_ends(after)), (right.value, *_ends(before)), rho)
    return Apart(left.value - right.value, *ends, _two_sided(left, right, together=together), customers)


def _ends(group: Group) -> tuple[Floats, Floats]:
    """Return the ends of the intervals that are shown, NaN where there are none."""
    ends = [(np.nan if each.low is None else each.low, np.nan if each.high is None else each.high) for each in group.estimates]
    found = np.array(ends, dtype=np.float64).reshape(-1, 2)
    return found[:, 0], found[:, 1]


def _unbounded(before: Group, after: Group, customers: Floats, *, together: bool, level: float) -> Apart:
    left, right = after.ratios, before.ratios
    variances = left.variance, right.variance
    spread = variance(left.replicates - right.replicates) if together else variances[0] + variances[1]
    # A difference without each fold is one series of folds; of two groups of customers there are two.
    df = np.minimum(left.df, right.df) if together else np.maximum(welch(variances[0], left.df, variances[1], right.df), 1.0)
    value, error = left.value - right.value, np.sqrt(spread)
    half = t_quantile(level, df) * error
    p_values = 2 * t_above(divide(np.abs(value), error), df)
    p_values = np.where(np.isnan(p_values) & (value == 0), 1.0, p_values)
    ends = value - half, value + half
    if after.is_time:
        return Apart(np.exp(value), np.exp(ends[0]), np.exp(ends[1]), p_values, customers)
    return Apart(value, *ends, p_values, customers)


def _two_sided(left: Ratios, right: Ratios, *, together: bool) -> Floats:
    """Return two-sided p-values, the same whichever side comes first."""
    measured, other = _fewest_first(_scaled(left), _scaled(right))
    above = _above(measured, other, together=together)
    below = _above(_mirrored(measured), _mirrored(other), together=together)
    found = np.minimum(2 * np.minimum(above, below), 1.0)
    same = (left.value == right.value) & (left.n > 0) & (right.n > 0)
    return np.where(same, 1.0, found)


def _fewest_first(left: Ratios, right: Ratios) -> tuple[Ratios, Ratios]:
    """
    Return first, place by place, the side of fewer independent observations: its counts are what can be skewed.

    Among equals it is the one whose share is nearer to a half, whose tail is the longer one.
    """
    fewer, equal = left.n_effective < right.n_effective, left.n_effective == right.n_effective
    first = fewer | (equal & (np.abs(left.value - 0.5) <= np.abs(right.value - 0.5)))
    return _either(first, left, right), _either(~first, left, right)


def _either(first: NDArray[np.bool_], left: Ratios, right: Ratios) -> Ratios:
    """Return the left side at some places, and the right one at all others; both on the same scale."""
    names = ("n", "n_effective", "customers", "df")
    chosen = {name: np.where(first, getattr(left, name), getattr(right, name)) for name in names}
    return Ratios(replicates=np.where(first[..., None], left.replicates, right.replicates), **chosen, bounds=left.bounds)


def _above(left: Ratios, right: Ratios, *, together: bool) -> Floats:
    """Return p-values of the hypothesis that the left is not above the right, both on the scale from 0 to 1."""
    replicates = right.replicates if together else right.replicates[..., :1]
    return share_above(left, Reference(replicates, right.df, right.n_effective))


def _halved(ratios: Ratios) -> Ratios:
    """Return ratios with half of their degrees of freedom: both sides have the same folds, and Welch's rule adds those of both."""
    return Ratios(ratios.replicates, ratios.n, ratios.n_effective, ratios.customers, np.maximum(ratios.df / 2, 1.0), ratios.bounds)


def _scaled(ratios: Ratios) -> Ratios:
    low, high = ratios.bounds or (0.0, 1.0)
    scaled = (ratios.replicates - low) / (high - low)
    return Ratios(scaled, ratios.n, ratios.n_effective, ratios.customers, ratios.df, (0.0, 1.0))


def _mirrored(ratios: Ratios) -> Ratios:
    low, high = ratios.bounds or (0.0, 1.0)
    return Ratios(low + high - ratios.replicates, ratios.n, ratios.n_effective, ratios.customers, ratios.df, ratios.bounds)
