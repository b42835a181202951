"""Touchpoints that two logs put into different stages, which their figures do not show: both are measured by the stages of the first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.ingest.event_log import EventLog
from cxjourney.model.differences import ElementChange

if TYPE_CHECKING:
    from cxjourney.comparison.sides import Side

RARE = 0.1
"""A stage with a smaller share of the visits of a touchpoint than this is not where it stands."""

NOTE = "Both logs are measured by the stages of the first one: what moved counts in its old stage on both sides."


def moved_between(before: object, after: object, side: Side) -> tuple[ElementChange, ...]:
    """
    Return the touchpoints that stand in another stage by the later log's own column.

    Parameters
    ----------
    before, after
        What was given to compare; only logs with stages know it.
    side
        The later side, which has the identifiers.
    """
    if not (isinstance(before, EventLog) and isinstance(after, EventLog) and before.stages and after.stages):
        return ()
    left, right = _shares(before), _shares(after)
    found = []
    for touchpoint in side.touchpoints:
        then, now = left.get(touchpoint.name, {}), right.get(touchpoint.name, {})
        if not then or not now:
            continue
        old, new = (max(sorted(shares), key=lambda stage, shares=shares: shares[stage]) for shares in (then, now))  # type: ignore[misc]
        if old != new and now.get(old, 0.0) < RARE and then.get(new, 0.0) < RARE:
            change = {"change": "moved", "element": "touchpoint", "observed": True, "before": old, "after": new, "stage": new}
            found.append(ElementChange(id=touchpoint.id, name=touchpoint.name, **change))
    return tuple(found)


def _shares(events: EventLog) -> dict[str, dict[str, float]]:
    """Return the share of the visits of each touchpoint in each stage, by name."""
    counts: dict[str, dict[str, int]] = {}
    sql = f"SELECT touchpoint, stage, count(*) AS visits FROM {events.relation} GROUP BY touchpoint, stage"
    for touchpoint, stage, visits in events.engine.rows(sql):
        if stage is not None and stage >= 0:
            counts.setdefault(events.touchpoints[touchpoint], {})[events.stages[stage]] = visits
    return {name: {stage: visits / sum(inside.values()) for stage, visits in inside.items()} for name, inside in counts.items()}
