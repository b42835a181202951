"""Negative emotion: touchpoints where readings of what customers feel are worse than elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from cxjourney.diagnosis.scores import Score
from cxjourney.diagnosis.untested import NO_READINGS


@dataclass(frozen=True, slots=True)
class NegativeEmotion(Score):
    """Mean valence of readings such as the sentiment of texts."""

    kind: str = "negative_emotion"
    metrics: tuple[str, ...] = ("sentiment",)
    targets: tuple[str, ...] = ("negative_emotion",)
    claim: str = "Customers feel worse at {place}"
    subject: str = "Readings"
    missing: str = NO_READINGS
