"""Two maps in one picture, for sections about a journey before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.render.map import render_map
from cxjourney.render.report.picture import figure
from cxjourney.render.views.curves import has_emotions
from cxjourney.render.views.source import label

if TYPE_CHECKING:
    from cxjourney.model.journey_map import JourneyMap
    from cxjourney.render.markup import Markup
    from cxjourney.render.report.section import Context


def overlay(context: Context, before: JourneyMap, after: JourneyMap) -> list[Markup]:
    """
    Return one map over another, or nothing where nothing of the other would be drawn: the tables say what differs.

    Parameters
    ----------
    context
        What the report is written with.
    before, after
        The maps.
    """
    if not has_emotions(after):
        return []
    drawn = render_map(
        before,
        compare_with=after,
        theme=context.theme,
        locale=context.locale,
        direction=context.direction,
        title=label(before.title),
        min_n=context.source.min_n,
    )
    return [figure(drawn, context.words)]
