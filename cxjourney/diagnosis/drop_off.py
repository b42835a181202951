"""Drop-off: customers who leave before the goal."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.diagnosis.gap_tests import rate_gaps
from cxjourney.diagnosis.protocol import Candidates, Gaps, Scale, Wording
from cxjourney.diagnosis.rates import compared_rates, nothing
from cxjourney.diagnosis.untested import DECLARE, NEARLY_ALL, NO_GOAL
from cxjourney.inference.jackknife import divide, leave_out
from cxjourney.inference.life_tables import drop_off
from cxjourney.inference.ratios import from_replicates

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cxjourney.diagnosis.cells import Cells
    from cxjourney.diagnosis.context import Context
    from cxjourney.inference.ratios import Ratios
    from cxjourney.model.findings import Cause
    from cxjourney.statistics import JourneyStatistics

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class DropOff:
    """
    Leaving: visits at risk that are not followed by another within the horizon, by the life table.

    Both the difference and the ratio must exceed their margin, also when visits that were seen to move on after the horizon are
    not counted as leaving: a slow step is a long wait, not a loss.
    """

    kind: str = "drop_off"
    unit: str = "share"
    scale: Scale = "difference"
    worse: int = 1
    cap: float = 0.15
    cause: Cause | None = None

    def margin(self, context: Context) -> float:
        """Return the smallest difference that counts."""
        return context.margins.drop_off

    def wording(self, context: Context) -> Wording:
        """Return how its findings are put into words."""
        margins = context.margins
        return Wording(
            claim="Customers leave at {place} more",
            test=f"The drop-off rate exceeds {{reference}} by more than {100 * margins.drop_off:g} points "
            f"and is more than {margins.drop_off_ratio:g} times as large.",
            counted="visits at risk",
        )

    def candidates(self, statistics: JourneyStatistics, context: Context) -> Candidates:
        """Measure and test every touchpoint."""
        if not statistics.settings.goal:
            return nothing(context, NO_GOAL)
        at_risk = context.sums("visits", "at_risk")
        measured = drop_off(at_risk, context.life("at_risk_moves"), context.life("at_risk_censored"), squares=context.squares("at_risk"))
        later = _moved_on_later(context)
        found = self._compared(context, measured)
        staying = np.maximum(measured.replicates - divide(leave_out(later), leave_out(at_risk)), 0)
        gone = self._compared(context, from_replicates(staying, at_risk, squares=context.squares("at_risk"), at_most_n=True))
        return replace(
            found,
            p_values=np.maximum(found.p_values, gone.p_values),
            untested=tuple(first or second for first, second in zip(found.untested, gone.untested, strict=True)),
            counts=(("moved on after the horizon", np.rint(later.sum(axis=-1)).astype(np.int64)),),
            beyond=np.maximum(context.margins.drop_off, (context.margins.drop_off_ratio - 1) * found.references.value),
        )

    def gaps(self, cells: Cells, context: Context) -> Gaps:
        """Measure and test every cell."""
        margins = context.margins
        margin, factor = margins.drop_off + margins.gap_rate, margins.drop_off_ratio
        return rate_gaps(cells, "lost", "settled", margin=margin, factor=factor, without="late")

    def _compared(self, context: Context, rates: Ratios) -> Candidates:
        return compared_rates(
            context,
            rates,
            margin=context.margins.drop_off,
            factor=context.margins.drop_off_ratio,
            targets=context.targets("drop_off_rate", "drop_off"),
            ask=rates.value >= NEARLY_ALL,
            ask_why=DECLARE,
        )


def _moved_on_later(context: Context) -> Floats:
    """Return how many visits at risk were seen to move on after the horizon, by touchpoint and fold, as far as sums can tell."""
    visits = context.sums("visits", "visits")
    later = context.sums("visits", "followed") - context.sums("visits", "zero_gaps") - context.life("moves").sum(axis=1)
    return np.asarray(later * context.sums("visits", "at_risk") / np.maximum(visits, 1), dtype=np.float64)
