"""The rows of a picture of paths: a share with its bar, the steps as chips, figures at the end."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from cxjourney.render.icons import check
from cxjourney.render.layout import MARGIN
from cxjourney.render.marks import Command, Mark, Paint, Path, Rect, Text
from cxjourney.render.page import SMALL, SMALL_BOLD, Drawn, Style, group, line, paragraph
from cxjourney.render.paths.figures import interval, written
from cxjourney.render.text import Font, fit, measure, wrap_apart, wrap_ends
from cxjourney.render.views.source import label

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cxjourney.estimate import Estimate
    from cxjourney.model.paths import PathStep
    from cxjourney.render.paths.view import PathRow, PathView
    from cxjourney.render.words import Words

NAME = Font(12, 700)
FIGURE = Font(15, 700)
CHIP = Font(12, 600)
WIDTH = 1120
_SHARE, _PATH, _GOAL, _TIME = float(MARGIN), MARGIN + 150.0, WIDTH - MARGIN - 258.0, WIDTH - MARGIN - 138.0
_BAR = 118.0
_CHIP_HEIGHT, _CHIP_STEP = 26, 46
_ARROW = 22.0
_LINES = 4
_NAME_STEP, _TICK = 15, 15
_PAD = 16
_ABREAST = 3
"""Steps with long names that stand on one line."""

_SPOKEN = 30


@dataclass(frozen=True, slots=True)
class Chip:
    """A step with its place in the row: its line and its left edge; a gap stands for steps that find no room."""

    text: str
    full: str | None
    width: float
    wait: str = ""
    kind: Literal["step", "goal", "gap"] = "step"
    x: float = 0.0
    line: int = 0

    @property
    def end(self) -> float:
        """Where the next one may stand."""
        return self.x + self.width + max(_ARROW, measure(self.wait, SMALL) + 8)


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
    heads = [(_SHARE, words("paths.share")), (_PATH, words("paths.path" if view.kind == "paths" else "paths.representative"))]
    heads += [(_GOAL, words("paths.goal"))] if _has_goal(view) else []
    heads.append((_TIME, words("paths.time")))
    marks: list[Mark] = [Text(x, top + 12, text, SMALL_BOLD, "ink2") for x, text in heads]
    y = top + 24
    most = max((row.share.value or 0 for row in view.rows if row.steps), default=0) or 1
    rows: list[Mark] = []
    for row in view.rows:
        drawn = _row(row, view, words, most, y)
        marks.append(line([(MARGIN, y), (WIDTH - MARGIN, y)], Paint(None, "line")))
        rows += drawn.marks
        y += drawn.height
    return Drawn(y - top, (*marks, *group("list", words(view.kind), rows)))


def _has_goal(view: PathView) -> bool:
    return any(row.goal_rate is not None for row in view.rows)


def room_of(view: PathView) -> float:
    """
    Return how wide a line of steps may be: up to the next column.

    Parameters
    ----------
    view
        What is shown.
    """
    return (_GOAL if _has_goal(view) else _TIME) - _PATH - 24


def _row(row: PathRow, view: PathView, words: Words, most: float, top: float) -> Drawn:
    chips = place_chips(row.steps, view, words)
    lines = max((chip.line for chip in chips), default=0) + 1
    bottom = _PAD + lines * _CHIP_STEP
    note_y = top + (bottom + 8 if chips else _PAD + 17)
    least = 74 if measure(row.name, NAME) <= _BAR else 74 + _NAME_STEP - 5
    height = max(bottom + (22 if row.note else 2), least) if chips else 64
    marks = [*_share(row, words, most, top), *_chips(chips, top + _PAD)]
    if row.note:
        marks += paragraph(fit(row.note, room_of(view), SMALL), _PATH, note_y, Style(SMALL, "ink3"))
    marks += [*_figure(row.goal_rate, words, _GOAL, top), *_figure(row.time, words, _TIME, top)]
    return Drawn(height, tuple(group("listitem", spoken(row, words), marks)))


def _share(row: PathRow, words: Words, most: float, top: float) -> Iterator[Mark]:
    y = top + _PAD + (13 if row.name else 17)
    if row.name:
        shown = wrap_ends(row.name, _BAR, NAME, lines=2)
        yield from paragraph(shown, _SHARE, top + _PAD + 8, Style(NAME, "ink2", leading=_NAME_STEP))
        y += 15 + _NAME_STEP * (len(shown.lines) - 1)
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


def place_chips(steps: Sequence[PathStep], view: PathView, words: Words) -> list[Chip]:
    """
    Return the steps that find room; where not all do, a gap says how many are left out, and the last step follows it.

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
    x, number, end = _PATH, 0, _PATH + room_of(view)
    for place, step in enumerate(steps):
        is_last = place == len(steps) - 1
        chip = _chip(step, view, words, is_last=is_last)
        if x > _PATH and x + (chip.width if is_last else chip.end) > end:
            x, number = _PATH, number + 1
        if number == _LINES:
            return _shortened(chips, _chip(steps[-1], view, words, is_last=True), (len(steps), end), words)
        chips.append(replace(chip, x=x, line=number))
        x = chips[-1].end
    return chips


