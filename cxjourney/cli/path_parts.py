"""Paths, groups of journeys and funnels as tables for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.cli.text_tables import heading, table
from cxjourney.errors import counted
from cxjourney.wording import figure

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import RenderableType
    from rich.table import Table

    from cxjourney.estimate import Estimate
    from cxjourney.model.funnel import Funnel, FunnelStep
    from cxjourney.model.journey_groups import JourneyGroups
    from cxjourney.model.paths import Variants

_STEPS = 12
"""Steps of a path that are shown."""

_TYPICAL = 4
"""Steps of the typical journey of a group that are shown."""


def variant_parts(found: Variants) -> list[RenderableType]:
    """
    Return the most common paths as a table and notes.

    Parameters
    ----------
    found
        The paths.
    """
    rows = [(str(each.rank), _path(each.touchpoints), *_figures(each.share, each.goal_rate, each.time)) for each in found.variants]
    if found.other is not None:
        rest = found.other
        rows.append(("", counted(rest.variants, "other path"), *_figures(rest.share, rest.goal_rate, rest.time)))
    head = f"{found.n_journeys:,} journeys, {counted(found.n_variants, 'different path')}"
    return [head, table(("#", "Path", "Share", "Goal rate", "Time"), rows), *_notes(found.notes)]


def group_parts(found: JourneyGroups) -> list[RenderableType]:
    """
    Return groups of similar journeys as a table and notes.

    Parameters
    ----------
    found
        The groups.
    """
    from cxjourney.discovery.paths.wording import arrows  # noqa: PLC0415 - loads the engine, which the help does not need

    rows = [(each.name, arrows(each.touchpoints, _TYPICAL), *_figures(each.share, each.goal_rate, each.distance)) for each in found.groups]
    head = f"{found.n_journeys:,} journeys, {counted(len(found.groups), 'group')} of similar ones"
    return [head, table(("Group", "Typical journey", "Share", "Goal rate", "Distance"), rows), *_notes(found.notes)]


def funnel_parts(found: Funnel) -> list[RenderableType]:
    """
    Return a funnel as a table for all journeys, one for each part, and notes.

    Parameters
    ----------
    found
        The funnel.
    """
    parts: list[RenderableType] = [_funnel(found.steps)]
    for member in found.members:
        parts += [heading(member.name), _funnel(member.steps)]
    return [*parts, *_notes(found.notes)]


def _funnel(steps: Sequence[FunnelStep]) -> Table:
    rows = [(step.name, f"{step.journeys:,}", *_figures(step.conversion, step.time), ", ".join(map(str, step.lost_to))) for step in steps]
    return table(("Step", "Journeys", "Go on", "Time to the next", "Where the lost went"), rows)


def _path(touchpoints: Sequence[str]) -> str:
    hidden = len(touchpoints) - _STEPS
    return " → ".join(touchpoints[:_STEPS]) + (f" → … {hidden:,} more" if hidden > 0 else "")


def _figures(*figures: Estimate | None) -> list[str]:
    return ["" if each is None else figure(each, n=True) for each in figures]


def _notes(notes: Iterable[str]) -> list[str]:
    return ["", *(f"Note: {note}" for note in notes)] if notes else []
