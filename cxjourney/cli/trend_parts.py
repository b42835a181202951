"""A trend as tables for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cxjourney.cli.figures import measure_name
from cxjourney.cli.text_tables import heading, table
from cxjourney.cli.texts import duration
from cxjourney.errors import OptionError, counted
from cxjourney.wording import figure, listed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta

    from rich.console import RenderableType
    from rich.table import Table

    from cxjourney.model.incident import Incident
    from cxjourney.model.trend import Trend, TrendSeries

SHOWN = ("goal_rate", "visits_per_journey", "drop_off_rate", "rework_rate", "nps", "csat", "visits")
"""Figures of the whole journey that are listed by period, as far as there are any."""

COLUMNS, ROWS = 4, 16

_NAMES = ("day", "week", "month", "quarter")
_NOT_ASKED = ("title", "max_touchpoints", "currency")


def every_of(text: str) -> Any:
    """
    Return the length of a period as `trend` takes it.

    Parameters
    ----------
    text
        A name, or a duration such as ``14d``.

    Examples
    --------
    >>> every_of("week"), every_of("14d")
    ('week', datetime.timedelta(days=14))
    """
    if text in _NAMES:
        return text
    try:
        found: timedelta = duration(text)
    except OptionError as cause:
        raise OptionError.for_choice("--every", text, [*_NAMES, "14d"]) from cause
    return found


def measuring_arguments(arguments: dict[str, Any], where: str = "with a trend") -> dict[str, Any]:
    """
    Return the arguments of `trend` and `measure` among those of `discover_map`.

    Parameters
    ----------
    arguments
        What was given.
    where
        Where they are used, for the message.

    Raises
    ------
    OptionError
        If one of them only concerns maps.
    """
    wrong = [name for name in _NOT_ASKED if name in arguments]
    if wrong:
        listed = ", ".join(f"--{name.replace('_', '-')}" for name in wrong)
        raise OptionError(f"{listed} cannot be used {where}.", hint="leave it out.")
    return arguments


def trend_parts(found: Trend) -> list[RenderableType]:
    """
    Return a trend as headings, tables and sentences.

    Parameters
    ----------
    found
        What was followed.
    """
    parts: list[RenderableType] = []
    for title, incidents, style in (("Incidents", found.incidents, "red"), ("Improvements", found.improvements, "green")):
        if incidents:
            parts += [heading(title, style), _incidents(incidents)]
    if not found.incidents:
        parts.append("No incident stands out from chance." if found.tested else "Nothing could be searched for incidents.")
    chosen = [series for name in SHOWN for series in found.series if series.measure == name and str(series.location) == "whole journey"]
    if chosen:
        parts += [heading("The whole journey"), _figures(chosen[:COLUMNS])]
    said = [
        f"Not searched: {item.kind.replace('_', ' ')} at {counted(len(item.locations), 'place')}: {item.reason}" for item in found.untested
    ]
    said += [f"Note: {note}" for note in found.notes]
    return [*parts, *(["", *said] if said else [])]


def _incidents(incidents: Sequence[Incident]) -> Table:
    rows = [
        (
            f"{each.location} ({listed(each.touchpoints)})" if each.touchpoints else str(each.location),
            measure_name(each.measure),
            each.start.isoformat(),
            each.end.isoformat() if each.end else "going on",
            figure(each.before, n=True),
            figure(each.during, n=True),
        )
        for each in incidents
    ]
    return table(("Where", "What", "From", "To", "Before", "During"), rows)


def _figures(chosen: Sequence[TrendSeries]) -> Table:
    columns = [series.periods for series in chosen]
    rows = []
    for place, period in list(enumerate(columns[0]))[-ROWS:]:
        name = f"{period.period} (incomplete)" if period.state == "incomplete" else period.period
        points = [column[place] for column in columns]
        rows.append((name, *("not yet" if point.state == "open" else figure(point.estimate, n=True) for point in points)))
    return table(("Period", *(measure_name(series.measure) for series in chosen)), rows)
