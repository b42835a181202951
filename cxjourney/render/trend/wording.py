"""How figures, places and dates of a trend are written."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from cxjourney.numerals import share_decimals
from cxjourney.render.characters import SEPARATOR, clean
from cxjourney.render.text import Lines, balanced, measure, wrap_ends

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from cxjourney.estimate import Location
    from cxjourney.model.incident import Incident
    from cxjourney.model.trend import Trend
    from cxjourney.render.text import Font
    from cxjourney.render.words import Words

_ACRONYM, _PARTS = 5, 10


def measure_name(words: Words, measure: str) -> str:
    """
    Return what a measure is called.

    Parameters
    ----------
    words
        The language.
    measure
        Its name in the results.
    """
    for key in (f"trend.measure.{measure}", f"heat.measure.{measure}"):
        if words.has(key):
            return words(key)
    text = clean(measure.replace("_", " "))
    return text.upper() if len(text) <= _ACRONYM else text[:1].upper() + text[1:]


def place_name(words: Words, place: Location, *, shorten: Callable[[str], str] = str) -> str:
    """
    Return where something is, in names.

    Parameters
    ----------
    words
        The language.
    place
        The place.
    shorten
        What becomes of each name.
    """
    parts = [shorten(clean(part)) for part in (place.stage, place.touchpoint, place.channel, place.segment) if part]
    if not parts:
        return words("trend.whole")
    text = parts[0]
    for part in parts[1:]:
        text = words("trend.place", stage=text, name=part)
    return text


def place_lines(words: Words, place: Location, room: float, font: Font) -> Lines:
    """
    Return where something is in two lines; where names are long each of them gives way, so that all are seen.

    Parameters
    ----------
    words
        The language.
    place
        The place.
    room
        Width of a line.
    font
        Size and weight.
    """
    whole = place_name(words, place)
    shown = _two(whole, room, font)
    for part in range(2 * _PARTS, 0, -1) if shown.full is not None else ():
        brief = place_name(words, place, shorten=partial(_ends, room=room * part / _PARTS, font=font))
        tried = _two(brief, room, font)
        if tried.full is None:
            return Lines(tried.lines, whole)
    return shown


def _two(text: str, room: float, font: Font) -> Lines:
    """Return a place in two lines, broken between its names where that is possible."""
    head, mark, tail = text.partition(SEPARATOR)
    lines = head + mark.rstrip(), tail
    if mark and measure(text, font) > room and max(measure(each, font) for each in lines) <= room:
        return Lines(lines)
    return balanced(text, room, font, lines=2)


def _ends(name: str, *, room: float, font: Font) -> str:
    return "".join(wrap_ends(name, room, font, lines=1).lines)


def figure(words: Words, value: float, unit: str) -> str:
    """
    Return a figure as it is printed.

    Parameters
    ----------
    words
        The language.
    value
        The figure.
    unit
        Its unit.
    """
    if unit == "share":
        return words.numerals.percent(value, share_decimals(value))
    if unit == "seconds":
        return words.numerals.duration(value)
    if unit == "nps":
        return words.numerals.signed(value, 0)
    if unit in {"visits", "customers", "journeys"} and float(value).is_integer():
        return words.numerals.compact(value)
    return words.numerals.fixed(value, 0 if abs(value) >= 100 else 2 if abs(value) < 10 else 1)


def incident_dates(words: Words, incident: Incident) -> str:
    """
    Return when an incident was.

    Parameters
    ----------
    words
        The language.
    incident
        The incident.
    """
    if incident.end is None:
        return words("trend.since", date=words.period(incident.start, incident.start))
    return words.period(incident.start, incident.end)


def incident_sentence(words: Words, incident: Incident, *, shorten: Callable[[str], str] = str) -> str:
    """
    Return what happened in an incident, and when.

    Parameters
    ----------
    words
        The language.
    incident
        The incident.
    shorten
        What becomes of each name.
    """
    before, during = incident.before, incident.during
    fell = (during.value or 0.0) < (before.value or 0.0)
    what = words(
        "trend.fell" if fell else "trend.rose",
        measure=measure_name(words, incident.measure),
        place=place_name(words, incident.location, shorten=shorten),
        before=figure(words, before.value or 0.0, before.unit),
        during=figure(words, during.value or 0.0, during.unit),
    )
    return words("trend.told", what=what, when=incident_dates(words, incident))


def nothing_text(words: Words, trend: Trend) -> str:
    """
    Return that nothing went worse, up to the last day searched where that is not the last of all; or that nobody can say.

    Parameters
    ----------
    words
        The language.
    trend
        A trend without incidents.
    """
    if not trend.tested:
        return words("trend.claim.untested")
    until = trend.searched_until
    if until is None or until + timedelta(days=1) >= trend.periods[-1].end.date():
        return words("trend.claim.none")
    return words("trend.claim.none.until", date=day_text(words, until))


def every_text(words: Words, trend: Trend) -> str:
    """
    Return how long the periods are, as it stands over the picture.

    Parameters
    ----------
    words
        The language.
    trend
        The trend.
    """
    key = f"trend.every.{trend.every}"
    return words(key) if words.has(key) else words("trend.every.other", every=trend.every)


def day_text(words: Words, day: date) -> str:
    """
    Return a date.

    Parameters
    ----------
    words
        The language.
    day
        The date.
    """
    return words.period(day, day)
