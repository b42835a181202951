"""The emotion lane: faces as an axis, moments of truth, the curve with its interval, and how many answered."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cxjourney.render.icons import badge, cross, face, star
from cxjourney.render.lanes.emotion_curve import areas, band, curve, runs
from cxjourney.render.lanes.emotion_others import Other, delta_name, deltas, draw_others, names, others
from cxjourney.render.lanes.emotion_points import (
    BADGE_STEP,
    FEW,
    RANGE,
    UNIT,
    Point,
    badge_height,
    points,
    value_baseline,
    value_texts,
)
from cxjourney.render.lanes.moments import STAR, Note, notes, room_needed
from cxjourney.render.layout import AXIS_COLUMN, LABEL_COLUMN, MARGIN
from cxjourney.render.marks import Box, Circle, Mark, Paint, Path, Text, box, text_box
from cxjourney.render.page import SMALL, Drawn, Page, Style, group, lane_label, line, paragraph
from cxjourney.render.text import fit

if TYPE_CHECKING:
    from collections.abc import Sequence

ANNOTATIONS = 48
_N_ROW = 50
_GRID = Paint(None, "line", dash="2 4")
_ZERO = Paint(None, "line2", 1.4)
_GUIDE = Paint(None, "moment", 1.2, dash="2 3")


def has_emotion(page: Page) -> bool:
    """Return whether anybody's feeling is known anywhere."""
    readings = points(page)
    return any(point.is_shown for line in (readings, *(other.points for other in others(page, readings))) for point in line)


def draw(page: Page, top: float) -> Drawn:
    """
    Return the emotion lane.

    Parameters
    ----------
    page
        What to draw from.
    top
        Upper edge.
    """
    readings = points(page)
    further = others(page, readings)
    found = notes(page, readings)
    loose = [text for point in readings if point.is_shown for text in value_texts(page, point, ANNOTATIONS + RANGE * UNIT)]
    zero = top + ANNOTATIONS + room_needed(found, loose) + RANGE * UNIT
    texts = {point.x: value_texts(page, point, zero) for point in readings if point.is_shown}
    lowest = max((text_box(text).bottom for column in texts.values() for text in column), default=top)
    n_row = max(zero + RANGE * UNIT + _N_ROW, lowest + 16)

    marks = [*_axis(page, zero), *_lines(readings, zero), *(guide for note in found for guide in _guide(note, top, zero))]
    color = "ink3" if any(line.is_target for line in page.view.curves) else "ink"
    marks += [mark for run in runs(readings) for mark in curve(run, zero, color)]
    for point in readings:
        inside = _dot(point, zero) + texts.get(point.x, []) + _badges(page, point, zero)
        inside += [mark for note in found if note.point is point for mark in _note(note, top)]
        marks += group("listitem", point.spoken, inside + _answers(page, point, n_row))
    main = group("list", page.words("lane.emotion.curve"), marks)
    taken = [text_box(text) for column in texts.values() for text in column]
    taken += [box(mark) for point in readings if point.is_shown for mark in (*_dot(point, zero), *_badges(page, point, zero))]
    taken += [text_box(replace(text, y=top + text.y)) for note in found for text in note.texts]
    taken += [Box(p.x - 7, height - 7, p.x + 7, height + 7) for other in further for p, height in other.places(zero)]
    taken += [Box(note.point.x - 2, top, note.point.x + 2, zero) for note in found]
    named = names(page, _named(page, readings, further), taken, zero) if further else []
    bottom = n_row + 6
    badges = deltas(page, n_row + 26)
    if badges:
        bottom += 30
        badges += paragraph(fit(delta_name(page) or "", LABEL_COLUMN + AXIS_COLUMN - 12, SMALL), MARGIN, n_row + 26, Style(SMALL, "ink2"))
    return Drawn(bottom - top, (*_label(page, readings, top), *main, *draw_others(page, further, zero), *named, *badges))


