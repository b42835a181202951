"""Rework: customers who repeat a touchpoint or go back to the one before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxjourney.diagnosis.protocol import Candidates, Scale, Wording
from cxjourney.diagnosis.rates import compared_rates
from cxjourney.inference.ratios import shares

if TYPE_CHECKING:
    from cxjourney.diagnosis.context import Context
    from cxjourney.model.findings import Cause
    from cxjourney.statistics import JourneyStatistics


@dataclass(frozen=True, slots=True)
class Rework:
    """Visits with a next visit whose next is the same touchpoint, or the one just before."""

    kind: str = "rework"
    unit: str = "share"
    scale: Scale = "difference"
    worse: int = 1
    cap: float = 0.3
    cause: Cause | None = None

    def margin(self, context: Context) -> float:
        """Return the smallest difference that counts."""
        return context.margins.rework

    def wording(self, context: Context) -> Wording:
        """Return how its findings are put into words."""
        return Wording(
            claim="Customers repeat {place} or go back from it more",
            test=f"The rework rate exceeds {{reference}} by more than {100 * context.margins.rework:g} points.",
            counted="visits with a next visit",
        )

    def candidates(self, statistics: JourneyStatistics, context: Context) -> Candidates:
        """Measure and test every touchpoint."""
        del statistics
        measured = shares(context.sums("visits", "rework"), context.sums("visits", "followed"), squares=context.squares("followed"))
        return compared_rates(context, measured, margin=context.margins.rework, targets=context.targets("rework_rate", "rework"))
