"""Where the points of a time line stand: lines as wide as the page, waits to scale, long silences cut short."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta

    from cxjourney.render.journey.stations import Station

WIDTH, WIDE = 1120, 1680
"""Widths of the page: the usual one, and that of long journeys."""

PITCH = 96
"""Room that a point needs for its name."""

BREAK = 84
"""Room of a silence that is cut short."""

_STEP = 11.0
_LONGEST = 48.0


@dataclass(frozen=True, slots=True)
class Place:
    """
    Where a point stands.

    Parameters
    ----------
    station
        The point.
    x
        Its middle.
    gap
        Where the wait before it begins and ends, if it stands on the same line.
    """

    station: Station
    x: float
    gap: tuple[float, float] | None


def room(wait: timedelta) -> float:
    """
    Return how much wider than usual a wait is drawn: nothing up to a minute, then by the logarithm.

    Parameters
    ----------
    wait
        Time between two visits.

    Examples
    --------
    >>> from datetime import timedelta
    >>> room(timedelta(seconds=20)), room(timedelta(minutes=10)), room(timedelta(days=400))
    (0.0, 11.0, 48.0)
    """
    minutes = max(wait.total_seconds() / 60, 1)
    return round(min(_STEP * math.log10(minutes), _LONGEST), 1)


def lines(points: Sequence[Station], left: float, right: float) -> tuple[tuple[Place, ...], ...]:
    """
    Return points in lines.

    Parameters
    ----------
    points
        The points.
    left, right
        Edges of a line.
    """
    rows: list[list[Place]] = []
    for station in points:
        last = rows[-1][-1] if rows else None
        extra = 0.0 if station.wait is None else BREAK if station.is_silent_before else room(station.wait)
        if last is None:
            rows.append([Place(station, left + PITCH / 2, None)])
        elif last.x + PITCH + extra + PITCH / 2 > right:
            x = round(left + PITCH + extra, 1)
            rows.append([Place(station, x, (left, x))])
        else:
            x = round(last.x + PITCH + extra, 1)
            rows[-1].append(Place(station, x, (last.x, x)))
    return tuple(tuple(row) for row in rows)
