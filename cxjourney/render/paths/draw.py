"""The rows of a picture of paths: a share with its bar, the steps as chips, figures at the end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxjourney.render.layout import MARGIN
from cxjourney.render.marks import Command, Mark, Paint, Path, Rect, Text
from cxjourney.render.page import SMALL, SMALL_BOLD, Drawn, Style, group, line, paragraph
from cxjourney.render.text import Font, fit, is_ambiguous, measure, wrap_ends
from cxjourney.render.views.source import label

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cxjourney.estimate import Estimate
    from cxjourney.model.paths import PathStep
    from cxjourney.render.paths.view import PathRow, PathView
    from cxjourney.render.text import Lines
    from cxjourney.render.words import Words

NAME = Font(12, 700)
FIGURE = Font(15, 700)
CHIP = Font(12, 600)
WIDTH = 1120
_SHARE, _PATH, _GOAL, _TIME = float(MARGIN), MARGIN + 150.0, WIDTH - MARGIN - 258.0, WIDTH - MARGIN - 138.0
_BAR = 118.0
_CHIP_HEIGHT, _CHIP_STEP, _CHIP_ROOM = 26, 46, 168.0
_ARROW = 22.0
_LINES = 4
_PAD = 16
_ROOM = _GOAL - _PATH - 24
_SPOKEN = 30
_SMALL = 0.1


@dataclass(frozen=True, slots=True)
class Chip:
    """A step with its place in the row: its line and its left edge."""

    text: str
    full: str | None
    x: float
    line: int
    width: float
    wait: str
    is_goal: bool


def draw_rows(view: PathView, words: Words, top: float) -> Drawn:
    """
    Return the rows under their heads.

    Parameters
    ----------
    view
        What is shown.
    words
        The language.
    top
        Upper edge.
    """
    has_goal = any(row.goal_rate is not None for row in view.rows)
    heads = [(_SHARE, words("paths.share")), (_PATH, words("paths.path" if view.kind == "paths" else "paths.representative"))]
    heads += [(_GOAL, words("paths.goal"))] if has_goal else []
    heads.append((_TIME, words("paths.time")))
    marks: list[Mark] = [Text(x, top + 12, text, SMALL_BOLD, "ink2") for x, text in heads]
    y = top + 24
    most = max((row.share.value or 0 for row in view.rows if row.steps), default=0) or 1
    for row in view.rows:
        drawn = _row(row, view, words, most, y)
        marks += [line([(MARGIN, y), (WIDTH - MARGIN, y)], Paint(None, "line")), *drawn.marks]
        y += drawn.height
    return Drawn(y - top, tuple(marks))


def _row(row: PathRow, view: PathView, words: Words, most: float, top: float) -> Drawn:
    chips, hidden = place_chips(row.steps, view, words)
    lines = max((chip.line for chip in chips), default=0) + 1
    bottom = _PAD + lines * _CHIP_STEP
    note_y = top + (bottom + 8 if chips else _PAD + 17)
    height = max(bottom + (22 if row.note or hidden else 2), 74) if chips else 64
    marks = [*_share(row, words, most, top), *_chips(chips, top + _PAD)]
    said = "  ".join(text for text in (hidden, row.note) if text)
    if said:
        marks += paragraph(fit(said, _ROOM, SMALL), _PATH, note_y, Style(SMALL, "ink3"))
    marks += [*_figure(row.goal_rate, words, _GOAL, top), *_figure(row.time, words, _TIME, top)]
    return Drawn(height, tuple(group("group", spoken(row, words), marks)))


def _share(row: PathRow, words: Words, most: float, top: float) -> Iterator[Mark]:
    y = top + _PAD + (13 if row.name else 17)
    if row.name:
        shown = fit(row.name, _BAR, NAME)
        yield from paragraph(shown, _SHARE, top + _PAD + 8, Style(NAME, "ink2"))
        y += 15
    if row.share.value is None:
        yield Text(_SHARE, y, words("paths.no_data"), SMALL, "ink3")
        return
    text = written(row.share, words)
    yield Text(_SHARE, y, text, FIGURE)
    yield Text(_SHARE + measure(text, FIGURE) + 6, y, interval(row.share, words), SMALL, "ink3")
    if row.steps:
        yield Rect(_SHARE, y + 8, _BAR, 5, Paint("line"), 2.5)
        yield Rect(_SHARE, y + 8, max(_BAR * row.share.value / most, 3), 5, Paint("dot"), 2.5)


def _figure(estimate: Estimate | None, words: Words, x: float, top: float) -> Iterator[Mark]:
    if estimate is None:
        return
    y = top + _PAD + 17
    if estimate.value is None:
        yield Text(x, y, "–", FIGURE, "ink3")
        return
    yield Text(x, y, written(estimate, words), FIGURE)
    if estimate.low is not None:
        width = (_TIME - _GOAL if x < _TIME else WIDTH - MARGIN - _TIME) - 8
        yield from paragraph(fit(interval(estimate, words), width, SMALL), x, y + 16, Style(SMALL, "ink3"))


def place_chips(steps: Sequence[PathStep], view: PathView, words: Words) -> tuple[list[Chip], str]:
    """
    Return the steps that find room, and words on those that do not; the last step is always shown.

    Parameters
    ----------
    steps
        The steps in order.
    view
        What is shown.
    words
        The language.
    """
    chips: list[Chip] = []
    x, number = _PATH, 0
    for place, step in enumerate(steps):
        shown = _name(label(step.touchpoint), view)
        text = "".join(shown.lines)
        width = measure(text, CHIP) + 20
        wait = "" if step.wait is None or step.wait.value is None else words.numerals.duration(step.wait.value)
        room = width + (max(_ARROW, measure(wait, SMALL) + 8) if place < len(steps) - 1 else 0)
        if x + room > _PATH + _ROOM and x > _PATH:
            x, number = _PATH, number + 1
        if number == _LINES:
            return chips, words.count("paths.more", len(steps) - place)
        chips.append(Chip(text, shown.full, x, number, width, wait if place < len(steps) - 1 else "", step.touchpoint in view.goal))
        x += room
    return chips, ""


def _name(name: str, view: PathView) -> Lines:
    """Return a name as it fits in a chip: without its middle where it differs from others at its end only."""
    shown = fit(name, _CHIP_ROOM, CHIP)
    return wrap_ends(name, _CHIP_ROOM, CHIP, lines=1) if is_ambiguous(shown, view.names) else shown


def _chips(chips: Sequence[Chip], top: float) -> Iterator[Mark]:
    for place, chip in enumerate(chips):
        y = top + chip.line * _CHIP_STEP
        paint = Paint("oppfill", "oppline") if chip.is_goal else Paint("panel", "line2")
        yield Rect(chip.x, y, chip.width, _CHIP_HEIGHT, paint, 13)
        yield Text(chip.x + 10, y + 17, chip.text, CHIP, "opp" if chip.is_goal else "ink", full=chip.full)
        after = chips[place + 1] if place + 1 < len(chips) else None
        start = chip.x + chip.width
        end = after.x if after is not None and after.line == chip.line else start + max(_ARROW, measure(chip.wait, SMALL) + 8)
        if after is not None or chip.wait:
            yield arrow((start + end) / 2, y + _CHIP_HEIGHT / 2)
        if chip.wait:
            yield Text((start + end) / 2, y + _CHIP_HEIGHT + 11, chip.wait, SMALL, "ink3", "middle")


def arrow(x: float, y: float) -> Mark:
    """
    Return a small arrow.

    Parameters
    ----------
    x, y
        Its centre.
    """
    commands: tuple[Command, ...] = (("M", x - 5, y), ("L", x + 5, y), ("M", x + 1.5, y - 3.5), ("L", x + 5, y), ("L", x + 1.5, y + 3.5))
    return Path(commands, Paint(None, "ink3", 1.4, rounded=True))


def written(estimate: Estimate, words: Words) -> str:
    """
    Return a share or a time as people write it.

    Parameters
    ----------
    estimate
        A figure with a value.
    words
        The language.
    """
    return _in_unit(estimate.value or 0.0, estimate, words)


def _in_unit(value: float, estimate: Estimate, words: Words) -> str:
    """Return a figure or an end of its interval; both of a small share have a decimal."""
    if estimate.unit == "seconds":
        return words.numerals.duration(value)
    return words.numerals.percent(value, 1 if value and (estimate.value or 0.0) < _SMALL else 0)


def interval(estimate: Estimate, words: Words) -> str:
    """
    Return the interval of a share or a time, empty where there is none.

    Parameters
    ----------
    estimate
        The figure.
    words
        The language.
    """
    if estimate.low is None or estimate.high is None:
        return ""
    return words.numerals.between(*(_in_unit(end, estimate, words) for end in (estimate.low, estimate.high)))


def spoken(row: PathRow, words: Words) -> str:
    """
    Return the sentence of a row.

    Parameters
    ----------
    row
        The row.
    words
        The language.
    """
    sign = " ← " if words.direction == "rtl" else " → "
    path = sign.join(label(step.touchpoint) for step in row.steps[:_SPOKEN]) if row.steps else row.note
    if len(row.steps) > _SPOKEN:
        path += " " + words.count("paths.more", len(row.steps) - _SPOKEN)
    facts = [words("paths.no_data") if row.share.value is None else f"{written(row.share, words)} ({interval(row.share, words)})"]
    for key, figure in (("paths.goal", row.goal_rate), ("paths.time", row.time)):
        if figure is not None and figure.value is not None:
            facts.append(f"{words(key)} {written(figure, words)}")
    return words("paths.row", name=row.name or "–", path=path, facts=words.listed(facts))
