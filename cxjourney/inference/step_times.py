"""Quantiles of the time to the next step, corrected for moves that the end of the log hides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.inference.jackknife import divide, leave_out
from cxjourney.inference.life_tables import life_table, quantile_times
from cxjourney.inference.ratios import from_replicates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from cxjourney.estimate import Estimate

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class StepTimes:
    """
    What sums know about the time to the next step at several places.

    Parameters
    ----------
    histogram
        Moves by place and bin; bin k holds times from ratio**k up to ratio**(k + 1) milliseconds.
    entering
        Visits that could move on, by place and fold.
    moves, censored
        Moves, and visits whose follow-up ended before the horizon, by place, bin of the life table and fold.
    edges
        Upper end of each bin of the life table, in microseconds.
    ratio
        Ratio of the ends of a bin of the histogram.
    """

    histogram: ArrayLike
    entering: ArrayLike
    moves: ArrayLike
    censored: ArrayLike
    edges: Sequence[int]
    ratio: float = 1.02

    def estimates(self, *, shares: Sequence[float] = (0.5,), level: float = 0.95) -> tuple[tuple[Estimate, ...], ...]:
        """
        Return for each share the quantiles of all places.

        Parameters
        ----------
        shares
            Which quantiles; 0.5 is the median.
        level
            Confidence level.

        Notes
        -----
        Moves are weighted by the life table for those that were cut off before they could be seen. The interval is Woodruff's; the
        effective n is that of the share of moves up to the nearest bin of the life table, whose variance comes from the folds, so
        that customers who move often at their own pace do not count as many.

        References
        ----------
        .. [1] Satten, G. A. and Datta, S. (2001). The Kaplan–Meier estimator as an inverse-probability-of-censoring weighted
           average. The American Statistician 55(3).
        .. [2] Woodruff, R. S. (1952). Confidence intervals for medians and other position measures. JASA 47(260).

        Examples
        --------
        >>> times = StepTimes([[0, 600]], [[20] * 50], [[[0] * 50, [12] * 50]], [[[0] * 50] * 2], edges=[1_000, 1_100])
        >>> times.estimates()[0][0].value == 0.001 * 1.02**1.5
        True
        """
        table = life_table(*(leave_out(each) for each in (self.entering, self.moves, self.censored)))
        running = np.cumsum(table.probabilities, axis=-2)
        moves = np.asarray(self.moves, dtype=np.float64)
        within = from_replicates(
            divide(running, running[..., -1:, :]),
            np.broadcast_to(moves.sum(axis=-2, keepdims=True), moves.shape),
            at_most_n=True,
        )
        weighted = np.asarray(self.histogram) * self._weights(table.weights[..., 0])
        n = np.asarray(self.histogram).sum(axis=-1)
        found = []
        for share in shares:
            nearest = np.nan_to_num(np.abs(within.value - share), nan=1.0).argmin(axis=-1)
            trials = np.take_along_axis(within.n_effective, nearest[..., None], axis=-1)[..., 0]
            found.append(quantile_times(weighted, np.minimum(trials, n), share=share, ratio=self.ratio, level=level, n=n))
        return tuple(found)

    def _weights(self, weights: Floats) -> Floats:
        """Return what a move in each bin of the histogram counts for; beyond the horizon as much as just before it."""
        entering = np.asarray(self.entering, dtype=np.float64).sum(axis=-1)
        factors = weights * entering[..., None]
        factors = np.maximum.accumulate(np.where(factors > 0, factors, 1.0), axis=-1)
        middles = self.ratio ** (np.arange(np.asarray(self.histogram).shape[-1]) + 0.5) * 1_000
        bins = np.minimum(np.searchsorted(np.asarray(self.edges, dtype=np.float64), middles), len(self.edges) - 1)
        return np.asarray(np.take(factors, bins, axis=-1))
