"""Figures of journeys put together by path: shares, goal rates, lengths and times, with intervals from the folds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.inference.life_tables import quantile_times
from cxjourney.inference.ratios import effective_customers, mean_estimates, share_estimates
from cxjourney.model.paths import PathStep

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxjourney.estimate import Estimate
    from cxjourney.statistics.path_run import PathCounts
    from cxjourney.statistics.table import Integers

MICRO = 1_000_000
"""Distances are whole millionths in SQL, so that every engine adds them up to the same mean."""


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

    @property
    def total(self) -> Integers:
        """Journeys by fold."""
        return np.asarray(self.counts.journeys.sum(axis=0))

    def shares(self) -> tuple[Estimate, ...]:
        """Return the share of all journeys of each code."""
        return self._of_all(self.counts.journeys)

    def cumulative_shares(self) -> tuple[Estimate, ...]:
        """Return the share of all journeys of each code and those before it."""
        return self._of_all(np.cumsum(self.counts.journeys, axis=0))

    def _of_all(self, part: Integers) -> tuple[Estimate, ...]:
        squares = np.full(len(part), self.counts.every_square)
        return share_estimates(part, np.broadcast_to(self.total, part.shape), squares=squares, level=self.level)

    def goal_rates(self) -> tuple[Estimate, ...]:
        """Return the share of the journeys of each code that reach a goal."""
        return share_estimates(self.counts.goals, self.counts.journeys, squares=self.counts.squares, level=self.level)

    def visits(self) -> tuple[Estimate, ...]:
        """Return the mean number of visits of the journeys of each code."""
        return mean_estimates(self.counts.visits, self.counts.journeys, squares=self.counts.squares, level=self.level, unit="visits")

    def distances(self) -> tuple[Estimate, ...]:
        """Return the mean distance of the journeys of each code."""
        total = self.counts.distance / MICRO
        return mean_estimates(
            total, self.counts.journeys, bounds=(0.0, 1.0), squares=self.counts.squares, level=self.level, unit="distance"
        )

    def near(self) -> tuple[Estimate, ...]:
        """Return the share of the journeys of each code that are near."""
        return share_estimates(self.counts.near, self.counts.journeys, squares=self.counts.squares, level=self.level)

    def times(self) -> tuple[Estimate, ...]:
        """Return the median time of the journeys of each code."""
        n = self.counts.times.sum(axis=-1)
        trials = np.minimum(n, effective_customers(self.counts.journeys.sum(axis=-1), self.counts.squares))
        return quantile_times(self.counts.times, trials, level=self.level)

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
