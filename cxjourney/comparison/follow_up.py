"""Whether the journeys of both sides were followed equally well: a side that was cut off looks as if its customers did less."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

from cxjourney.wording import number

if TYPE_CHECKING:
    from cxjourney.statistics import JourneyStatistics

BEFORE_GOAL = ("goal_rate",)
"""Measures that only journeys cut off before the goal make smaller."""

UNFOLLOWED = (
    "visits_per_journey",
    "journeys_per_customer",
    "value_per_customer",
    "value_per_journey",
    "reach",
    "time_spent",
    "channel_share",
)
"""Measures over all journeys, followed to the end or not, which every journey that is cut off makes smaller or moves."""

START = 0.1
"""Sides whose periods begin and end together within this share of the longer one were followed alike: the arms of a test."""

CHANCE = 2.0
"""Standard errors within which two shares count as equal."""

UNEQUAL = "More journeys of one side than of the other were not followed for long enough"
ADVICE = "leave the last journeys out where more are cut off, or end the observation of both sides alike"


def unfollowed(before: JourneyStatistics, after: JourneyStatistics) -> tuple[tuple[tuple[str, str], ...], list[str]]:
    """
    Return measures that differ by how long both sides were followed, each with the reason, and a note that says so.

    Parameters
    ----------
    before, after
        The statistics of both sides.

    Notes
    -----
    A journey may go on if it was seen within the horizon of the end of the observation. What it will still bring is missing on its side:
    at most that share of its journeys is concerned. A difference between the two shares that is within chance, or smaller than the
    standard error that a share of the smaller side can have at most, is let pass.
    """
    if _watched_together(before, after):
        return (), []
    excluded: list[tuple[str, str]] = []
    notes = []
    for column, measures in (("at_risk_censored", BEFORE_GOAL), ("censored", UNFOLLOWED)):
        shares = [_cut_off(each, column) for each in (before, after)]
        if not _differ(shares, [each.customers for each in (before, after)]):
            continue
        said = f"{UNEQUAL}: {number(shares[0], 'share')} before and {number(shares[1], 'share')} after may still go on"
        excluded += [(name, f"{said}; {ADVICE}.") for name in measures]
        notes = [f"{said}. What counts all journeys is shown, not tested; {ADVICE}."]
    return tuple(excluded), notes


def _cut_off(statistics: JourneyStatistics, column: str) -> float:
    """Return the share of journeys whose last visit was followed for less than the horizon."""
    tables = statistics.tables
    return min(tables["life"].total(column) / max(tables["totals"].total("journeys"), 1), 1.0)


def _differ(shares: list[float], customers: list[int]) -> bool:
    """Return whether two shares differ by more than chance, and by enough to matter."""
    apart, n = abs(shares[1] - shares[0]), [max(each, 1) for each in customers]
    spread = sqrt(sum(1 / each for each in n))
    together = sum(share * each for share, each in zip(shares, n, strict=True)) / sum(n)
    chance = CHANCE * sqrt(together * (1 - together)) * spread
    return apart > max(chance, spread / 2)


def _watched_together(before: JourneyStatistics, after: JourneyStatistics) -> bool:
    """Return whether both sides were watched in the same period, so that what is cut off is part of what they differ in."""
    starts, ends = ([each.period[0] for each in (before, after)], [each.settings.observed_until for each in (before, after)])
    longest = max(end - start for start, end in zip(starts, ends, strict=True))
    return max(abs(starts[1] - starts[0]), abs(ends[1] - ends[0])) <= START * longest
