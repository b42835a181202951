"""The journey of one customer as a picture."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cxjourney.model.journey import Journey
from cxjourney.render.arguments import check_map, picture_title, picture_words
from cxjourney.render.characters import shorten
from cxjourney.render.frame import Foot, Head, Key, Telling, draw_foot, draw_head, finish
from cxjourney.render.journey.draw import Frame, day, draw, goal_sign, spoken
from cxjourney.render.journey.places import WIDE, WIDTH, lines
from cxjourney.render.journey.stations import SILENCE, Knowledge, Station, TroubleKind, stations
from cxjourney.render.layout import LIMIT, MARGIN
from cxjourney.render.marks import Circle, Command, Mark, Paint, Path, Text
from cxjourney.render.page import group
from cxjourney.render.text import Font
from cxjourney.render.views.source import SEPARATOR, label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxjourney.model.journey_map import JourneyMap
    from cxjourney.render.document import SvgDocument
    from cxjourney.render.theme import ThemeChoice
    from cxjourney.render.words import Direction, Words

POINTS = 240
"""Points drawn at most; what is left out is counted."""

_MANY = 60
_FOOT = 160
_CHANNELS = 8
_LABELS = 92
_LINE_GAP = 30
_ORDER: tuple[TroubleKind, ...] = ("bad_score", "helped", "silence", "back", "repeated", "unfinished")
_NAMED = 3
_DESCRIPTION = 600


def render_journey(
    journey: Journey,
    *,
    journey_map: JourneyMap | None = None,
    theme: ThemeChoice = "auto",
    locale: str | None = None,
    direction: Direction | None = None,
    title: str | None = None,
) -> SvgDocument:
    r"""
    Draw the journey of one customer: every visit on a time line, its channel, the waits, the scores, and what went wrong.

    A map says what a single journey cannot: the order of the stages, what completes it, how long waits usually are.
    Without one, only what the journey itself shows is told.

    Parameters
    ----------
    journey
        One customer's visits, such as ``events.journey("007")``.
    journey_map
        The map of all journeys.
    theme
        ``"light"``, ``"dark"``, ``"auto"`` (light, and dark on a dark screen), colours of your own by token, or a `Theme`.
    locale
        Language of the fixed words and figures; English when not given.
    direction
        Which way the picture runs, ``"ltr"`` or ``"rtl"``. When not given: the direction of the locale, and where that is not
        given either, right to left if most touchpoints have names in a right-to-left script.
    title
        The claim at the top; written from what went wrong when not given.

    Returns
    -------
    SvgDocument
        The same input always gives the same bytes. It shows the customer's identifier.

    Raises
    ------
    OptionError
        If the theme, the locale or the direction is not known.

    Examples
    --------
    >>> import cxjourney as cx
    >>> visits = [
    ...     cx.Visit(touchpoint="Basket", time="2026-03-01T09:00Z", channel="Web"),
    ...     cx.Visit(touchpoint="Card payment", time="2026-03-01T09:04Z", channel="Web", scores=[("csat", 1)]),
    ... ]
    >>> cx.render_journey(cx.Journey(customer="007", visits=visits)).title
    '2 visits in 4\xa0min: 1 bad score'
    """
    _check_types(journey, journey_map)
    language = picture_words({visit.touchpoint for visit in journey.visits}, locale, direction)
    every = stations(journey, Knowledge(journey_map))
    width = WIDE if len(every) > _MANY else WIDTH
    head = _head(language, journey, journey_map, every, title)
    top = draw_head(head, language, width, MARGIN)
    marks, y, shown = _lines(_frame(language, every[:POINTS], width), every[:POINTS], MARGIN + top.height)
    foot = draw_foot(_foot(language, journey, every, shown), language, width, y)
    height = y + foot.height + 24
    telling = Telling(
        title=head.title,
        description=shorten(" ".join([head.title + ".", *(spoken(language, station) for station in shown[:8])]), _DESCRIPTION),
        kind=language("journey"),
        plain="\n".join([head.title, *(spoken(language, station) for station in shown)]),
    )
    return finish([*top.marks, *group("list", language("journey.visits"), marks), *foot.marks], (width, height), telling, language, theme)


def _check_types(journey: object, journey_map: object) -> None:
    if not isinstance(journey, Journey):
        message = f'render_journey takes a Journey, found {type(journey).__name__}; get one with events.journey("a customer")'
        raise TypeError(message)
    if journey_map is not None:
        check_map("journey_map", journey_map)


def _frame(language: Words, shown: Sequence[Station], width: float) -> Frame:
    names = list(dict.fromkeys(station.channel for station in shown if station.channel is not None))
    if len(names) > _CHANNELS:
        names = [*names[: _CHANNELS - 1], language("journey.more_channels")]
    left = MARGIN + (_LABELS if names else 0)
    return Frame(language, tuple(names), left, width - MARGIN, any(station.stage for station in shown))


def _lines(frame: Frame, points: Sequence[Station], top: float) -> tuple[list[Mark], float, Sequence[Station]]:
    """Return the lines, where they end, and the points that found room."""
    marks: list[Mark] = []
    y = top
    if not points:
        return [Text(MARGIN, y + 16, frame.words("journey.no_visits"), Font(13), "ink2")], y + 40, points
    count = 0
    rows = lines(points, frame.left, frame.right)
    for index, row in enumerate(rows):
        drawn = draw(frame, row, y, is_last=index == len(rows) - 1)
        if y + drawn.height > LIMIT - _FOOT and index:
            break
        marks += drawn.marks
        y += drawn.height + _LINE_GAP
        count += len(row)
    return marks, y, points[:count]


def _head(language: Words, journey: Journey, journey_map: JourneyMap | None, every: Sequence[Station], title: str | None) -> Head:
    about = [language("journey.customer", name=label(journey.customer))]
    if every:
        first, last = every[0].start, every[-1].end
        about += [day(language, first) if first.date() == last.date() else language.period(first, last), language("journey.zone")]
    return Head(
        eyebrow=language("journey.eyebrow"),
        title=picture_title(title) or _claim(language, every),
        subtitle=SEPARATOR.join(about),
        figures=_figures(language, journey_map, every),
    )


def _claim(language: Words, every: Sequence[Station]) -> str:
    if not every:
        return language("journey.title.none")
    counts = Counter(trouble.kind for station in every for trouble in station.troubles)
    told = [language.count(f"journey.count.{kind}", counts[kind]) for kind in _ORDER if counts[kind]][:_NAMED]
    what = language.listed(told) if told else language("journey.fine")
    visits = language.count("visits", sum(station.visits for station in every))
    span = (every[-1].end - every[0].start).total_seconds()
    if span <= 0:
        return language("journey.title.one", visits=visits, what=what)
    return language("journey.title", visits=visits, span=language.numerals.duration(span), what=what)


def _figures(language: Words, journey_map: JourneyMap | None, every: Sequence[Station]) -> tuple[tuple[str, str], ...]:
    if not every:
        return ()
    numerals = language.numerals
    counts = [("visits", sum(station.visits for station in every)), ("touchpoints", len({station.name for station in every}))]
    goals = sum(station.is_goal for station in every)
    counts += [("goals", goals)] if goals else []
    found = [(numerals.fixed(n), language.count(f"journey.kpi.{key}", n)) for key, n in counts]
    span = (every[-1].end - every[0].start).total_seconds()
    found.append((numerals.duration(span), language("journey.kpi.span")))
    values = [station.value for station in every if station.value is not None]
    if values:
        found.append((numerals.money(sum(values), journey_map.currency if journey_map else None), language("journey.kpi.value")))
    return tuple(found)


def _foot(language: Words, journey: Journey, every: Sequence[Station], shown: Sequence[Station]) -> Foot:
    keys: list[Key] = [(12, language("journey.legend.dot"), lambda x, y: [Circle(x + 6, y, 5.5, Paint("dot", "bg", 2))])]
    if any(station.is_goal for station in shown):
        keys.append((18, language("journey.legend.goal"), lambda x, y: goal_sign(x + 9, y)))
    if any(trouble.kind != "silence" for station in shown for trouble in station.troubles):
        keys.append((14, language("journey.legend.trouble"), lambda x, y: [Circle(x + 7, y, 6.5, Paint("neg", "bg", 2))]))
    notes = [language("journey.note.scale")] if len(shown) > 1 else []
    if any(station.is_silent_before for station in shown):
        keys.append((16, language("journey.legend.break"), _break))
        notes.append(language("journey.note.silence", time=language.numerals.duration(SILENCE.total_seconds())))
    if any(station.visits > 1 for station in shown):
        notes.append(language("journey.note.merged"))
    hidden = sum(station.visits for station in every[len(shown) :])
    if hidden:
        notes.append(language("journey.note.hidden", n=language.numerals.fixed(hidden)))
    if journey.truncated:
        notes.append(language("journey.note.truncated"))
    return Foot(keys=keys if shown else (), notes=notes)


def _break(x: float, y: float) -> list[Mark]:
    commands: tuple[Command, ...] = (("M", -7, 6), ("L", -1, -6), ("M", 1, 6), ("L", 7, -6))
    return [Path(commands, Paint(None, "neg", 1.8, rounded=True), (x + 8, y))]
