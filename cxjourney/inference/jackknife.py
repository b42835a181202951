"""
The variance rule of the whole library: leave out one fold of customers at a time.

Customers are the independent units, and every sum is kept per fold of customers. A statistic that is computed
on the totals and on the totals without each fold has its variance from how much these differ, whatever the
statistic is. Arrays of sums have the folds as their last axis; *replicates* have the statistic on all data
first, then without each fold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

ROUNDING = 1e-20
"""Variances below this come from rounding: statistics that are the same without any fold are not correlated with anything."""


def leave_out(sums: ArrayLike) -> Floats:
    """
    Return totals, then totals without each fold.

    Parameters
    ----------
    sums
        Sums with the folds as the last axis.

    Returns
    -------
    ndarray
        One entry more on the last axis than there are folds.

    Examples
    --------
    >>> leave_out([1, 2, 3]).tolist()
    [6.0, 5.0, 4.0, 3.0]
    """
    folds = np.asarray(sums, dtype=np.float64)
    found = np.empty((*folds.shape[:-1], folds.shape[-1] + 1))
    folds.sum(axis=-1, out=found[..., 0])
    np.subtract(found[..., :1], folds, out=found[..., 1:])
    return found


def divide(numerator: Floats, denominator: Floats, *, otherwise: float = np.nan) -> Floats:
    """
    Return quotients.

    Parameters
    ----------
    numerator, denominator
        Arrays of shapes that fit.
    otherwise
        What to return where the denominator is not positive.
    """
    quotient = np.empty(np.broadcast(numerator, denominator).shape)
    quotient.fill(otherwise)
    return np.divide(numerator, denominator, out=quotient, where=denominator > 0)


def replicate(statistic: Callable[..., Floats], *sums: ArrayLike) -> Floats:
    """
    Return a statistic on all data, then without each fold.

    Parameters
    ----------
    statistic
        Function of totals that works on each entry of the last axis.
    *sums
        Its arguments, with the folds as the last axis.

    Examples
    --------
    >>> replicate(divide, [1, 1, 2], [4, 4, 4]).round(3).tolist()
    [0.333, 0.375, 0.375, 0.25]
    """
    found: Floats = statistic(*(leave_out(each) for each in sums))
    return found


def covariance(left: Floats, right: Floats) -> Floats:
    """
    Return the delete-one-fold covariance of two statistics.

    Parameters
    ----------
    left, right
        Replicates.

    Returns
    -------
    ndarray
        NaN where a statistic is not known on all data. A statistic that cannot be computed without some fold
        counts there as unchanged.

    References
    ----------
    .. [1] Efron, B. and Stein, C. (1981). The jackknife estimate of variance. Annals of Statistics 9(3).
    .. [2] Wolter, K. M. (2007). Introduction to Variance Estimation, 2nd ed., chapter 4 (random group jackknife). Springer.
    """
    return _scaled(_deviations(left) * _deviations(right))


def variance(replicates: Floats) -> Floats:
    """
    Return the delete-one-fold variance of a statistic.

    Parameters
    ----------
    replicates
        The statistic on all data, then without each fold.

    Examples
    --------
    >>> float(variance(replicate(divide, [1, 1, 2], [4, 4, 4])).round(4))
    0.0069
    """
    return _scaled(_deviations(replicates) ** 2)


def _scaled(products: Floats) -> Floats:
    """Return the sum over folds, as much larger as totals without a fold differ less than folds do."""
    folds = products.shape[-1]
    return np.asarray(products.sum(axis=-1) * (folds - 1) / folds)


def _deviations(replicates: Floats) -> Floats:
    whole, without = replicates[..., :1], replicates[..., 1:]
    unknown = np.isnan(without)
    known = np.where(unknown, whole, without) if unknown.any() else without
    return np.asarray(known - known.sum(axis=-1, keepdims=True) / known.shape[-1])


def correlation(left: Floats, right: Floats) -> Floats:
    """
    Return the delete-one-fold correlation of two statistics, 0 where one of them does not vary.

    Parameters
    ----------
    left, right
        Replicates.
    """
    both = _deviations(left), _deviations(right)
    scale = np.sqrt(_scaled(both[0] ** 2) * _scaled(both[1] ** 2))
    shared = _scaled(both[0] * both[1])
    return np.clip(np.divide(shared, scale, out=np.zeros_like(shared), where=scale > ROUNDING), -1, 1)


def degrees_of_freedom(counts: ArrayLike) -> Floats:
    """
    Return the degrees of freedom of the variance: one less than the effective number of folds, at least 1.

    Parameters
    ----------
    counts
        Numbers of observations with the folds as the last axis.

    Notes
    -----
    The effective number is (Σn)² / Σn²: all 50 folds when they hold about the same, fewer when few customers leave some of them empty or
    one customer makes most of the visits.

    Examples
    --------
    >>> float(degrees_of_freedom([1] * 30 + [0] * 20)), round(float(degrees_of_freedom([1, 2] * 25)))
    (29.0, 44)
    """
    sizes = np.asarray(counts, dtype=np.float64)
    folds = divide(np.asarray(sizes.sum(axis=-1) ** 2), np.asarray((sizes**2).sum(axis=-1)), otherwise=0.0)
    return np.maximum(folds - 1, 1)
