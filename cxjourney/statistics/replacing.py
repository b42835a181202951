"""Replace what some customers add to statistics, exactly: sums of integers can be taken away again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.errors import StatisticsError
from cxjourney.statistics.adding import SKETCH_SIZE, check_settings
from cxjourney.statistics.dictionaries import DICTIONARIES, columns_of, recoded
from cxjourney.statistics.table import Table

if TYPE_CHECKING:
    from cxjourney.statistics.journey_statistics import JourneyStatistics

_COUNTED = {
    "totals": ("customers", "journeys", "visits", "goals"),
    "visits": ("visits", "customers", "journeys", "starts"),
    "transitions": ("moves",),
    "life": ("censored", "moves"),
}
"""Counts that cannot fall below nothing."""


def replaced(whole: JourneyStatistics, old: JourneyStatistics, new: JourneyStatistics) -> JourneyStatistics:
    """
    Return statistics in which some customers add what they do now instead of what they did before.

    Parameters
    ----------
    whole
        Statistics of all customers.
    old
        What these customers added to it: measured with the same end of the observation.
    new
        What they and new customers add now.

    Raises
    ------
    StatisticsError
        If the three do not fit together.
    """
    _check(whole, old, new)
    sides = (whole, old, new)
    names = {name: tuple(sorted({each for side in sides for each in getattr(side, name)})) for name in DICTIONARIES}
    metrics = tuple(sorted({metric for side in sides for metric in side.metrics}, key=lambda metric: metric.name))
    rest, gone, come = (recoded(side, names, metrics) for side in sides)
    remaining = {name: Table.summed([table, gone[name].negated()]).without_zeros() for name, table in rest.items()}
    _check_remaining(remaining)
    return replace(
        whole,
        settings=new.settings,
        **names,
        segment_columns=columns_of(names["segments"], *sides),
        metrics=metrics,
        tables={name: Table.summed([table, come[name]]) for name, table in remaining.items()},
        period=(min(whole.period[0], new.period[0]), max(whole.period[1], new.period[1])),
        sketch=np.union1d(whole.sketch, new.sketch)[:SKETCH_SIZE],
        notes=tuple(dict.fromkeys(note for side in (whole, new) for note in side.notes)),
    ).in_order()


def _check(whole: JourneyStatistics, old: JourneyStatistics, new: JourneyStatistics) -> None:
    """Refuse statistics that were measured differently, or of customers that were counted before and are not taken away."""
    for side in (old, new):
        check_settings(whole, side)
    if any(side.parts for side in (whole, old, new)):
        raise StatisticsError("statistics of parts cannot be replaced in.", hint="measure parts again as a whole, see find_stale_parts().")
    ends = [side.settings.observed_until for side in (whole, old, new)]
    if ends[0] != ends[1] or ends[2] < ends[0]:
        raise StatisticsError(
            "old= must end when the statistics end that it is taken from, and new= not before.",
            hint="measure it with settings=statistics.settings, from the events until then.",
        )
    known = np.intersect1d(whole.sketch, new.sketch)
    again = np.setdiff1d(known, old.sketch)
    again = again[again <= old.sketch[-1]] if len(old.sketch) == SKETCH_SIZE else again
    if len(again):
        raise StatisticsError(
            f"new= holds customers that were counted before and are not in old= (at least {len(again):,}).",
            hint="measure old= and new= from all events of the same customers, also their oldest ones.",
        )


def _check_remaining(tables: dict[str, Table]) -> None:
    """Refuse a rest that lacks what was taken away, or that time has changed meanwhile."""
    if any((tables[name][column] < 0).any() for name, columns in _COUNTED.items() for column in columns):
        raise StatisticsError(
            "old= holds events that the statistics do not.",
            hint="events that arrived later than observed_until= were not counted then: leave them time to arrive, or measure everything.",
        )
    open_journeys = tables["life"].total("censored") + tables["stage_sums"].total("open")
    if open_journeys:
        raise StatisticsError(
            f"customers are missing who may still go on: their journeys were cut off {open_journeys:,} times.",
            hint="old= and new= must hold every customer seen since statistics.open_since.",
        )
