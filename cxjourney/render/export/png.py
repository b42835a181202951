"""PNG through resvg, after a look at whether it has any font."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxjourney._optional import require
from cxjourney.errors import OptionError, RenderError, show_value
from cxjourney.render.export.runs import split_texts
from cxjourney.render.markup import FONT_FAMILY, element

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

SCALE = 2.0
"""Pixels a unit when nothing is said: sharp on today's screens and on paper."""

PIXELS = 20_000
"""The longest edge."""

_HINT = (
    "install one (Debian, Ubuntu: apt-get install fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji; macOS and Windows bring "
    'some, add Noto Sans from fonts.google.com where they are missing), or pass font_files=["path/to/font.ttf"].'
)


def png(svg: str, size: tuple[float, float], *, zoom: float, font_files: Sequence[str | os.PathLike[str]] = ()) -> bytes:
    """
    Return a picture as PNG.

    Parameters
    ----------
    svg
        A picture as this package writes it.
    size
        Its width and height in units.
    zoom
        Pixels a unit.
    font_files
        Fonts to use besides those of the system.

    Raises
    ------
    MissingDependencyError
        If resvg-py is not installed.
    OptionError
        If a font file does not exist.
    RenderError
        If the picture would be too large, or no text can be drawn for want of a font.
    """
    resvg = require("resvg-py", extra="png", purpose="A picture as PNG", module="resvg_py")
    longest = max(size) * zoom
    if longest > PIXELS:
        raise RenderError(
            f"the PNG would be {longest:,.0f} pixels long, at most {PIXELS:,} can be drawn.",
            hint=f"use scale={PIXELS / max(size):.1f} or less.",
        )
    fonts = tuple(str(_checked(path)) for path in font_files)
    if not _has_fonts(resvg, fonts):
        raise RenderError("no font was found, so the PNG would have no text.", hint=_HINT)
    try:
        return bytes(resvg.svg_to_bytes(svg_string=split_texts(svg), zoom=zoom, font_files=list(fonts) or None))
    except ValueError as cause:
        raise RenderError(f"the PNG cannot be drawn: {cause}.", hint="save the picture as .svg; please report this.") from cause


def _checked(path: str | os.PathLike[str]) -> Path:
    found = Path(path)
    if not found.is_file():
        raise OptionError(f"font_files: the file {show_value(str(path))} does not exist.", hint="give paths of .ttf or .otf files.")
    return found


@lru_cache(maxsize=8)
def _has_fonts(resvg: Any, fonts: tuple[str, ...]) -> bool:
    """Return whether a drawn letter leaves ink: without fonts no text is drawn, and nothing is said about it."""
    drawn, empty = (resvg.svg_to_bytes(svg_string=_probe(letter), font_files=list(fonts) or None) for letter in ("H", ""))
    return bool(drawn != empty)


def _probe(letter: str) -> str:
    text = element("text", {"x": 4, "y": 30, "font-size": 24, "font-family": FONT_FAMILY}, (letter,))
    return str(element("svg", {"xmlns": "http://www.w3.org/2000/svg", "width": 40, "height": 40}, (text,)))
