"""Reopened cases: what was called solved and was not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxjourney.diagnosis.rates import Rate
from cxjourney.diagnosis.untested import NO_REOPENED

if TYPE_CHECKING:
    from cxjourney.model.findings import Cause


@dataclass(frozen=True, slots=True)
class Reopened(Rate):
    """Visits whose case was opened again, as the log says."""

    kind: str = "reopened"
    hits: str = "reopened"
    of: str = "reopen_known"
    targets: tuple[str, ...] = ("reopened_rate", "reopened")
    claim: str = "Cases at {place} are reopened more"
    test: str = "The share of reopened cases exceeds {reference} by more than {points}."
    counted: str = "visits known to be reopened or not"
    missing: str = NO_REOPENED
    cause: Cause | None = "unresolved_issue"
