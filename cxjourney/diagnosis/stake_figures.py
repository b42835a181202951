"""What a pain point costs in goals: replicates over the folds, and the estimates made of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.estimate import Estimate
from cxjourney.inference.jackknife import variance
from cxjourney.inference.quantiles import t_quantile
from cxjourney.statistics.table import FOLDS
from cxjourney.wording import number

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cxjourney.diagnosis.journey_chain import JourneyChain
    from cxjourney.model.findings import Basis

    Floats = NDArray[np.float64]

PER = 1_000
UNIT = f"goals per {PER:,} journeys"
DF = FOLDS - 1

METHODS: dict[Basis, str] = {
    "measured": "moves put back to the reference in the chain of the journeys, jackknife t interval",
    "association": "share beyond the reference times the difference in reaching the goal between those who met it and similar customers "
    "who did not (Mantel and Haenszel); an association",
}

BELOW: dict[Basis, str] = {
    "measured": "; below 0 because fewer would reach the goal at the reference, so that nothing is lost with it",
    "association": "; below 0 because those who met it reached the goal more often, so that nothing is lost with it",
}
"""Nobody should read such a figure as a loss."""


@dataclass(frozen=True, eq=False)
class Stake:
    """
    Goals per journey that a pain point costs.

    Parameters
    ----------
    gains
        On all data, then without each fold.
    extra
        Variance that the folds do not show, such as that of the reference.
    basis
        ``"measured"`` for those of the chain, ``"association"`` for those of comparisons.
    doubt
        How far the figure may be off beyond chance, as a share of it: what a longer memory changes, or what the fit allows.
    """

    gains: Floats
    extra: float
    basis: Basis
    doubt: float = 0.0

    def goals(self, chain: JourneyChain, *, level: float, shown: float) -> Estimate:
        """
        Return the goals at stake per 1,000 journeys.

        Parameters
        ----------
        chain
            The journeys.
        level, shown
            Level at which the interval is made, so that it allows for the selection, and the one it holds then.
        """
        return self._estimate(PER * self.gains, PER**2 * self.extra, chain, level=level, shown=shown, unit=UNIT)

    def money(self, chain: JourneyChain, *, level: float, shown: float, currency: str | None = None) -> Estimate | None:
        """
        Return the money at stake over the time of the log, or None where the log knows no values.

        Parameters
        ----------
        chain
            The journeys.
        level, shown
            As for `goals`.
        currency
            Currency of the values, where it is known; it is the unit of the figure.
        """
        worth = chain.value_of_a_goal
        if worth is None:
            return None
        scale = chain.journeys * float(worth[0])
        unit = currency or "money"
        return self._estimate(chain.journeys * self.gains * worth, scale**2 * self.extra, chain, level=level, shown=shown, unit=unit)

    def _estimate(self, found: Floats, extra: float, chain: JourneyChain, *, level: float, shown: float, unit: str) -> Estimate:
        value = float(found[0])
        half = float(t_quantile(level, DF)) * float(np.sqrt(variance(found) + extra))
        half = float(np.hypot(half, self.doubt * value))
        low = value - half
        method = METHODS[self.basis] + (BELOW.get(self.basis, "") if value < 0 else "")
        method += f", widened by {number(self.doubt, 'share')} for what a chain cannot know" if self.doubt else ""
        return Estimate(value=value, low=low, high=value + half, level=shown, n=chain.journeys, unit=unit, method=method)


def standard_error(estimate: Estimate, level: float) -> float:
    """
    Return the standard error behind an interval; 0 for figures that are stated.

    Parameters
    ----------
    estimate
        The figure.
    level
        Level at which its interval was made.
    """
    if estimate.low is None or estimate.high is None or not estimate.n:
        return 0.0
    return (estimate.high - estimate.low) / (2 * float(t_quantile(level, DF)))
