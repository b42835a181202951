"""The chevrons of the stages, the strip of their friction, and what customers want there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.render.characters import SEPARATOR
from cxjourney.render.icons import flag
from cxjourney.render.layout import STAGE_GAP, Column
from cxjourney.render.marks import Command, Mark, Paint, Path, Rect, Text
from cxjourney.render.page import SMALL, Drawn, Page, Style, group, lane_label, paragraph
from cxjourney.render.text import Font, Lines, fit, measure, wrap

if TYPE_CHECKING:
    from cxjourney.render.views.values import StageView

CHEVRON_HEIGHT = 52
FRICTION_HEIGHT = 22
_POINT, _NOTCH = 13, 9
_NAME = Font(15, 700)
_FRICTION = Font(13, 700)
_GOAL = Font(12)
_FRICTION_STEPS = (0.2, 0.4, 0.6, 0.8)


def draw_chevrons(page: Page, top: float) -> Drawn:
    """
    Return the row of chevrons.

    Parameters
    ----------
    page
        What to draw from.
    top
        Upper edge.
    """
    last = len(page.view.stages) - 1
    items: list[Mark] = []
    for index, (stage, column) in enumerate(zip(page.view.stages, page.grid.columns, strict=True)):
        shape = Path(_chevron(column, top, first=index == 0, last=index == last), Paint("stage", "stage", 2, rounded=True))
        items += group("listitem", _spoken(stage), [shape, *_chevron_text(stage, column, top, index)])
    return Drawn(CHEVRON_HEIGHT, tuple(group("list", page.words("lane.stages"), items)))


def _spoken(stage: StageView) -> str:
    return f"{stage.name}: {stage.spoken}" if stage.spoken else stage.name


def _chevron(column: Column, top: float, *, first: bool, last: bool) -> tuple[Command, ...]:
    middle, bottom = top + CHEVRON_HEIGHT / 2, top + CHEVRON_HEIGHT
    trailing: tuple[Command, ...] = (("L", column.right, top), ("L", column.right, bottom))
    if not last:
        tip = column.right + STAGE_GAP - 2
        trailing = (("L", tip - _POINT, top), ("L", tip, middle), ("L", tip - _POINT, bottom))
    notch: tuple[Command, ...] = () if first else (("L", column.x + _NOTCH, middle),)
    return (("M", column.x, top), *trailing, ("L", column.x, bottom), *notch, ("Z",))


def _chevron_text(stage: StageView, column: Column, top: float, index: int) -> list[Text]:
    x = column.x + (14 if index == 0 else 22)
    room = column.right - x - 16
    name = paragraph(fit(stage.name, room, _NAME), x, top + (22 if stage.facts else 31), Style(_NAME, "onstage"))
    return name + paragraph(_facts(stage, room), x, top + 40, Style(SMALL, "onstage2"))


def _facts(stage: StageView, room: float) -> Lines:
    """Return as many facts as fit on the line; the last ones go first."""
    facts = stage.facts
    while len(facts) > 1 and measure(SEPARATOR.join(facts), SMALL) > room:
        facts = facts[:-1]
    lines = fit(SEPARATOR.join(facts), room, SMALL)
    return lines if len(facts) == len(stage.facts) else Lines(lines.lines, SEPARATOR.join(stage.facts))


def has_friction(page: Page) -> bool:
    """Return whether any stage has a friction rate."""
    return any(stage.friction is not None and stage.friction.value is not None for stage in page.view.stages)


def draw_friction(page: Page, top: float) -> Drawn:
    """
    Return the friction strip.

    Parameters
    ----------
    page
        What to draw from.
    top
        Upper edge.
    """
    items: list[Mark] = []
    for stage, column in zip(page.view.stages, page.grid.columns, strict=True):
        items += group("listitem", f"{stage.name}: {_friction_label(page, stage)}", _friction_bar(page, stage, column, top))
    marks = [*lane_label(page.words("lane.friction"), None, top), *group("list", page.words("lane.friction"), items)]
    return Drawn(FRICTION_HEIGHT, tuple(marks))


def _friction_label(page: Page, stage: StageView) -> str:
    if stage.friction is None or stage.friction.value is None:
        return page.words("friction.unknown")
    share = page.words("friction.label", share=page.words.numerals.percent(stage.friction.value))
    return page.words.listed((share, page.words("flagged"))) if stage.is_flagged else share


def _friction_bar(page: Page, stage: StageView, column: Column, top: float) -> list[Mark]:
    x, width, y = column.x + 8, column.width - 72, top + 7
    marks: list[Mark] = [Rect(x, y, width, 8, Paint("line"), 4)]
    if stage.friction is None or stage.friction.value is None:
        return [*marks, Text(column.right - 10, y + 9, "–", _FRICTION, "ink3", "end")]
    rate = min(max(stage.friction.value, 0), 1)
    if rate > 0:
        marks.append(Rect(x, y, max(width * rate, 8), 8, Paint(friction_token(rate)), 4))
    text = page.words.numerals.percent(rate)
    fill = "critical" if stage.is_flagged else "ink"
    marks.append(Text(column.right - 10, y + 9, text, _FRICTION, fill, "end"))
    return [*marks, flag(column.right - 56, y + 4)] if stage.is_flagged else marks


def friction_token(rate: float) -> str:
    """
    Return the colour step of a friction rate.

    Parameters
    ----------
    rate
        A share from 0 to 1.

    Examples
    --------
    >>> friction_token(0.12), friction_token(0.78)
    ('h1', 'h4')
    """
    return f"h{1 + sum(rate >= step for step in _FRICTION_STEPS)}"


def has_goals(page: Page) -> bool:
    """Return whether any stage says what customers want there."""
    return any(stage.goal for stage in page.view.stages)


def draw_goals(page: Page, top: float) -> Drawn:
    """
    Return what customers want in each stage.

    Parameters
    ----------
    page
        What to draw from.
    top
        Upper edge.
    """
    items: list[Mark] = []
    for stage, column in zip(page.view.stages, page.grid.columns, strict=True):
        if stage.goal:
            lines = wrap(stage.goal, column.width - 20, _GOAL, lines=2)
            items += group("listitem", f"{stage.name}: {stage.goal}", paragraph(lines, column.x + 12, top + 15, Style(_GOAL, "ink2")))
    name = page.words("lane.goal")
    return Drawn(40, (*lane_label(name, None, top - 1), *group("list", name, items)))
