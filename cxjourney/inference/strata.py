"""Risk differences between two groups of customers, compared only with others of the same kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.inference.jackknife import divide
from cxjourney.inference.quantiles import t_above, t_quantile

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class RiskDifferences:
    """
    Differences of risks at several places, the exposed minus the others.

    Parameters
    ----------
    value
        The differences, NaN where no stratum holds both.
    variance
        Their variances.
    exposed, others
        Customers in strata that hold both.
    """

    value: Floats
    variance: Floats
    exposed: Floats
    others: Floats

    @property
    def customers(self) -> Floats:
        """Customers in strata that hold both exposed and others."""
        return np.asarray(self.exposed + self.others)

    @property
    def df(self) -> Floats:
        """Degrees of freedom: one less than the customers of the smaller side, at least 1."""
        return np.asarray(np.maximum(np.minimum(self.exposed, self.others) - 1, 1))

    def interval(self, level: float = 0.95) -> tuple[Floats, Floats]:
        """
        Return the ends of the intervals, NaN where there is no data.

        Parameters
        ----------
        level
            Confidence level.
        """
        half = t_quantile(level, self.df) * np.sqrt(self.variance)
        return np.maximum(self.value - half, -1), np.minimum(self.value + half, 1)

    def below(self, margin: float) -> Floats:
        """
        Return p-values of the hypothesis that the exposed reach less by no more than a margin.

        Parameters
        ----------
        margin
            The smallest difference that counts.
        """
        excess = -self.value - margin
        return np.asarray(t_above(divide(excess, np.sqrt(self.variance)), self.df))


def risk_differences(
    exposed: ArrayLike, reached: ArrayLike, others: ArrayLike, others_reached: ArrayLike, place: Integers
) -> RiskDifferences:
    """
    Return the differences of risks after Mantel and Haenszel, with the variance of Sato.

    Parameters
    ----------
    exposed, others
        Customers of each stratum in the two groups.
    reached, others_reached
        Those of them who reached the goal.
    place
        Which place each stratum belongs to, counted from 0.

    Notes
    -----
    Each stratum weighs n₁n₀/N. The variance holds both for few large strata and for many small ones [2]_; a group that is all alike is
    taken to be no more certain than one in which a single customer differs.

    References
    ----------
    .. [1] Greenland, S. and Robins, J. M. (1985). Estimation of a common effect parameter from sparse follow-up data. Biometrics 41(1).
    .. [2] Sato, T. (1989). On the variance estimator for the Mantel–Haenszel risk difference. Biometrics 45(4).

    Examples
    --------
    Two strata of one place, in which the exposed reach the goal 20 and 30 points less.

    >>> found = risk_differences([100, 100], [40, 10], [100, 100], [60, 40], np.array([0, 0]))
    >>> found.value.round(3).tolist(), np.sqrt(found.variance).round(3).tolist()
    ([-0.25], [0.045])
    """
    n1, a, n0, c = (np.asarray(each, dtype=np.float64) for each in (exposed, reached, others, others_reached))
    both = (n1 > 0) & (n0 > 0)
    n1, a, n0, c = (np.where(both, each, 0.0) for each in (n1, a, n0, c))
    total = n1 + n0
    size = int(place.max(initial=-1)) + 1

    def summed(parts: Floats) -> Floats:
        return np.asarray(np.bincount(place, parts, minlength=size), dtype=np.float64)

    weight = summed(np.nan_to_num(divide(n1 * n0, total)))
    value = divide(summed(np.nan_to_num(divide(a * n0 - c * n1, total))), weight)
    sparse = np.nan_to_num(divide(n1**2 * c - n0**2 * a + n1 * n0 * (n0 - n1) / 2, total**2))
    within = np.nan_to_num(divide(a * (n0 - c) + c * (n1 - a), 2 * total))
    variance = divide(np.nan_to_num(value) * summed(sparse) + summed(within), weight**2)
    exposed_in_all, others_in_all = summed(n1), summed(n0)
    least = 1 / (exposed_in_all + 2) ** 2 + 1 / (others_in_all + 2) ** 2
    return RiskDifferences(value, np.where(weight > 0, np.maximum(variance, least), np.nan), exposed_in_all, others_in_all)
