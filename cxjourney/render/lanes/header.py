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

_NAME = Font(15, 700)
_INITIAL = Font(26, 700)
_ABOUT = Font(12)
_QUOTE = Font(13)
_QUOTE_STEP = 17

_PERSONA_WIDTH, _PERSONA_HEIGHT = 452, 112
_FIGURE_GAP = 36
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
    least: float = HEIGHT if view.persona or view.figures else 0
    if view.persona:
        card, height = _persona(view.persona, page.grid.right - _PERSONA_WIDTH, top)
        marks += card
        least = max(least, height + 42)
    return Drawn(max(least, y - top + 22), tuple(group("group", page.words("summary"), marks)))


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


def _persona(persona: PersonaView, x: float, top: float) -> tuple[list[Mark], float]:
    """Return the card and its height: what does not fit beside the name gets a line of its own."""
    text_x, right = x + 102, x + _PERSONA_WIDTH - 10
    beside = _beside_name(persona, right - text_x)
    first, step = (28, 20) if persona.about and not beside else (32, 24)
    lines = [(_whole_parts(persona.about, right - text_x), Style(_ABOUT, "ink3"))] if persona.about and not beside else []
    lines += [(persona.goal, Style(SUBTITLE, "ink2"))] if persona.goal else []
    marks: list[Mark] = list(
        paragraph(fit(persona.name, (right - text_x) * (0.6 if beside else 1), _NAME), text_x, top + first, Style(_NAME))
    )
    if beside:
        marks.append(Text(text_x + measure(persona.name, _NAME) + 12, top + first, beside, _ABOUT, "ink3"))
    for row, (text, style) in enumerate(lines, 1):
        marks += paragraph(fit(text, right - text_x, style.font), text_x, top + first + step * row, style)
    quote, bottom = _persona_quote(persona, text_x, right, top + first + step * len(lines))
    height = max(_PERSONA_HEIGHT, bottom + 16 - top)
    middle = top + height / 2
    ground: list[Mark] = [
        Rect(x, top, _PERSONA_WIDTH, height, Paint("panel"), 12),
        Circle(x + 52, middle, 30, Paint("stage")),
        Text(x + 52, middle + 9, persona.initial, _INITIAL, "onstage", "middle"),
    ]
    return group("group", persona.spoken, [*ground, *marks, *quote]), height


def _whole_parts(parts: tuple[str, ...], room: float) -> str:
    """Return as many parts as fit, at least one; the last ones go first."""
    while len(parts) > 1 and measure(SEPARATOR.join(parts), _ABOUT) > room:
        parts = parts[:-1]
    return SEPARATOR.join(parts)


def _beside_name(persona: PersonaView, room: float) -> str | None:
    """Return what stands beside the name, or None when it needs a line of its own."""
    tail = SEPARATOR.join((*persona.about, *((persona.more,) if persona.more and persona.quote else ())))
    needed = measure(persona.name, _NAME) + 12 + measure(tail, _ABOUT)
    return tail if tail and needed <= room and measure(persona.name, _NAME) <= room * 0.6 else None


def _persona_quote(persona: PersonaView, x: float, right: float, above: float) -> tuple[list[Mark], float]:
    """Return what stands under the last line of the card, and where it ends."""
    if not persona.quote:
        return ([Text(x, above + 26, persona.more, SMALL, "ink3")], above + 26) if persona.more else ([], above)
    lines = balanced(persona.quote, right - x - 12, _QUOTE, lines=2)
    first, extra = above + 31, _QUOTE_STEP * (len(lines.lines) - 1)
    bar = Rect(x, first - 16, 3, 22 + extra, Paint("neg"), 1.5)
    return [bar, *paragraph(lines, x + 12, first, Style(_QUOTE, italic=True, leading=_QUOTE_STEP))], first + extra
