"""The emotion curve itself: areas to zero, interval band, line, broken where nobody answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.render.curve import Segment, split_at, steffen
from cxjourney.render.lanes.emotion_points import UNIT, Point
from cxjourney.render.marks import Command, Mark, Paint, Path, Rect

if TYPE_CHECKING:
    from collections.abc import Sequence

_EDGE = Paint(None, "dot2", 0.9, stroke_opacity=0.9)
_BAND = Paint("band", fill_opacity=0.6)


def runs(points: Sequence[Point]) -> list[list[Point]]:
    """Return the points between which the curve is drawn: it never crosses a missing one."""
    found: list[list[Point]] = [[]]
    for point in points:
        if point.is_shown:
            found[-1].append(point)
        else:
            found.append([])
    return [run for run in found if run]


def areas(run: Sequence[Point], zero: float) -> list[Mark]:
    """
    Return the areas between the curve and zero, split exactly where it crosses.

    Parameters
    ----------
    run
        Points without a gap.
    zero
        The neutral line.
    """
    if len(run) < 2:
        return []
    pieces = split_at(steffen([(point.x, zero - point.value * UNIT) for point in run]), zero)
    found: list[Mark] = []
    for above, piece in pieces:
        if all(point[1] == zero for segment in piece for point in segment):
            continue
        end, start = piece[-1][3][0], piece[0][0][0]
        commands = (*curve_commands(piece), ("L", end, zero), ("L", start, zero), ("Z",))
        found.append(Path(commands, Paint("posfill" if above else "negfill")))
    return found


def band(run: Sequence[Point], zero: float) -> list[Mark]:
    """
    Return the interval band and its two edges, where intervals are known.

    Parameters
    ----------
    run
        Points without a gap.
    zero
        The neutral line.
    """
    found: list[Mark] = []
    for part in _with_intervals(run):
        if len(part) == 1:
            found.append(_bar(part[0], zero))
            continue
        upper = steffen([(point.x, zero - point.ends[1] * UNIT) for point in part])
        lower = steffen([(point.x, zero - point.ends[0] * UNIT) for point in part])
        back = [("C", *two, *one, *start) for start, one, two, _ in reversed(lower)]
        outline: tuple[Command, ...] = (*curve_commands(upper), ("L", *lower[-1][3]), *back, ("Z",))
        found += [Path(outline, _BAND), Path((*curve_commands(upper), *curve_commands(lower)), _EDGE)]
    return found


def _with_intervals(run: Sequence[Point]) -> list[list[Point]]:
    parts: list[list[Point]] = [[]]
    for point in run:
        if point.has_interval:
            parts[-1].append(point)
        else:
            parts.append([])
    return [part for part in parts if part]


def _bar(point: Point, zero: float) -> Rect:
    """Return the interval of a point that has no neighbour to draw a band to."""
    top, bottom = (zero - end * UNIT for end in reversed(point.ends))
    return Rect(point.x - 4, top, 8, bottom - top, Paint("band", "dot2", 0.9, fill_opacity=0.6), 2)


def curve(run: Sequence[Point], zero: float, color: str = "ink") -> list[Mark]:
    """
    Return the line through the means; dashed when nothing on it was measured.

    Parameters
    ----------
    run
        Points without a gap.
    zero
        The neutral line.
    color
        Its colour token.
    """
    if len(run) < 2:
        return []
    measured = any(point.emotion is not None and point.emotion.is_measured for point in run)
    segments = steffen([(point.x, zero - point.value * UNIT) for point in run])
    return [Path(curve_commands(segments), Paint(None, color, 2.6, dash=None if measured else "6 4", rounded=True))]


def curve_commands(segments: Sequence[Segment]) -> tuple[Command, ...]:
    """Return the path through the segments of a curve."""
    return (("M", *segments[0][0]), *(("C", *one, *two, *end) for _, one, two, end in segments))
