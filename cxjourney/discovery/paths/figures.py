"""Figures of journeys put together by path: shares, goal rates, lengths and times, with intervals from the folds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.inference.jackknife import divide, replicate
from cxjourney.inference.life_tables import quantile_times
from cxjourney.inference.ratios import effective_customers, from_replicates
from cxjourney.inference.sequence_distances import MICRO
from cxjourney.model.paths import PathStep

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cxjourney.estimate import Estimate
    from cxjourney.inference.ratios import Ratios
    from cxjourney.statistics.path_run import PathCounts
    from cxjourney.statistics.table import Integers


@dataclass(frozen=True, slots=True)
class PathFigures:
    """
    Figures by code, those of the rest last.

    Parameters
    ----------
    counts
        What was counted.
    level
        Confidence level of the intervals.
    """

    counts: PathCounts
    level: float

    def shares(self) -> tuple[Estimate, ...]:
        """Return the share of all journeys of each code."""
        return self._of_all(self.counts.weight)

    def cumulative_shares(self) -> tuple[Estimate, ...]:
        """Return the share of all journeys of each code and those before it."""
        return self._of_all(np.cumsum(self.counts.weight, axis=0))

    def _of_all(self, part: Integers) -> tuple[Estimate, ...]:
        every, weight = (np.broadcast_to(sums.sum(axis=0), part.shape) for sums in (self.counts.journeys, self.counts.weight))
        shares = replicate(divide, part, weight)
        squares = np.full(len(part), self.counts.every_square)
        return from_replicates(shares, every, squares=squares, at_most_n=True).estimates(level=self.level)

    def goal_rates(self) -> tuple[Estimate, ...]:
        """Return the share of the journeys of each code that reach a goal."""
        return self._of_own(self.counts.goal).estimates(level=self.level)

    def visits(self) -> tuple[Estimate, ...]:
        """Return the mean number of visits of the journeys of each code."""
        found = from_replicates(self._means(self.counts.visits), self.counts.journeys, bounds=None, squares=self.counts.squares)
        return found.estimates(level=self.level, unit="visits", method="mean, t interval")

    def distances(self) -> tuple[Estimate, ...]:
        """Return the mean distance of the journeys of each code."""
        found = from_replicates(self._means(self.counts.distance) / MICRO, self.counts.journeys, squares=self.counts.squares)
        return found.estimates(level=self.level, unit="distance", method="mean, Wilson interval on the scale")

    def near(self) -> tuple[Estimate, ...]:
        """Return the share of the journeys of each code that are near."""
        return self._of_own(self.counts.near).estimates(level=self.level)

    def _of_own(self, part: Integers) -> Ratios:
        return from_replicates(self._means(part), self.counts.journeys, squares=self.counts.squares, at_most_n=True)

    def _means(self, part: Integers) -> NDArray[np.float64]:
        return replicate(divide, part, self.counts.weight)

    def times(self) -> tuple[Estimate, ...]:
        """Return the median time of the journeys of each code."""
        n = self.counts.timed.sum(axis=-1)
        trials = np.minimum(n, effective_customers(self.counts.journeys.sum(axis=-1), self.counts.squares))
        return quantile_times(self.counts.times, trials, level=self.level, n=n)

    def steps(self, code: int, touchpoints: Sequence[str]) -> tuple[PathStep, ...]:
        """
        Return the steps of a path with the typical times between them.

        Parameters
        ----------
        code
            Its code.
        touchpoints
            Its touchpoints in order.
        """
        waits: list[Estimate | None] = []
        if code < len(self.counts.waits):
            histogram = self.counts.waits[code]
            most = effective_customers(self.counts.journeys[code].sum(), self.counts.squares[code])
            found = quantile_times(histogram, np.minimum(histogram.sum(axis=-1), most), level=self.level)
            waits = [wait if wait.n else None for wait in found]
        waits += [None] * max(len(touchpoints) - len(waits), 0)
        return tuple(PathStep(touchpoint=name, wait=wait) for name, wait in zip(touchpoints, waits, strict=False))
