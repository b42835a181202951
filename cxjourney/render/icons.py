"""The small signs of the map: each keeps its shape when the map is mirrored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.render.marks import Circle, Command, Mark, Paint, Path, Text
from cxjourney.render.text import Font

if TYPE_CHECKING:
    from cxjourney.types import SeverityLevel

BADGE_RADIUS = 8.5
BADGE_FONT = Font(11, 700)

# Corner points, so that no platform's sine decides a byte.
_STAR = ((0, -7), (1.9, -2.6), (6.7, -2.2), (3.1, 1), (4.1, 5.7), (0, 3.2), (-4.1, 5.7), (-3.1, 1), (-6.7, -2.2), (-1.9, -2.6))
_OCTAGON = ((8.3, 3.4), (3.4, 8.3), (-3.4, 8.3), (-8.3, 3.4), (-8.3, -3.4), (-3.4, -8.3), (3.4, -8.3), (8.3, -3.4))
_TRIANGLE = ((0, -8.6), (8.8, 6.8), (-8.8, 6.8))
_DIAMOND = ((0, -8), (8, 0), (0, 8), (-8, 0))


def _polygon(points: tuple[tuple[float, float], ...], scale: float = 1) -> tuple[Command, ...]:
    corners: list[Command] = [("L", x * scale, y * scale) for x, y in points[1:]]
    return (("M", points[0][0] * scale, points[0][1] * scale), *corners, ("Z",))


def star(x: float, y: float) -> Path:
    """Return the star of a moment of truth."""
    return Path(_polygon(_STAR), Paint("moment", "moment", rounded=True), (x, y))


def severity_icon(level: SeverityLevel, x: float, y: float, scale: float = 1) -> list[Mark]:
    """
    Return the sign of a severity: every level has a shape of its own.

    Parameters
    ----------
    level
        The severity.
    x, y
        Its centre.
    scale
        1 is a radius of 9.
    """
    paint = Paint(level, level, 1.2, rounded=True)
    if level == "minor":
        return [Circle(x, y, 5.6 * scale, Paint(None, level, 2))]
    if level == "moderate":
        return [Path(_polygon(_DIAMOND, scale), paint, (x, y))]
    shape, drop = (_OCTAGON, 0.0) if level == "critical" else (_TRIANGLE, 1.2)
    mark: tuple[Command, ...] = (
        ("M", 0, (-4.5 + drop) * scale),
        ("L", 0, (1 + drop * 0.7) * scale),
        ("M", 0, (4.2 + drop * 0.3) * scale),
        ("L", 0, (4.3 + drop * 0.3) * scale),
    )
    return [Path(_polygon(shape, scale), paint, (x, y)), Path(mark, Paint(None, "onbadge", 2, rounded=True), (x, y))]


def badge(rank: int | str, level: SeverityLevel, x: float, y: float, *, ring: bool = False) -> list[Mark]:
    """
    Return the round badge with the rank of a pain point.

    Parameters
    ----------
    rank
        Its number, or how the language writes it.
    level
        Its severity, which colours it.
    x, y
        Its centre.
    ring
        Whether it is set off from lines behind it.
    """
    paint = Paint(level, "bg", 1.5) if ring else Paint(level)
    return [Circle(x, y, BADGE_RADIUS, paint), Text(x, y + 4, str(rank), BADGE_FONT, "onbadge", "middle")]


def flag(x: float, y: float) -> Path:
    """Return the small flag of a stage that needs attention."""
    commands: tuple[Command, ...] = (("M", -3, 5.5), ("V", -5.5), ("L", 4.5, -2.7), ("L", -3, 0.2))
    return Path(commands, Paint("critical", "critical", 1.4, rounded=True), (x, y))


def arrow_up(x: float, y: float) -> Path:
    """Return the arrow of an opportunity."""
    commands: tuple[Command, ...] = (("M", 0, 5.5), ("V", -5.5), ("M", -4.5, -1), ("L", 0, -5.5), ("L", 4.5, -1))
    return Path(commands, Paint(None, "opp", 2, rounded=True), (x, y))


def check(x: float, y: float) -> Path:
    """Return the tick of a step that reaches the goal."""
    commands: tuple[Command, ...] = (("M", -3.8, 0.3), ("L", -1.2, 3), ("L", 4, -3.2))
    return Path(commands, Paint(None, "opp", 1.8, rounded=True), (x, y))


def cross(x: float, y: float) -> Path:
    """Return the small cross of a missing value."""
    commands: tuple[Command, ...] = (("M", -3, -3), ("L", 3, 3), ("M", -3, 3), ("L", 3, -3))
    return Path(commands, Paint(None, "ink3", 1.4, rounded=True), (x, y))


_MOUTHS: dict[str, tuple[Command, ...]] = {
    "pos": (("M", -3.6, 1.6), ("Q", 0, 5.6, 3.6, 1.6)),
    "neu": (("M", -3.2, 3), ("L", 3.2, 3)),
    "neg": (("M", -3.6, 4.2), ("Q", 0, 0.2, 3.6, 4.2)),
}


def face(tone: str, x: float, y: float) -> list[Mark]:
    """
    Return a face.

    Parameters
    ----------
    tone
        ``pos``, ``neu`` or ``neg``.
    x, y
        Its centre.
    """
    eyes: tuple[Command, ...] = (("M", -2.8, -2.2), ("L", -2.8, -2.1), ("M", 2.8, -2.2), ("L", 2.8, -2.1))
    return [
        Circle(x, y, 8, Paint("bg", tone, 1.6)),
        Path((*eyes, *_MOUTHS[tone]), Paint(None, tone, 1.7, rounded=True), (x, y)),
    ]
