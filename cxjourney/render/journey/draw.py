"""The lines of a time line: stages, names, channels, the axis with its waits, scores, and what went wrong in words."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from cxjourney.render.icons import face, severity_icon
from cxjourney.render.journey.places import PITCH, Place
from cxjourney.render.marks import Circle, Command, Mark, Paint, Path, Rect, Text
from cxjourney.render.page import SMALL, Drawn, Style, group, line, paragraph
from cxjourney.render.text import Font, fit, measure, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from cxjourney.render.journey.stations import Score, Station, Trouble
    from cxjourney.render.words import Words

NAME = Font(12, 600)
_STAGE = Font(11, 600)
_TROUBLE = Font(11, 600)
_SCORE = Font(12, 700)
_CHANNEL = Font(11.5)
_NAME_STEP, _SMALL_STEP = 15, 14
_STAGE_HEIGHT = 22
_ROW = 22
_SCORE_STEP = 22
_WORDS = PITCH - 22
_SCORES = 3
_PATH = Paint(None, "line2", 2, rounded=True)
_BROKEN = Paint(None, "line2", 2, dash="2 5", rounded=True)
_AXIS = Paint(None, "line2", 1.4)


@dataclass(frozen=True, slots=True)
class Frame:
    """
    What all lines share.

    Parameters
    ----------
    words
        The language.
    channels
        Rows of channels, in the order of their first visit.
    left, right
        Edges of a line.
    has_stages
        Whether stages are known.
    """

    words: Words
    channels: tuple[str, ...]
    left: float
    right: float
    has_stages: bool

    def row(self, station: Station) -> int | None:
        """Return the row of a point, None where its channel is not known."""
        if station.channel is None or not self.channels:
            return None
        return self.channels.index(station.channel) if station.channel in self.channels else len(self.channels) - 1


def trouble_words(words: Words, station: Station, trouble: Trouble) -> str:
    """
    Return what went wrong in a few words.

    Parameters
    ----------
    words
        The language.
    station
        Where.
    trouble
        What.
    """
    if trouble.kind == "silence":
        return words("journey.silence", time=words.numerals.duration((station.wait or station.end - station.start).total_seconds()))
    if trouble.kind == "back":
        return words("journey.back", stage=trouble.detail)
    if trouble.kind == "repeated":
        return words("journey.repeated", n=words.numerals.fixed(int(trouble.detail)))
    if trouble.kind == "helped" and trouble.detail:
        return words("journey.person")
    return words(f"journey.{trouble.kind}")


def score_words(words: Words, score: Score) -> str:
    """
    Return a score with its name.

    Parameters
    ----------
    words
        The language.
    score
        The score.
    """
    digits = 0 if score.value == int(score.value) else 1
    return words("journey.score", metric=score.metric, value=words.numerals.fixed(score.value, digits))


def clock(words: Words, moment: datetime) -> str:
    """
    Return the time of day.

    Parameters
    ----------
    words
        The language.
    moment
        An instant in UTC.
    """
    return words.numerals.localized(f"{moment.hour:02}:{moment.minute:02}")


def day(words: Words, moment: datetime) -> str:
    """
    Return a date in the calendar of the language.

    Parameters
    ----------
    words
        The language.
    moment
        An instant in UTC.
    """
    date = words.calendar(moment)
    number, year = (words.numerals.localized(str(value)) for value in (date.day, date.year))
    return words("date", day=number, month=words.series("months")[date.month - 1], year=year)


def draw(frame: Frame, places: Sequence[Place], top: float, *, is_last: bool) -> Drawn:
    """
    Return one line of the time line.

    Parameters
    ----------
    frame
        What all lines share.
    places
        Its points.
    top
        Upper edge.
    is_last
        Whether no line follows.
    """
    marks: list[Mark] = []
    y = top
    if frame.has_stages:
        marks += _stages(frame, places, y)
        y += _STAGE_HEIGHT + 8
    names = [_names(frame, place.station) for place in places]
    names_height = max(len(lines) for lines, _ in names) * _NAME_STEP + (_SMALL_STEP if any(caption for _, caption in names) else 0)
    rows = y + names_height + 16
    axis = rows + (_ROW * len(frame.channels) + 14 if frame.channels else 8)
    below = axis + 40
    marks += [*_channels(frame, rows), *_axis(frame, places, axis, is_last=is_last), *_path(frame, places, rows, axis)]
    bottom = below
    for place, (lines, caption) in zip(places, names, strict=True):
        station = place.station
        inside: list[Mark] = [Text(place.x, y + 12 + _NAME_STEP * index, text, NAME, "ink", "middle") for index, text in enumerate(lines)]
        if caption:
            inside.append(Text(place.x, y + 12 + _NAME_STEP * len(lines), caption, SMALL, "ink3", "middle"))
        inside += [*_dot(frame, station, place.x, _level(frame, station, rows, axis)), *_when(frame, places, place, axis)]
        inside += _scores(frame, station, place.x, below)
        told, end = _told(frame, station, place.x, below + _SCORE_STEP * min(len(station.scores), _SCORES))
        bottom = max(bottom, end)
        marks += group("listitem", spoken(frame.words, station), inside + told)
    return Drawn(bottom - top, tuple(marks))


def _names(frame: Frame, station: Station) -> tuple[tuple[str, ...], str | None]:
    words = frame.words
    caption = f"×{words.numerals.fixed(station.visits)}" if station.visits > 1 else None
    if caption is None and station.nth > 1:
        caption = words("journey.again", n=words.numerals.fixed(station.nth))
    return wrap(station.name, PITCH - 8, NAME, lines=3).lines, caption


def _stages(frame: Frame, places: Sequence[Place], top: float) -> Iterator[Mark]:
    """Draw a strip for each run of one stage, half way to its neighbours."""
    runs: list[tuple[str | None, float, float]] = []
    for index, place in enumerate(places):
        start = frame.left if index == 0 else (places[index - 1].x + place.x) / 2
        end = frame.right if index == len(places) - 1 else (place.x + places[index + 1].x) / 2
        end = min(end, place.x + PITCH) if index == len(places) - 1 else end
        if runs and runs[-1][0] == place.station.stage:
            runs[-1] = (runs[-1][0], runs[-1][1], end)
        else:
            runs.append((place.station.stage, start, end))
    for stage, start, end in runs:
        if stage is not None:
            yield Rect(start + 2, top, end - start - 4, _STAGE_HEIGHT, Paint("stage"), 6)
            yield from paragraph(fit(stage, end - start - 20, _STAGE), start + 12, top + 15, Style(_STAGE, "onstage"))


def _channels(frame: Frame, top: float) -> Iterator[Mark]:
    for index, name in enumerate(frame.channels):
        y = top + _ROW * index
        yield from paragraph(fit(name, frame.left - 36, _CHANNEL), frame.left - 10, y + 4, Style(_CHANNEL, "ink2", "end"))
        yield line([(frame.left, y), (frame.right, y)], Paint(None, "line"))


def _level(frame: Frame, station: Station, rows: float, axis: float) -> float:
    row = frame.row(station)
    return axis if row is None else rows + _ROW * row


def _axis(frame: Frame, places: Sequence[Place], y: float, *, is_last: bool) -> Iterator[Mark]:
    first, last = places[0], places[-1]
    start = first.gap[0] if first.gap else first.x
    edges = [start]
    for place in places:
        if place.gap and place.station.is_silent_before:
            middle = (place.gap[0] + place.gap[1]) / 2
            edges += [middle - 7, middle + 7]
            yield _zigzag(middle, y)
    edges.append(last.x if is_last else frame.right)
    for one, other in zip(edges[::2], edges[1::2], strict=True):
        yield line([(one, y), (other, y)], _AXIS)
    if frame.channels:
        commands: list[Command] = [command for place in places for command in (("M", place.x, y - 4), ("V", y + 4))]
        yield Path(tuple(commands), _AXIS)
    for place in places:
        yield from _wait(frame, place, y)


def _zigzag(x: float, y: float) -> Path:
    commands: tuple[Command, ...] = (("M", -7, 6), ("L", -1, -6), ("M", 1, 6), ("L", 7, -6))
    return Path(commands, Paint(None, "neg", 1.8, rounded=True), (x, y))


def _wait(frame: Frame, place: Place, y: float) -> Iterator[Mark]:
    station = place.station
    if place.gap is None or station.wait is None:
        return
    middle, width = (place.gap[0] + place.gap[1]) / 2, place.gap[1] - place.gap[0] - 18
    time = frame.words.numerals.duration(station.wait.total_seconds())
    if station.is_silent_before:
        text = fit(frame.words("journey.silence", time=time), width, _TROUBLE)
        yield from paragraph(text, middle, y - 12, Style(_TROUBLE, "neg", "middle", halo="bg"))
    elif station.wait.total_seconds() >= 1:
        yield from paragraph(fit(time, width, SMALL), middle, y - 7, Style(SMALL, "ink3", "middle", halo="bg"))


def _path(frame: Frame, places: Sequence[Place], rows: float, axis: float) -> Iterator[Mark]:
    if not frame.channels:
        return
    for before, after in pairwise(places):
        ends = [(place.x, _level(frame, place.station, rows, axis)) for place in (before, after)]
        yield line(ends, _BROKEN if after.station.is_silent_before else _PATH)


def _dot(frame: Frame, station: Station, x: float, y: float) -> list[Mark]:
    if station.is_goal:
        return goal_sign(x, y)
    told = [trouble for trouble in station.troubles if trouble.kind != "silence"]
    if told:
        return [Circle(x, y, 6.5, Paint("neg", "bg", 2))]
    token = "dot" if frame.row(station) is not None or not frame.channels else "dot2"
    return [Circle(x, y, 5.5, Paint(token, "bg", 2))]


def goal_sign(x: float, y: float) -> list[Mark]:
    """
    Return the sign of a reached goal.

    Parameters
    ----------
    x, y
        Its centre.
    """
    check: tuple[Command, ...] = (("M", -3.8, 0.2), ("L", -1, 3), ("L", 4, -2.8))
    return [Circle(x, y, 8.5, Paint("opp", "bg", 2)), Path(check, Paint(None, "onbadge", 2, rounded=True), (x, y))]


def _when(frame: Frame, places: Sequence[Place], place: Place, axis: float) -> list[Mark]:
    index = places.index(place)
    start = place.station.start
    marks: list[Mark] = [Text(place.x, axis + 20, clock(frame.words, start), SMALL, "ink2", "middle")]
    if index == 0 or places[index - 1].station.start.date() != start.date():
        marks.append(Text(place.x, axis + 34, day(frame.words, start), SMALL, "ink3", "middle"))
    return marks


def _scores(frame: Frame, station: Station, x: float, top: float) -> Iterator[Mark]:
    for index, score in enumerate(station.scores[:_SCORES]):
        text = score_words(frame.words, score)
        width = min(measure(text, _SCORE) + 22, PITCH - 4)
        y = top + 10 + _SCORE_STEP * index
        yield from face(score.tone, x - width / 2 + 8, y)
        fill = "ink2" if score.tone == "neu" else score.tone
        yield from paragraph(fit(text, width - 20, _SCORE), x - width / 2 + 21, y + 4, Style(_SCORE, fill))


def _told(frame: Frame, station: Station, x: float, top: float) -> tuple[list[Mark], float]:
    """Return what is said under a point, and where it ends."""
    marks: list[Mark] = []
    y = top
    if station.is_goal:
        lines = wrap(frame.words("journey.goal"), PITCH - 8, _TROUBLE, lines=2)
        marks += paragraph(lines, x, y + 14, Style(_TROUBLE, "opp", "middle", leading=_SMALL_STEP))
        y += _SMALL_STEP * len(lines.lines) + 6
    for trouble in station.troubles:
        if trouble.kind == "silence":
            continue
        lines = wrap(trouble_words(frame.words, station, trouble), _WORDS, _TROUBLE, lines=3)
        width = max(measure(text, _TROUBLE) for text in lines.lines) + 18
        marks += severity_icon("major", x - width / 2 + 6, y + 9, 0.62)
        marks += paragraph(lines, x - width / 2 + 18, y + 14, Style(_TROUBLE, "neg", leading=_SMALL_STEP))
        y += _SMALL_STEP * len(lines.lines) + 6
    return marks, y


def spoken(words: Words, station: Station) -> str:
    """
    Return the sentence of a point.

    Parameters
    ----------
    words
        The language.
    station
        The point.
    """
    facts = [station.channel] if station.channel else []
    facts.append(words("journey.moment", day=day(words, station.start), time=clock(words, station.start)))
    if station.visits > 1:
        facts.append(words.count("visits", station.visits))
    if station.wait is not None:
        facts.append(words("journey.wait", time=words.numerals.duration(station.wait.total_seconds())))
    facts += [score_words(words, score) for score in station.scores]
    facts += [words("journey.goal")] if station.is_goal else []
    facts += [trouble_words(words, station, trouble) for trouble in station.troubles]
    return words("journey.visit", number=words.numerals.fixed(station.number), name=station.name, facts=words.listed(facts))
