"""
What a picture is made of: plain shapes in page coordinates that name colour tokens, never colours.

Lanes return marks; `cxjourney.render.svg` writes them. Keeping them as values lets tests check boxes, and lets a
right-to-left map be made by one last step that turns every x into ``width - x``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cxjourney.render.text import Font, measure

if TYPE_CHECKING:
    from collections.abc import Sequence

Anchor = Literal["start", "middle", "end"]
Role = Literal["group", "list", "listitem"]
Command = tuple[str | float, ...]
"""A letter of ``M L H V C Q Z`` and its coordinates."""

ASCENT = 0.78
DESCENT = 0.24


@dataclass(frozen=True, slots=True)
class Paint:
    """
    How a shape is painted.

    Parameters
    ----------
    fill, stroke
        Colour tokens, or None for nothing.
    width
        Stroke width.
    dash
        Dash pattern, such as ``"6 4"``.
    fill_opacity, stroke_opacity
        Below 1 when the ground shows through.
    rounded
        Whether line ends are round.
    """

    fill: str | None = None
    stroke: str | None = None
    width: float = 1
    dash: str | None = None
    fill_opacity: float = 1
    stroke_opacity: float = 1
    rounded: bool = False


@dataclass(frozen=True, slots=True)
class Rect:
    """A box; ``radius`` rounds its corners."""

    x: float
    y: float
    width: float
    height: float
    paint: Paint
    radius: float = 0


@dataclass(frozen=True, slots=True)
class Circle:
    """A circle by its centre."""

    x: float
    y: float
    radius: float
    paint: Paint


@dataclass(frozen=True, slots=True)
class Path:
    """
    Lines and curves with absolute coordinates, relative to an origin.

    A path with an origin is an icon: mirroring moves it and leaves its shape alone.
    """

    commands: tuple[Command, ...]
    paint: Paint
    origin: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """
    One line of text.

    Parameters
    ----------
    x, y
        Anchor point on the base line.
    text
        What is written, cleaned.
    font
        Size and weight.
    fill
        Colour token.
    anchor
        Which end of the text stands at ``x``.
    italic
        Whether it is a quote.
    halo
        Token of the ground it is cut out of, when it stands on lines.
    full
        The whole text, when this is a part that was cut.
    """

    x: float
    y: float
    text: str
    font: Font
    fill: str = "ink"
    anchor: Anchor = "start"
    italic: bool = False
    halo: str | None = None
    full: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Marks that belong together, with the role and the sentence that a screen reader gets."""

    role: Role
    label: str
    marks: tuple[Mark, ...]


Mark = Rect | Circle | Path | Text | Group


@dataclass(frozen=True, slots=True)
class Box:
    """The area a mark covers."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        """Return whether two boxes share an area."""
        return self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom

    def inside(self, other: Box, slack: float = 0) -> bool:
        """Return whether this box lies in the other, give or take some slack."""
        return (
            self.left >= other.left - slack
            and self.right <= other.right + slack
            and self.top >= other.top - slack
            and self.bottom <= other.bottom + slack
        )


def text_box(text: Text) -> Box:
    """Return the area a text covers at most."""
    width = measure(text.text, text.font)
    left = text.x - {"start": 0.0, "middle": width / 2, "end": width}[text.anchor]
    return Box(left, text.y - ASCENT * text.font.size, left + width, text.y + DESCENT * text.font.size)


def box(mark: Mark) -> Box:
    """Return the area a mark covers, without its stroke."""
    if isinstance(mark, Text):
        return text_box(mark)
    if isinstance(mark, Rect):
        return Box(mark.x, mark.y, mark.x + mark.width, mark.y + mark.height)
    if isinstance(mark, Circle):
        return Box(mark.x - mark.radius, mark.y - mark.radius, mark.x + mark.radius, mark.y + mark.radius)
    if isinstance(mark, Path):
        return _path_box(mark)
    boxes = [box(child) for child in mark.marks]
    return Box(min(b.left for b in boxes), min(b.top for b in boxes), max(b.right for b in boxes), max(b.bottom for b in boxes))


def _path_box(path: Path) -> Box:
    x0, y0 = path.origin or (0.0, 0.0)
    xs: list[float] = []
    ys: list[float] = []
    for letter, *values in path.commands:
        numbers = [float(value) for value in values]
        xs += numbers if letter == "H" else [] if letter == "V" else numbers[::2]
        ys += numbers if letter == "V" else [] if letter == "H" else numbers[1::2]
    return Box(x0 + min(xs), y0 + min(ys), x0 + max(xs), y0 + max(ys))


def flat(marks: Sequence[Mark]) -> list[Mark]:
    """Return all marks without their groups, in drawing order."""
    found: list[Mark] = []
    for mark in marks:
        found += flat(mark.marks) if isinstance(mark, Group) else [mark]
    return found
