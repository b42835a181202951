"""The legend of encodings and the footnote."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from cxjourney.render.icons import flag, severity_icon, star
from cxjourney.render.lanes.channels import has_channels, is_measured
from cxjourney.render.lanes.emotion_points import FEW, Point, points
from cxjourney.render.lanes.stages import has_friction
from cxjourney.render.lanes.touchpoints import UNPLANNED_DASH
from cxjourney.render.layout import MARGIN
from cxjourney.render.marks import Circle, Mark, Paint, Rect, Text
from cxjourney.render.page import SMALL, SMALL_BOLD, Drawn, Page, Style, group, paragraph
from cxjourney.render.text import measure, wrap

if TYPE_CHECKING:
    from cxjourney.types import SeverityLevel

ROW = 22
_GAP = 24
_LEVELS: tuple[SeverityLevel, ...] = ("critical", "major", "moderate", "minor")
_NOTE_STEP = 16

Key = tuple[float, str, Callable[[float, float], list[Mark]]]
"""Width of a sign, its words, and how it is drawn at a place."""


def draw(page: Page, top: float) -> Drawn:
    """
    Return the legend and the footnote.

    Parameters
    ----------
    page
        What to draw from.
    top
        Upper edge.
    """
    marks: list[Mark] = []
    x, y = float(MARGIN), top + 10
    if page.shows("pain_points") and any(stage.pains for stage in page.view.stages):
        marks.append(Text(x, y + 4, page.words("severity"), SMALL_BOLD, "ink2"))
        x += measure(page.words("severity"), SMALL_BOLD) + 14
    for width, words, sign in _keys(page):
        end = x + width + 7 + measure(words, SMALL)
        if end > page.grid.right and x > MARGIN:
            x, y = float(MARGIN), y + ROW
            end = x + width + 7 + measure(words, SMALL)
        marks += [*sign(x, y), Text(x + width + 7, y + 4, words, SMALL, "ink3")]
        x = end + _GAP
    legend = group("group", page.words("legend"), marks)
    note_y = y + 26 if marks else top + 12
    lines = wrap(" ".join(page.view.notes), page.grid.inner, SMALL, lines=6)
    notes = paragraph(lines, MARGIN, note_y, Style(SMALL, "ink3", leading=_NOTE_STEP))
    bottom = note_y + _NOTE_STEP * (len(notes) - 1) if notes else note_y - 18
    return Drawn(bottom - top, (*legend, *notes))


def _keys(page: Page) -> list[Key]:
    words, readings = page.words, [point for point in points(page) if point.is_shown] if page.shows("emotion") else []
    keys: list[Key] = []
    if page.shows("pain_points") and any(stage.pains for stage in page.view.stages):
        keys += [(16, words(level), _severity(level)) for level in _LEVELS]
    if (page.shows("touchpoints") or page.shows("emotion")) and any(touchpoint.is_moment for touchpoint in page.view.touchpoints):
        keys.append((14, words("moment"), lambda x, y: [star(x + 7, y)]))
    if any(point.has_interval for point in readings):
        keys.append((24, words("legend.interval", level=page.view.level), _band))
    if any(_is_few(point) for point in readings):
        keys.append((12, words("legend.hollow", n=words.numerals.fixed(FEW)), _hollow))
    if page.shows("channels") and has_channels(page) and is_measured(page):
        keys.append((40, words("legend.share"), _dots))
    if page.shows("friction") and has_friction(page):
        keys.append((80, words("legend.friction"), _steps))
    if page.shows("friction") and any(stage.is_flagged for stage in page.view.stages):
        keys.append((8, words("legend.flag"), lambda x, y: [flag(x + 3, y)]))
    return [*keys, *_plan_keys(page)]


def _plan_keys(page: Page) -> list[Key]:
    """Return the signs of the plan."""
    words, statuses = page.words, {touchpoint.plan.status for touchpoint in page.view.touchpoints if touchpoint.plan is not None}
    keys: list[Key] = [(80, words("legend.plan"), _steps)] if statuses and page.shows("conformance") else []
    if page.shows("touchpoints"):
        keys += [(22, words("legend.unplanned"), _dashed("card", "neg", 1.4))] if "unplanned" in statuses else []
        keys += [(22, words("legend.unused"), _dashed("panel", "line2", 1.0))] if "unused" in statuses else []
    return keys


def _dashed(fill: str, stroke: str, weight: float) -> Callable[[float, float], list[Mark]]:
    return lambda x, y: [Rect(x, y - 6, 22, 12, Paint(fill, stroke, weight, dash=UNPLANNED_DASH), 4)]


def _is_few(point: Point) -> bool:
    return point.emotion is not None and point.emotion.n is not None and point.emotion.n < FEW


def _severity(level: SeverityLevel) -> Callable[[float, float], list[Mark]]:
    return lambda x, y: severity_icon(level, x + 8, y, 0.84)


def _band(x: float, y: float) -> list[Mark]:
    return [Rect(x, y - 5, 24, 10, Paint("band", fill_opacity=0.6), 2)]


def _hollow(x: float, y: float) -> list[Mark]:
    return [Circle(x + 6, y, 5, Paint("bg", "pos", 2.2))]


def _dots(x: float, y: float) -> list[Mark]:
    return [Circle(x + offset, y, radius, Paint("dot")) for offset, radius in ((3, 2.8), (13, 5.3), (30, 9))]


def _steps(x: float, y: float) -> list[Mark]:
    return [Rect(x + 16 * step, y - 5, 16, 10, Paint(f"h{step + 1}")) for step in range(5)]
