"""The smallest effects that count."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from cxjourney.types import Probability
from cxjourney.value import Value

Ratio = Annotated[float, Field(ge=1)]
Points = Annotated[float, Field(ge=0, le=4)]


class Margins(Value):
    """
    The smallest effects that count as a pain point.

    A difference below its margin is never reported, however certain it is.

    Parameters
    ----------
    drop_off, drop_off_ratio
        How much larger the share of customers who leave must be: as a difference and as a ratio, both.
    long_wait
        How many times as long the next step must take.
    rework, escalation, repeat_contact, reopened, handoff
        How much larger these rates must be.
    low_score, high_effort, negative_emotion
        How much lower feelings must be, in points of valence.
    gap_valence
        How much lower feelings in one channel or segment of a touchpoint must be than in the rest of it.
    gap_rate
        How much more than the margin of its kind a rate in one channel or segment must exceed that of the rest.
    disagreement
        How far feelings read out of words must lie from what answers elsewhere make one expect, in points of valence.
    friction
        How far the friction of a stage must lie above its target.

    Raises
    ------
    ModelError
        If a margin is out of range.

    Examples
    --------
    >>> Margins(drop_off=0.05).drop_off
    0.05
    """

    drop_off: Probability = 0.02
    drop_off_ratio: Ratio = 1.25
    long_wait: Ratio = 1.5
    rework: Probability = 0.05
    escalation: Probability = 0.05
    repeat_contact: Probability = 0.05
    reopened: Probability = 0.05
    handoff: Probability = 0.05
    low_score: Points = 0.3
    high_effort: Points = 0.3
    negative_emotion: Points = 0.3
    gap_valence: Points = 0.4
    gap_rate: Probability = 0.01
    disagreement: Points = 0.5
    friction: Probability = 0.05
