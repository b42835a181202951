"""The last step of a right-to-left picture: every x becomes ``width - x``."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cxjourney.render.marks import Circle, Command, Group, Mark, Path, Rect, Text

if TYPE_CHECKING:
    from cxjourney.render.marks import Anchor

_OTHER: dict[Anchor, Anchor] = {"start": "end", "middle": "middle", "end": "start"}


def mirrored(mark: Mark, width: float) -> Mark:
    """
    Return a mark as it stands in a right-to-left picture.

    Positions and anchors are mirrored. Icons, faces and digits move as they are: a path with an origin keeps its shape.

    Parameters
    ----------
    mark
        A mark of a picture that was laid out from left to right.
    width
        Width of the page.

    Examples
    --------
    >>> from cxjourney.render.text import Font
    >>> text = mirrored(Text(28, 40, "Checkout", Font(12)), 1120)
    >>> text.x, text.anchor
    (1092, 'end')
    """
    if isinstance(mark, Text):
        return replace(mark, x=width - mark.x, anchor=_OTHER[mark.anchor])
    if isinstance(mark, Rect):
        return replace(mark, x=width - mark.x - mark.width)
    if isinstance(mark, Circle):
        return replace(mark, x=width - mark.x)
    if isinstance(mark, Group):
        return replace(mark, marks=tuple(mirrored(child, width) for child in mark.marks))
    return _mirrored_path(mark, width)


def _mirrored_path(path: Path, width: float) -> Path:
    if path.origin is not None:
        return replace(path, origin=(width - path.origin[0], path.origin[1]))
    return replace(path, commands=tuple(_mirrored_command(command, width) for command in path.commands))


def _mirrored_command(command: Command, width: float) -> Command:
    letter, *values = command
    if letter == "V":
        return command
    step = 1 if letter == "H" else 2
    return (letter, *(width - float(value) if index % step == 0 else value for index, value in enumerate(values)))
