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
    """

    customer: Name
    visits: tuple[Visit, ...] = ()
    truncated: bool = False
