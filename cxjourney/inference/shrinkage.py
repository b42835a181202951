"""Shrunken means: rankings that small samples do not top by chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.inference.jackknife import divide

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

LEAST_PLACES = 4
"""Among fewer places the errors are those of the values themselves."""


def shrunken(values: ArrayLike, variances: ArrayLike) -> Floats:
    """
    Return values drawn towards their common mean, the more so the less certain they are.

    Parameters
    ----------
    values
        Estimates of the same thing at several places; NaN where there is none.
    variances
        Their variances.

    Notes
    -----
    The normal–normal model: the variance between places comes from the method of moments, and each value becomes its posterior
    mean. Use it for rankings and curves, and say so; tests and intervals use the values themselves.

    References
    ----------
    .. [1] DerSimonian, R. and Laird, N. (1986). Meta-analysis in clinical trials. Controlled Clinical Trials 7(3).
    .. [2] Efron, B. and Morris, C. (1975). Data analysis using Stein's estimator and its generalizations. JASA 70(350).

    Examples
    --------
    >>> shrunken([0.0, 1.0, 5.0], [0.1, 0.1, 4.0]).round(2).tolist()
    [0.1, 0.99, 1.54]
    """
    return shrink(values, variances).value


@dataclass(frozen=True, slots=True, eq=False)
class Shrunken:
    """
    Values drawn towards their common mean, and how sure they are.

    Parameters
    ----------
    value, standard_error
        By place; NaN where there is no value, and the error is NaN where nothing could be drawn together.
    centre
        The common mean; NaN without two values.
    between
        Estimated variance between places.
    """

    value: Floats
    standard_error: Floats
    centre: float
    between: float


def shrink(values: ArrayLike, variances: ArrayLike) -> Shrunken:
    """
    Return values drawn towards their common mean with their standard errors.

    Parameters
    ----------
    values
        Estimates of the same thing at several places; NaN where there is none.
    variances
        Their variances.

    Notes
    -----
    The errors allow for the common mean and the variance between places being estimated themselves [1]_; from four places on. They are
    never larger than those of the values.

    References
    ----------
    .. [1] Morris, C. N. (1983). Parametric empirical Bayes inference: theory and applications. JASA 78(381).

    Examples
    --------
    >>> found = shrink([0.0, 1.0, 5.0, 2.0], [0.1, 0.1, 4.0, 0.1])
    >>> found.value.round(2).tolist(), found.standard_error.round(2).tolist()
    ([0.11, 1.02, 2.04, 1.94], [0.32, 0.31, 2.0, 0.32])
    """
    value, spread = np.asarray(values, dtype=np.float64), np.asarray(variances, dtype=np.float64)
    known = ~np.isnan(value) & (spread > 0)
    error = np.where(known, np.sqrt(np.where(known, spread, 0.0)), np.nan)
    if known.sum() < 2:
        return Shrunken(value.copy(), error, np.nan, 0.0)
    own, within, places = value[known], spread[known], int(known.sum())
    between = _between(own, within)
    weights = 1 / (within + between)
    centre = float((weights * own).sum() / weights.sum())
    pull = divide(within, within + between)
    result = value.copy()
    result[known] = pull * centre + (1 - pull) * own
    if places >= LEAST_PLACES:
        drawn = within * (1 - pull * (places - 1) / places)
        error[known] = np.sqrt(np.minimum(drawn + 2 / (places - 3) * pull**2 * (own - centre) ** 2, within))
    return Shrunken(result, error, centre, between)


def _between(value: Floats, spread: Floats) -> float:
    """Return the variance between places by the method of moments, at least 0."""
    weights = 1 / spread
    centre = (weights * value).sum() / weights.sum()
    excess = (weights * (value - centre) ** 2).sum() - (len(value) - 1)
    return float(max(excess / (weights.sum() - (weights**2).sum() / weights.sum()), 0.0))
