"""The cards of the touchpoints, and the optional lanes of words under them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.render.icons import star
from cxjourney.render.marks import Mark, Paint, Rect, Text
from cxjourney.render.page import SMALL, Drawn, Page, Style, group, lane_label, paragraph
from cxjourney.render.text import Font, Lines, is_ambiguous, wrap, wrap_ends
from cxjourney.render.views.values import NOTE_LANES, TouchpointView

if TYPE_CHECKING:
    from cxjourney.estimate import Estimate
    from cxjourney.render.layout import Column

_NAME = Font(12, 600)
_SMALL_NAME = Font(11, 600)
_NOTE = Font(11.5)
_NAME_STEP = 15
_CAPTION_STEP = 13
_PADDING = 3
_NARROW = 88
_NOTE_LINES = 4
_ALSO_LINES = 6
UNPLANNED_DASH = "5 3"
"""How the border of what is not planned, or not used, is drawn."""


def draw(page: Page, top: float) -> Drawn:
    """
    Return the touchpoint cards.

    Parameters
    ----------
    page
        What to draw from.
    top
        Upper edge.
    """
    lines = 3 if page.grid.pitch < _NARROW or _need_three(page) else 2
    height = 30 + _NAME_STEP * lines
    names = [touchpoint.name for touchpoint in page.view.touchpoints]
    items: list[Mark] = []
    for stage, column in zip(page.view.stages, page.grid.columns, strict=True):
        for touchpoint, x in zip(stage.touchpoints, column.centers, strict=True):
            name = _name(touchpoint, column, lines)
            if is_ambiguous(name[0], names):
                name = wrap_ends(touchpoint.name, column.card_width - 2 * _PADDING, _SMALL_NAME, lines=lines), _SMALL_NAME
            marks = _card(touchpoint, name, (x, top), (column.card_width, height))
            items += group("listitem", spoken(page, touchpoint), marks)
    also = _also(page, top + height + 14)
    bottom = max((text.y + 5 for text in also), default=top + height + 6)
    note = page.words("lane.touchpoints.sub") if any(touchpoint.spoken for touchpoint in page.view.touchpoints) else None
    title = page.words("lane.touchpoints")
    return Drawn(bottom - top, (*lane_label(title, note, top), *group("list", title, items), *also))


def _also(page: Page, top: float) -> list[Text]:
    """Return the names of the touchpoints without a card, under the cards of their stage."""
    found: list[Text] = []
    for stage, column in zip(page.view.stages, page.grid.columns, strict=True):
        if stage.also:
            lines = wrap(stage.also, column.width - 20, SMALL, lines=_ALSO_LINES)
            found += paragraph(lines, column.x + 10, top + 4, Style(SMALL, "ink3", leading=15))
    return found


def _need_three(page: Page) -> bool:
    """Return whether a name is cut on two lines that three would hold."""
    cards = [(card, column) for stage, column in zip(page.view.stages, page.grid.columns, strict=True) for card in stage.touchpoints]
    return any(_name(card, column, 2)[0].full is not None for card, column in cards)


def _name(touchpoint: TouchpointView, column: Column, lines: int) -> tuple[Lines, Font]:
    """Return the lines of a name and their font, the smaller one where only that holds a long word."""
    room = column.card_width - 2 * _PADDING
    first = wrap(touchpoint.name, room, _NAME, lines=lines)
    if first.full is None:
        return first, _NAME
    smaller = wrap(touchpoint.name, room, _SMALL_NAME, lines=lines)
    return (smaller, _SMALL_NAME) if len("".join(smaller.lines)) > len("".join(first.lines)) or not smaller.full else (first, _NAME)


def _card(touchpoint: TouchpointView, text: tuple[Lines, Font], at: tuple[float, float], size: tuple[float, float]) -> list[Mark]:
    (name, font), (x, top), (width, height) = text, at, size
    marks: list[Mark] = [Rect(x - width / 2, top, width, height, _paint(touchpoint), 8)]
    caption = wrap(touchpoint.caption or "", width - 8, SMALL, lines=2)
    above = _CAPTION_STEP * (len(caption.lines) - 1)
    room = height - (18 + above if touchpoint.caption else 4)
    first = top + 4 + (room - 4 - _NAME_STEP * len(name.lines)) / 2 + 12
    fill = "ink3" if _status(touchpoint) == "unused" else "ink2" if touchpoint.hidden else "ink"
    marks += paragraph(name, x, first, Style(font, fill, "middle", leading=_NAME_STEP))
    marks += paragraph(caption, x, top + height - 8 - above, Style(SMALL, "ink3", "middle", leading=_CAPTION_STEP))
    return [*marks, star(x + width / 2 - 1, top + 1)] if touchpoint.is_moment else marks


def _status(touchpoint: TouchpointView) -> str | None:
    return None if touchpoint.plan is None else touchpoint.plan.status


def _paint(touchpoint: TouchpointView) -> Paint:
    """Return how a card is drawn: dashed where it stands for others, was not planned, or nobody came."""
    status = _status(touchpoint)
    stroke, weight = ("moment", 1.6) if touchpoint.is_moment else ("neg", 1.4) if status == "unplanned" else ("line2", 1)
    fill = "panel" if status == "unused" else "card"
    dash = "3 3" if touchpoint.hidden else UNPLANNED_DASH if status in {"unplanned", "unused"} else None
    return Paint(fill, stroke, weight, dash=dash)


def spoken(page: Page, touchpoint: TouchpointView) -> str:
    """Return the sentence of a touchpoint: its name and the figures that are drawn."""
    facts = [touchpoint.spoken] if touchpoint.spoken else []
    if not touchpoint.hidden:
        facts += emotion_facts(page, touchpoint.emotion)
    if touchpoint.is_moment:
        facts.append(page.words("moment.label"))
    return f"{touchpoint.name}: {page.words.listed(facts)}" if facts else touchpoint.name


def emotion_facts(page: Page, emotion: Estimate | None) -> list[str]:
    """Return how an emotion is said: value, interval and number of answers, or why there is none."""
    words, numerals = page.words, page.words.numerals
    if emotion is None or emotion.value is None or emotion.n == 0:
        return [words("emotion.none")]
    if emotion.n is not None and emotion.n < page.view.min_n:
        return [words("few_answers", n=numerals.fixed(page.view.min_n))]
    value = numerals.signed(emotion.value)
    if emotion.low is not None and emotion.high is not None:
        value = words("plus_minus", value=value, half=numerals.fixed((emotion.high - emotion.low) / 2, 1))
    return [words("emotion.label", value=value), words("stated") if emotion.n is None else numerals.count(emotion.n)]


def note_lanes(page: Page) -> tuple[str, ...]:
    """Return the optional lanes that have something to show."""
    return tuple(lane for lane in NOTE_LANES if any(touchpoint.note(lane) for touchpoint in page.view.touchpoints))


def draw_notes(page: Page, top: float, lane: str) -> Drawn:
    """
    Return an optional lane of words per touchpoint.

    Parameters
    ----------
    page
        What to draw from.
    top
        Upper edge.
    lane
        One of `note_lanes`.
    """
    items: list[Mark] = []
    most = 1
    for stage, column in zip(page.view.stages, page.grid.columns, strict=True):
        for touchpoint, x in zip(stage.touchpoints, column.centers, strict=True):
            text = touchpoint.note(lane)
            if not text:
                continue
            quoted = page.words("quote", text=text) if lane == "thought" else text
            lines = wrap(quoted, column.card_width, _NOTE, lines=_NOTE_LINES)
            most = max(most, len(lines.lines))
            style = Style(_NOTE, "ink2", "middle", italic=lane == "thought", leading=15)
            items += group("listitem", f"{touchpoint.name}: {quoted}", paragraph(lines, x, top + 16, style))
    name = page.words(f"lane.{lane}")
    return Drawn(8 + 15 * most, (*lane_label(name, None, top), *group("list", name, items)))
