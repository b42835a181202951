"""Paths, groups of journeys and funnels as rows of plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cxjourney.interchange.estimate_columns import estimate_columns, estimate_values

if TYPE_CHECKING:
    from cxjourney.model.funnel import Funnel, FunnelStep
    from cxjourney.model.journey_groups import JourneyGroup, JourneyGroups
    from cxjourney.model.paths import OtherVariants, Variant, Variants

_VARIANT = ("share", "cumulative_share", "goal_rate", "visits", "time")
_STEP = ("share", "conversion", "loss", "time")
_GROUP = ("share", "goal_rate", "visits", "time", "distance", "coverage")

VARIANT_COLUMNS = (
    "rank", "path", "steps", "variants", "journeys", "customers",
    *estimate_columns(*_VARIANT),
)  # fmt: skip
"""Columns of the rows of paths; times are seconds."""


def variant_rows(found: Variants) -> list[dict[str, Any]]:
    """
    Return one row a path, the others last, where ``rank`` and ``path`` are None.

    Parameters
    ----------
    found
        The paths.

    Examples
    --------
    >>> from cxjourney.model.paths import OtherVariants, Variants
    >>> variant_rows(Variants(other=OtherVariants(variants=2, journeys=5, share=0.1)))[0]["share"]
    0.1
    """
    every: list[Variant | OtherVariants] = [*found.variants, *([found.other] if found.other else [])]
    return [_variant(each) for each in every]


def _variant(each: Variant | OtherVariants) -> dict[str, Any]:
    touchpoints = getattr(each, "touchpoints", None)
    return {
        "rank": getattr(each, "rank", None),
        "path": None if touchpoints is None else " → ".join(touchpoints),
        "steps": None if touchpoints is None else len(touchpoints),
        "variants": getattr(each, "variants", 1),
        "journeys": each.journeys,
        "customers": getattr(each, "customers", None),
        **estimate_values(**{name: getattr(each, name, None) for name in _VARIANT}),
    }


FUNNEL_COLUMNS = (
    "member", "step", "touchpoints", "journeys", "customers",
    *estimate_columns(*_STEP),
    "lost_to",
)  # fmt: skip
"""Columns of the rows of funnels; times are seconds, and ``member`` is None for all journeys."""


def funnel_rows(found: Funnel) -> list[dict[str, Any]]:
    """
    Return one row a step, all journeys first, then each member.

    Parameters
    ----------
    found
        The funnel.

    Examples
    --------
    >>> from cxjourney.model.funnel import Funnel, FunnelStep
    >>> step = FunnelStep(name="Pay", touchpoints=["Card"], journeys=4, customers=4, share=1.0)
    >>> funnel_rows(Funnel(steps=[step]))[0]["step"]
    'Pay'
    """
    every = [(None, found.steps), *((member.name, member.steps) for member in found.members)]
    return [_step(name, step) for name, steps in every for step in steps]


def _step(member: str | None, step: FunnelStep) -> dict[str, Any]:
    return {
        "member": member,
        "step": step.name,
        "touchpoints": ", ".join(step.touchpoints),
        "journeys": step.journeys,
        "customers": step.customers,
        **estimate_values(**{name: getattr(step, name) for name in _STEP}),
        "lost_to": ", ".join(map(str, step.lost_to)),
    }


GROUP_COLUMNS = (
    "group", "representative", "steps", "same", "journeys", "customers",
    *estimate_columns(*_GROUP),
)  # fmt: skip
"""Columns of the rows of groups; times are seconds."""


def group_rows(found: JourneyGroups) -> list[dict[str, Any]]:
    """
    Return one row a group.

    Parameters
    ----------
    found
        The groups.

    Examples
    --------
    >>> from cxjourney.model.journey_groups import JourneyGroup, JourneyGroups
    >>> group = JourneyGroup(name="Path A", representative=["Search", "Basket"], journeys=40, share=0.4)
    >>> group_rows(JourneyGroups(groups=[group]))[0]["representative"]
    'Search → Basket'
    """
    return [_group(group) for group in found.groups]


def _group(group: JourneyGroup) -> dict[str, Any]:
    return {
        "group": group.name,
        "representative": " → ".join(group.touchpoints),
        "steps": len(group.touchpoints),
        "same": group.same,
        "journeys": group.journeys,
        "customers": group.customers,
        **estimate_values(**{name: getattr(group, name) for name in _GROUP}),
    }
