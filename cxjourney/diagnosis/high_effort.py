"""High effort: touchpoints that customers find harder than others with the same question."""

from __future__ import annotations

from dataclasses import dataclass

from cxjourney.diagnosis.scores import Score
from cxjourney.diagnosis.untested import NO_EFFORT


@dataclass(frozen=True, slots=True)
class HighEffort(Score):
    """Mean valence of customer effort scores, easy being good."""

    kind: str = "high_effort"
    metrics: tuple[str, ...] = ("ces",)
    targets: tuple[str, ...] = ("high_effort",)
    claim: str = "Customers report more effort at {place}"
    subject: str = "Effort scores"
    missing: str = NO_EFFORT
