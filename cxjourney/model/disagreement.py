"""Where what customers say, what their words say and what they do are at odds."""

from __future__ import annotations

from typing import Literal

from cxjourney.estimate import Estimate
from cxjourney.types import Name, Probability, Slug, Text
from cxjourney.value import Value


class Disagreement(Value):
    """
    A touchpoint where two kinds of evidence are at odds.

    Parameters
    ----------
    touchpoint, touchpoint_id
        Where.
    source
        What disagrees with the answers customers give: ``"inferred"`` for feelings read out of their words, ``"indirect"`` for what
        they do.
    direct
        Mean valence of the answers.
    other
        Mean valence of the readings, or the figure of what customers do.
    difference
        How far the readings lie above the answers, beyond what they usually do at other touchpoints; None for what customers do.
    q_value
        Expected share of false findings among the differences at least as strong; for what customers do, that of the pain point.
    summary
        One plain sentence.

    Examples
    --------
    >>> from cxjourney.estimate import Estimate
    >>> at = {"touchpoint": "Chat", "touchpoint_id": "chat", "direct": Estimate(value=1.2), "other": Estimate(value=-0.8)}
    >>> Disagreement(**at, source="inferred", summary="Answers at Chat are good, words are not.").source
    'inferred'
    """

    touchpoint: Name
    touchpoint_id: Slug
    source: Literal["inferred", "indirect"]
    direct: Estimate
    other: Estimate
    difference: Estimate | None = None
    q_value: Probability | None = None
    summary: Text
