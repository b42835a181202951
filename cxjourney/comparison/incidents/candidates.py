"""Which series are searched for incidents: few, and only those that hold enough to tell anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.comparison.incidents.measures import RATES, TIME, follow_up, score_kind, searched
from cxjourney.comparison.incidents.silences import unseen
from cxjourney.inference.day_series import WEEK, DaySeries
from cxjourney.statistics.periods import DAY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from cxjourney.comparison.incidents.measures import Followed
    from cxjourney.comparison.incidents.sums import Cells, Level, TrendSums
    from cxjourney.model.metric import Metric

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

LEVELS: tuple[Level, ...] = ("stage", "touchpoint", "channel", "segment")

_MICRO = 1e-6
_ALL_BUT_ALL = 0.95
_STEADY = 0.5


@dataclass(frozen=True, eq=False)
class Candidates:
    """
    Series of one figure at the places of one level.

    Parameters
    ----------
    kind, measure
        The kind of pain point and the figure that shows it.
    worse
        1 where more is worse, -1 where less is.
    cells
        The places.
    days
        Daily sums up to the last day that was followed for long enough.
    metric
        The metric of scores, with its sums by day: answers, scores, good and bad ones.
    answers
        See ``metric``.
    """

    kind: str
    measure: str
    worse: int
    cells: Cells
    days: DaySeries
    metric: Metric | None = None
    answers: dict[str, Floats] | None = None

    @property
    def level(self) -> Level:
        """What kind of places they are."""
        return self.cells.level

    @property
    def is_time(self) -> bool:
        """Whether the figure is a logarithm of a time."""
        return self.measure == TIME


def candidates(found: TrendSums) -> tuple[Candidates, ...]:
    """
    Return all series that could be searched, whether or not they hold enough.

    Parameters
    ----------
    found
        The sums.
    """
    return tuple(each for level in LEVELS for each in _of_level(found, level))


def _of_level(found: TrendSums, level: Level) -> Iterator[Candidates]:
    cells = found.cells(level)
    if not cells.names:
        return
    for rate in RATES:
        if level in rate.levels and searched(rate, level, found.sums):
            last = _last(found, rate.followed)
            good, all_of_them = (
                found.by_day(cells, rate.table, name)[:, :last].astype(np.float64) for name in (rate.numerator, rate.denominator)
            )
            yield Candidates(
                str(rate.kind), rate.name, rate.worse, cells, steady(_seen(found, DaySeries(good, all_of_them), rate.followed))
            )
    last = _last(found, "horizon")
    logs, squares, timed = (
        found.by_day(cells, "visits", name)[:, :last].astype(np.float64) for name in ("log_sum", "log_square_sum", "timed")
    )
    times = _seen(found, _means(logs * _MICRO, squares * _MICRO, timed), "horizon")
    yield Candidates("long_wait", TIME, 1, cells, steady(times))
    for index, metric in enumerate(found.sums.metrics):
        names = ("n", "valence_sum", "valence_square_sum", "score_sum", "favourable", "unfavourable")
        sums = {name: found.by_day(cells, "scores", name, metric=index).astype(np.float64) for name in names}
        days = steady(_means(sums["valence_sum"] * _MICRO, sums["valence_square_sum"] * _MICRO, sums["n"]))
        kept = {name: np.where(days.count > 0, column, 0.0) for name, column in sums.items()}
        yield Candidates(score_kind(metric), metric.name, -1, cells, days, metric, kept)


def _last(found: TrendSums, followed: Followed) -> int:
    """Return the number of days, from the first, that were followed for long enough."""
    sums = found.sums
    end = sums.period[1] - follow_up(sums, followed) - sums.periods.first_day
    return max(0, min(sums.periods.days, int(end // DAY) + (1 if followed == "nothing" else 0)))


def _seen(found: TrendSums, days: DaySeries, followed: Followed) -> DaySeries:
    """Return series without the days whose customers were lost from sight because nothing at all was recorded."""
    follow = -(-follow_up(found.sums, followed) // DAY)
    lost = unseen(days.count.shape[1], found.silences, follow) if follow else np.zeros(days.count.shape[1], dtype=np.bool_)
    return days.without(np.broadcast_to(lost, days.count.shape))


def _means(total: Floats, square: Floats, count: Floats) -> DaySeries:
    n = np.maximum(count.sum(axis=1), 1)
    spread = np.maximum(square.sum(axis=1) / n - (total.sum(axis=1) / n) ** 2, 1e-6)
    return DaySeries(total, count, spread)


def steady(days: DaySeries) -> DaySeries:
    """
    Return series without the days at both ends in which far fewer came than usual.

    Parameters
    ----------
    days
        Sums by day.

    Notes
    -----
    At the beginning of a log only those are at a late step who were quick, at its end only those who are slow: they are no sample of
    all. A series begins and ends where the mean of a week is half of what it is for most visits (the weighted median).

    Examples
    --------
    >>> count = np.array([[1.0] * 9 + [10.0] * 40 + [2.0] * 9])
    >>> int((steady(DaySeries(count / 2, count)).count > 0).sum())
    40
    """
    if days.count.shape[1] < WEEK:
        return days
    first, last = _busy(days.count, _STEADY)
    place = np.arange(days.count.shape[1])
    return days.without((place < first[:, None]) | (place >= last[:, None]))


def _busy(count: Floats, share: float) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the first day, and the one after the last, of the weeks that hold a share of what most do."""
    running = np.concatenate([np.zeros((len(count), 1)), np.cumsum(count, axis=1)], axis=1)
    weekly = running[:, WEEK:] - running[:, :-WEEK]
    order = np.sort(weekly, axis=1)
    middle = (np.cumsum(order, axis=1) * 2 >= order.sum(axis=1, keepdims=True)).argmax(axis=1)
    usual = share * np.take_along_axis(order, middle[:, None], axis=1)
    busy = weekly >= usual
    first, last = busy.argmax(axis=1), weekly.shape[1] - 1 - busy[:, ::-1].argmax(axis=1) + WEEK
    place = np.arange(count.shape[1])
    full = (count * WEEK >= usual) & (place >= first[:, None]) & (place < last[:, None])  # a busy week may begin or end with idle days
    return full.argmax(axis=1), np.where(full.any(axis=1), len(place) - full[:, ::-1].argmax(axis=1), 0)


def distinct(each: Candidates, found: TrendSums) -> Flags:
    """
    Return which places say something that no other place says: not the only touchpoint, channel or segment of its stage.

    Parameters
    ----------
    each
        Series at the places of one level.
    found
        The sums.
    """
    if each.level == "stage":
        return np.ones(len(each.cells.names), dtype=np.bool_)
    stages = found.stage_of[each.cells.codes[:, 0]] if each.level == "touchpoint" else each.cells.codes[:, 0]
    volume = each.days.count.sum(axis=1)
    group = np.array([found.column(name) for name in each.cells.names]) if each.level == "segment" else np.zeros(len(stages), dtype=np.intp)
    whole = np.zeros_like(volume)
    for stage, part in {*zip(stages.tolist(), group.tolist(), strict=True)}:
        inside = (stages == stage) & (group == part)
        whole[inside] = volume[inside].sum()
    return np.asarray(volume < _ALL_BUT_ALL * whole)
