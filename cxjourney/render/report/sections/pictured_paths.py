"""What the sections of paths, groups of journeys and funnels share: a picture, and the figures behind it in a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.render.paths.picture import render_paths
from cxjourney.render.report.figures import whole
from cxjourney.render.report.html import folded_table
from cxjourney.render.report.picture import figure
from cxjourney.render.views.source import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxjourney.model.journey_groups import JourneyGroup, JourneyGroups
    from cxjourney.model.paths import OtherVariants, Variant, Variants
    from cxjourney.render.document import SvgDocument
    from cxjourney.render.markup import Markup
    from cxjourney.render.report.section import Context

_NAMED = 30

FIGURES = ("report.paths.journeys", "paths.share", "paths.goal", "report.paths.visits", "paths.time")
"""Words for the columns of what `figures` returns."""


def drawn(context: Context, found: Variants | JourneyGroups) -> SvgDocument:
    """
    Return the picture of paths or groups.

    Parameters
    ----------
    context
        What the report is written with.
    found
        The paths or groups.
    """
    return render_paths(found, theme=context.theme, locale=context.locale, direction=context.direction)


def pictured(context: Context, picture: SvgDocument, caption: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[Markup]:
    """
    Return a picture, and its figures folded.

    Parameters
    ----------
    context
        What the report is written with.
    picture
        The picture.
    caption, columns
        Words for the name and the heads of the table.
    rows
        Its cells.
    """
    words = context.words
    shown = [folded_table(words(caption), [words(column) for column in columns], rows)] if rows else []
    return [figure(picture, words), *shown]


def figures(context: Context, each: Variant | OtherVariants | JourneyGroup) -> tuple[str, ...]:
    """
    Return how many journeys a path or group has, their share, goal rate, visits and time.

    Parameters
    ----------
    context
        What the report is written with.
    each
        The path or group.
    """
    estimates = (each.share, each.goal_rate, each.visits, each.time)
    return context.words.numerals.fixed(each.journeys), *(whole(context.source, estimate) for estimate in estimates)


def path(context: Context, touchpoints: Sequence[str]) -> str:
    """
    Return a path in one line.

    Parameters
    ----------
    context
        What the report is written with.
    touchpoints
        Its touchpoints in order.
    """
    sign = " ← " if context.words.direction == "rtl" else " → "
    told = sign.join(label(name) for name in touchpoints[:_NAMED])
    hidden = len(touchpoints) - _NAMED
    return f"{told} {context.words.count('paths.more', hidden)}" if hidden > 0 else told
