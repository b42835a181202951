"""The section of a funnel: its picture, and the figures of each step in a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.model.funnel import Funnel
from cxjourney.render.funnel.picture import render_funnel
from cxjourney.render.report.figures import whole
from cxjourney.render.report.section import Context, Section
from cxjourney.render.report.sections.pictured_paths import pictured
from cxjourney.render.views.source import label

if TYPE_CHECKING:
    from cxjourney.model.funnel import FunnelStep
    from cxjourney.render.markup import Markup

_COLUMNS = ("report.group", "report.step", "report.paths.journeys", "paths.share", "funnel.parts")


def heading(context: Context, found: Funnel) -> str:
    """
    Return the heading.

    Parameters
    ----------
    context
        What the report is written with.
    found
        The funnel.
    """
    names = [label(step.name) for step in found.steps] or ["–"]
    return context.words("report.funnel", first=names[0], last=names[-1])


def write(context: Context, found: Funnel) -> list[Markup]:
    """
    Return what a funnel says.

    Parameters
    ----------
    context
        What the report is written with.
    found
        The funnel.
    """
    drawn = render_funnel(found, theme=context.theme, locale=context.locale, direction=context.direction)
    parts = [(context.words("funnel.everybody"), found.steps), *((label(member.name), member.steps) for member in found.members)]
    rows = [_row(context, name, step) for name, steps in parts for step in steps]
    return [*pictured(context, drawn, "report.funnel.table", _COLUMNS, rows), *context.notes(found.notes)]


def _row(context: Context, name: str, step: FunnelStep) -> tuple[str, ...]:
    source = context.source
    journeys = context.words.numerals.fixed(step.journeys)
    return name, label(step.name), journeys, whole(source, step.share), whole(source, step.conversion)


SECTION = Section("funnel", Funnel, heading, write, wide=True)
