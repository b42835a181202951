"""How far a chain of journeys can be trusted."""

from __future__ import annotations

from typing import Literal

from cxjourney.types import Count, Name, Number, Probability, Text
from cxjourney.value import Value

FitLevel = Literal["good", "fair", "poor"]


class ChainFit(Value):
    """
    How well a chain that knows only the last touchpoint describes journeys, judged by what it was not fitted to.

    The share of journeys that reach the goal and their mean length are the observed ones by construction and prove nothing.

    Parameters
    ----------
    level
        ``"good"``, ``"fair"`` or ``"poor"``.
    length_distance
        Largest difference between the distribution functions of the journeys' lengths, up to and including the goal.
    reach_distance
        Largest difference between the shares of journeys that the chain sends to a touchpoint before the goal and that went there.
    reach_touchpoint
        Where that is.
    goal_distance
        Mean difference between the chain's and the observed probability to reach the goal after a visit, over the touchpoints weighted
        by the journeys that go there.
    memory_distance
        How much a chain that knows the last two touchpoints differs in what it forecasts if fewer customers left, as a share of the
        forecast.
    n
        Number of journeys.
    summary
        One plain sentence.

    Examples
    --------
    >>> import cxjourney as cx
    >>> shop = cx.datasets.sample_shop(customers=2_000)
    >>> cx.diagnose(cx.discover_map(shop.events, goal=shop.goal)).fit.level
    'good'
    """

    level: FitLevel
    length_distance: Probability
    reach_distance: Probability
    reach_touchpoint: Name | None = None
    goal_distance: Probability
    memory_distance: Number | None = None
    n: Count
    summary: Text

    def __str__(self) -> str:
        return self.summary
