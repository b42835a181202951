"""What a lane gets and gives back, and the few blocks of text that all lanes share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxjourney.render.layout import AXIS_COLUMN, LABEL_COLUMN, MARGIN, Grid
from cxjourney.render.marks import Anchor, Command, Group, Mark, Paint, Path, Role, Text
from cxjourney.render.text import Font, Lines, wrap

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cxjourney.render.views.values import MapView
    from cxjourney.render.words import Words

LANE_NAME = Font(13, 700)
LANE_NOTE = Font(11)
SMALL = Font(11)
SMALL_BOLD = Font(11, 700)
CARD_TITLE = Font(12.5, 600)
_NOTE_WIDTH = LABEL_COLUMN - 8


@dataclass(frozen=True, slots=True)
class Page:
    """
    What a lane draws from.

    Parameters
    ----------
    view
        What is shown.
    grid
        Where columns stand.
    words
        The language.
    lanes
        Names of the lanes that were asked for; None for all that have something to show.
    """

    view: MapView
    grid: Grid
    words: Words
    lanes: frozenset[str] | None = None

    def shows(self, lane: str) -> bool:
        """Return whether a lane may be drawn."""
        return self.lanes is None or lane in self.lanes

    def asks_for(self, lane: str) -> bool:
        """Return whether a lane was asked for by its name."""
        return self.lanes is not None and lane in self.lanes

    def ground(self, stage: int) -> str:
        """Return the token of a column's ground."""
        return "panelhot" if self.view.stages[stage].is_hot else "panel"


@dataclass(frozen=True, slots=True)
class Drawn:
    """
    A lane as drawn.

    Parameters
    ----------
    height
        Room it takes below its top.
    marks
        What it consists of.
    """

    height: float
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Style:
    """How the lines of a paragraph look."""

    font: Font
    fill: str = "ink"
    anchor: Anchor = "start"
    italic: bool = False
    halo: str | None = None
    leading: float | None = None


def paragraph(lines: Lines, x: float, y: float, style: Style) -> list[Text]:
    """
    Return the lines of a text one below the other; what was cut off goes with the last one.

    Parameters
    ----------
    lines
        A wrapped text.
    x, y
        Anchor of the first base line.
    style
        How it looks.
    """
    step = style.leading or style.font.line_height
    last = len(lines.lines) - 1
    return [
        Text(
            x,
            y + index * step,
            line,
            style.font,
            style.fill,
            style.anchor,
            style.italic,
            style.halo,
            lines.full if index == last else None,
        )
        for index, line in enumerate(lines.lines)
    ]


def lane_label(name: str, note: str | None, top: float, *, axis: bool = False) -> list[Mark]:
    """
    Return the name of a lane and the line or two under it.

    Parameters
    ----------
    name
        What the lane is called.
    note
        What it shows, if that needs saying.
    top
        Top of the lane.
    axis
        Whether names of rows stand between it and the stages.
    """
    room = _NOTE_WIDTH if axis else LABEL_COLUMN + AXIS_COLUMN - 12
    marks: list[Mark] = list(paragraph(wrap(name, room, LANE_NAME, lines=1), MARGIN, top + 16, Style(LANE_NAME)))
    if note:
        marks += paragraph(wrap(note, _NOTE_WIDTH, LANE_NOTE, lines=3), MARGIN, top + 33, Style(LANE_NOTE, "ink3"))
    return marks


def group(role: Role, label: str, marks: Iterable[Mark]) -> list[Mark]:
    """Return one group, or nothing when it would be empty: a list always has items."""
    inside = tuple(marks)
    return [Group(role, label, inside)] if inside else []


def hatched(box: tuple[float, float, float, float], paint: Paint, *, step: float = 6) -> Path:
    """
    Return slanted lines in a box, for a ground that must not be told by its colour alone.

    Parameters
    ----------
    box
        Left and upper edge, width and height.
    paint
        How the lines are drawn.
    step
        How far they are apart.
    """
    x, y, width, height = box
    commands: list[Command] = []
    reach = step
    while reach < width + height:
        over, down = min(reach, width), min(reach, height)
        commands += [("M", x + over, y + reach - over), ("L", x + reach - down, y + down)]
        reach += step
    return Path(tuple(commands), paint)


def line(points: Sequence[tuple[float, float]], paint: Paint) -> Path:
    """
    Return straight lines through points.

    Parameters
    ----------
    points
        At least two.
    paint
        How they are drawn.
    """
    commands: list[Command] = [("M", *points[0])]
    commands += [("L", *point) for point in points[1:]]
    return Path(tuple(commands), paint)
