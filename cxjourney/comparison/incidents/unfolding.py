"""Which days are an incident's: intervals that lie in each other, made one or parted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.inference.day_intervals import SHORTEST, signed_root
from cxjourney.inference.day_series import without_weekdays

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cxjourney.comparison.incidents.candidates import Candidates
    from cxjourney.inference.day_series import DaySeries

    Flags = NDArray[np.bool_]

BACK = 0.5
"""Days of an incident that differ by less than this part of what its worst days do are usual days again."""

ALONE = 3.0
"""Standard errors that an incident must show without those inside of it."""


@dataclass(frozen=True, slots=True)
class Hit:
    """
    An interval of one series that is more than chance.

    Parameters
    ----------
    group, place
        Which of the candidates, and which of its places.
    start, end
        First day inside, first one after it, counted from the first day of the log.
    statistic
        How far it stands out, positive where things were worse.
    inflation
        Variance relative to that of independent observations.
    q_value
        Its p-value, corrected for all series.
    open
        Whether it reaches the last day.
    """

    group: int
    place: int
    start: int
    end: int
    statistic: float
    inflation: float
    q_value: float
    open: bool

    def holds(self, other: Hit) -> bool:
        """Return whether another, shorter interval lies in this one."""
        return self.start <= other.start and other.end <= self.end and self.end - self.start > other.end - other.start


def unfolded(sure: Sequence[Hit], dating: Sequence[Hit], group: Candidates) -> list[Hit]:
    """
    Return incidents with the days that are theirs, in order of time.

    Parameters
    ----------
    sure
        Intervals of one series that are more than chance; they may lie in each other.
    dating
        Intervals inside of them that only date them.
    group
        The candidates that the series is of.

    Notes
    -----
    A day belongs to the shortest interval that holds it. Inside of an incident, days that differ from the usual ones by less than half of
    what its worst days do are usual days again: they part it, or end it. What is no change without the incidents inside of it was none.
    """
    days = without_weekdays(group.days.picked(np.array([sure[0].place])))
    every = sorted([*sure, *dating], key=lambda hit: hit.start - hit.end)
    owner = np.full(days.total.shape[1], len(every))
    for number, hit in enumerate(every):
        owner[hit.start : hit.end] = number
    usual = owner == len(every)
    if (days.count[0, usual] > 0).sum() < SHORTEST:
        return sorted(sure, key=lambda hit: hit.start)
    gaps = np.array([_gap(days, owner == number, usual) for number in range(len(every))])
    kept: list[Hit] = []
    usual_again: set[int] = set()
    for number, hit in enumerate(every):
        if hit in dating or number in usual_again:
            continue
        size = gaps * np.sign(hit.statistic) * group.worse
        inner = [place for place, other in enumerate(every) if hit.holds(other)]
        deeper = [place for place in inner if every[place] in sure]
        worst = max(size[place] for place in (number, *inner) if place not in deeper)
        back = [place for place in (number, *inner) if size[place] < BACK * worst]
        usual_again |= {place for place in back if abs(size[place]) < BACK * worst}
        theirs = np.isin(owner, [place for place in (number, *inner) if place not in back])
        alone = theirs & ~np.isin(owner, deeper)
        if deeper and _apart(days, alone, usual, hit) * np.sign(hit.statistic) * group.worse < ALONE:
            continue
        kept += _runs(hit, theirs, days, usual, group.worse)
    return sorted(kept, key=lambda hit: hit.start)


def _gap(days: DaySeries, some: Flags, usual: Flags) -> float:
    """Return by how much the ratio of some days lies above that of usual ones; 0 where it is not known."""
    return float(np.nan_to_num(days.level(some[None]) - days.level(usual[None]))[0])


def _apart(days: DaySeries, some: Flags, usual: Flags, hit: Hit) -> float:
    return float(signed_root(days, some[None], usual[None])[0] / np.sqrt(hit.inflation))


def _runs(hit: Hit, theirs: Flags, days: DaySeries, usual: Flags, worse: int) -> list[Hit]:
    """Return an incident once for each run of its days."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], theirs, [False]])))
    runs = [(int(start), int(end)) for start, end in edges.reshape(-1, 2)]
    if runs == [(hit.start, hit.end)]:
        return [hit]
    found = []
    for start, end in runs:
        if (days.count[0, start:end] > 0).sum() >= SHORTEST:
            run = np.zeros_like(theirs)
            run[start:end] = True
            statistic = worse * _apart(days, run, usual, hit)
            found.append(replace(hit, start=start, end=end, statistic=statistic, open=hit.open and end == hit.end))
    return found
