"""The row above the emotion curve: stars, labels and quotes of the moments of truth."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cxjourney.render.lanes.emotion_points import QUOTE, QUOTE_STEP, Point
from cxjourney.render.marks import Anchor, Box, Text, text_box
from cxjourney.render.page import SMALL_BOLD, Page, Style, paragraph
from cxjourney.render.text import balanced, measure

STAR = 9
_OFFSET = 13
_EDGE = 6
_LABEL, _QUOTE = 13, 29
_WIDEST_QUOTE = 180


@dataclass(frozen=True, slots=True)
class Note:
    """
    What stands beside the star of a moment.

    Parameters
    ----------
    point
        The reading it belongs to.
    label, quote
        Texts, relative to the top of the lane; empty when there is no room.
    below
        How far under the top of the lane the guide to the point starts.
    """

    point: Point
    label: tuple[Text, ...]
    quote: tuple[Text, ...]
    below: float = STAR + 9

    @property
    def texts(self) -> tuple[Text, ...]:
        """All its texts."""
        return self.label + self.quote

    def boxes(self) -> list[Box]:
        """Return the areas of its texts and its star."""
        star = Box(self.point.x - 7, STAR - 7, self.point.x + 7, STAR + 7)
        return [star, *(text_box(text) for text in self.texts)]


def notes(page: Page, points: tuple[Point, ...]) -> tuple[Note, ...]:
    """
    Return what stands beside each star; labels that would touch are left out, then quotes; the stars stay.

    Parameters
    ----------
    page
        What to draw from.
    points
        All readings.
    """
    found = [_placed(page, point) for point in points if point.is_moment]
    for fallback in (_without_label, _bare):
        for index in range(1, len(found)):
            if _touch(found[index - 1], found[index]):
                found[index - 1 : index + 1] = [fallback(note) for note in found[index - 1 : index + 1]]
    return tuple(found)


def _without_label(note: Note) -> Note:
    """Return the note without its label, the quote in its place."""
    rise = _QUOTE - _LABEL if note.label else 0
    return replace(note, label=(), quote=tuple(replace(text, y=text.y - rise) for text in note.quote))


def _bare(note: Note) -> Note:
    return Note(note.point, (), ())


def _touch(one: Note, other: Note) -> bool:
    first = [Box(area.left - 4, area.top, area.right + 4, area.bottom) for area in one.boxes()]
    return any(area.overlaps(neighbour) for area in first for neighbour in other.boxes())


def _placed(page: Page, point: Point) -> Note:
    label = page.words("moment")
    width = measure(label, SMALL_BOLD)
    rooms = {"end": point.x - _OFFSET - point.column.x - _EDGE, "start": point.column.right - point.x - _OFFSET - _EDGE}
    sides: tuple[Anchor, ...] = ("end", "start") if point.is_last else ("start", "end")
    side = next((side for side in sides if rooms[side] >= width), None)
    if side is None:
        return _centered(page, point)
    x = point.x + (_OFFSET if side == "start" else -_OFFSET)
    text = Text(x, _LABEL, label, SMALL_BOLD, "moment", side, halo=page.ground(point.stage))
    return Note(point, (text,), _quote(page, point, (x, side), min(rooms[side], _WIDEST_QUOTE)))


def _centered(page: Page, point: Point) -> Note:
    """Place a quote under the star of a narrow stage, where the label has no room at its side."""
    room = 2 * min(point.x - point.column.x, point.column.right - point.x) - 2 * _EDGE
    texts = _quote(page, point, (point.x, "middle"), room)
    return Note(point, (), texts, texts[-1].y + 6 if texts else STAR + 9)


def _quote(page: Page, point: Point, at: tuple[float, Anchor], room: float) -> tuple[Text, ...]:
    if not point.quote:
        return ()
    style = Style(QUOTE, "ink2", at[1], italic=True, halo=page.ground(point.stage), leading=QUOTE_STEP)
    return tuple(paragraph(balanced(point.quote, room, QUOTE, lines=2), at[0], _QUOTE, style))


def room_needed(found: tuple[Note, ...], labels: list[Text]) -> float:
    """
    Return how much lower the curve must stand so that no text beside a star touches a figure of the curve.

    Parameters
    ----------
    found
        The notes.
    labels
        Figures and quotes of the curve, where they would stand.
    """
    areas = [area for note in found for area in note.boxes()]
    boxes = [text_box(label) for label in labels]
    across = [area.bottom - box.top + 3 for area in areas for box in boxes if area.left - 3 < box.right and box.left < area.right + 3]
    return max([0.0, *across, *(4 - box.top for box in boxes)])
