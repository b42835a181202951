"""Drop-off: customers who leave before the goal."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cxjourney.diagnosis.protocol import Candidates, Scale, Wording
from cxjourney.diagnosis.rates import compared_rates, nothing
from cxjourney.diagnosis.untested import DECLARE, NEARLY_ALL, NO_GOAL
from cxjourney.inference.life_tables import drop_off

if TYPE_CHECKING:
    from cxjourney.diagnosis.context import Context
    from cxjourney.model.findings import Cause
    from cxjourney.statistics import JourneyStatistics


@dataclass(frozen=True, slots=True)
class DropOff:
    """
    Leaving: visits at risk that are not followed by another within the horizon, by the life table.

    Both the difference and the ratio must exceed their margin.
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
        found = compared_rates(
            context,
            measured,
            margin=context.margins.drop_off,
            factor=context.margins.drop_off_ratio,
            targets=context.targets("drop_off_rate", "drop_off"),
            ask=measured.value >= NEARLY_ALL,
            ask_why=DECLARE,
        )
        later = context.sums("visits", "followed") - context.sums("visits", "zero_gaps") - context.life("moves").sum(axis=1)
        return replace(found, counts=(("moved on after the horizon", later.sum(axis=-1)),))
