"""Shares and means: ratios of sums kept per fold of customers, with intervals that hold for few customers too."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.inference.intervals import estimates, wilson
from cxjourney.inference.jackknife import degrees_of_freedom, divide, replicate, variance
from cxjourney.inference.quantiles import t_quantile

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from cxjourney.estimate import Estimate

    Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Ratios:
    """
    Ratios of sums at any number of places.

    Parameters
    ----------
    replicates
        The ratios on all data, then without each fold (last axis).
    n
        Numbers of observations.
    n_effective
        Numbers of independent observations that would be as precise.
    customers
        Effective numbers of customers, (Σn)² / Σn².
    df
        Degrees of freedom of the variance.
    bounds
        Smallest and largest possible value; None when there is none.
    """

    replicates: Floats
    n: Floats
    n_effective: Floats
    customers: Floats
    df: Floats
    bounds: tuple[float, float] | None

    @property
    def value(self) -> Floats:
        """The ratios; NaN where there is no data."""
        return np.asarray(self.replicates[..., 0])

    @cached_property
    def variance(self) -> Floats:
        """Their variances from the folds."""
        return variance(self.replicates)

    @property
    def standard_error(self) -> Floats:
        """
        Their standard errors, never 0.

        For bounded ratios from n_effective with two observations added at either end [1]_, so that a share of 0
        among few does not look certain.

        References
        ----------
        .. [1] Agresti, A. and Coull, B. A. (1998). Approximate is better than "exact". The American Statistician 52(2).
        """
        if self.bounds is None:
            return np.sqrt(self.variance)
        low, high = self.bounds
        trials = self.n_effective + 4
        share = ((self.value - low) / (high - low) * self.n_effective + 2) / trials
        return np.asarray((high - low) * np.sqrt(share * (1 - share) / trials))

    def interval(self, level: float = 0.95) -> tuple[Floats, Floats]:
        """
        Return the ends of the intervals, NaN where there is no data.

        Parameters
        ----------
        level
            Confidence level.
        """
        reach = t_quantile(level, self.df)
        if self.bounds is None:
            half = reach * np.sqrt(self.variance)
            return self.value - half, self.value + half
        low, high = self.bounds
        ends = wilson((self.value - low) / (high - low), self.n_effective, reach)
        return low + (high - low) * ends[0], low + (high - low) * ends[1]

    def estimates(
        self, *, level: float = 0.95, unit: str = "share", method: str = "Wilson interval on the effective n"
    ) -> tuple[Estimate, ...]:
        """
        Return one estimate a place, in the order of the flattened array.

        Parameters
        ----------
        level
            Confidence level.
        unit
            Unit of the figures.
        method
            How they were computed, for the reader.
        """
        return estimates(self.value, self.interval(level), self.n, level=level, unit=unit, method=method)


def shares(numerator: ArrayLike, denominator: ArrayLike, *, squares: ArrayLike | None = None) -> Ratios:
    """
    Return shares of counts.

    Parameters
    ----------
    numerator, denominator
        Counts with the folds as the last axis.
    squares
        Sums over customers of the squared denominators, without folds; None when no customer counts twice.

    Notes
    -----
    The variance is that of the delete-one-fold jackknife. Intervals are Wilson's on n_eff = min(N, R(1−R)/Var), or on
    (Σn)²/Σn² where all answers are the same and Var is 0, with the quantile of t. Checked in ``tests/calibration``.

    References
    ----------
    .. [1] Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. JASA 22(158).
    .. [2] Korn, E. L. and Graubard, B. I. (1998). Confidence intervals for proportions with small expected number of
       positive counts estimated from survey data. Survey Methodology 24(2).

    Examples
    --------
    >>> shares([[1] * 50], [[4] * 50]).estimates()
    (0.25 [0.19, 0.32] n=200,)
    """
    return from_replicates(replicate(divide, numerator, denominator), denominator, squares=squares, at_most_n=True)


def means(
    total: ArrayLike,
    count: ArrayLike,
    *,
    bounds: tuple[float, float] | None = None,
    squares: ArrayLike | None = None,
) -> Ratios:
    """
    Return means of readings.

    Parameters
    ----------
    total, count
        Sums and numbers of readings with the folds as the last axis.
    bounds
        Smallest and largest possible reading. Means on a bounded scale get Wilson's interval on the number of yes-or-no answers
        that would be as precise, so that no interval leaves the scale; others get the plain t interval.
    squares
        Sums over customers of the squared counts, without folds.

    Examples
    --------
    >>> means([[40] * 25 + [50] * 25], [[10] * 50], bounds=(1, 5)).estimates(unit="score", method="mean")
    (4.50 [4.34, 4.63] n=500,)
    """
    return from_replicates(replicate(divide, total, count), count, bounds=bounds, squares=squares)


def from_replicates(
    replicates: Floats,
    count: ArrayLike,
    *,
    bounds: tuple[float, float] | None = (0.0, 1.0),
    squares: ArrayLike | None = None,
    customers: Floats | None = None,
    at_most_n: bool = False,
) -> Ratios:
    """
    Return ratios whose replicates are known, such as those of a life table.

    Parameters
    ----------
    replicates
        The ratios on all data, then without each fold.
    count
        Numbers of observations with the folds as the last axis.
    bounds
        Smallest and largest possible value.
    squares
        Sums over customers of the squared counts, without folds.
    customers
        Effective numbers of customers, where they are known otherwise than by the squares.
    at_most_n
        Whether n_effective may not exceed the number of observations, as for shares.
    """
    counts = np.asarray(count, dtype=np.float64)
    n = counts.sum(axis=-1)
    if customers is None:
        customers = n if squares is None else effective_customers(n, squares)
    trials = customers
    if bounds is not None:
        spread = variance(replicates)
        share = (replicates[..., 0] - bounds[0]) / (bounds[1] - bounds[0])
        binary = share * (1 - share) * (bounds[1] - bounds[0]) ** 2
        known = (spread > 0) & (binary > 0)
        trials = np.where(known, divide(binary, np.where(known, spread, 1.0)), customers)
        trials = np.minimum(n, trials) if at_most_n else trials
    return Ratios(replicates, n, trials, customers, degrees_of_freedom(counts), bounds)


def effective_customers(n: ArrayLike, squares: ArrayLike) -> Floats:
    """
    Return (Σn)² / Σn², the number of customers that would be as many if all counted equally; 0 where there are none.

    Parameters
    ----------
    n
        Σn, numbers of observations.
    squares
        Σn², summed over customers.

    References
    ----------
    .. [1] Kish, L. (1965). Survey Sampling, section 8.2. Wiley.

    Examples
    --------
    >>> float(effective_customers(10, 10)), round(float(effective_customers(10, 52)), 2)
    (10.0, 1.92)
    """
    total, square = np.asarray(n, dtype=np.float64), np.asarray(squares, dtype=np.float64)
    return divide(np.asarray(total**2), square, otherwise=0.0)


def thinned_customers(count: ArrayLike, visits: ArrayLike, squares: ArrayLike) -> Floats:
    """
    Return the effective number of customers behind some of the visits, when squares are only known of all visits.

    Parameters
    ----------
    count
        Numbers of the visits in question.
    visits, squares
        Σn of all visits and Σn² over customers.

    Examples
    --------
    >>> float(thinned_customers(100, 100, 400)), float(thinned_customers(50, 100, 100))
    (25.0, 50.0)
    """
    return effective_customers(count, thinned_squares(count, visits, squares))


def thinned_squares(count: ArrayLike, visits: ArrayLike, squares: ArrayLike) -> Floats:
    """
    Return what Σn² over customers is expected to be for some of the visits.

    Parameters
    ----------
    count
        Numbers of the visits in question.
    visits, squares
        Σn of all visits and Σn² over customers.

    Notes
    -----
    Each visit is taken to be among those in question with the same chance p = count / visits; Σn² of those is then
    p²·Σn² + p(1 − p)·Σn in expectation.

    Examples
    --------
    >>> float(thinned_squares(50, 100, 100)), float(thinned_squares(50, 100, 400))
    (50.0, 125.0)
    """
    some, every, square = (np.asarray(each, dtype=np.float64) for each in (count, visits, squares))
    share = divide(some, every, otherwise=0.0)
    return np.asarray(share**2 * square + share * (1 - share) * every)


def share_estimates(
    numerator: ArrayLike,
    denominator: ArrayLike,
    *,
    squares: ArrayLike | None = None,
    level: float = 0.95,
    unit: str = "share",
) -> tuple[Estimate, ...]:
    """
    Return shares of counts as estimates, one an entry of the flattened leading axes.

    Parameters
    ----------
    numerator, denominator, squares
        As for `shares`.
    level
        Confidence level.
    unit
        Unit of the figures.

    Examples
    --------
    >>> share_estimates([[0] * 50, [2] * 50], [[0] * 50, [4] * 50])
    (no data, 0.50 [0.43, 0.57] n=200)
    """
    return shares(numerator, denominator, squares=squares).estimates(level=level, unit=unit)


def mean_estimates(
    total: ArrayLike,
    count: ArrayLike,
    *,
    bounds: tuple[float, float] | None = None,
    squares: ArrayLike | None = None,
    level: float = 0.95,
    unit: str = "",
) -> tuple[Estimate, ...]:
    """
    Return means of readings as estimates, one an entry of the flattened leading axes.

    Parameters
    ----------
    total, count, bounds, squares
        As for `means`.
    level
        Confidence level.
    unit
        Unit of the figures.

    Examples
    --------
    >>> mean_estimates([[9] * 25 + [11] * 25], [[1] * 50], unit="seconds")
    (10.00 [9.71, 10.29] n=50,)
    """
    method = "mean, t interval" if bounds is None else "mean, Wilson interval on the scale"
    return means(total, count, bounds=bounds, squares=squares).estimates(level=level, unit=unit, method=method)