def _chip(step: PathStep, view: PathView, words: Words, *, is_last: bool) -> Chip:
    room = (room_of(view) - (_ABREAST - 1) * _ARROW) / _ABREAST - 20
    shown = wrap_apart(label(step.touchpoint), room, CHIP, lines=1, names=view.names)
    text = "".join(shown.lines)
    wait = "" if is_last or step.wait is None or step.wait.value is None else words.numerals.duration(step.wait.value)
    is_goal = step.touchpoint in view.goal
    return Chip(text, shown.full, measure(text, CHIP) + 20 + (_TICK if is_goal else 0), wait, "goal" if is_goal else "step")


def _shortened(chips: list[Chip], last: Chip, limits: tuple[int, float], words: Words) -> list[Chip]:
    """Return as many chips as leave room for the gap and the last step on the last line."""
    (steps, end), bottom = limits, _LINES - 1
    while True:
        hidden = steps - len(chips) - 1
        text = words.count("paths.more", hidden)
        x = chips[-1].end if chips[-1].line == bottom else _PATH
        gap = Chip(text, None, measure(text, SMALL), "", "gap", x, bottom)
        if hidden and (x == _PATH or gap.end + last.width <= end):
            return [*chips, gap, replace(last, x=gap.end, line=bottom)]
        chips = chips[:-1]


def _chips(chips: Sequence[Chip], top: float) -> Iterator[Mark]:
    for place, chip in enumerate(chips):
        y = top + chip.line * _CHIP_STEP
        yield from _drawn(chip, y)
        after = chips[place + 1] if place + 1 < len(chips) else None
        if after is None:
            return
        end = after.x if after.line == chip.line else chip.end
        middle = (chip.x + chip.width + end) / 2
        yield arrow(middle, y + _CHIP_HEIGHT / 2)
        if chip.wait:
            yield Text(middle, y + _CHIP_HEIGHT + 11, chip.wait, SMALL, "ink3", "middle")


def _drawn(chip: Chip, y: float) -> Iterator[Mark]:
    """Yield a chip; one that reaches the goal has a tick, so that its colour is not all that tells it."""
    middle = chip.x + chip.width / 2
    if chip.kind == "gap":
        yield Text(middle, y + 17, chip.text, SMALL, "ink3", "middle")
        return
    is_goal = chip.kind == "goal"
    yield Rect(chip.x, y, chip.width, _CHIP_HEIGHT, Paint("oppfill", "oppline") if is_goal else Paint("panel", "line2"), 13)
    if is_goal:
        yield check(chip.x + 16, y + _CHIP_HEIGHT / 2)
    yield Text(middle + (_TICK / 2 if is_goal else 0), y + 17, chip.text, CHIP, "opp" if is_goal else "ink", "middle", full=chip.full)


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
