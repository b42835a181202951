"""A small picture of a finding: the figure with its interval, and what it is compared with, on one scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.render.frame import Telling, finish
from cxjourney.render.marks import Circle, Command, Mark, Paint, Path, Rect, Text
from cxjourney.render.page import SMALL, SMALL_BOLD, line
from cxjourney.render.report.figures import value
from cxjourney.render.text import measure

if TYPE_CHECKING:
    from collections.abc import Callable

    from cxjourney.estimate import Estimate
    from cxjourney.model.findings import PainPoint
    from cxjourney.render.document import SvgDocument
    from cxjourney.render.theme import ThemeChoice
    from cxjourney.render.views.source import Source

WIDTH, HEIGHT = 400, 74
_LEFT, _RIGHT = 10.0, 390.0
_AXIS = 38.0
_ROOM = 0.12


def interval_plot(source: Source, pain: PainPoint, theme: ThemeChoice) -> SvgDocument | None:
    """
    Return the plot of a pain point, or None when there is nothing to compare.

    Parameters
    ----------
    source
        The map and the language.
    pain
        What was found.
    theme
        Its colours.
    """
    if pain.estimate.value is None or pain.reference.value is None:
        return None
    low, high = _span(pain)

    def x(amount: float) -> float:
        return round(_LEFT + (_RIGHT - _LEFT) * (amount - low) / (high - low), 1)

    words = source.words
    marks: list[Mark] = [line([(_LEFT, _AXIS), (_RIGHT, _AXIS)], Paint(None, "line2", 2))]
    if low < 0 < high or low == 0:
        marks.append(line([(x(0), _AXIS - 5), (x(0), _AXIS + 5)], Paint(None, "line2", 1.4)))
    marks += _reference(pain.reference, x)
    marks += _measured(pain, x)
    texts = [value(source, figure, figure.value or 0) for figure in (pain.estimate, pain.reference)]
    marks.append(_label(words("report.plot.measured") + " " + texts[0], x(pain.estimate.value), _AXIS - 16, pain.severity_level, bold=True))
    marks.append(_label(words("report.plot.reference") + " " + texts[1], x(pain.reference.value), _AXIS + 26, "ink2", bold=False))
    title = words("report.plot", value=texts[0], reference=texts[1])
    return finish(
        marks, (WIDTH, HEIGHT), Telling(title=title, description=title, kind=words("report"), plain=title), words, theme, ground="card"
    )


def _span(pain: PainPoint) -> tuple[float, float]:
    ends = [
        amount for figure in (pain.estimate, pain.reference) for amount in (figure.value, figure.low, figure.high) if amount is not None
    ]
    low, high = min(ends), max(ends)
    if pain.estimate.unit in {"share", "seconds"}:
        low = 0.0
    elif pain.estimate.unit == "valence":
        return -2.0, 2.0
    room = (high - low) * _ROOM or 1.0
    return (0.0 if low == 0 else low - room), high + room


def _reference(reference: Estimate, x: Callable[[float], float]) -> list[Mark]:
    diamond: tuple[Command, ...] = (("M", 0, -6), ("L", 6, 0), ("L", 0, 6), ("L", -6, 0), ("Z",))
    marks: list[Mark] = []
    if reference.low is not None and reference.high is not None:
        marks.append(
            Rect(x(reference.low), _AXIS - 3, max(x(reference.high) - x(reference.low), 1), 6, Paint("dot2", fill_opacity=0.45), 3)
        )
    return [*marks, Path(diamond, Paint("card", "dot2", 2), (x(reference.value or 0), _AXIS))]


def _measured(pain: PainPoint, x: Callable[[float], float]) -> list[Mark]:
    figure = pain.estimate
    marks: list[Mark] = []
    if figure.low is not None and figure.high is not None:
        marks.append(
            Rect(x(figure.low), _AXIS - 3, max(x(figure.high) - x(figure.low), 1), 6, Paint(pain.severity_level, fill_opacity=0.45), 3)
        )
    return [*marks, Circle(x(figure.value or 0), _AXIS, 5.5, Paint(pain.severity_level, "card", 1.5))]


def _label(text: str, x: float, y: float, fill: str, *, bold: bool) -> Text:
    font = SMALL_BOLD if bold else SMALL
    half = measure(text, font) / 2
    return Text(min(max(x, half + 2), WIDTH - half - 2), y, text, font, fill, "middle")
