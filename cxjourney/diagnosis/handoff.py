"""Hand-offs: customers passed from one to the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxjourney.diagnosis.rates import Rate
from cxjourney.diagnosis.untested import NO_HANDOFF

if TYPE_CHECKING:
    from cxjourney.model.findings import Cause


@dataclass(frozen=True, slots=True)
class Handoff(Rate):
    """Visits whose customer was handed over to somebody else, as the log says."""

    kind: str = "handoff"
    hits: str = "handed_off"
    of: str = "handoff_known"
    targets: tuple[str, ...] = ("handoff_rate", "handoff")
    claim: str = "Customers at {place} are handed over more"
    test: str = "The share of visits that were handed over exceeds {reference} by more than {points}."
    counted: str = "visits known to be handed over or not"
    missing: str = NO_HANDOFF
    cause: Cause | None = "needs_not_understood"
