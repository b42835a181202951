"""Rework: customers who repeat a touchpoint or go back to the one before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxjourney.diagnosis.rates import Rate, few_go_on
from cxjourney.diagnosis.untested import FEW_GO_ON, NO_MOVES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from cxjourney.diagnosis.context import Context

    Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Rework(Rate):
    """Visits with a next visit whose next is the same touchpoint, or the one just before."""

    kind: str = "rework"
    hits: str = "rework"
    of: str = "followed"
    targets: tuple[str, ...] = ("rework_rate", "rework")
    claim: str = "Customers repeat {place} or go back from it more"
    test: str = "The rework rate exceeds {reference} by more than {points}."
    counted: str = "visits with a next visit"
    missing: str = NO_MOVES

    def asked(self, context: Context) -> tuple[Flags | None, str]:
        """Return the touchpoints where hardly anybody goes on, so that repeats are all that follows."""
        return few_go_on(context), FEW_GO_ON

    def margin(self, context: Context) -> float:
        """Return the smallest difference that counts."""
        return context.margins.rework
