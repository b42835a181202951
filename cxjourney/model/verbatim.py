"""What a customer wrote."""

from __future__ import annotations

from cxjourney.types import Instant, Name, Number, Text
from cxjourney.value import Value


class Verbatim(Value):
    """
    A text in a customer's own words, and what it is about.

    Parameters
    ----------
    text
        What the customer wrote.
    customer
        The customer's identifier.
    touchpoint, channel
        Where the visit was.
    time
        When it was written.
    scores
        Scores given there, as pairs of metric and score.

    Examples
    --------
    >>> Verbatim(text="Slow.", customer="007", touchpoint="Checkout", time="2026-03-01T09:00Z", scores=[("nps", 3)]).text
    'Slow.'
    """

    text: Text
    customer: Name
    touchpoint: Name
    time: Instant
    channel: Name | None = None
    scores: tuple[tuple[Name, Number], ...] = ()
