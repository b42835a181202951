"""The dot matrix of channels: one row a channel, dot area the share of visits, a line through the main ones."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

from cxjourney.render.layout import LABEL_COLUMN, MARGIN
from cxjourney.render.marks import Circle, Command, Mark, Paint, Path, box
from cxjourney.render.page import Drawn, Page, Style, group, lane_label, line, paragraph
from cxjourney.render.text import Font, fit

if TYPE_CHECKING:
    from cxjourney.render.views.values import TouchpointView

ROW = 22
_NAME = Font(11.5)
_FULL, _LEAST = 9, 2
_STATED_MAIN, _STATED_OTHER = 6, 4


def has_channels(page: Page) -> bool:
    """Return whether any touchpoint names a channel."""
    return bool(page.view.channels) and any(touchpoint.shares for touchpoint in page.view.touchpoints)


def is_measured(page: Page) -> bool:
    """Return whether any share of visits is known."""
    return any(share is not None for touchpoint in page.view.touchpoints for _, share in touchpoint.shares)


def draw(page: Page, top: float) -> Drawn:
    """
    Return the channel lane.

    Parameters
    ----------
    page
        What to draw from.
    top
        Upper edge.
    """
    rows = [top + 12 + ROW * index for index in range(len(page.view.channels))]
    marks: list[Mark] = [*_names(page, rows), _rails(page, rows), *_path(page, rows)]
    for index, (stage, column) in enumerate(zip(page.view.stages, page.grid.columns, strict=True)):
        ground = page.ground(index)
        for touchpoint, x in zip(stage.touchpoints, column.centers, strict=True):
            marks += group("listitem", _spoken(page, touchpoint), _dots(touchpoint, x, rows, ground))
    note = page.words("lane.channels.sub" if is_measured(page) else "lane.channels.stated")
    name = page.words("lane.channels")
    heading = lane_label(name, note, top, axis=True)
    # One row is lower than a name with two lines under it.
    height = max(ROW * len(rows) + 8, *(box(mark).bottom - top for mark in heading))
    return Drawn(height, (*heading, *group("list", name, marks)))


def _names(page: Page, rows: list[float]) -> list[Mark]:
    right = page.grid.left - 10
    room = right - MARGIN - LABEL_COLUMN + 2
    style = Style(_NAME, "ink2", "end")
    return [
        text for name, y in zip(page.view.channels, rows, strict=True) for text in paragraph(fit(name, room, _NAME), right, y + 4, style)
    ]


def _rails(page: Page, rows: list[float]) -> Path:
    commands: list[Command] = []
    for y in rows:
        for column in page.grid.columns:
            commands += [("M", column.x + 10, y), ("H", column.right - 10)]
    return Path(tuple(commands), Paint(None, "line"))


def _path(page: Page, rows: list[float]) -> list[Mark]:
    """Return the line through the main channels, broken where a touchpoint has none."""
    runs: list[list[tuple[float, float]]] = [[]]
    for stage, column in zip(page.view.stages, page.grid.columns, strict=True):
        for touchpoint, x in zip(stage.touchpoints, column.centers, strict=True):
            if touchpoint.shares:
                runs[-1].append((x, rows[touchpoint.shares[0][0]]))
            else:
                runs.append([])
    return [line(run, Paint(None, "line2", 2, rounded=True)) for run in runs if len(run) > 1]


def _dots(touchpoint: TouchpointView, x: float, rows: list[float], ground: str) -> list[Mark]:
    dots: list[Mark] = []
    for index, (row, share) in enumerate(touchpoint.shares):
        radius = max(_LEAST, _FULL * sqrt(min(share, 1))) if share is not None else (_STATED_MAIN if index == 0 else _STATED_OTHER)
        dots.append(Circle(x, rows[row], radius, Paint("dot" if index == 0 else "dot2", ground, 1.5)))
    return dots


def _spoken(page: Page, touchpoint: TouchpointView) -> str:
    names, numerals = page.view.channels, page.words.numerals
    parts = [
        names[row] if share is None else page.words("channel.share", name=names[row], share=numerals.percent(share))
        for row, share in touchpoint.shares
    ]
    return f"{touchpoint.name}: {page.words.listed(parts)}"
