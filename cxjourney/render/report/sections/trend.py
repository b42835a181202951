"""The section of a trend: its picture, incidents and improvements in a table, and what could not be searched."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from cxjourney.model.trend import Trend
from cxjourney.render.report.differences import change
from cxjourney.render.report.figures import whole
from cxjourney.render.report.html import folded_table, table, tag
from cxjourney.render.report.picture import figure
from cxjourney.render.report.section import Context, Section, same_heading
from cxjourney.render.report.untested import untested_rows
from cxjourney.render.trend import render_trend
from cxjourney.render.trend.wording import incident_dates, measure_name, nothing_text, place_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxjourney.model.incident import Incident
    from cxjourney.render.markup import Markup


def write(context: Context, trend: Trend) -> list[Markup]:
    """
    Return what a trend says.

    Parameters
    ----------
    context
        What the report is written with.
    trend
        The trend.
    """
    return [
        *_lead(context, trend),
        *_picture(context, trend),
        *_incidents(context, trend),
        *_untested(context, trend),
        *context.notes(trend.notes),
    ]


def _lead(context: Context, trend: Trend) -> Iterator[Markup]:
    words = context.words
    counts = []
    if trend.tested:
        counts = [words.count("trend.incidents", len(trend.incidents)), words.count("trend.improvements", len(trend.improvements))]
    yield tag("p", words.listed([*counts, words.count("trend.searched", trend.tested)]))
    if not trend.incidents:
        yield tag("p", nothing_text(words, trend))


def _picture(context: Context, trend: Trend) -> list[Markup]:
    """Return the picture, where there is anything to draw."""
    if not (trend.incidents or trend.improvements or any(value is not None for series in trend.series for value in series.values)):
        return []
    drawn = render_trend(trend, theme=context.theme, locale=context.locale, direction=context.direction)
    return [figure(drawn, context.words)]


def _incidents(context: Context, trend: Trend) -> list[Markup]:
    words, found = context.words, (*trend.incidents, *trend.improvements)
    if not found:
        return []
    keys = ("report.places", "report.measure", "trend.when", "report.before", "trend.during", "report.effect", "report.certainty")
    columns = [words(key) for key in (*keys, "report.direction")]
    return [table(words("trend.timeline"), columns, [_row(context, each) for each in found])]


def _row(context: Context, incident: Incident) -> tuple[str, ...]:
    words, source = context.words, context.source
    none = words("report.none")
    return (
        place_name(words, incident.location),
        measure_name(words, incident.measure),
        incident_dates(words, incident),
        whole(source, incident.before),
        whole(source, incident.during),
        none if incident.change is None else change(source, incident.change),
        none if incident.q_value is None else words.numerals.q_value(incident.q_value),
        words("report.better" if incident.better else "report.worse"),
    )


def _untested(context: Context, trend: Trend) -> list[Markup]:
    if not trend.untested:
        return []
    words = context.words
    columns = [words(f"report.{key}") for key in ("measure", "reason", "places")]
    rows = untested_rows(words, trend.untested, partial(measure_name, words), partial(place_name, words))
    return [folded_table(words("report.untested"), columns, rows)]


SECTION = Section("trend", Trend, same_heading("trend.multiples"), write, wide=True)
