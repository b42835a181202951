"""The section of groups of similar journeys: what stands for each, and their figures in a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.model.journey_groups import JourneyGroups
from cxjourney.render.report.figures import whole
from cxjourney.render.report.section import Context, Section
from cxjourney.render.report.sections.variants import path, pictured
from cxjourney.render.views.source import label

if TYPE_CHECKING:
    from cxjourney.model.journey_groups import JourneyGroup
    from cxjourney.render.markup import Markup


def heading(context: Context, found: JourneyGroups) -> str:
    """
    Return the heading.

    Parameters
    ----------
    context
        What the report is written with.
    found
        The groups.
    """
    del found
    return context.words("report.journey_groups")


def write(context: Context, found: JourneyGroups) -> list[Markup]:
    """
    Return what groups of similar journeys say.

    Parameters
    ----------
    context
        What the report is written with.
    found
        The groups.
    """
    words = context.words
    columns = [
        words("report.group"),
        words("paths.representative"),
        words("report.paths.journeys"),
        words("paths.share"),
        words("paths.goal"),
    ]
    columns += [words("report.paths.visits"), words("paths.time"), words("report.paths.distance")]
    rows = [_row(context, group) for group in found.groups]
    return pictured(context, found, words("report.groups.table"), columns, rows)


def _row(context: Context, group: JourneyGroup) -> tuple[str, ...]:
    source = context.source
    goal = context.words("report.none") if group.goal_rate is None else whole(source, group.goal_rate)
    figures = (whole(source, estimate) for estimate in (group.visits, group.time, group.distance))
    counts = context.words.numerals.fixed(group.journeys), whole(source, group.share)
    return label(group.name), path(context, group.touchpoints), *counts, goal, *figures


SECTION = Section("journey-groups", JourneyGroups, heading, write, wide=True)
