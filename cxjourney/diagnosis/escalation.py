"""Escalation: customers who serve themselves and then need a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxjourney.diagnosis.rates import Rate
from cxjourney.diagnosis.untested import NO_SELF_SERVICE

if TYPE_CHECKING:
    from cxjourney.model.findings import Cause


@dataclass(frozen=True, slots=True)
class Escalation(Rate):
    """Visits in self-service channels with a next visit, whose next is with a person at the same or a support touchpoint."""

    kind: str = "escalation"
    hits: str = "escalated"
    of: str = "escalable"
    targets: tuple[str, ...] = ("escalation_rate", "escalation")
    claim: str = "Customers at {place} are passed to a person more"
    test: str = "The escalation rate exceeds {reference} by more than {points}."
    counted: str = "followed visits in self-service channels"
    missing: str = NO_SELF_SERVICE
    cause: Cause | None = "too_much_automation"
