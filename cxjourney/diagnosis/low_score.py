"""Low scores: touchpoints that customers rate lower than others with the same question."""

from __future__ import annotations

from dataclasses import dataclass

from cxjourney.diagnosis.scores import Score
from cxjourney.diagnosis.untested import NO_SCORES


@dataclass(frozen=True, slots=True)
class LowScore(Score):
    """Mean valence of satisfaction, recommendation and ratings; effort and emotions are kinds of their own."""

    kind: str = "low_score"
    metrics: tuple[str, ...] = ("nps", "csat", "rating")
    targets: tuple[str, ...] = ("valence", "low_score")
    claim: str = "Scores at {place} are lower"
    subject: str = "Scores"
    missing: str = NO_SCORES
