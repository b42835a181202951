"""A smooth curve that never lies: Steffen's monotone cubic, whose extremes stand only at data points."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

Point = tuple[float, float]
Segment = tuple[Point, Point, Point, Point]
"""A cubic Bézier: start, two controls, end."""

_HALVINGS = 60


def steffen(points: Sequence[Point]) -> tuple[Segment, ...]:
    """
    Return the cubic segments through points with rising x; between neighbours y stays within their values.

    Parameters
    ----------
    points
        At least two points.

    References
    ----------
    .. [1] Steffen, M. (1990). A simple method for monotonic interpolation in one dimension. A&A 239, 443-450.

    Examples
    --------
    >>> steffen([(0, 0), (3, 3)])
    (((0, 0), (1.0, 1.0), (2.0, 2.0), (3, 3)),)
    """
    slopes = _slopes(points)
    segments: list[Segment] = []
    for (start, end), (first, last) in zip(itertools.pairwise(points), itertools.pairwise(slopes), strict=True):
        third = (end[0] - start[0]) / 3
        low, high = sorted((start[1], end[1]))
        one = (start[0] + third, min(max(start[1] + first * third, low), high))
        two = (end[0] - third, min(max(end[1] - last * third, low), high))
        segments.append((start, one, two, end))
    return tuple(segments)


def _slopes(points: Sequence[Point]) -> list[float]:
    widths = [after[0] - before[0] for before, after in itertools.pairwise(points)]
    secants = [(after[1] - before[1]) / width for before, after, width in zip(points, points[1:], widths, strict=False)]
    inner = [_inner_slope(*pair) for pair in zip(secants, secants[1:], widths, widths[1:], strict=False)]
    return [_end_slope(secants, inner, first=True), *inner, _end_slope(secants, inner, first=False)]


def _inner_slope(before: float, after: float, width_before: float, width_after: float) -> float:
    if before * after <= 0:
        return 0.0
    weighted = (before * width_after + after * width_before) / (width_before + width_after)
    steepest = 2 * min(abs(before), abs(after))
    return max(-steepest, min(steepest, weighted))


def _end_slope(secants: list[float], inner: list[float], *, first: bool) -> float:
    if not inner:
        return secants[0]
    secant, neighbour = (secants[0], inner[0]) if first else (secants[-1], inner[-1])
    slope = 1.5 * secant - 0.5 * neighbour
    if slope * secant <= 0:
        return 0.0
    return max(-2 * abs(secant), min(2 * abs(secant), slope))


def split(segment: Segment, t: float) -> tuple[Segment, Segment]:
    """
    Cut a segment in two by de Casteljau.

    Parameters
    ----------
    segment
        A cubic.
    t
        Where, from 0 to 1.
    """
    a, b, c, d = segment
    ab, bc, cd = _between(a, b, t), _between(b, c, t), _between(c, d, t)
    abc, bcd = _between(ab, bc, t), _between(bc, cd, t)
    middle = _between(abc, bcd, t)
    return (a, ab, abc, middle), (middle, bcd, cd, d)


def _between(one: Point, other: Point, t: float) -> Point:
    return (one[0] + (other[0] - one[0]) * t, one[1] + (other[1] - one[1]) * t)


def crossing(segment: Segment, level: float) -> float | None:
    """
    Return where a monotone segment crosses a level, from 0 to 1, or None when its ends lie on one side.

    Parameters
    ----------
    segment
        A cubic that only rises or only falls.
    level
        The y to cross.
    """
    start, end = segment[0][1] - level, segment[3][1] - level
    if start * end >= 0:
        return None
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if (_height(segment, middle) - level) * start > 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _height(segment: Segment, t: float) -> float:
    a, b, c, d = (point[1] for point in segment)
    u = 1 - t
    return a * u * u * u + 3 * b * u * u * t + 3 * c * u * t * t + d * t * t * t


def split_at(segments: Sequence[Segment], level: float) -> tuple[tuple[bool, tuple[Segment, ...]], ...]:
    """
    Return the runs of a curve above and below a level, cut exactly where it crosses.

    Parameters
    ----------
    segments
        A curve.
    level
        The y to cut at; smaller y is above, as on a screen.

    Returns
    -------
    tuple
        Pairs of whether the run is above, and its segments.
    """
    pieces: list[Segment] = []
    for segment in segments:
        t = crossing(segment, level)
        pieces += [segment] if t is None else _cut(segment, t, level)
    runs: list[tuple[bool, list[Segment]]] = []
    for piece in pieces:
        above = piece[0][1] + piece[3][1] <= 2 * level
        if runs and runs[-1][0] == above:
            runs[-1][1].append(piece)
        else:
            runs.append((above, [piece]))
    return tuple((above, tuple(run)) for above, run in runs)


def _cut(segment: Segment, t: float, level: float) -> list[Segment]:
    first, second = split(segment, t)
    root = (first[3][0], level)
    return [(first[0], first[1], first[2], root), (root, second[1], second[2], second[3])]
