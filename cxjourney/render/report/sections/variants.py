"""The section of the most common paths: their picture, and their figures in a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.model.paths import OtherVariants, Variants
from cxjourney.render.paths.picture import render_paths
from cxjourney.render.report.figure import figure
from cxjourney.render.report.figures import whole
from cxjourney.render.report.html import folded, table
from cxjourney.render.report.section import Context, Section
from cxjourney.render.views.source import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxjourney.model.journey_groups import JourneyGroups
    from cxjourney.model.paths import Variant
    from cxjourney.render.markup import Markup

NAMED = 30
"""Steps of a path that a table names."""


def heading(context: Context, found: Variants) -> str:
    """
    Return the heading.

    Parameters
    ----------
    context
        What the report is written with.
    found
        The paths.
    """
    del found
    return context.words("report.variants")


def write(context: Context, found: Variants) -> list[Markup]:
    """
    Return what the most common paths say.

    Parameters
    ----------
    context
        What the report is written with.
    found
        The paths.
    """
    words = context.words
    columns = [words("paths.path"), words("report.paths.journeys"), words("paths.share"), words("paths.goal")]
    columns += [words("report.paths.visits"), words("paths.time")]
    every: list[Variant | OtherVariants] = [*found.variants, *([found.other] if found.other else [])]
    rows = [_row(context, each) for each in every]
    return pictured(context, found, words("report.paths.table"), columns, rows)


def pictured(
    context: Context, found: Variants | JourneyGroups, caption: str, columns: Sequence[str], rows: Sequence[Sequence[str]]
) -> list[Markup]:
    """
    Return the picture of paths or groups, their figures, and what else to know.

    Parameters
    ----------
    context
        What the report is written with.
    found
        The paths or groups.
    caption, columns, rows
        What the table is called, its heads, and its cells.
    """
    drawn = render_paths(found, theme=context.theme, locale=context.locale, direction=context.direction)
    shown = [folded(caption, table(caption, columns, rows, is_headed=True))] if rows else []
    return [figure(drawn, context.words), *shown, *context.notes(found.notes)]


def _row(context: Context, each: Variant | OtherVariants) -> tuple[str, ...]:
    words = context.words
    name = words.count("paths.other", each.variants) if isinstance(each, OtherVariants) else path(context, each.touchpoints)
    goal = words("report.none") if each.goal_rate is None else whole(context.source, each.goal_rate)
    figures = (whole(context.source, estimate) for estimate in (each.visits, each.time))
    return name, words.numerals.fixed(each.journeys), whole(context.source, each.share), goal, *figures


def path(context: Context, touchpoints: tuple[str, ...]) -> str:
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
    told = sign.join(label(name) for name in touchpoints[:NAMED])
    hidden = len(touchpoints) - NAMED
    return f"{told} {context.words.count('paths.more', hidden)}" if hidden > 0 else told


SECTION = Section("variants", Variants, heading, write, wide=True)
