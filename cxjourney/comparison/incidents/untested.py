"""What could not be searched and why, and what the searched series could tell."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.comparison.incidents.measures import score_kind
from cxjourney.estimate import Location
from cxjourney.model.findings import Untested

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxjourney.comparison.incidents.candidates import Candidates
    from cxjourney.comparison.incidents.searching import Search
    from cxjourney.ingest.event_log import EventLog
    from cxjourney.model.trend import TrendSeries

WEIGHTED = "Answers have weights, and there are no weighted sums by period: scores are neither followed nor searched."


def untested(groups: Sequence[Candidates], found: Search) -> tuple[Untested, ...]:
    """
    Return what was not searched, one entry a kind and reason.

    Parameters
    ----------
    groups
        The series.
    found
        What was searched.
    """
    reasons: dict[tuple[str, str], list[Location]] = defaultdict(list)
    for group, why in zip(groups, found.reasons, strict=True):
        seen = group.days.count.sum(axis=1) > 0
        for place in np.flatnonzero(seen).tolist():
            if why[place]:
                reasons[group.kind, why[place]].append(Location(**group.cells.names[place]))
    return tuple(Untested(kind=kind, reason=reason, locations=tuple(places)) for (kind, reason), places in reasons.items())


def unweighted(events: EventLog) -> tuple[Untested, ...]:
    """
    Return the scores that cannot be followed because their answers have weights.

    Parameters
    ----------
    events
        The log.
    """
    if not events.weighted:
        return ()
    kinds = dict.fromkeys(score_kind(metric) for metric in events.metrics)
    return tuple(Untested(kind=kind, reason=WEIGHTED) for kind in kinds)


def marked(series: Sequence[TrendSeries], groups: Sequence[Candidates], found: Search) -> tuple[TrendSeries, ...]:
    """
    Return the series with the kind they were searched for and what they could tell.

    Parameters
    ----------
    series
        All figures by period.
    groups
        The series that were looked at.
    found
        What was searched.
    """
    known = {
        (group.measure, *_place(group.cells.names[place])): (group.kind, float(found.detectable[index][place]))
        for index, group in enumerate(groups)
        for place in np.flatnonzero(found.tested[index]).tolist()
    }
    result = []
    for each in series:
        key = (each.measure, each.stage, each.touchpoint, each.channel, each.segment)
        if key in known:
            kind, detectable = known[key]
            each = each.model_copy(update={"kind": kind, "detectable": detectable})  # noqa: PLW2901
        result.append(each)
    return tuple(result)


def _place(names: dict[str, str]) -> tuple[str | None, ...]:
    return tuple(names.get(part) for part in ("stage", "touchpoint", "channel", "segment"))
