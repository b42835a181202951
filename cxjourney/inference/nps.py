"""The Net Promoter Score and how sure it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxjourney.inference.intervals import estimates
from cxjourney.inference.jackknife import degrees_of_freedom, divide, replicate, variance
from cxjourney.inference.quantiles import t_quantile
from cxjourney.inference.ratios import effective_customers

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from cxjourney.estimate import Estimate


def nps_estimates(
    promoters: ArrayLike, detractors: ArrayLike, answers: ArrayLike, *, squares: ArrayLike | None = None, level: float = 0.95
) -> tuple[Estimate, ...]:
    """
    Return Net Promoter Scores, from −100 to 100.

    Parameters
    ----------
    promoters, detractors, answers
        Counts with the folds as the last axis.
    squares
        Sums over customers of the squared numbers of answers, without folds.
    level
        Confidence level.

    Notes
    -----
    Adjusted Wald on the effective number of answers: three are added, ¾ to promoters and ¾ to detractors, the rest to
    neither. The effective number is N times the variance of independent answers over that from the folds, at most N.

    References
    ----------
    .. [1] Rocks, B. (2016). Interval estimation for the "Net Promoter Score". The American Statistician 70(4).

    Examples
    --------
    >>> nps_estimates([[2] * 50], [[1] * 50], [[4] * 50])
    (25.00 [12.95, 36.31] n=200,)
    """
    good, bad = replicate(divide, promoters, answers), replicate(divide, detractors, answers)
    n = np.asarray(answers, dtype=np.float64).sum(axis=-1)
    customers = n if squares is None else effective_customers(n, squares)
    score, spread = good[..., 0] - bad[..., 0], variance(good - bad)
    plain = good[..., 0] + bad[..., 0] - score**2
    known = (spread > 0) & (plain > 0)
    trials = np.where(known, np.minimum(n, divide(plain, np.where(known, spread, 1.0))), customers)
    up, down = ((trials * each[..., 0] + 0.75) / (trials + 3) for each in (good, bad))
    half = t_quantile(level, degrees_of_freedom(answers)) * np.sqrt((up + down - (up - down) ** 2) / (trials + 3))
    low, high = np.minimum(np.maximum(up - down - half, -1), score), np.maximum(np.minimum(up - down + half, 1), score)
    return estimates(100 * score, (100 * low, 100 * high), n, level=level, unit="nps", method="adjusted Wald interval on the effective n")
