"""The dramatic arc: how stirred customers are along the way, good or bad."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.render.curve import steffen
from cxjourney.render.lanes.emotion_curve import curve_commands
from cxjourney.render.marks import Circle, Mark, Paint, Path
from cxjourney.render.page import SMALL, Drawn, Page, Style, group, lane_label, line, paragraph
from cxjourney.render.text import fit

if TYPE_CHECKING:
    from cxjourney.render.views.values import TouchpointView

_HEIGHT, _MIDDLE, _UNIT = 76.0, 36.0, 26.0


def has_arc(page: Page) -> bool:
    """Return whether anybody says how stirred customers are."""
    return any(touchpoint.arousal is not None for touchpoint in page.view.touchpoints)


def draw(page: Page, top: float) -> Drawn:
    """
    Return the lane of the dramatic arc.

    Parameters
    ----------
    page
        What to draw from.
    top
        Upper edge.
    """
    middle = top + _MIDDLE
    marks: list[Mark] = [*_axis(page, middle), *_curve(page, middle)]
    for index, (stage, column) in enumerate(zip(page.view.stages, page.grid.columns, strict=True)):
        for touchpoint, x in zip(stage.touchpoints, column.centers, strict=True):
            if touchpoint.arousal is not None:
                dot = Circle(x, middle - touchpoint.arousal * _UNIT, 4, Paint("ink2", page.ground(index), 1.5))
                marks += group("listitem", _spoken(page, touchpoint, touchpoint.arousal), [dot])
    name = page.words("lane.arc")
    return Drawn(_HEIGHT, (*lane_label(name, page.words("lane.arc.sub"), top, axis=True), *group("list", name, marks)))


def _axis(page: Page, middle: float) -> list[Mark]:
    right = page.grid.left - 10
    marks: list[Mark] = []
    for word, level in (("arc.high", 1), ("arc.low", -1)):
        marks += paragraph(fit(page.words(word), 74, SMALL), right, middle - level * _UNIT + 4, Style(SMALL, "ink3", "end"))
    rails = [[(column.x + 10, middle), (column.right - 10, middle)] for column in page.grid.columns]
    return [*marks, *(line(rail, Paint(None, "line")) for rail in rails)]


def _curve(page: Page, middle: float) -> list[Mark]:
    """Return the arc, broken where nobody said."""
    runs: list[list[tuple[float, float]]] = [[]]
    for stage, column in zip(page.view.stages, page.grid.columns, strict=True):
        for touchpoint, x in zip(stage.touchpoints, column.centers, strict=True):
            if touchpoint.arousal is None:
                runs.append([])
            else:
                runs[-1].append((x, middle - touchpoint.arousal * _UNIT))
    return [Path(curve_commands(steffen(run)), Paint(None, "ink3", 2, rounded=True)) for run in runs if len(run) > 1]


def _spoken(page: Page, touchpoint: TouchpointView, arousal: float) -> str:
    return page.words("arc.label", touchpoint=touchpoint.name, value=page.words.numerals.signed(arousal, 1))
