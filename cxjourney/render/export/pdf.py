"""PDF through vl-convert: text stays text, fonts are embedded."""

from __future__ import annotations

import re
import warnings
from typing import Any

from cxjourney._optional import require
from cxjourney.errors import CxJourneyWarning, RenderError
from cxjourney.render.export.runs import split_texts
from cxjourney.render.markup import number

SCALE = 1.0
"""Points a unit when nothing is said."""

_BOX = "\u25a1"
_SIZE = re.compile(r'width="([0-9.]+)" height="([0-9.]+)"')


def pdf(svg: str, *, scale: float) -> bytes:
    """
    Return a picture as PDF.

    Parameters
    ----------
    svg
        A picture as this package writes it.
    scale
        Points a unit.

    Raises
    ------
    MissingDependencyError
        If vl-convert-python is not installed.
    RenderError
        If it cannot be drawn.

    Warns
    -----
    CxJourneyWarning
        If it holds emoji and the only font that has them is made of bitmaps, which a PDF cannot embed: they become boxes.
    """
    converter = require("vl-convert-python", extra="pdf", purpose="A picture as PDF", module="vl_convert")
    sized = _sized(svg, scale)
    whole = split_texts(sized)
    try:
        return _converted(converter, whole)
    except RenderError:
        plain = split_texts(sized, emoji=_BOX)
        if plain == whole:
            raise
        answer = _converted(converter, plain)
    message = f"the emoji of the picture cannot be embedded in a PDF with the fonts of this system; each is drawn as {_BOX}."
    warnings.warn(message, CxJourneyWarning, stacklevel=4)
    return answer


def _sized(svg: str, scale: float) -> str:
    """Return a picture whose page is so many points wide; the renderer itself has no scale for PDF."""
    return _SIZE.sub(lambda match: f'width="{number(float(match[1]) * scale)}" height="{number(float(match[2]) * scale)}"', svg, count=1)


def _converted(converter: Any, svg: str) -> bytes:
    try:
        return bytes(converter.svg_to_pdf(svg))
    except (RuntimeError, ValueError) as cause:
        reason = str(cause).split("\n", maxsplit=1)[0].rstrip(".")
        raise RenderError(f"the PDF cannot be drawn: {reason}.", hint="save the picture as .svg or .png; please report this.") from cause
