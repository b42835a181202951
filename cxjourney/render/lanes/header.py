"""The head of the page: accent bar, claim, what the map is about, main figures, persona."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.render.layout import MARGIN
from cxjourney.render.marks import Circle, Mark, Paint, Rect, Text
from cxjourney.render.page import SMALL, Drawn, Page, Style, group, paragraph
from cxjourney.render.text import Font, balanced, fit, measure, wrap
from cxjourney.render.views.source import SEPARATOR

if TYPE_CHECKING:
    from cxjourney.render.views.values import PersonaView

TITLE = Font(26, 700, -0.01)
EYEBROW = Font(11, 600, 0.06)
SUBTITLE = Font(12.5)
FIGURE = Font(20, 700)
FIGURE_LABEL = Font(11.5)
HEIGHT = 154

_PERSONA_WIDTH, _PERSONA_HEIGHT = 452, 112
_FIGURE_GAP = 36
_LEAST_ROOM = 60
_TITLE_STEP, _SUBTITLE_STEP = 32, 17


def draw(page: Page, top: float) -> Drawn:
    """
    Return the head of the page.

    Parameters
    ----------
    page
        What to draw from.
    top
        Upper edge.
    """
    view = page.view
    room = page.grid.inner - (_PERSONA_WIDTH + 24 if view.persona else 0)
    title = balanced(view.title, room, TITLE, lines=2)
    about = wrap(view.subtitle, room, SUBTITLE, lines=2)
    marks: list[Mark] = [Rect(MARGIN, top, 28, 4, Paint("neg")), Text(MARGIN, top + 24, view.eyebrow, EYEBROW, "ink3")]
    y = top + 56
    marks += paragraph(title, MARGIN, y, Style(TITLE, leading=_TITLE_STEP))
    y += _TITLE_STEP * (max(len(title.lines), 1) - 1) + 30
    marks += paragraph(about, MARGIN, y, Style(SUBTITLE, "ink3", leading=_SUBTITLE_STEP))
    y += _SUBTITLE_STEP * (max(len(about.lines), 1) - 1)
    if view.figures:
        y += 46
        marks += _figures(view.figures, y, room)
    if view.persona:
        marks += _persona(view.persona, page.grid.right - _PERSONA_WIDTH, top)
    return Drawn(max(HEIGHT, y - top + 22), tuple(group("group", page.words("summary"), marks)))


def _figures(figures: tuple[tuple[str, str], ...], y: float, room: float) -> list[Mark]:
    marks: list[Mark] = []
    x: float = MARGIN
    for figure, name in figures:
        name_x = x + measure(figure, FIGURE) + 6
        end = name_x + measure(name, FIGURE_LABEL)
        if end > MARGIN + room:
            break
        marks += [Text(x, y, figure, FIGURE), Text(name_x, y, name, FIGURE_LABEL, "ink3")]
        x = end + _FIGURE_GAP
    return marks


def _persona(persona: PersonaView, x: float, top: float) -> list[Mark]:
    text_x, right = x + 102, x + _PERSONA_WIDTH - 10
    marks: list[Mark] = [
        Rect(x, top, _PERSONA_WIDTH, _PERSONA_HEIGHT, Paint("panel"), 12),
        Circle(x + 52, top + 56, 30, Paint("stage")),
        Text(x + 52, top + 65, persona.initial, Font(26, 700), "onstage", "middle"),
    ]
    marks += _persona_name(persona, text_x, right, top + 32)
    if persona.goal:
        marks += paragraph(fit(persona.goal, right - text_x, SUBTITLE), text_x, top + 56, Style(SUBTITLE, "ink2"))
    if persona.quote:
        quote = fit(persona.quote, right - text_x - 12, Font(13))
        marks.append(Rect(text_x, top + 71, 3, 22, Paint("neg"), 1.5))
        marks += paragraph(quote, text_x + 12, top + 87, Style(Font(13), italic=True))
    elif persona.more:
        marks.append(Text(text_x, top + 87, persona.more, SMALL, "ink3"))
    return group("group", persona.spoken, marks)


def _persona_name(persona: PersonaView, x: float, right: float, y: float) -> list[Mark]:
    font, about = Font(15, 700), Font(12)
    tail = [part for part in (*persona.about, persona.more if persona.quote else None) if part]
    name = fit(persona.name, (right - x) * (0.6 if tail else 1), font)
    marks: list[Mark] = list(paragraph(name, x, y, Style(font)))
    start = x + measure("".join(name.lines), font) + 12
    while len(tail) > 1 and measure(SEPARATOR.join(tail), about) > right - start:
        tail.pop()
    if tail and right - start > _LEAST_ROOM:
        marks += paragraph(fit(SEPARATOR.join(tail), right - start, about), start, y, Style(about, "ink3"))
    return marks
