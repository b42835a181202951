"""A small picture for a table cell: a figure with its interval, and what it is compared with, on one scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.render.markup import Markup, element

if TYPE_CHECKING:
    from cxjourney.estimate import Estimate

WIDTH, HEIGHT = 132, 20
_MARGIN, _MIDDLE = 6.0, 10.0
RULES = ".{name} .cxj-loud{{fill:currentColor}}.{name} .cxj-quiet{{fill:#8C96A3}}"
"""The style it needs, for the class of the part of the page it stands in."""

_SCALES = {"valence": (-2.0, 2.0)}


def interval_mark(measured: Estimate, reference: Estimate, label: str, *, mirrored: bool = False) -> Markup:
    """
    Return the picture, empty where one of the figures is missing.

    Parameters
    ----------
    measured
        The figure: a dot on its interval.
    reference
        What it is compared with: a diamond on its interval.
    label
        The same in words.
    mirrored
        Whether more is to the left, as where people read from the right.

    Notes
    -----
    Its colours come from `RULES`: that of the text around it, so that it can be read on any ground, and grey for the reference.
    """
    if measured.value is None or reference.value is None:
        return Markup("")
    low, high = _SCALES.get(measured.unit) or _span(measured, reference)

    def x(value: float) -> float:
        place = _MARGIN + (WIDTH - 2 * _MARGIN) * (min(max(value, low), high) - low) / (high - low)
        return round(WIDTH - place if mirrored else place, 1)

    parts = [_bar(x(low), x(high), 1, "cxj-quiet")]
    for figure, name, height in ((reference, "cxj-quiet", 5), (measured, "cxj-loud", 3)):
        if figure.low is not None and figure.high is not None:
            parts.append(_bar(x(figure.low), x(figure.high), height, name))
    middle = x(reference.value)
    diamond = f"M{middle} {_MIDDLE - 5}L{middle + 5:.1f} {_MIDDLE}L{middle} {_MIDDLE + 5}L{middle - 5:.1f} {_MIDDLE}Z"
    parts.append(element("path", {"class": "cxj-quiet", "d": diamond}, ()))
    parts.append(element("circle", {"class": "cxj-loud", "cx": f"{x(measured.value)}", "cy": f"{_MIDDLE}", "r": "4"}, ()))
    size = {"width": str(WIDTH), "height": str(HEIGHT), "viewBox": f"0 0 {WIDTH} {HEIGHT}"}
    return element("svg", {**size, "role": "img", "aria-label": label, "direction": "ltr"}, parts)


def _span(measured: Estimate, reference: Estimate) -> tuple[float, float]:
    """Return a scale from 0 on that holds both figures with their intervals."""
    ends = [end for figure in (measured, reference) for end in (figure.value, figure.low, figure.high) if end is not None]
    low, high = min(0.0, *ends), max(0.0, *ends)
    return low, high if high > low else low + 1.0


def _bar(start: float, end: float, height: float, name: str) -> Markup:
    width = f"{max(abs(end - start), 0.5):.1f}"
    place = {"x": f"{min(start, end)}", "y": f"{_MIDDLE - height / 2}", "width": width, "height": f"{height}"}
    return element("rect", {"class": name, **place}, ())
