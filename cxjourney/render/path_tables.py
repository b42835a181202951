"""Paths, groups of journeys and funnels as HTML tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.model.paths import OtherVariants
from cxjourney.numerals import ENGLISH
from cxjourney.render.html_figures import figure
from cxjourney.render.html_tables import paragraph, region, table
from cxjourney.wording import number

if TYPE_CHECKING:
    from cxjourney.estimate import Estimate
    from cxjourney.model.funnel import Funnel, FunnelStep
    from cxjourney.model.journey_groups import JourneyGroup, JourneyGroups
    from cxjourney.model.paths import Variant, Variants

_VARIANTS = ("Path", "Journeys", "Share", "With those before", "Goal rate", "Visits", "From first to last")
_FUNNEL = ("Step", "Journeys", "Share of the first", "Go on", "Lost", "Until the next", "Where the lost went")
_LOST = {"touchpoint": "", "ended": "nowhere else in that time", "other": "elsewhere"}
_GROUPS = ("Group", "Representative", "Journeys", "Share", "Goal rate", "Visits", "From first to last", "Distance", "Near")


def variants_html(found: Variants) -> str:
    """
    Return the most common paths as a fragment of HTML.

    Parameters
    ----------
    found
        The paths.

    Examples
    --------
    >>> from cxjourney.model.paths import Variants
    >>> "cxj-variants" in variants_html(Variants())
    True
    """
    every: list[Variant | OtherVariants] = [*found.variants, *([found.other] if found.other else [])]
    parts = [table("The most common paths", _VARIANTS, [_cells(each) for each in every])] if every else []
    parts += [paragraph(note) for note in found.notes]
    return str(region("cxj-variants", "The most common paths", parts))


def _cells(each: Variant | OtherVariants) -> tuple[str, ...]:
    name = _others(each) if isinstance(each, OtherVariants) else " → ".join(each.touchpoints)
    together: Estimate | None = getattr(each, "cumulative_share", None)
    numbers = (each.share, together, each.goal_rate, each.visits, each.time)
    return (name, ENGLISH.fixed(each.journeys), *("" if each is None else figure(each) for each in numbers))


def _others(rest: OtherVariants) -> str:
    return f"{ENGLISH.fixed(rest.variants)} other {'path' if rest.variants == 1 else 'paths'}"


def funnel_html(found: Funnel) -> str:
    """
    Return a funnel as a fragment of HTML: all journeys, then each segment, group or channel.

    Parameters
    ----------
    found
        The funnel.

    Examples
    --------
    >>> from cxjourney.model.funnel import Funnel
    >>> "cxj-funnel" in funnel_html(Funnel())
    True
    """
    parts = [table("All journeys", _FUNNEL, [_step_cells(step) for step in found.steps])] if found.steps else []
    parts += [table(member.name, _FUNNEL, [_step_cells(step) for step in member.steps]) for member in found.members]
    parts += [paragraph(note) for note in found.notes]
    return str(region("cxj-funnel", "Funnel", parts))


def _step_cells(step: FunnelStep) -> tuple[str, ...]:
    numbers = (step.share, step.conversion, step.loss, step.time)
    return (
        step.name,
        ENGLISH.fixed(step.journeys),
        *("" if each is None else figure(each) for each in numbers),
        ", ".join(f"{loss.touchpoint or _LOST[loss.kind]} {number(loss.share.value or 0, 'share')}" for loss in step.lost_to),
    )


def groups_html(found: JourneyGroups) -> str:
    """
    Return groups of similar journeys as a fragment of HTML.

    Parameters
    ----------
    found
        The groups.

    Examples
    --------
    >>> from cxjourney.model.journey_groups import JourneyGroups
    >>> "cxj-groups" in groups_html(JourneyGroups())
    True
    """
    parts = [table("Groups of similar journeys", _GROUPS, [_group_cells(group) for group in found.groups])] if found.groups else []
    parts += [paragraph(note) for note in found.notes]
    return str(region("cxj-groups", "Groups of similar journeys", parts))


def _group_cells(group: JourneyGroup) -> tuple[str, ...]:
    numbers = (group.share, group.goal_rate, group.visits, group.time, group.distance, group.coverage)
    path = " → ".join(group.touchpoints)
    return (group.name, path, ENGLISH.fixed(group.journeys), *("" if each is None else figure(each) for each in numbers))
