"""Further emotion curves: groups of customers, or the map that this one is compared with, each named where it runs."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cxjourney.render.curve import steffen
from cxjourney.render.lanes.emotion_curve import curve_commands, runs
from cxjourney.render.lanes.emotion_points import RANGE, UNIT, Point, is_shown
from cxjourney.render.lanes.touchpoints import emotion_facts
from cxjourney.render.marks import Box, Circle, Command, Mark, Paint, Path, Rect, Text, text_box
from cxjourney.render.page import Page, group
from cxjourney.render.text import Font, fit, measure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxjourney.estimate import Estimate

NAME = Font(11, 600)
_DELTA = Font(12, 700)
_WIDEST_NAME = 120
_GAP = 9
_SHAPES = ("square", "diamond", "circle")
_TARGET = Paint(None, "opp", 2.2, dash="7 4", rounded=True)
_GROUPS = (
    Paint(None, "ink2", 2, dash="9 4", rounded=True),
    Paint(None, "ink3", 2, dash="2 4", rounded=True),
    Paint(None, "ink3", 2, dash="9 4 2 4", rounded=True),
)


@dataclass(frozen=True, slots=True)
class Other:
    """
    A curve beside the main one.

    Parameters
    ----------
    name
        Whose it is.
    paint, shape
        How its line and its points look: each has a dash and a shape of its own.
    points
        Its readings, where those of the main curve stand.
    """

    name: str
    paint: Paint
    shape: str
    points: tuple[Point, ...]

    def places(self, zero: float) -> list[tuple[Point, float]]:
        """Return its points that are drawn, with their heights."""
        return [(point, zero - point.value * UNIT) for point in self.points if point.is_shown]


def others(page: Page, readings: Sequence[Point]) -> tuple[Other, ...]:
    """
    Return the curves beside the main one.

    Parameters
    ----------
    page
        What to draw from.
    readings
        Points of the main curve.
    """
    places = [item.others for item in (page.view.stages if page.view.is_overview else page.view.touchpoints)]
    found: list[Other] = []
    groups = 0
    for index, line in enumerate(page.view.curves[1:]):
        emotions = [place[index] if place else None for place in places]
        points = tuple(_point(page, reading, emotion) for reading, emotion in zip(readings, emotions, strict=True))
        paint, shape = (_TARGET, "circle") if line.is_target else (_GROUPS[groups % 3], _SHAPES[groups % 3])
        groups += not line.is_target
        found.append(Other(line.name, paint, shape, points))
    return tuple(found)


def _point(page: Page, reading: Point, emotion: Estimate | None) -> Point:
    spoken = f"{reading.name}: {page.words.listed(emotion_facts(page, emotion))}"
    shown = is_shown(page, emotion)
    return replace(reading, spoken=spoken, emotion=emotion, is_shown=shown, badges=(), is_moment=False, quote=None)


def draw_others(page: Page, found: Sequence[Other], zero: float) -> list[Mark]:
    """
    Return the lines and points of the curves beside the main one.

    Parameters
    ----------
    page
        What to draw from.
    found
        The curves.
    zero
        The neutral line.
    """
    marks: list[Mark] = []
    for other in found:
        lines = [_line(run, other.paint, zero) for run in runs(other.points) if len(run) > 1]
        dots = [mark for point, y in other.places(zero) for mark in group("listitem", point.spoken, _dot(other, point.x, y))]
        marks += group("list", page.words("lane.emotion.curve_of", name=other.name), [*lines, *dots])
    return marks


def _line(run: Sequence[Point], paint: Paint, zero: float) -> Path:
    return Path(curve_commands(steffen([(point.x, zero - point.value * UNIT) for point in run])), paint)


def _dot(other: Other, x: float, y: float) -> list[Mark]:
    paint = Paint("bg", other.paint.stroke, 2)
    if other.shape == "square":
        return [Rect(x - 4, y - 4, 8, 8, paint, 1)]
    if other.shape == "diamond":
        corners: tuple[Command, ...] = (("M", 0, -5.5), ("L", 5.5, 0), ("L", 0, 5.5), ("L", -5.5, 0), ("Z",))
        return [Path(corners, paint, (x, y))]
    return [Circle(x, y, 4.5, paint)]


def names(page: Page, lines: Sequence[tuple[str, str, Sequence[Point]]], taken: Sequence[Box], zero: float) -> list[Text]:
    """
    Return the name of each curve beside one of its points, where it covers nothing.

    Parameters
    ----------
    page
        What to draw from.
    lines
        Name, colour token and points of each curve.
    taken
        Areas that are covered already.
    zero
        The neutral line.
    """
    done: list[Text] = []
    for name, token, points in lines:
        rivals = [rival for other, _, rival in lines if other != name]
        tried = [(text, point) for point in reversed(points) if point.is_shown for text in _places(page, name, token, point, zero)]
        if tried:
            boxes = [*taken, *(text_box(text) for text in done)]
            costs = [_cost(text_box(text), boxes, [points, *rivals], zero) + _doubt(text, point, rivals, zero) for text, point in tried]
            done.append(tried[costs.index(min(costs))][0])
    return done


def _places(page: Page, name: str, token: str, point: Point, zero: float) -> list[Text]:
    short = fit(name, min(_WIDEST_NAME, page.grid.pitch + 40), NAME)
    text = short.lines[0] if short.lines else ""
    half = measure(text, NAME) / 2
    y, aside = zero - point.value * UNIT, half + _GAP + 3
    spots = [(0.0, -_GAP - 3), (0.0, _GAP + 11), (-aside, 4.0), (aside, 4.0), (0.0, -_GAP - 19), (0.0, _GAP + 27)]
    spots += [(side, rise) for rise in (-_GAP, _GAP + 8) for side in (-aside, aside)]
    halo, left, right = page.ground(point.stage), point.column.x + half + 6, point.column.right - half - 6
    places = [(point.x + across, y + down) for across, down in spots if across == 0 or left <= point.x + across <= right]
    return [Text(min(max(x, left), right), base, text, NAME, token, "middle", halo=halo, full=short.full) for x, base in places]


def _doubt(text: Text, point: Point, rivals: Sequence[Sequence[Point]], zero: float) -> float:
    """Return how easily a name would be taken for that of another curve."""
    middle = text.y - 4
    own = abs(zero - point.value * UNIT - middle)
    heights = [height for rival in rivals for height in _heights(rival, point.x, zero)]
    return sum(6.0 for height in heights if abs(height - middle) <= own) + sum(1.0 for height in heights if abs(height - middle) < 24)


def _cost(area: Box, taken: Sequence[Box], lines: Sequence[Sequence[Point]], zero: float) -> float:
    """Return how much a name would cover; of equal places the first tried wins."""
    hidden = sum(area.overlaps(box) for box in taken) * 100.0
    hidden += 5.0 * (area.top < zero - (RANGE * UNIT + 24)) + 5.0 * (area.bottom > zero + RANGE * UNIT + 24)
    return hidden + sum(_crosses(area, points, zero) for points in lines)


def _crosses(area: Box, points: Sequence[Point], zero: float) -> float:
    """Return how much of the width of an area a curve runs through, judged on its chords."""
    count = 0
    for place in range(9):
        x = area.left + (area.right - area.left) * place / 8
        count += any(area.top - 2 < y < area.bottom + 2 for y in _heights(points, x, zero))
    return count / 4


def _heights(points: Sequence[Point], x: float, zero: float) -> list[float]:
    found: list[float] = []
    for one, other in itertools.pairwise(points):
        if one.is_shown and other.is_shown and one.x <= x <= other.x:
            share = (x - one.x) / (other.x - one.x)
            found.append(zero - (one.value + (other.value - one.value) * share) * UNIT)
    return found


def deltas(page: Page, y: float) -> list[Mark]:
    """
    Return a badge per stage that says how much better it feels in the other map.

    Parameters
    ----------
    page
        What to draw from.
    y
        Base line of their figures.
    """
    names_ = [line.name for line in page.view.curves if line.is_target]
    if not names_ or all(stage.delta is None for stage in page.view.stages):
        return []
    words = page.words
    head = words("lane.emotion.delta", target=names_[0], base=page.view.curves[0].name)
    items: list[Mark] = []
    for stage, column in zip(page.view.stages, page.grid.columns, strict=True):
        if stage.delta is None:
            continue
        figure = words.numerals.signed(stage.delta)
        spoken = words("delta.label", stage=stage.name, target=names_[0], base=page.view.curves[0].name, value=figure)
        items += group("listitem", spoken, _badge(figure, stage.delta, column.center, y))
    return group("list", head, items)


def delta_name(page: Page) -> str | None:
    """Return what stands before the row of badges, or None when there is none."""
    target = next((line.name for line in page.view.curves if line.is_target), None)
    if target is None or all(stage.delta is None for stage in page.view.stages):
        return None
    return page.words("lane.emotion.delta", target=target, base=page.view.curves[0].name)


def _badge(figure: str, delta: float, x: float, y: float) -> list[Mark]:
    width = measure(figure, _DELTA) + 22
    fill, line, ink = ("oppfill", "oppline", "opp") if delta >= 0.05 else ("card", "line2", "neg" if delta <= -0.05 else "ink3")
    box = Rect(x - width / 2, y - 14, width, 20, Paint(fill, line), 10)
    return [box, Text(x, y, figure, _DELTA, ink, "middle")]
