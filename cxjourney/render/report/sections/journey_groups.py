"""The section of groups of similar journeys: what stands for each, and their figures in a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.model.journey_groups import JourneyGroups
from cxjourney.render.report.figures import whole
from cxjourney.render.report.section import Context, Section, same_heading
from cxjourney.render.report.sections.pictured_paths import FIGURES, drawn, figures, path, pictured
from cxjourney.render.views.source import label

if TYPE_CHECKING:
    from cxjourney.render.markup import Markup

_COLUMNS = ("report.group", "paths.representative", *FIGURES, "report.paths.distance")


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
    rows = [
        (label(group.name), path(context, group.touchpoints), *figures(context, group), whole(context.source, group.distance))
        for group in found.groups
    ]
    return [*pictured(context, drawn(context, found), "report.groups.table", _COLUMNS, rows), *context.notes(found.notes)]


SECTION = Section("journey-groups", JourneyGroups, same_heading("report.journey_groups"), write, wide=True)
