"""A small picture for a table cell: differences with their intervals beside the line of no change."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

from cxjourney.render.markup import Markup, element

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxjourney.estimate import Estimate

Tone = Literal["good", "bad", "loud", "quiet"]

WIDTH, ROW = 148, 20
_HALF = WIDTH / 2 - 8


def change_mark(changes: Sequence[tuple[Estimate, Tone]], label: str, *, mirrored: bool = False) -> Markup:
    """
    Return the picture, empty where nothing is known.

    Parameters
    ----------
    changes
        Differences in the same unit, one below the other on one scale, and how they are coloured. A ratio lies by its logarithm.
    label
        The same in words.
    mirrored
        Whether more is to the left, as where people read from the right.

    Notes
    -----
    The page colours ``cxj-good``, ``cxj-bad``, ``cxj-loud`` and ``cxj-quiet``; the words beside it say the same.

    Examples
    --------
    >>> from cxjourney.estimate import Estimate
    >>> mark = change_mark([(Estimate(value=0.07, low=0.02, high=0.12, n=90, unit="share"), "good")], "7 points more")
    >>> mark.count("circle"), 'aria-label="7 points more"' in mark
    (1, True)
    """
    known = [(estimate, tone) for estimate, tone in changes if estimate.value is not None]
    if not known:
        return Markup("")
    far = max(abs(_place(end, estimate.unit)) for estimate, _ in known for end in _ends(estimate)) or 1.0

    def x(value: float, unit: str) -> float:
        away = _HALF * _place(value, unit) / far
        return round(WIDTH / 2 + (-away if mirrored else away), 1)

    height = ROW * len(known)
    parts = [_bar((WIDTH / 2 - 0.75, 1), (1.5, height - 2), "quiet")]
    for row, (estimate, tone) in enumerate(known):
        middle = ROW * (row + 0.5)
        if estimate.low is not None and estimate.high is not None:
            ends = sorted(x(end, estimate.unit) for end in (estimate.low, estimate.high))
            parts.append(_bar((ends[0], middle - 1.5), (max(ends[1] - ends[0], 1.0), 3), tone))
        centre = {"cx": f"{x(estimate.value or 0.0, estimate.unit):g}", "cy": f"{middle:g}", "r": "4.5"}
        parts.append(element("circle", {"class": f"cxj-{tone}", **centre}, ()))
    size = {"width": str(WIDTH), "height": str(height), "viewBox": f"0 0 {WIDTH} {height}"}
    return element("svg", {**size, "role": "img", "aria-label": label, "direction": "ltr"}, parts)


def _ends(estimate: Estimate) -> list[float]:
    return [end for end in (estimate.value, estimate.low, estimate.high) if end is not None]


def _place(value: float, unit: str) -> float:
    """Return where a difference lies, 0 for none; a ratio of nothing lies as far away as a hundredth."""
    return math.log(max(value, 0.01)) if unit == "ratio" else value


def _bar(corner: tuple[float, float], size: tuple[float, float], tone: Tone) -> Markup:
    place = {"x": f"{corner[0]:g}", "y": f"{corner[1]:g}", "width": f"{size[0]:.4g}", "height": f"{size[1]:g}"}
    return element("rect", {"class": f"cxj-{tone}", **place}, ())
