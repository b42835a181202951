"""The bars of a funnel, what is lost after each, and the table of its parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.render.layout import MARGIN
from cxjourney.render.marks import Command, Mark, Paint, Path, Rect, Text
from cxjourney.render.page import SMALL, SMALL_BOLD, Drawn, Style, group, line, paragraph
from cxjourney.render.paths.figures import interval, written
from cxjourney.render.text import Font, Lines, balanced, fit, measure, wrap, wrap_apart, wrap_ends
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
_NAMED, _PLACE = 3, 150.0
_CELL_WIDTH, _CELL_HEIGHT, _FIRST, _HEAD_STEP = 116.0, 46, 250.0, 14
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
    names = [label(step.name) for step in steps]
    for place, step in enumerate(steps):
        following = steps[place + 1] if place + 1 < len(steps) else None
        y = top + place * _ROW
        name = wrap_apart(names[place], _BAR - MARGIN - 20, NAME, lines=2, names=names)
        title = paragraph(name, MARGIN, y + (22 if len(name.lines) == 1 else 14), Style(NAME, leading=16))
        marks += group("listitem", spoken(step, place + 1, words), [*title, *_step(step, following, words, y)])
    height = _ROW * len(steps) - (_ROW - _THICK) + 18
    return Drawn(height, tuple(group("list", words("funnel"), marks)))


def _step(step: FunnelStep, following: FunnelStep | None, words: Words, top: float) -> Iterator[Mark]:
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
    whole, brief = (
        words("funnel.lost_to", places=words.listed(places(step.lost_to[:_NAMED], words, room=room))) for room in (None, _PLACE)
    )
    lines = balanced(whole, room, SMALL, lines=2)
    if lines.full is not None:  # rather short names than no shares
        lines = Lines(wrap(brief, room, SMALL, lines=2).lines, whole)
    yield from paragraph(lines, _LOST, top + 40, Style(SMALL, "ink2", leading=15))


def places(losses: Sequence[FunnelLoss], words: Words, *, room: float | None = None) -> list[str]:
    """
    Return where the lost went, in a few words each.

    Parameters
    ----------
    losses
        Where they went.
    words
        The language.
    room
        Width that a name may take; None leaves names as they are.
    """
    said = []
    for loss in losses:
        share = words.numerals.percent(loss.share.value or 0.0)
        if loss.kind == "touchpoint":
            name = label(loss.touchpoint or "")
            said.append(
                words("funnel.place", name=name if room is None else "".join(wrap_ends(name, room, SMALL, lines=1).lines), share=share)
            )
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
    names = [words("funnel.everybody"), *(label(member.name) for member in members)]
    heads = [wrap_apart(name, _CELL_WIDTH - 8, SMALL_BOLD, lines=2, names=names) for name in names]
    y = top + 58 + _HEAD_STEP * (max(len(head.lines) for head in heads) - 1)
    for column, head in enumerate(heads):
        x = MARGIN + _FIRST + column * _CELL_WIDTH
        first = y - _HEAD_STEP * (len(head.lines) - 1)
        marks += paragraph(head, x + _CELL_WIDTH / 2 - 3, first, Style(SMALL_BOLD, "ink2", "middle", leading=_HEAD_STEP))
    y += 12
    rows: list[Mark] = []
    for place in range(len(found.steps) - 1):
        rows += _part_row(found, members, place, words, y)
        y += _CELL_HEIGHT + 6
    return Drawn(y - top + 6, (*marks, *group("list", words("funnel.by", by=by), rows)))


def _part_row(found: Funnel, members: Sequence[FunnelMember], place: int, words: Words, y: float) -> list[Mark]:
    names = [label(step.name) for step in found.steps[place : place + 2]]
    name = words("funnel.step", name=names[0], following=names[1])
    end = MARGIN + _FIRST + (len(members) + 1) * _CELL_WIDTH - 6
    marks: list[Mark] = [line([(MARGIN, y - 3), (end, y - 3)], Paint(None, "line"))]
    shown = _move(name, names, words)
    marks += paragraph(shown, MARGIN, y + (27 if len(shown.lines) == 1 else 20), Style(SMALL, "ink", leading=_HEAD_STEP))
    told = []
    for column, steps in enumerate((found.steps, *(member.steps for member in members))):
        cell, said = _cell(steps[place], words, MARGIN + _FIRST + column * _CELL_WIDTH, y, is_whole=column == 0)
        marks += cell
        told.append(said)
    heads = [words("funnel.everybody"), *(label(member.name) for member in members)]
    facts = words.listed([f"{head} {said}" for head, said in zip(heads, told, strict=True)])
    return group("listitem", f"{name}: {facts}", marks)


def _move(name: str, names: Sequence[str], words: Words) -> Lines:
    """Return a step and the following one in two lines; long names give way so that both are seen."""
    room = _FIRST - 14
    shown = wrap(name, room, SMALL, lines=2)
    if shown.full is None:
        return shown
    first, following = ("".join(wrap_ends(each, room - 20, SMALL, lines=1).lines) for each in names)
    return Lines(wrap(words("funnel.step", name=first, following=following), room, SMALL, lines=2).lines, name)


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
    """Return how dark a cell is: five steps, which the figure repeats; figures that are printed alike look alike."""
    return round(0.04 + 0.08 * min(round(100 * loss) // 20, 4), 2)
