"""From what journeys come to, now and then, to estimates with intervals."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.estimate import Estimate
from cxjourney.inference.jackknife import variance
from cxjourney.inference.quantiles import t_quantile
from cxjourney.inference.ratios import from_replicates
from cxjourney.statistics.table import FOLDS
from cxjourney.wording import number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cxjourney.simulation.edits import Edit
    from cxjourney.simulation.flow import Flow

    Floats = NDArray[np.float64]

METHOD = "chain of the journeys, jackknife t interval"
STATED = "from stated figures"
NO_WAY = "no way leads to the goal any more"
BOUNDED = ", cut at what is possible"
ALL_WAITING = ", reaching as far as if nobody had been away"

TOO_LARGE = 0.5
"""How much more of the doubt lies towards no change, as a share of it; ``tests/calibration/test_what_if.py`` shows what it gives."""


def applied(flow: Flow, edits: Sequence[Edit], shifted: tuple[int, int] | None = None) -> Flow:
    """
    Return a changed flow.

    Parameters
    ----------
    flow
        The flow as it is.
    edits
        The changes, in order.
    shifted
        Number of an edit, and which of its uncertain figures is one standard error larger; None for none.
    """
    for place, edit in enumerate(edits):
        flow = edit.apply(flow, shifted[1] if shifted is not None and shifted[0] == place else None)
    return flow


@dataclass(frozen=True, eq=False)
class Figures:
    """
    A flow now and then, and how both become estimates.

    Parameters
    ----------
    now, then
        The flow as it is and as it would be.
    shifted
        The latter with one uncertain figure after the other a standard error larger, on all data alone.
    n
        Number of journeys; None where all is stated.
    level
        Confidence level.
    doubt
        How far a change may be off beyond chance, as a share of it.
    journeys
        Journeys by fold, and their sum of squares over customers.
    farthest
        The later flow on all data alone if times change as far as they can; None where that is known.
    """

    now: Flow
    then: Flow
    shifted: tuple[Flow, ...]
    n: int | None
    level: float
    doubt: float = 0.0
    journeys: tuple[Floats, float] | None = None
    farthest: Flow | None = None

    @property
    def method(self) -> str:
        """How the estimates are made."""
        if self.n is None:
            return STATED
        return METHOD + (f", widened by {number(self.doubt, 'share')} of the change for what a chain cannot know" if self.doubt else "")

    def baseline(self, name: str, *, scale: Floats | float = 1.0, unit: str) -> Estimate:
        """
        Return a figure as it is now.

        Parameters
        ----------
        name
            Name of the figure of an `Outcome`.
        scale
            What it is multiplied with.
        unit
            Unit of the result.
        """
        return self._estimate(_total(self.now, name) * scale, unit=unit, bounds=(0.0, None))

    def forecast(self, name: str, *, scale: Floats | float = 1.0, unit: str) -> Estimate:
        """
        Return a figure as it would be.

        Parameters
        ----------
        name, scale, unit
            As for `baseline`.
        """
        then, now = (_total(flow, name) * scale for flow in (self.then, self.now))
        found = {"extra": self._extra(name, scale), "change": float(then[0] - now[0]), "reach": self._reach(name, scale)}
        return self._estimate(then, unit=unit, bounds=(0.0, None), **found)

    def change(self, name: str, *, scale: Floats | float = 1.0, unit: str) -> Estimate:
        """
        Return how much a figure changes.

        Parameters
        ----------
        name, scale, unit
            As for `baseline`.
        """
        then, now = (_total(flow, name) for flow in (self.then, self.now))
        found = (then - now) * scale
        by, known = float(np.ravel(scale)[0]), float(now[0])
        # No more can be lost than there is, and no more journeys can reach the goal than there are.
        ends = sorted((-known * by, (1 - known) * by)) if name == "goal" else (-known * by, None)
        change = 0.0 if self._is_cut_off else float(found[0])
        extra, reach = self._extra(name, scale), self._reach(name, scale)
        return self._estimate(found, unit=unit, extra=extra, change=change, reach=reach, bounds=(ends[0], ends[1]))

    def rate(self, *, then: bool) -> Estimate:
        """
        Return the share of journeys that reach the goal.

        Parameters
        ----------
        then
            As it would be, instead of as it is.
        """
        found = np.clip((self.then if then else self.now).outcome.goal, 0, 1)
        if self.n is None or self.journeys is None:
            return Estimate(value=float(found[0]), unit="share", method=STATED)
        if then and self._is_cut_off:
            return Estimate(value=0.0, low=0.0, high=0.0, level=self.level, n=self.n, unit="share", method=NO_WAY)
        ratios = from_replicates(found[None], self.journeys[0][None], squares=[self.journeys[1]], at_most_n=True)
        low, high = (float(end[0]) for end in ratios.interval(self.level))
        value, change = float(found[0]), float(found[0] - self.now.outcome.goal[0]) if then else 0.0
        extra = self._quantile * float(np.sqrt(self._extra("goal", 1.0))) if then else 0.0
        low, high = self._widened(value, float(np.hypot(value - low, extra)), float(np.hypot(high - value, extra)), change)
        method = self.method + (BOUNDED if low < 0 or high > 1 else "") if then else "Wilson interval on the effective n"
        return Estimate(value=value, low=max(low, 0.0), high=min(high, 1.0), level=self.level, n=self.n, unit="share", method=method)

    def visits(self, state: int, name: str = "visits", *, scale: float) -> tuple[Estimate, Estimate, Estimate]:
        """
        Return visits to a touchpoint now and then, and the difference.

        Parameters
        ----------
        state
            Its state in the later flow.
        name
            ``"visits"`` or ``"contacts"``.
        scale
            Number of journeys.
        """
        now = _at(self.now, name, state) * scale
        then = _at(self.then, name, state) * scale
        extra = scale**2 * sum(float((_at(each, name, state)[0] - _at(self.then, name, state)[0]) ** 2) for each in self.shifted)
        is_there = (state < self.now.size, bool(self.then.chains.visits[0, state] > 0 or self.then.outcome.visits[0, state] > 0))
        change = float(then[0] - now[0]) if all(is_there) else 0.0  # what comes or goes is no matter of how a chain fits
        return (
            self._estimate(now, unit=name, bounds=(0.0, None)),
            self._estimate(then, unit=name, extra=extra, change=change, bounds=(0.0, None)),
            self._estimate(then - now, unit=name, extra=extra, change=change, bounds=(-float(now[0]), None)),
        )

    @cached_property
    def _is_cut_off(self) -> bool:
        """Whether no way leads to the goal any more: that is known for sure."""
        return not self.then.outcome.goal.any()

    @cached_property
    def _quantile(self) -> float:
        return float(t_quantile(self.level, FOLDS - 1))

    def _extra(self, name: str, scale: Floats | float) -> float:
        """Return the variance that the folds do not show."""
        by = float(np.ravel(scale)[0])
        base = float(_total(self.then, name)[0])
        return by**2 * sum(float((_total(each, name)[0] - base) ** 2) for each in self.shifted)

    def _reach(self, name: str, scale: Floats | float) -> float:
        """Return how much larger a figure is if times change as far as they can."""
        if self.farthest is None:
            return 0.0
        return float(np.ravel(scale)[0]) * float(np.nan_to_num(_total(self.farthest, name)[0] - _total(self.then, name)[0]))

    def _estimate(
        self,
        found: Floats,
        *,
        unit: str,
        extra: float = 0.0,
        change: float = 0.0,
        reach: float = 0.0,
        bounds: tuple[float | None, float | None] = (None, None),
    ) -> Estimate:
        value = float(found[0])
        if not np.isfinite(value):
            return Estimate.missing(unit, method="not known")
        if self.n is None:
            return Estimate(value=value, unit=unit, method=STATED)
        half = self._quantile * float(np.sqrt(variance(found) + np.nan_to_num(extra)))
        ends = self._widened(value, half + max(-reach, 0.0), half + max(reach, 0.0), change)
        low = ends[0] if bounds[0] is None else max(ends[0], bounds[0])
        high = ends[1] if bounds[1] is None else min(ends[1], bounds[1])
        method = self.method + (ALL_WAITING if reach else "") + (BOUNDED if (low, high) != ends else "")
        return Estimate(value=value, low=min(low, value), high=max(high, value), level=self.level, n=self.n, unit=unit, method=method)

    def _widened(self, value: float, below: float, above: float, change: float) -> tuple[float, float]:
        """
        Return the ends of an interval, widened for what a chain cannot know.

        Customers differ in ways that the log does not show, and whoever is kept leaves more easily later: forecasts are most often too
        large. Towards no change both widths are added, away from it they are taken as independent.
        """
        doubt = self.doubt * abs(change)
        nearer, farther = (1 + TOO_LARGE) * doubt, doubt
        if change >= 0:
            return value - below - nearer, value + float(np.hypot(above, farther))
        return value - float(np.hypot(below, farther)), value + above + nearer


def _total(flow: Flow, name: str) -> Floats:
    found: Floats = getattr(flow.outcome, name)
    return found.sum(axis=-1) if found.ndim > 1 else found


def _at(flow: Flow, name: str, state: int) -> Floats:
    found: Floats = getattr(flow.outcome, name)
    return found[:, state] if state < found.shape[-1] else np.zeros(len(found))
