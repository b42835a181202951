"""One customer's journey."""

from __future__ import annotations

from cxjourney.types import Instant, Name, Number
from cxjourney.value import Value


class Visit(Value):
    """
    One meeting of a customer and a touchpoint.

    Parameters
    ----------
    touchpoint, channel, stage
        Names as the data spell them.
    time
        When it happened.
    scores
        Scores given there, as pairs of metric and score.
    value
        Money that changed hands.

    Examples
    --------
    >>> Visit(touchpoint="Checkout", time="2026-03-01T09:00:00+01:00", scores=[("nps", 9)]).time.isoformat()
    '2026-03-01T08:00:00+00:00'
    """

    touchpoint: Name
    time: Instant
    channel: Name | None = None
    stage: Name | None = None
    scores: tuple[tuple[Name, Number], ...] = ()
    value: Number | None = None


class Journey(Value):
    """
    One customer's visits in the order they happened.

    Parameters
    ----------
    customer
        The customer's identifier.
    visits
        The visits, first to last.
    truncated
        Whether there were more visits than asked for.

    Examples
    --------
    >>> visits = [Visit(touchpoint="Cart", time="2026-03-01T09:00Z"), Visit(touchpoint="Checkout", time="2026-03-01T09:05Z")]
    >>> [visit.touchpoint for visit in Journey(customer="007", visits=visits).visits]
    ['Cart', 'Checkout']
    """

    customer: Name
    visits: tuple[Visit, ...] = ()
    truncated: bool = False