def _named(page: Page, readings: tuple[Point, ...], further: tuple[Other, ...]) -> list[tuple[str, str, Sequence[Point]]]:
    """Return the names, colours and points of all curves where there are several."""
    main = page.view.curves[0].name
    lines: list[tuple[str, str, Sequence[Point]]] = [(other.name, other.paint.stroke or "ink", other.points) for other in further]
    return [*lines, (main, "ink2", readings)] if main else lines


def _label(page: Page, readings: tuple[Point, ...], top: float) -> list[Mark]:
    words = page.words
    if any(point.has_interval for point in readings):
        note = words("lane.emotion.sub", level=page.view.level)
    else:
        measured = any(point.emotion is not None and point.emotion.is_measured for point in readings)
        note = words("lane.emotion.mean" if measured else "lane.emotion.stated")
    return lane_label(words("lane.emotion"), note, top, axis=True)


def _axis(page: Page, zero: float) -> list[Mark]:
    left, right = page.grid.left, page.grid.right
    faint = [zero - value * UNIT for value in (-2, -1, 1, 2)]
    marks: list[Mark] = [Path(tuple(command for y in faint for command in (("M", left, y), ("H", right))), _GRID)]
    marks.append(line([(left, zero), (right, zero)], _ZERO))
    for value, tone, key in ((RANGE, "pos", "delighted"), (0, "neu", "neutral"), (-RANGE, "neg", "frustrated")):
        y = zero - value * UNIT
        marks += [*face(tone, left - 18, y), Text(left - 32, y + 4, page.words(key), SMALL, "ink3", "end")]
    return marks


def _lines(readings: tuple[Point, ...], zero: float) -> list[Mark]:
    parts = runs(readings)
    return [mark for run in parts for mark in areas(run, zero)] + [mark for run in parts for mark in band(run, zero)]


def _guide(note: Note, top: float, zero: float) -> list[Mark]:
    """Return the dotted line from a star to its point, stopping before whatever stands above the point."""
    point = note.point
    if not point.is_shown:
        return []
    y = zero - point.value * UNIT
    end = value_baseline(point, zero) - 14 if point.is_above else (badge_height(point, zero) - 11 if point.badges else y - 10)
    start = top + note.below
    return [line([(point.x, start), (point.x, end)], _GUIDE)] if end - start >= 6 else []


def _note(note: Note, top: float) -> list[Mark]:
    return [star(note.point.x, top + STAR), *(replace(text, y=top + text.y) for text in note.texts)]


def _dot(point: Point, zero: float) -> list[Mark]:
    if not point.is_shown or point.emotion is None:
        return [cross(point.x, zero)]
    y = zero - point.value * UNIT
    if point.emotion.n is not None and point.emotion.n < FEW:
        return [Circle(point.x, y, 6, Paint("bg", point.tone, 2.4))]
    return [Circle(point.x, y, 6.5, Paint(point.tone, "bg", 2))]


def _badges(page: Page, point: Point, zero: float) -> list[Mark]:
    """Return the badges of a point, side by side on the side away from its figure, as many as its column holds."""
    shown = point.badges[: max(int((page.grid.pitch - 6) // BADGE_STEP), 1)]
    y = badge_height(point, zero)
    start = point.x - BADGE_STEP * (len(shown) - 1) / 2
    return [
        mark
        for index, item in enumerate(shown)
        for mark in badge(page.words.numerals.fixed(item.rank), item.level, start + BADGE_STEP * index, y, ring=True)
    ]


def _answers(page: Page, point: Point, y: float) -> list[Mark]:
    n = point.emotion.n if point.emotion is not None and point.emotion.value is not None else 0
    if n is None:
        return [] if page.view.is_hypothesis else [Text(point.x, y, page.words("stated"), SMALL, "ink3", "middle")]
    if point.is_shown:
        text = page.words.numerals.count(n)
    else:
        text = page.words("few_answers", n=page.words.numerals.fixed(page.view.min_n)) if n else page.words("no_answers")
    return [Text(point.x, y, text, SMALL, "ink3", "middle")]
