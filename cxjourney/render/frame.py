"""What all pictures share around their middle: the claim at the top, the legend and the footnote below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxjourney.render.document import SvgDocument
from cxjourney.render.lanes.header import EYEBROW, FIGURE, FIGURE_LABEL, SUBTITLE, TITLE
from cxjourney.render.layout import MARGIN
from cxjourney.render.marks import Mark, Paint, Rect, Text, flat
from cxjourney.render.page import SMALL, SMALL_BOLD, Drawn, Style, group, paragraph
from cxjourney.render.svg import Heading, Painter, svg_text
from cxjourney.render.text import Lines, balanced, measure, wrap, wrap_ends
from cxjourney.render.theme import palette

if TYPE_CHECKING:
    from cxjourney.render.theme import ThemeChoice
    from cxjourney.render.words import Words

_TITLE_STEP, _SUBTITLE_STEP, _NOTE_STEP = 32, 17, 16
_ROW, _GAP, _FIGURE_GAP = 22, 24, 36
_NOTE_LINES = 8
_TITLE_LINES, _BRIEF = 3, 420.0

Key = tuple[float, str, Callable[[float, float], list[Mark]]]
"""Width of a sign, its words, and how it is drawn at a place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """
    What stands over a picture.

    Parameters
    ----------
    eyebrow, title, subtitle
        What kind of picture it is, the claim, and what it is about.
    figures
        Pairs of a figure and its label.
    short
        The claim with its names shortened, for where the whole of it finds no room; empty when there is none.
    """

    eyebrow: str
    title: str
    subtitle: str = ""
    figures: tuple[tuple[str, str], ...] = ()
    short: str = ""


def draw_head(head: Head, words: Words, width: float, top: float) -> Drawn:
    """
    Return the head of a picture.

    Parameters
    ----------
    head
        What it says.
    words
        The language.
    width
        Width of the page.
    top
        Upper edge.
    """
    room = width - 2 * MARGIN
    title, about = _title(head, room), wrap(head.subtitle, room, SUBTITLE, lines=2)
    marks: list[Mark] = [Rect(MARGIN, top, 28, 4, Paint("neg"))]
    marks += paragraph(wrap(head.eyebrow, room, EYEBROW, lines=1), MARGIN, top + 24, Style(EYEBROW, "ink3"))
    y = top + 56
    marks += paragraph(title, MARGIN, y, Style(TITLE, leading=_TITLE_STEP))
    y += _TITLE_STEP * (max(len(title.lines), 1) - 1)
    if about.lines:
        y += 30
        marks += paragraph(about, MARGIN, y, Style(SUBTITLE, "ink3", leading=_SUBTITLE_STEP))
        y += _SUBTITLE_STEP * (len(about.lines) - 1)
    if head.figures:
        y += 42
        marks += _figures(head.figures, y, room)
    return Drawn(y - top + 24, tuple(group("group", words("summary"), marks)))


def _title(head: Head, room: float) -> Lines:
    """Return the claim in lines: rather with short names than without its end, where its figures stand."""
    title = balanced(head.title, room, TITLE, lines=_TITLE_LINES)
    if title.full is None or not head.short:
        return title
    return Lines(balanced(head.short, room, TITLE, lines=_TITLE_LINES).lines, head.title)


def brief(name: str) -> str:
    """
    Return a name for a short claim: without its middle where it is long.

    Parameters
    ----------
    name
        A cleaned name.
    """
    return "".join(wrap_ends(name, _BRIEF, TITLE, lines=1).lines)


def _figures(figures: Sequence[tuple[str, str]], y: float, room: float) -> list[Mark]:
    marks: list[Mark] = []
    x = float(MARGIN)
    for figure, name in figures:
        name_x = x + measure(figure, FIGURE) + 6
        end = name_x + measure(name, FIGURE_LABEL)
        if end > MARGIN + room:
            break
        marks += [Text(x, y, figure, FIGURE), Text(name_x, y, name, FIGURE_LABEL, "ink3")]
        x = end + _FIGURE_GAP
    return marks


@dataclass(frozen=True, slots=True, kw_only=True)
class Foot:
    """
    What stands under a picture.

    Parameters
    ----------
    name
        What the legend is about, in bold before its keys.
    keys
        The encodings.
    notes
        Sentences of the footnote.
    """

    name: str | None = None
    keys: Sequence[Key] = ()
    notes: Sequence[str] = ()


def draw_foot(foot: Foot, words: Words, width: float, top: float) -> Drawn:
    """
    Return the legend and the footnote of a picture.

    Parameters
    ----------
    foot
        What it says.
    words
        The language.
    width
        Width of the page.
    top
        Upper edge.
    """
    marks: list[Mark] = []
    x, y = float(MARGIN), top + 10
    if foot.name and foot.keys:
        marks.append(Text(x, y + 4, foot.name, SMALL_BOLD, "ink2"))
        x += measure(foot.name, SMALL_BOLD) + 14
    for sign_width, text, sign in foot.keys:
        room = sign_width + 7 + measure(text, SMALL)
        if x + room > width - MARGIN and x > MARGIN:
            x, y = float(MARGIN), y + _ROW
        marks += [*sign(x, y), Text(x + sign_width + 7, y + 4, text, SMALL, "ink3")]
        x += room + _GAP
    legend = group("group", words("legend"), marks)
    note_y = y + 28 if marks else top + 12
    lines = wrap(" ".join(foot.notes), width - 2 * MARGIN, SMALL, lines=_NOTE_LINES)
    notes = paragraph(lines, MARGIN, note_y, Style(SMALL, "ink3", leading=_NOTE_STEP))
    bottom = note_y + _NOTE_STEP * (len(notes) - 1) if notes else (y + 12 if marks else top - 8)
    return Drawn(bottom - top, (*legend, *notes))


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """
    What a picture says apart from its marks.

    Parameters
    ----------
    title, description, kind
        For those who do not see it.
    plain
        The same story in plain text.
    """

    title: str
    description: str
    kind: str
    plain: str


def finish(
    marks: Sequence[Mark], size: tuple[float, float], telling: Telling, words: Words, theme: ThemeChoice, *, ground: str = "bg"
) -> SvgDocument:
    """
    Return the finished picture.

    Parameters
    ----------
    marks
        What is drawn on the page's ground, back to front.
    size
        Width and height.
    telling
        What it says.
    words
        The language.
    theme
        Its colours.
    ground
        Token of what it is painted on.
    """
    light, dark = palette(theme)
    heading = Heading(telling.title, telling.description, telling.kind, words.locale)
    back = Rect(0, 0, *size, Paint(ground))
    return SvgDocument(
        text=svg_text([back, *marks], size, heading, Painter(light, dark, words.direction)),
        title=telling.title,
        plain=telling.plain,
        language=words.locale,
        width=size[0],
        height=size[1],
        truncated=tuple(mark.full for mark in flat(marks) if isinstance(mark, Text) and mark.full),
        direction=words.direction,
    )
