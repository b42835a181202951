"""The section of a conformance: how many keep to the plan, the map of it, and every deviation in one table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.model.conformance import Conformance
from cxjourney.render.map import render_map
from cxjourney.render.report.figures import whole
from cxjourney.render.report.html import table, tag
from cxjourney.render.report.picture import figure
from cxjourney.render.report.section import Context, Section
from cxjourney.render.views.source import label

if TYPE_CHECKING:
    from cxjourney.model.conformance import Deviation
    from cxjourney.render.markup import Markup

_SHOWN = 30
_FIGURES = ("fitness", "content", "sequence", "timing", "completion", "graded_fitness")


def heading(context: Context, found: Conformance) -> str:
    """
    Return the heading of a conformance.

    Parameters
    ----------
    context
        What the report is written with.
    found
        How journeys kept to the plan.
    """
    return context.words("report.conformance", plan=label(found.plan)) if found.plan else context.words("report.conformance.plain")


def write(context: Context, found: Conformance) -> list[Markup]:
    """
    Return what a conformance says.

    Parameters
    ----------
    context
        What the report is written with.
    found
        How journeys kept to the plan.
    """
    words = context.words
    rows = [(words(f"report.conformance.{name}"), whole(context.source, getattr(found, name))) for name in _FIGURES]
    columns = words("report.conformance.journeys_that"), words("report.conformance.share")
    return [
        table(words("report.conformance.whole"), columns, rows),
        *_stages(context, found),
        *_picture(context, found),
        *_deviations(context, found),
        *_names(context, found),
        *context.notes([str(each) for each in (*found.suggestions, *found.untested)]),
        *context.notes(found.notes),
    ]


def _picture(context: Context, found: Conformance) -> list[Markup]:
    """Return the map of the report with the plan on it, where it is a map of that plan."""
    journey_map = context.source.journey_map
    planned = {each.touchpoint for each in found.touchpoints if each.is_planned}
    if planned.isdisjoint(touchpoint.name for touchpoint in journey_map.touchpoints):
        return []
    drawn = render_map(
        journey_map,
        conformance=found,
        lanes=("touchpoints", "conformance"),
        theme=context.theme,
        locale=context.locale,
        direction=context.direction,
    )
    return [figure(drawn, context.words)]


def _stages(context: Context, found: Conformance) -> list[Markup]:
    """Return how journeys kept to the plan in each of its own stages, which need not be those of the map."""
    if not found.stages:
        return []
    words, kinds = context.words, ("content", "sequence", "timing")
    columns = [words("report.stage"), words("lane.plan.sub"), *(words(f"report.conformance.{kind}.type") for kind in kinds)]
    rows = [
        (label(each.stage or ""), whole(context.source, each.deviating), *(whole(context.source, getattr(each, kind)) for kind in kinds))
        for each in found.stages
    ]
    return [table(words("report.figures.stages"), columns, rows)]


def _deviations(context: Context, found: Conformance) -> list[Markup]:
    words = context.words
    if not found.deviations:
        return [tag("p", words("report.conformance.none"))]
    columns = [words(f"report.conformance.{key}") for key in ("deviation", "type", "journeys", "share", "there")]
    shown = table(words("report.conformance.deviations"), columns, [_deviation(context, each) for each in found.deviations[:_SHOWN]])
    return [shown, *context.unlisted(len(found.deviations) - _SHOWN)]


def _deviation(context: Context, deviation: Deviation) -> tuple[str, ...]:
    words, source = context.words, context.source
    names = {"touchpoint": label(deviation.touchpoint)}
    names |= {name: label(text) for name in ("source", "channel") if (text := getattr(deviation, name))}
    return (
        words(f"report.deviation.{deviation.kind}", **names),
        words(f"report.conformance.{deviation.type}.type"),
        words.numerals.fixed(deviation.journeys),
        whole(source, deviation.share, with_n=False),
        words("report.none") if deviation.kind == "unplanned" else whole(source, deviation.share_there),
    )


def _names(context: Context, found: Conformance) -> list[Markup]:
    """Return what was not planned and what nobody used, by name."""
    words = context.words
    said = []
    for key, names in (("note.plan.unplanned", found.unplanned), ("report.conformance.unused", found.unused)):
        if names:
            more = [words.count("more", len(names) - _SHOWN)] if len(names) > _SHOWN else []
            said.append(tag("p", words(key, names=words.listed([*(label(name) for name in names[:_SHOWN]), *more]))))
    return said


SECTION = Section("conformance", Conformance, heading, write)
