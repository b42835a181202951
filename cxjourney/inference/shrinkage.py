"""Shrunken means: rankings that small samples do not top by chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]


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
    value, spread = np.asarray(values, dtype=np.float64), np.asarray(variances, dtype=np.float64)
    known = ~np.isnan(value) & (spread > 0)
    if known.sum() < 2:
        return value.copy()
    between = _between(value[known], spread[known])
    weights = 1 / (spread[known] + between)
    centre = (weights * value[known]).sum() / weights.sum()
    result = value.copy()
    result[known] = (between * value[known] + spread[known] * centre) / (between + spread[known])
    return result


def _between(value: Floats, spread: Floats) -> float:
    """Return the variance between places by the method of moments, at least 0."""
    weights = 1 / spread
    centre = (weights * value).sum() / weights.sum()
    excess = (weights * (value - centre) ** 2).sum() - (len(value) - 1)
    return float(max(excess / (weights.sum() - (weights**2).sum() / weights.sum()), 0.0))
