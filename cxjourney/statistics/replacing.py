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

_SIGNED = ("value", "log_sum", "mean_sum", "peak_end_sum", "score_sum", "valence_sum")
"""Sums that may be negative; all others are counts, which cannot fall below nothing."""

_AFTERWARDS = (("scores", "n"), ("totals", "valued"), ("responses", "invited"))
"""What is told of a visit afterwards, such as an answer to a survey: counts of it, by table and column."""


def replaced(whole: JourneyStatistics, old: JourneyStatistics, new: JourneyStatistics, *, as_counted: bool) -> JourneyStatistics:
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
    as_counted
        Whether ``old`` was measured from the log as it was when the whole was measured.

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
    if not as_counted:
        _check_afterwards(old, remaining)
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
    folds = tables["totals"]["fold"][tables["totals"]["customers"] > 0]
    nobody = any(
        not np.isin(table["fold"], folds).all() if "fold" in table.keys else not len(folds) and len(table) for table in tables.values()
    )
    if nobody or any((table[column] < 0).any() for table in tables.values() for column in table.sums if column not in _SIGNED):
        raise StatisticsError(
            "old= does not hold what the statistics do: events or answers have arrived since, or are gone.",
            hint="measure old= from the log as it was when the statistics were measured, or measure everything.",
        )
    open_journeys = tables["life"].total("censored") + tables["stage_sums"].total("open")
    if open_journeys:
        raise StatisticsError(
            f"customers are missing who may still go on: their journeys were cut off {open_journeys:,} times.",
            hint="old= and new= must hold every customer seen since statistics.open_since.",
        )


def _check_afterwards(old: JourneyStatistics, remaining: dict[str, Table]) -> None:
    """Refuse answers and money that may have arrived since, and would be taken away without ever having been counted."""
    if any(old.tables[name].total(column) for name, column in _AFTERWARDS) and remaining["totals"].total("customers"):
        raise StatisticsError(
            "old= holds scores, invitations or money, and whether they were counted then or came later cannot be told from sums.",
            hint="measure old= from the log as it was then and pass as_counted=True, or measure everything.",
        )
