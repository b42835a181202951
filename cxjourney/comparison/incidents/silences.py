"""Days of a log on which nothing at all was recorded: what became of the customers just before them is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxjourney.inference.day_intervals import SHORTEST
from cxjourney.inference.day_series import WEEK

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Integers = NDArray[np.int64]
    Flags = NDArray[np.bool_]


AROUND = 2 * WEEK
"""Days before and after a silence that say how many visits it should have held."""

EXPECTED = 10
"""Visits that a silence should have held: chance leaves so many out in one of twenty thousand cases."""


def silences(visits: Integers) -> tuple[tuple[int, int], ...]:
    """
    Return the times in which a log holds nothing though it should: their first day, and the first one after it.

    Parameters
    ----------
    visits
        Visits of the whole log by day.

    Notes
    -----
    Three days at least of weekdays that usually hold visits (half as often as the busiest one): closed weekends are no silence, nor are
    thin days at the beginning or in the run-off of a log. Only what lies between days with visits; where a log ends is told by
    ``observed_until``.

    Examples
    --------
    >>> week = [9, 8, 8, 9, 7, 0, 0]
    >>> silences(np.array(week * 3 + [0] * 7 + week * 3))
    ((19, 28),)
    """
    days = np.arange(len(visits))
    seen = np.bincount(days[visits > 0] % WEEK, minlength=WEEK)
    usual = 2 * seen >= seen.max()
    busy = np.flatnonzero(visits > 0)
    pairs = zip((busy[:-1] + 1).tolist(), busy[1:].tolist(), strict=True)
    return tuple(
        (start, end)
        for start, end in pairs
        if usual[days[start:end] % WEEK].sum() >= SHORTEST and _expected(visits, start, end) >= EXPECTED
    )


def _expected(visits: Integers, start: int, end: int) -> float:
    """Return how many visits the quieter one of both sides would have brought."""
    before, after = visits[max(0, start - AROUND) : start], visits[end : end + AROUND]
    return (end - start) * min(float(before.mean()), float(after.mean()))


def unseen(length: int, silent: tuple[tuple[int, int], ...], follow: int) -> Flags:
    """
    Return the days whose customers would have to be followed into a silence.

    Parameters
    ----------
    length
        Number of days.
    silent
        The silences.
    follow
        For how many days customers must be followed.

    Examples
    --------
    >>> np.flatnonzero(unseen(20, ((10, 13),), 2)).tolist()
    [8, 9, 10, 11, 12]
    """
    place = np.arange(length)
    found = np.zeros(length, dtype=np.bool_)
    for start, end in silent:
        found |= (place >= start - follow) & (place < end)
    return found
