"""Which format, how large: the one door to PNG and PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.arguments import is_number
from cxjourney.errors import OptionError, show_value
from cxjourney.render.export import pdf, png

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    from cxjourney.render.document import SvgDocument


def exported(
    document: SvgDocument, suffix: str, *, scale: float | None, width: float | None, font_files: Sequence[str | os.PathLike[str]]
) -> bytes:
    """
    Return a picture in another format.

    Parameters
    ----------
    document
        The picture.
    suffix
        ``".png"`` or ``".pdf"``.
    scale
        Pixels or points a unit.
    width
        Pixels or points of the whole width, instead of a scale.
    font_files
        Fonts for a PNG besides those of the system.

    Raises
    ------
    OptionError
        If the size is no size, or fonts are given for a PDF.
    """
    zoom = _zoom(document, scale, width, png.SCALE if suffix == ".png" else pdf.SCALE)
    if suffix == ".png":
        return png.png(document.text, (document.width, document.height), zoom=zoom, font_files=font_files)
    if font_files:
        raise OptionError("font_files is used for PNG only.", hint="install the fonts on the system: a PDF embeds what it finds there.")
    return pdf.pdf(document.text, scale=zoom)


def _zoom(document: SvgDocument, scale: float | None, width: float | None, usual: float) -> float:
    if scale is not None and width is not None:
        raise OptionError("scale and width both say how large the picture is.", hint="give one of them.")
    for name, value in (("scale", scale), ("width", width)):
        if value is not None and not (is_number(value) and value > 0):
            raise OptionError(
                f"{name} must be a number above 0, found {show_value(value)}.",
                hint=f"leave {name} out for the usual size.",
                value=show_value(value),
            )
    if width is not None:
        return width / document.width
    return usual if scale is None else scale
