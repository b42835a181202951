"""Satisfaction over the whole journey as one figure, and touchpoints in order."""

from __future__ import annotations

from typing import Literal

from cxjourney.estimate import Estimate
from cxjourney.model import _doors
from cxjourney.model.result import Tabular
from cxjourney.types import Count, Name, Number, Probability, Rank, Slug, Text
from cxjourney.value import Value
from cxjourney.wording import figure


class SatisfactionAttribute(Value):
    """
    One thing that customers are more or less satisfied with, as a part of an index.

    Parameters
    ----------
    name
        Name of the touchpoint or of the question.
    metric
        The question that was asked.
    low, high
        Ends of its scale.
    weight
        Share of the index, all attributes together being 1.
    score
        Mean satisfaction from 0 to 100, the ends of the scale being 0 and 100.

    Examples
    --------
    >>> SatisfactionAttribute(name="Checkout", metric="csat", low=1, high=5, weight=0.5, score=62.5).score
    62.50 stated
    """

    name: Name
    metric: Name
    low: Number
    high: Number
    weight: Probability
    score: Estimate


class SatisfactionIndex(Tabular, Estimate):
    """
    A customer satisfaction index from 0 to 100: an estimate that knows what it is made of.

    Parameters
    ----------
    over
        Whether the attributes are touchpoints or questions.
    attributes
        What the index is made of, in the order of the map.
    notes
        What was left out, and why.

    See Also
    --------
    csi : computes it.

    Examples
    --------
    >>> import cxjourney as cx
    >>> shop = cx.datasets.sample_shop(customers=2_000)
    >>> index = cx.csi(cx.discover_map(shop.events, goal=shop.goal))
    >>> index
    61.56 [60.19, 62.91] n=1503
    >>> min(index.attributes, key=lambda each: each.score.value).name
    'Card payment'
    """

    over: Literal["touchpoint", "metric"] = "touchpoint"
    attributes: tuple[SatisfactionAttribute, ...] = ()
    notes: tuple[Text, ...] = ()

    def to_rows(self) -> list[dict[str, object]]:
        """
        Return one plain dictionary an attribute, ready for any table.

        Examples
        --------
        >>> SatisfactionIndex(value=70).to_rows()
        []
        """
        return _doors.rows(self)


class RankedTouchpoint(Value):
    """
    A touchpoint among the others.

    Parameters
    ----------
    rank
        Its place by the shrunken figure, 1 being the worst; equal figures share a place.
    rank_low, rank_high
        The places it may have: so many touchpoints are clearly worse, and all but so many clearly better.
    touchpoint, touchpoint_id, stage
        Where.
    raw
        The figure of its own data.
    shrunken
        The figure drawn towards the mean of all, the more so the less certain it is; the order is taken from this one.

    Examples
    --------
    >>> RankedTouchpoint(rank=1, rank_low=1, rank_high=2, touchpoint="Pay", touchpoint_id="pay", raw=-1.2, shrunken=-0.9).shrunken
    -0.90 stated
    """

    rank: Rank
    rank_low: Rank
    rank_high: Rank
    touchpoint: Name
    touchpoint_id: Slug
    stage: Name | None = None
    raw: Estimate
    shrunken: Estimate


class TouchpointRanking(Tabular, Value):
    """
    Touchpoints in order, the worst first.

    Parameters
    ----------
    by
        The figure they are ordered by.
    level
        Confidence level of the intervals.
    mean
        The common mean that the figures are drawn to.
    spread
        Standard deviation between touchpoints, apart from chance; 0 when chance explains all differences.
    rows
        The touchpoints.
    n
        Number of observations behind all of them.
    notes
        How the order was made, and what was left out.

    See Also
    --------
    rank_touchpoints : makes it.

    Examples
    --------
    >>> import cxjourney as cx
    >>> shop = cx.datasets.sample_shop(customers=2_000)
    >>> ranking = cx.rank_touchpoints(cx.discover_map(shop.events, goal=shop.goal), by="drop_off_rate")
    >>> [(row.rank, row.touchpoint) for row in ranking.rows[:2]]
    [(1, 'Card payment'), (2, 'Sign in')]
    """

    by: Name
    level: Probability = 0.95
    mean: Number | None = None
    spread: Number | None = None
    rows: tuple[RankedTouchpoint, ...] = ()
    n: Count = 0
    notes: tuple[Text, ...] = ()

    def to_rows(self) -> list[dict[str, object]]:
        """
        Return one plain dictionary a touchpoint, ready for any table.

        Examples
        --------
        >>> TouchpointRanking(by="valence").to_rows()
        []
        """
        return _doors.rows(self)

    def __str__(self) -> str:
        lines = [f"{row.rank}. {row.touchpoint}: {figure(row.shrunken, n=True)}; raw {figure(row.raw, n=True)}" for row in self.rows]
        return "\n".join([f"Touchpoints by {self.by.replace('_', ' ')}, the worst first", *lines, *self.notes])

    def __repr__(self) -> str:
        worst = f", the worst {self.rows[0].touchpoint!r}" if self.rows else ""
        return f"<TouchpointRanking by {self.by}: {len(self.rows)} touchpoints{worst}>"
