"""How much friction journeys meet in each stage."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator

from cxjourney.estimate import Estimate
from cxjourney.types import Name, Probability, Rank, Slug, Text
from cxjourney.value import Value, pairs


class StageFriction(Value):
    """
    The friction journeys meet in a stage.

    Parameters
    ----------
    stage, stage_id
        The stage.
    segment, segment_id
        Segment the figures are restricted to; None means everybody.
    rate
        Share of the journeys entering the stage that meet friction there.
    parts
        What the friction is made of, as pairs of name (``ended``, ``rework``, ``escalated``, ``waited``,
        ``bad_score``) and share; parts may overlap, and parts that were not observed are not there.
    flagged
        Whether the stage needs attention.
    attention
        Its place among the flagged stages, 1 needing attention most: by what its pain points put at stake.
    q_value
        Smallest q-value of the pain points in it, or of the test against its target.
    target
        Planned friction rate.
    earlier
        The rate in the earlier period, where one is compared with.
    time_spent
        Median time journeys spend in the stage, in seconds.
    going_on_rate
        Share of journeys that go on to a later stage or reach the goal.
    emotion_change
        Mean valence minus that of the stage before.
    pain_points
        Ranks of the pain points that lie in it.
    notes
        What could not be observed.
    summary
        One plain sentence.

    Examples
    --------
    >>> friction = StageFriction(stage="Pay", stage_id="pay", rate=0.4, parts={"ended": 0.3, "rework": 0.15})
    >>> friction.rate, friction.part("ended")
    (0.40 stated, 0.30 stated)
    """

    stage: Name
    stage_id: Slug
    segment: Name | None = None
    segment_id: Slug | None = None
    rate: Estimate
    parts: Annotated[tuple[tuple[Name, Estimate], ...], BeforeValidator(pairs)] = ()
    flagged: bool = False
    attention: Rank | None = None
    q_value: Probability | None = None
    target: Probability | None = None
    earlier: Estimate | None = None
    time_spent: Estimate | None = None
    going_on_rate: Estimate | None = None
    emotion_change: Estimate | None = None
    pain_points: tuple[Rank, ...] = ()
    notes: tuple[Text, ...] = ()
    summary: Text = ""

    def part(self, name: str) -> Estimate | None:
        """
        Return one part of the friction, or None when it was not observed.

        Parameters
        ----------
        name
            Name of the part, such as ``"ended"``.
        """
        return dict(self.parts).get(name)
