"""What people write on the command line, as values."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from cxjourney.errors import OptionError, show_value

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def duration(text: str) -> timedelta:
    """
    Return a span of time written with its unit.

    Parameters
    ----------
    text
        A number and one of ``s m h d w``.

    Raises
    ------
    OptionError
        If it is not written so.

    Examples
    --------
    >>> duration("90m"), duration("1.5d")
    (datetime.timedelta(seconds=5400), datetime.timedelta(days=1, seconds=43200))
    """
    found = re.fullmatch(r"([0-9]{1,6}(?:\.[0-9]{1,6})?) ?([smhdw])", text.strip())
    if found is None:
        raise OptionError(f"expected a duration such as 30m, 12h or 7d, found {show_value(text)}.", hint="use the units s, m, h, d, w.")
    return timedelta(**{_UNITS[found[2]]: float(found[1])})


def instant(text: str) -> datetime:
    """
    Return a time written as ISO 8601, in UTC where it names no zone.

    Parameters
    ----------
    text
        The time.

    Raises
    ------
    OptionError
        If it is not written so.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as cause:
        message = f"expected a time such as 2026-06-30 or 2026-06-30T12:00+02:00, found {show_value(text)}."
        raise OptionError(message, hint="write it as ISO 8601.") from cause
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def pair(text: str) -> tuple[str, str | tuple[str, float, float]]:
    """
    Return the metric and its column, with the ends of its scale where they are given.

    Parameters
    ----------
    text
        ``METRIC=COLUMN`` or ``METRIC=COLUMN:LOW:HIGH``.

    Raises
    ------
    OptionError
        If it is not written so.

    Examples
    --------
    >>> pair("rating=stars:0:10")
    ('rating', ('stars', 0.0, 10.0))
    """
    found = re.fullmatch(r"([^=]+)=(.+?)(?::(-?[0-9]+(?:\.[0-9]+)?):(-?[0-9]+(?:\.[0-9]+)?))?", text)
    if found is None:
        raise OptionError(f"expected METRIC=COLUMN, found {show_value(text)}.", hint="write --score nps=recommend or rating=stars:0:10.")
    metric, column, low, high = found.groups()
    return metric, column if low is None else (column, float(low), float(high))
