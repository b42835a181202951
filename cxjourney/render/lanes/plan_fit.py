"""The lane of the plan: how many journeys deviate from it, in each stage and at each touchpoint, and in what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.render.lanes.stages import friction_token
from cxjourney.render.marks import Mark, Paint, Rect, Text
from cxjourney.render.page import SMALL, Drawn, Page, Style, group, lane_label, paragraph
from cxjourney.render.text import Font, wrap

if TYPE_CHECKING:
    from cxjourney.render.layout import Column
    from cxjourney.render.text import Lines
    from cxjourney.render.views.values import PlanView, StageView

_FIGURE = Font(13, 700)
_STRIP = 26
_PART_STEP = 15
_PARTS = 2
_PART_LINES = 3  # the last holds the share, which must never be cut
_PART_GAP = 3
_NONE = "–"


def has_plan(page: Page) -> bool:
    """Return whether anybody compared the journeys with a plan."""
    return any(touchpoint.plan is not None for touchpoint in page.view.touchpoints)


def draw(page: Page, top: float) -> Drawn:
    """
    Return the lane of the plan.

    Parameters
    ----------
    page
        What to draw from.
    top
        Upper edge.
    """
    items: list[Mark] = []
    most = _PART_STEP
    for stage, column in zip(page.view.stages, page.grid.columns, strict=True):
        if stage.plan is not None:  # else it is no stage of the plan, of which nothing could be said
            items += group("listitem", f"{stage.name}: {_stage_label(page, stage)}", _strip(page, stage, column, top))
        for touchpoint, x in zip(stage.touchpoints, column.centers, strict=True):
            if touchpoint.plan is None:
                continue
            parts = [wrap(text, column.card_width, SMALL, lines=_PART_LINES) for text in touchpoint.plan.parts[:_PARTS]]
            most = max(most, _PART_STEP * sum(len(part.lines) for part in parts) + _PART_GAP * (len(parts) - 1))
            items += group(
                "listitem", f"{touchpoint.name}: {touchpoint.plan.spoken}", _figure(page, touchpoint.plan, parts, (x, top + _STRIP))
            )
    label = lane_label(page.words("lane.plan"), page.words("lane.plan.sub"), top)
    return Drawn(max(_STRIP + 22 + most, 52), (*label, *group("list", page.words("lane.plan"), items)))


def _stage_label(page: Page, stage: StageView) -> str:
    if stage.plan is None or stage.plan.value is None:
        return page.words("plan.unknown")
    return page.words("plan.label", share=page.words.numerals.percent(stage.plan.value))


def _strip(page: Page, stage: StageView, column: Column, top: float) -> list[Mark]:
    """Return the bar of a stage, as that of its friction."""
    x, width, y = column.x + 8, column.width - 72, top + 7
    marks: list[Mark] = [Rect(x, y, width, 8, Paint("line"), 4)]
    if stage.plan is None or stage.plan.value is None:
        return [*marks, Text(column.right - 10, y + 9, _NONE, _FIGURE, "ink3", "end")]
    share = stage.plan.value
    if share > 0:
        marks.append(Rect(x, y, max(width * share, 8), 8, Paint(friction_token(share)), 4))
    return [*marks, Text(column.right - 10, y + 9, page.words.numerals.percent(share), _FIGURE, "ink", "end")]


def _figure(page: Page, plan: PlanView, parts: list[Lines], at: tuple[float, float]) -> list[Mark]:
    x, y = at
    share = None if plan.share is None else plan.share.value
    text = _NONE if share is None else page.words.numerals.percent(share)
    fill = "ink3" if share is None or plan.status == "unused" else "neg" if plan.status == "unplanned" else "ink"
    marks: list[Mark] = [Text(x, y + 14, text, _FIGURE, fill, "middle")]
    line = y + 14
    for part in parts:
        marks += paragraph(part, x, line + _PART_STEP, Style(SMALL, "ink3", "middle", leading=_PART_STEP))
        line += _PART_STEP * len(part.lines) + _PART_GAP
    return marks
