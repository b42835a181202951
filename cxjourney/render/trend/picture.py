"""A trend as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.arguments import texts_of, whole_number
from cxjourney.errors import OptionError, RenderError
from cxjourney.model.trend import Trend
from cxjourney.render.arguments import check_result, picture_words
from cxjourney.render.characters import shorten
from cxjourney.render.frame import Foot, Head, Key, Telling, brief, draw_foot, draw_head, finish
from cxjourney.render.layout import MARGIN
from cxjourney.render.marks import Circle, Mark, Paint, Rect
from cxjourney.render.page import line
from cxjourney.render.trend.multiples import FEW_POINTS, draw_multiples, open_ground, sentence
from cxjourney.render.trend.timeline import bar, draw_timeline
from cxjourney.render.trend.wording import day_text, every_text, incident_sentence, nothing_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from cxjourney.model.incident import Incident
    from cxjourney.model.trend import TrendSeries
    from cxjourney.render.document import SvgDocument
    from cxjourney.render.theme import ThemeChoice
    from cxjourney.render.words import Direction, Words

ROWS, PANELS = 12, 12
_WIDTH = 1120
_DESCRIPTION = 600
_SELDOM = ("goal_rate", "friction_rate", "going_on_rate", "nps", "csat", "drop_off_rate", "transition_time_mean")


def render_trend(
    trend: Trend,
    *,
    measures: str | Iterable[str] | None = None,
    limit: int = PANELS,
    theme: ThemeChoice = "auto",
    locale: str | None = None,
    direction: Direction | None = None,
) -> SvgDocument:
    """
    Draw a trend: its incidents on a line of time, and figures over time as small multiples with the incidents shaded.

    Parameters
    ----------
    trend
        What `trend` found.
    measures
        Names of the measures to draw, of the whole journey and of its stages; None takes the figures of the incidents first, then the goal
        and the friction of stages.
    limit
        Panels, at most.
    theme
        ``"light"``, ``"dark"``, ``"auto"`` (light, and dark on a dark screen), colours of your own by token, or a `Theme`.
    locale
        Language of the fixed words and figures; English when not given.
    direction
        Which way the picture runs, ``"ltr"`` or ``"rtl"``. When not given: the direction of the locale, and where that is not
        given either, right to left if most stages and touchpoints have names in a right-to-left script.

    Returns
    -------
    SvgDocument
        The same input always gives the same bytes. Full bars and grounds are for the worse, outlined ones for the better. Hatched
        grounds are periods that cannot be said yet, hollow points periods that the log covers in part, gaps periods without data.

    Raises
    ------
    RenderError
        If there is nothing to draw.
    OptionError
        If the trend has no measure of that name, or an argument has a value that is not known.

    Examples
    --------
    >>> import cxjourney as cx
    >>> shop = cx.datasets.sample_shop(customers=2_000)
    >>> cx.render_trend(cx.trend(shop.events, every="week", goal=shop.goal), measures="goal_rate", theme="light")
    <SvgDocument 'Up to ..., nothing went worse beyond chance', 1120 × ...>
    """
    check_result("render_trend", trend, Trend, "trend()")
    limit = whole_number("limit", limit, 0)
    language = picture_words(_names(trend), locale, direction)
    shown = _chosen(trend, measures)[:limit]
    happened = sorted((*trend.incidents, *trend.improvements), key=lambda each: (each.better, each.q_value or 0.0))[:ROWS]
    happened.sort(key=lambda each: (each.start, str(each.location)))
    if not shown and not happened:
        raise RenderError("the trend holds no figures to draw.", hint="follow a log with more visits, or name other measures.")
    title = _claim(trend, language)
    head = draw_head(_head(trend, language, title), language, _WIDTH, MARGIN)
    marks, y = list(head.marks), MARGIN + head.height
    if happened:
        lane = draw_timeline(trend, happened, language, _WIDTH, y)
        marks, y = [*marks, *lane.marks], y + lane.height + 16
    if shown:
        lane = draw_multiples(trend, shown, language, _WIDTH, y)
        marks, y = [*marks, *lane.marks], y + lane.height
    foot = draw_foot(_foot(trend, language, shown, happened), language, _WIDTH, y + 6)
    size = (_WIDTH, y + 6 + foot.height + 24)
    plain = "\n".join([title, *_told(trend, language), *(sentence(series, language) for series in shown)])
    telling = Telling(title=title, description=_description(trend, language), kind=language("trend"), plain=plain)
    return finish([*marks, *foot.marks], size, telling, language, theme)


def _names(trend: Trend) -> set[str]:
    """Return the names of the stages and touchpoints of a trend."""
    places = [each.location for each in trend.series] + [each.location for each in (*trend.incidents, *trend.improvements)]
    return {name for place in places for name in (place.stage, place.touchpoint) if name}


def _chosen(trend: Trend, measures: str | Iterable[str] | None) -> list[TrendSeries]:
    """Return the series to draw, the most telling first."""
    drawn = [series for series in trend.series if any(value is not None for value in series.values)]
    whole = [series for series in drawn if not (series.touchpoint or series.channel or series.segment)]
    if measures is not None:
        asked = texts_of("measures", measures, "names of measures")
        known = sorted({series.measure for series in trend.series})
        unknown = next((name for name in asked if name not in known), None)
        if unknown is not None:
            raise OptionError.for_choice("measures", unknown, known)
        return [series for name in asked for series in whole if series.measure == name]
    hit = [(each.measure, each.location) for each in (*trend.incidents, *trend.improvements)]
    first = [series for place in dict.fromkeys(hit) for series in drawn if (series.measure, series.location) == place]
    rest = [series for name in _SELDOM for series in whole if series.measure == name and series not in first]
    return [*first, *rest]


def _claim(trend: Trend, language: Words, *, shorten: Callable[[str], str] = str) -> str:
    if not trend.incidents:
        return nothing_text(language, trend)
    clearest = min(trend.incidents, key=lambda each: (each.q_value or 0.0, each.start))
    return incident_sentence(language, clearest, shorten=shorten)


def _head(trend: Trend, language: Words, title: str) -> Head:
    about = ""
    if trend.periods:
        about = language.period(trend.periods[0].start.date(), trend.periods[-1].end.date())
    counts = [language.count("trend.incidents", len(trend.incidents)), language.count("trend.improvements", len(trend.improvements))]
    subtitle = language.listed([about, *(counts if trend.tested else []), language.count("trend.searched", trend.tested)])
    eyebrow = language("trend.eyebrow", every=every_text(language, trend))
    return Head(eyebrow=eyebrow, title=title, subtitle=subtitle, short=_claim(trend, language, shorten=brief))


def _foot(trend: Trend, language: Words, shown: list[TrendSeries], happened: list[Incident]) -> Foot:
    keys: list[Key] = []
    for better, key in ((False, "trend.key.worse"), (True, "trend.key.better")):
        if any(each.better is better for each in happened):
            keys.append((22, language(key), _sign(better=better)))
    if any(each.going_on for each in happened):
        keys.append((22, language("trend.key.on"), lambda x, y: bar(x, x + 22, y - 8, better=False, going_on=True)))
    if shown:
        level = language.numerals.percent(trend.level)
        keys.append((22, language("trend.key.interval", level=level), _band))
    if shown and len(trend.periods) <= FEW_POINTS and not all(period.complete for period in trend.periods):
        keys.append((8, language("trend.key.incomplete"), lambda x, y: [Circle(x + 4, y, 2.6, Paint("card", "ink2", 1.2))]))
    if any(series.said < len(series.values) for series in shown):
        keys.append((22, language("trend.key.open"), lambda x, y: open_ground((x, y - 6, 22, 12))))
    notes = []
    if trend.tested:
        notes.append(language("trend.note.alarm", share=language.numerals.percent(trend.false_alarm)))
    if trend.tested and trend.searched_until is not None:
        notes.append(language("trend.note.until", date=day_text(language, trend.searched_until)))
    hidden = len(trend.incidents) + len(trend.improvements) - len(happened)
    if hidden > 0:
        notes.append(language("trend.note.more", n=language.numerals.fixed(hidden)))
    return Foot(keys=keys, notes=notes)


def _band(x: float, y: float) -> list[Mark]:
    edges = [line([(x, end), (x + 22, end)], Paint(None, "dot2", 0.8)) for end in (y - 6, y + 6)]
    return [Rect(x, y - 6, 22, 12, Paint("band", fill_opacity=0.45)), *edges]


def _sign(*, better: bool) -> Callable[[float, float], list[Mark]]:
    return lambda x, y: bar(x, x + 22, y - 8, better=better, going_on=False)


def _told(trend: Trend, language: Words) -> list[str]:
    every = (*trend.incidents, *trend.improvements)
    return [incident_sentence(language, each) for each in every]


def _description(trend: Trend, language: Words) -> str:
    if not trend.periods:
        return ""
    if not trend.tested:
        return nothing_text(language, trend)
    text = language(
        "trend.describe",
        incidents=language.count("trend.incidents", len(trend.incidents)),
        improvements=language.count("trend.improvements", len(trend.improvements)),
        start=day_text(language, trend.periods[0].start.date()),
        end=day_text(language, trend.periods[-1].end.date()),
    )
    return shorten(text, _DESCRIPTION)
