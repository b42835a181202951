"""The bars of a funnel, what is lost after each, and the table of its parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.render.layout import MARGIN
from cxjourney.render.marks import Command, Mark, Paint, Path, Rect, Text
from cxjourney.render.page import SMALL, SMALL_BOLD, Drawn, Style, group, line, paragraph
from cxjourney.render.paths.draw import interval, written
from cxjourney.render.text import Font, fit, measure, wrap
from cxjourney.render.views.source import label

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cxjourney.model.funnel import Funnel, FunnelLoss, FunnelMember, FunnelStep
    from cxjourney.render.words import Words

WIDTH = 1120
NAME = Font(13, 600)
FIGURE = Font(15, 700)
LOST = Font(13, 700)
CELL = Font(13, 700)
_BAR, _BAR_END, _LOST = MARGIN + 214.0, 700.0, 728.0
_ROW, _THICK = 78, 34
_NAMED = 3
_CELL_WIDTH, _CELL_HEIGHT, _FIRST = 124.0, 46, 250.0
PARTS = 6
"""Segments, groups or channels in the table at most."""


def draw_steps(steps: Sequence[FunnelStep], words: Words, top: float) -> Drawn:
    """
    Return one bar a step.

    Parameters
    ----------
    steps
        The steps in order.
    words
        The language.
    top
        Upper edge.
    """
    marks: list[Mark] = []
    for place, step in enumerate(steps):
        following = steps[place + 1] if place + 1 < len(steps) else None
        marks += group("listitem", spoken(step, place + 1, words), _step(step, following, words, top + place * _ROW))
    height = _ROW * len(steps) - (_ROW - _THICK) + 18
    return Drawn(height, tuple(group("list", words("funnel"), marks)))


def _step(step: FunnelStep, following: FunnelStep | None, words: Words, top: float) -> Iterator[Mark]:
    name = wrap(label(step.name), _BAR - MARGIN - 20, NAME, lines=2)
    yield from paragraph(name, MARGIN, top + (22 if len(name.lines) == 1 else 14), Style(NAME, leading=16))
    share = step.share.value or 0.0
    full, going = (_BAR_END - _BAR) * share, (_BAR_END - _BAR) * (following.share.value or 0.0 if following else share)
    yield Rect(_BAR, top, _BAR_END - _BAR, _THICK, Paint("panel"), 6)
    if full > 0:
        if following is not None and full > going:
            yield Rect(_BAR, top, max(full, 2), _THICK, Paint("neg", fill_opacity=0.28), 6)
        if going > 0:
            yield Rect(_BAR, top, max(going, 2), _THICK, Paint("stage"), 6)
    yield from _bar_words(step, words, top, going)
    if following is None:
        return
    yield from _going(step, words, top)
    yield from _losses(step, words, top)


def _bar_words(step: FunnelStep, words: Words, top: float, going: float) -> Iterator[Mark]:
    """Write how many come here: in the bar where there is room, else after it."""
    # Without a share nobody is counted, which need not mean that nobody came.
    count = words.numerals.fixed(step.journeys) if step.share.value is not None else "–"
    share = "" if step.share.value is None else words.numerals.percent(step.share.value)
    room = measure(count, FIGURE) + measure(share, SMALL) + 26
    inside = going >= room
    x = _BAR + 10 if inside else _BAR + (_BAR_END - _BAR) * (step.share.value or 0.0) + 8
    if not inside:
        x = min(x, _BAR_END - room)
    yield Text(x, top + 22, count, FIGURE, "onstage" if inside else "ink")
    yield Text(x + measure(count, FIGURE) + 8, top + 22, share, SMALL, "onstage2" if inside else "ink2")


def _going(step: FunnelStep, words: Words, top: float) -> Iterator[Mark]:
    if step.conversion is None or step.conversion.value is None:
        return
    y = top + _THICK + 26
    commands: tuple[Command, ...] = (
        ("M", _BAR + 7, y - 13),
        ("L", _BAR + 7, y),
        ("M", _BAR + 3, y - 4),
        ("L", _BAR + 7, y),
        ("L", _BAR + 11, y - 4),
    )
    yield Path(commands, Paint(None, "ink3", 1.4, rounded=True))
    text = words("funnel.go_on", share=written(step.conversion, words))
    yield Text(_BAR + 22, y, text, SMALL_BOLD, "ink2")
    facts = [interval(step.conversion, words)]
    if step.time is not None and step.time.value is not None:
        facts.append(words("funnel.after", time=words.numerals.duration(step.time.value)))
    x = _BAR + 22 + measure(text, SMALL_BOLD) + 8
    yield from paragraph(fit(words.listed(facts), _BAR_END - x, SMALL), x, y, Style(SMALL, "ink3"))


def _losses(step: FunnelStep, words: Words, top: float) -> Iterator[Mark]:
    if step.loss is None or not step.loss.value:
        return
    text = words("funnel.lost", share=written(step.loss, words))
    yield Text(_LOST, top + 22, text, LOST, "neg")
    yield Text(_LOST + measure(text, LOST) + 8, top + 22, interval(step.loss, words), SMALL, "ink3")
    room = WIDTH - MARGIN - _LOST
    lines = wrap(words("funnel.lost_to", places=words.listed(places(step.lost_to[:_NAMED], words))), room, SMALL, lines=2)
    yield from paragraph(lines, _LOST, top + 40, Style(SMALL, "ink2", leading=15))


def places(losses: Sequence[FunnelLoss], words: Words) -> list[str]:
    """
    Return where the lost went, in a few words each.

    Parameters
    ----------
    losses
        Where they went.
    words
        The language.
    """
    said = []
    for loss in losses:
        share = words.numerals.percent(loss.share.value or 0.0)
        if loss.kind == "touchpoint":
            said.append(words("funnel.place", name=label(loss.touchpoint or ""), share=share))
        else:
            said.append(words("funnel.ended" if loss.kind == "ended" else "funnel.other", share=share))
    return said


def spoken(step: FunnelStep, number: int, words: Words) -> str:
    """
    Return the sentence of a step.

    Parameters
    ----------
    step
        The step.
    number
        Its place, from 1.
    words
        The language.
    """
    facts = []
    if step.conversion is not None and step.conversion.value is not None:
        facts.append(words("funnel.go_on", share=f"{written(step.conversion, words)} ({interval(step.conversion, words)})"))
        if step.time is not None and step.time.value is not None:
            facts.append(words("funnel.after", time=words.numerals.duration(step.time.value)))
    facts += places(step.lost_to[:_NAMED], words)
    return words(
        "funnel.row",
        number=words.numerals.fixed(number),
        name=label(step.name),
        journeys=words.count("paths.journeys", step.journeys),
        share=words.numerals.percent(step.share.value) if step.share.value is not None else words("paths.no_data"),
        facts=words.listed(facts),
    )


def draw_parts(found: Funnel, words: Words, top: float) -> Drawn:
    """
    Return the table of who goes on in each segment, group or channel.

    Parameters
    ----------
    found
        The funnel.
    words
        The language.
    top
        Upper edge.
    """
    if not found.members:
        return Drawn(0, ())
    members = found.members[:PARTS]
    by = label(found.by or "")
    marks: list[Mark] = list(paragraph(fit(words("funnel.by", by=by), WIDTH - 2 * MARGIN, LOST), MARGIN, top + 30, Style(LOST)))
    y = top + 58
    for column, name in enumerate((words("funnel.everybody"), *(label(member.name) for member in members))):
        x = MARGIN + _FIRST + column * _CELL_WIDTH
        marks += paragraph(fit(name, _CELL_WIDTH - 8, SMALL_BOLD), x + _CELL_WIDTH / 2 - 3, y, Style(SMALL_BOLD, "ink2", "middle"))
    y += 12
    for place in range(len(found.steps) - 1):
        marks += _part_row(found, members, place, words, y)
        y += _CELL_HEIGHT + 6
    return Drawn(y - top + 6, tuple(marks))


def _part_row(found: Funnel, members: Sequence[FunnelMember], place: int, words: Words, y: float) -> list[Mark]:
    names = [label(step.name) for step in found.steps[place : place + 2]]
    name = words("funnel.step", name=names[0], following=names[1])
    end = MARGIN + _FIRST + (len(members) + 1) * _CELL_WIDTH - 6
    marks: list[Mark] = [line([(MARGIN, y - 3), (end, y - 3)], Paint(None, "line"))]
    marks += paragraph(wrap(name, _FIRST - 14, SMALL, lines=2), MARGIN, y + 20, Style(SMALL, "ink", leading=14))
    told = []
    for column, steps in enumerate((found.steps, *(member.steps for member in members))):
        cell, said = _cell(steps[place], words, MARGIN + _FIRST + column * _CELL_WIDTH, y, is_whole=column == 0)
        marks += cell
        told.append(said)
    heads = [words("funnel.everybody"), *(label(member.name) for member in members)]
    facts = words.listed([f"{head} {said}" for head, said in zip(heads, told, strict=True)])
    return group("group", f"{name}: {facts}", marks)


def _cell(step: FunnelStep, words: Words, x: float, y: float, *, is_whole: bool) -> tuple[list[Mark], str]:
    middle, width = x + _CELL_WIDTH / 2 - 3, _CELL_WIDTH - 6
    ground: list[Mark] = [Rect(x, y, width, _CELL_HEIGHT, Paint("panel" if is_whole else "card", "line"), 8)]
    if step.conversion is None or step.conversion.value is None:
        return [*ground, Text(middle, y + 27, "–", CELL, "ink3", "middle")], words("paths.no_data")
    if not is_whole:
        ground.append(Rect(x, y, width, _CELL_HEIGHT, Paint("neg", fill_opacity=_tint(1 - step.conversion.value)), 8))
    figure = written(step.conversion, words)
    small = paragraph(fit(interval(step.conversion, words), width - 8, SMALL), middle, y + 37, Style(SMALL, "ink2", "middle"))
    return [*ground, Text(middle, y + 21, figure, CELL, "ink", "middle"), *small], figure


def _tint(loss: float) -> float:
    """Return how dark a cell is: five steps, which the figure repeats."""
    return round(0.04 + 0.08 * min(int(loss * 5), 4), 2)
