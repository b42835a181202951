"""Search every series for incidents, with one promise over all of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.comparison.incidents.candidates import distinct
from cxjourney.comparison.incidents.one_series import MIN_DAYS, incidents_of
from cxjourney.inference.change_points import strongest_intervals
from cxjourney.inference.day_intervals import signed_root
from cxjourney.inference.day_series import without_weekdays
from cxjourney.inference.multiplicity import holm
from cxjourney.inference.scan_null import critical_statistics

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cxjourney.comparison.incidents.candidates import Candidates
    from cxjourney.comparison.incidents.sums import TrendSums
    from cxjourney.comparison.incidents.unfolding import Hit
    from cxjourney.inference.day_series import DaySeries

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

WEEKS = 21
"""Days of the incident whose size says what a series could tell."""

_NINE_OF_TEN = 1.28

FEW_DAYS = f"Fewer than {MIN_DAYS} days were followed for long enough."
THIN = "Too little happens here: even a threefold rate for three weeks could pass for chance."
ALONE = "It is all or nearly all of its stage, which is searched as a whole."


@dataclass(frozen=True, eq=False)
class Search:
    """
    What was found in all series.

    Parameters
    ----------
    hits
        Intervals that are more than chance.
    tested
        By group, which places were tested.
    reasons
        By group and place, why it was not tested; empty where it was.
    detectable
        By group, the smallest change over three weeks that would most likely be found; NaN where nothing was tested.
    """

    hits: tuple[Hit, ...]
    tested: tuple[Flags, ...]
    reasons: tuple[tuple[str, ...], ...]
    detectable: tuple[Floats, ...]

    @property
    def count(self) -> int:
        """Number of series tested."""
        return sum(int(each.sum()) for each in self.tested)


def search(groups: Sequence[Candidates], found: TrendSums, *, false_alarm: float) -> Search:
    """
    Search series for intervals that are more than chance.

    Parameters
    ----------
    groups
        The series.
    found
        The sums that they are from.
    false_alarm
        Probability of any false alarm.

    Notes
    -----
    The p-value of the strongest interval of each series is corrected over all series (Holm [1]_). Where one is more than chance, the rest
    of the series is searched again, at the level that the first of them had to meet (`incidents_of`).

    References
    ----------
    .. [1] Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics 6(2).
    """
    reasons = tuple(_reasons(group, found, false_alarm) for group in groups)
    tested = tuple(np.array([not reason for reason in each], dtype=np.bool_) for each in reasons)
    count = max(1, sum(int(each.sum()) for each in tested))
    strongest = [strongest_intervals(group.days.picked(rows)) if rows.any() else None for group, rows in zip(groups, tested, strict=True)]
    p_values = [np.full(len(rows), np.nan) for rows in tested]
    detectable = [np.full(len(rows), np.nan) for rows in tested]
    for place, (group, rows, each) in enumerate(zip(groups, tested, strongest, strict=True)):
        if each is not None:
            p_values[place][rows] = each.p_value
            detectable[place][rows] = smallest_change(group, rows, each.inflation, each.persistence, false_alarm / count)
    adjusted = np.split(holm(np.concatenate(p_values) if p_values else []), np.cumsum([len(each) for each in p_values])[:-1])
    hits = [
        hit
        for index, q in enumerate(adjusted)
        for place in np.flatnonzero(q <= false_alarm).tolist()
        for hit in incidents_of(groups[index], index, place, false_alarm / count)
    ]
    first = {(hit.group, hit.place): float(adjusted[hit.group][hit.place]) for hit in hits}
    known = [replace(hit, q_value=max(hit.q_value * false_alarm, first[hit.group, hit.place])) for hit in hits]
    return Search(tuple(known), tested, reasons, tuple(detectable))


def _reasons(group: Candidates, found: TrendSums, false_alarm: float) -> tuple[str, ...]:
    """Return why each place is not tested, empty where it is."""
    days, rows = group.days.total.shape[1], len(group.cells.names)
    if days < MIN_DAYS:
        return (FEW_DAYS,) * rows
    observed = (group.days.count > 0).sum(axis=1)
    one, every = np.ones(rows), np.ones(rows, dtype=np.bool_)
    smallest = smallest_change(group, every, one, one, false_alarm / 100)
    usual = np.nan_to_num(group.days.level(np.ones_like(group.days.count, dtype=np.bool_)))
    thin = ~(smallest <= _largest(group, usual))
    alone = ~distinct(group, found)
    return tuple(
        FEW_DAYS if seen < MIN_DAYS else ALONE if only else THIN if little else ""
        for seen, little, only in zip(observed, thin, alone, strict=True)
    )


def _largest(group: Candidates, usual: Floats) -> Floats:
    """Return the largest change that is worth looking for."""
    if group.metric is not None:
        return np.full_like(usual, 1.0)
    if group.is_time:
        return np.full_like(usual, 3.0)
    return np.asarray(0.75 * usual if group.worse < 0 else np.minimum(np.maximum(2 * usual, 0.15), 1 - usual))


def smallest_change(group: Candidates, rows: Flags, inflation: Floats, persistence: Floats, p_value: float) -> Floats:
    """
    Return the smallest change over three weeks that would be found in nine of ten cases: a difference, for times a ratio.

    Parameters
    ----------
    group
        The series.
    rows
        Which of them.
    inflation, persistence
        Their noise.
    p_value
        What an interval has to meet.
    """
    days = group.days.picked(rows)
    length = days.total.shape[1]
    inside_n = days.count.mean(axis=1) * min(WEEKS, length / 2)
    outside_n = np.maximum(days.count.sum(axis=1) - inside_n, 1e-9)
    usual = days.level(np.ones_like(days.count, dtype=np.bool_))
    variance = days.variance_at(np.clip(np.nan_to_num(usual), 0.01, 0.99) if days.spread is None else np.nan_to_num(usual))
    needed = critical_statistics(min(p_value, 0.01), persistence, (days.count > 0).sum(axis=1)) + _NINE_OF_TEN
    with np.errstate(divide="ignore", over="ignore"):
        change = needed * np.sqrt(variance * inflation * (1 / np.maximum(inside_n, 1e-9) + 1 / outside_n))
    return np.asarray(np.exp(np.minimum(change, 50)) if group.is_time else change)


def apart(days: DaySeries, window: Flags, other: Flags, inflation: float) -> float:
    """
    Return how far two sets of days of one series are apart, in standard errors.

    Parameters
    ----------
    days
        One series.
    window, other
        Flags of the days.
    inflation
        Variance relative to that of independent observations.
    """
    return float(signed_root(without_weekdays(days), window, other)[0] / np.sqrt(inflation))
