"""Repeat contact: customers who have to ask again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxjourney.diagnosis.rates import Rate
from cxjourney.diagnosis.untested import NO_CONTACTS

if TYPE_CHECKING:
    from cxjourney.model.findings import Cause


@dataclass(frozen=True, slots=True)
class RepeatContact(Rate):
    """Contacts followed by another of the same customer, and about the same reason where it is given, within the window."""

    kind: str = "repeat_contact"
    hits: str = "repeated"
    of: str = "contacts"
    targets: tuple[str, ...] = ("repeat_contact_rate", "repeat_contact")
    claim: str = "Customers have to ask again at {place} more"
    test: str = "The share of contacts followed by another exceeds {reference} by more than {points}."
    counted: str = "contacts followed for long enough"
    missing: str = NO_CONTACTS
    cause: Cause | None = "unresolved_issue"
