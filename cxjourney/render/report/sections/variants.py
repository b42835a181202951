"""The section of the most common paths: their picture, and their figures in a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.model.paths import Variants
from cxjourney.render.report.section import Context, Section, same_heading
from cxjourney.render.report.sections.pictured_paths import FIGURES, drawn, figures, path, pictured

if TYPE_CHECKING:
    from cxjourney.render.markup import Markup


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
    rows = [(path(context, each.touchpoints), *figures(context, each)) for each in found.variants]
    if found.other is not None:
        rows.append((context.words.count("paths.other", found.other.variants), *figures(context, found.other)))
    shown = pictured(context, drawn(context, found), "report.paths.table", ("paths.path", *FIGURES), rows)
    return [*shown, *context.notes(found.notes)]


SECTION = Section("variants", Variants, same_heading("report.variants"), write, wide=True)
