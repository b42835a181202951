"""The two lanes of stacked cards: pain points in rank order, and opportunities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.render.icons import arrow_up, badge, severity_icon
from cxjourney.render.layout import PADDING, Column
from cxjourney.render.marks import Mark, Paint, Rect, Text
from cxjourney.render.page import CARD_TITLE, SMALL, Drawn, Page, Style, group, lane_label, paragraph
from cxjourney.render.text import Font, fit, measure, wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxjourney.render.views.values import OpportunityView, PainView, StageView

_EDGE = 8
_TEXT = 34
_MONEY = Font(12.5, 700)
_LEVEL = Font(11, 600)
_GAIN = Font(13, 700)
_TITLE_STEP, _EVIDENCE_STEP = 17, 15
_GAP = 8
_LONGEST_BAR = 120
_LEAST_BAR = 8


def draw_pains(page: Page, top: float) -> Drawn:
    """
    Return the pain lane.

    Parameters
    ----------
    page
        What to draw from.
    top
        Upper edge.
    """
    items: list[Mark] = []
    loose: list[Mark] = []
    bottom = top + 30
    full = _bar_length(page)
    for stage, column in zip(page.view.stages, page.grid.columns, strict=True):
        y = top
        for pain in stage.pains:
            marks, height = _pain_card(page, pain, column, y, full)
            items += group("listitem", pain.label, marks)
            y += height + _GAP
        if stage.more_pains:
            loose.append(Text(column.x + 16, y + 14, stage.more_pains, Font(11, 600), "ink2"))
            y += 20 + _GAP
        elif not stage.pains:
            loose.append(Text(column.x + 16, top + 20, page.view.none_found, SMALL, "ink3"))
        bottom = max(bottom, y - _GAP)
    label = lane_label(page.words("lane.pains"), page.words(_ranked_by(page)) if items else None, top)
    return Drawn(max(bottom - top, 64 if items else 30), (*label, *group("list", page.words("lane.pains.ranked"), items), *loose))


def _ranked_by(page: Page) -> str:
    view = page.view
    if view.has_goals or view.has_money:
        return "lane.pains.goals" if view.has_goals else "lane.pains.money"
    return "lane.pains.linked" if view.has_links else "lane.pains.severity"


def _bar_length(page: Page) -> tuple[float, float]:
    """Return the largest amount and the length of its bar: one scale for the map on which every bar fits its card."""
    pains = [(pain, column) for stage, column in zip(page.view.stages, page.grid.columns, strict=True) for pain in stage.pains]
    most = max((pain.money for pain, _ in pains if pain.money is not None), default=0.0)
    if most <= 0:
        return 0.0, 0.0
    lengths = [_bar_room(page, pain, column) * most / pain.money for pain, column in pains if pain.money is not None and pain.money > 0]
    return most, max(min([*lengths, _LONGEST_BAR]), 8)


def _bar_room(page: Page, pain: PainView, column: Column) -> float:
    """Return how long a bar may be: beside the amount and the word of its severity, or only beside the word."""
    room = _room(column) - measure(page.words(pain.level), _LEVEL) - 18
    beside = room - measure(pain.amount or "", _MONEY)
    return beside if beside >= _LEAST_BAR else room


def _room(column: Column) -> float:
    return column.width - 2 * _EDGE - _TEXT - PADDING


def _pain_card(page: Page, pain: PainView, column: Column, top: float, full: tuple[float, float]) -> tuple[list[Mark], float]:
    x, width = column.x + _EDGE, column.width - 2 * _EDGE
    text_x, room = x + _TEXT, _room(column)
    title = wrap(pain.title, room, CARD_TITLE, lines=3)
    evidence = wrap(pain.evidence, room, SMALL, lines=3)
    y = top + 22
    marks: list[Mark] = list(paragraph(title, text_x, y, Style(CARD_TITLE, leading=_TITLE_STEP)))
    y += _TITLE_STEP * (len(title.lines) - 1)
    if evidence.lines:
        marks += paragraph(evidence, text_x, y + 16, Style(SMALL, "ink3", leading=_EVIDENCE_STEP))
        y += 16 + _EVIDENCE_STEP * (len(evidence.lines) - 1)
    bar = y + 15
    stake, below = _stake(page, pain, column, bar, full)
    marks += [*stake, Text(x + width - 10, bar + 8, page.words(pain.level), _LEVEL, pain.level, "end")]
    marks += [*severity_icon(pain.level, x + 18, top + 20), *badge(page.words.numerals.fixed(pain.rank), pain.level, x + 18, bar + 4)]
    height = bar + 17 + below - top
    return [Rect(x, top, width, height, Paint("card", "line"), 8), *marks], height


def _stake(page: Page, pain: PainView, column: Column, y: float, full: tuple[float, float]) -> tuple[list[Mark], float]:
    """Return what is at stake beside the word of the severity, or what does not fit there below it, and the room this takes."""
    x, room, (most, length) = column.x + _EDGE + _TEXT, _room(column), full
    if pain.amount is None and pain.reach is not None:
        is_beside = measure(pain.reach, SMALL) <= room - measure(page.words(pain.level), _LEVEL) - 8
        lines = fit(pain.reach, room, SMALL) if is_beside else wrap(pain.reach, room, SMALL, lines=2)
        below = 0 if is_beside else _EVIDENCE_STEP * len(lines.lines) + 2
        return [*paragraph(lines, x, y + (8 if is_beside else 25), Style(SMALL, "ink2", leading=_EVIDENCE_STEP))], below
    if pain.money is None or pain.amount is None or most <= 0:
        return [], 0
    bar = max(length * max(pain.money, 0) / most, 3)
    mark = Rect(x, y, bar, 8, Paint(pain.level), 2)
    if bar + 7 + measure(pain.amount, _MONEY) + 8 + measure(page.words(pain.level), _LEVEL) <= room:
        return [mark, Text(x + bar + 7, y + 8.5, pain.amount, _MONEY)], 0
    lines = wrap(pain.amount, room, _MONEY, lines=2)
    return [mark, *paragraph(lines, x, y + 26, Style(_MONEY, leading=_TITLE_STEP))], _TITLE_STEP * len(lines.lines) + 2


def has_opportunities(page: Page) -> bool:
    """Return whether there is anything to do."""
    return any(stage.opportunities for stage in page.view.stages)


def draw_opportunities(page: Page, top: float) -> Drawn:
    """
    Return the lane of opportunities.

    Parameters
    ----------
    page
        What to draw from.
    top
        Upper edge.
    """
    items: list[Mark] = []
    bottom = top + 48
    for stage, column in zip(page.view.stages, page.grid.columns, strict=True):
        y = top
        for chance in stage.opportunities:
            marks, height = _opportunity_card(chance, column, y)
            items += group("listitem", chance.label, marks)
            y += height + _GAP
        bottom = max(bottom, y - _GAP)
    name = page.words("lane.opportunities")
    note = page.words("lane.opportunities.sub") if _has_gain(page.view.stages) else None
    return Drawn(bottom - top, (*lane_label(name, note, top), *group("list", name, items)))


def _has_gain(stages: Sequence[StageView]) -> bool:
    return any(chance.gain for stage in stages for chance in stage.opportunities)


def _opportunity_card(chance: OpportunityView, column: Column, top: float) -> tuple[list[Mark], float]:
    x, width = column.x + _EDGE, column.width - 2 * _EDGE
    text_x, room = x + 32, width - 32 - PADDING
    name = wrap(chance.name, room, CARD_TITLE, lines=3)
    marks: list[Mark] = list(paragraph(name, text_x, top + 21, Style(CARD_TITLE, leading=_TITLE_STEP)))
    y = top + 21 + _TITLE_STEP * (len(name.lines) - 1)
    if chance.gain:
        y += 20
        marks.append(Text(text_x, y, chance.gain, _GAIN, "opp"))
        start = text_x + measure(chance.gain, _GAIN) + 6
        if chance.interval and start + measure(chance.interval, SMALL) <= x + width - PADDING:
            marks.append(Text(start, y, chance.interval, SMALL, "ink3"))
        elif chance.interval:
            y += 16
            marks += paragraph(fit(chance.interval, room, SMALL), text_x, y, Style(SMALL, "ink3"))
    height = y + 16 - top
    return [Rect(x, top, width, height, Paint("oppfill", "oppline"), 8), arrow_up(x + 16, top + 20), *marks], height
