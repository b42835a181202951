"""Every figure by period, at every kind of place."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from cxjourney.comparison.incidents.measures import RATES, TIME, follow_up
from cxjourney.inference.jackknife import divide, replicate
from cxjourney.inference.nps import nps_estimates
from cxjourney.inference.ratios import from_replicates, means, shares
from cxjourney.ingest.numbers import VALUE_SCALE
from cxjourney.model.trend import TrendSeries
from cxjourney.statistics.periods import DAY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from cxjourney.comparison.incidents.measures import Followed
    from cxjourney.comparison.incidents.sums import Cells, Level, TrendSums
    from cxjourney.inference.ratios import Ratios
    from cxjourney.model.metric import Metric
    from cxjourney.statistics.period_run import PeriodSums

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]
    Figures = tuple[Floats, Floats, Floats, Floats]

LEVELS: tuple[Level, ...] = ("total", "stage", "touchpoint", "channel", "segment")

_WILSON = "Wilson interval on the effective n"
_MICRO, _MILLI, _SECONDS = 1e-6, 1e-3, 1e-3


def trend_series(found: TrendSums, *, level: float) -> tuple[TrendSeries, ...]:
    """
    Return every figure by period.

    Parameters
    ----------
    found
        The sums.
    level
        Confidence level of the intervals.

    Notes
    -----
    Intervals come from the folds of customers, as everywhere. What needs customers to be followed is only said for periods whose last
    customers were; the tolerance is a day, or a tenth of a shorter period.
    """
    return tuple(series for each in LEVELS for series in _Level(found, found.cells(each), level).series())


def complete(sums: PeriodSums) -> list[bool]:
    """
    Return whether the log covers each period.

    Parameters
    ----------
    sums
        What was counted.
    """
    edges, slack = sums.periods.edges, _slack(sums)
    first, last = sums.period
    return [
        first - slack <= start or first - first % DAY <= start if place == 0 else end - slack <= last
        for place, (start, end) in enumerate(pairwise(edges))
    ]


def said(sums: PeriodSums, followed: Followed) -> int:
    """
    Return how many periods, from the first, were followed for long enough.

    Parameters
    ----------
    sums
        What was counted.
    followed
        What the figure needs.
    """
    need = follow_up(sums, followed)
    if not need:
        return len(sums.periods)
    slack = _slack(sums)
    return sum(end - slack + need <= sums.period[1] for end in sums.periods.edges[1:])


def _slack(sums: PeriodSums) -> int:
    width = min(end - start for start, end in pairwise(sums.periods.edges))
    return min(DAY, width // 10)


class _Level:
    """The figures of one level."""

    def __init__(self, found: TrendSums, cells: Cells, level: float) -> None:
        self.found, self.cells, self.level = found, cells, level

    def series(self) -> Iterator[TrendSeries]:
        """Yield all figures of the level."""
        if not self.cells.names:
            return
        yield from self._counts()
        if self.cells.level == "total":
            yield from self._totals()
        for rate in RATES:
            if self.cells.level in rate.levels:
                counts = [self._sum(rate.table, name) for name in (rate.numerator, rate.denominator)]
                if rate.name.startswith("friction_") and not counts[0].any():
                    continue  # nothing of the kind can be seen in this log, or nobody met it
                yield from self._made(rate.name, self._shares(*counts), rate.followed, unit="share", method=_WILSON)
        yield from self._times()
        for index, metric in enumerate(self.found.sums.metrics):
            yield from self._scores(index, metric)

    def _sum(self, table: str, column: str, metric: int | None = None) -> Integers:
        return self.found.by_period(self.cells, table, column, metric=metric)

    def _shares(self, numerator: Integers, denominator: Integers) -> Figures:
        return self._figures(shares(numerator, denominator))

    def _figures(self, ratios: Ratios) -> Figures:
        low, high = ratios.interval(self.level)
        return ratios.value, low, high, ratios.n

    def _made(self, measure: str, figures: Figures, followed: Followed, **facts: Any) -> Iterator[TrendSeries]:
        """Yield a series for each place with data."""
        enough = said(self.found.sums, followed)
        value, low, high, n = (np.array(each, dtype=np.float64) for each in figures)
        late = np.arange(value.shape[1]) >= enough
        known = ~np.isnan(value) & (n > 0) & ~late
        bounded = known & ~np.isnan(low) & ~np.isnan(high)
        columns = [np.where(known, value, np.nan), np.where(bounded, low, np.nan), np.where(bounded, high, np.nan)]
        texts = [_plain(each) for each in columns]
        counts = np.rint(np.nan_to_num(n)).astype(np.int64).tolist()
        for place, names in enumerate(self.cells.names):
            if not any(counts[place]):
                continue
            yield TrendSeries(
                measure=measure,
                **names,
                values=texts[0][place],
                low=texts[1][place],
                high=texts[2][place],
                n=counts[place],
                said=enough,
                level=self.level,
                **facts,
            )

    def _counted(self, measure: str, counts: Integers, unit: str) -> Iterator[TrendSeries]:
        n = counts.sum(axis=-1).astype(np.float64)
        nothing = np.full_like(n, np.nan)
        yield from self._made(measure, (n, nothing, nothing, n), "nothing", unit=unit, method="count")

    def _counts(self) -> Iterator[TrendSeries]:
        yield from self._counted("visits", self._sum("visits", "visits"), "visits")
        if self.cells.level in {"stage", "channel", "segment"}:
            yield from self._counted("journeys", self._sum("entries", "entries"), "journeys")

    def _totals(self) -> Iterator[TrendSeries]:
        """Yield what only the whole journey has."""
        sums = {
            name: self._people(table, name)
            for table, names in (
                ("journeys", ("journeys", "settled", "goals", "visits")),
                ("people", ("customers",)),
                ("money", ("value", "valued")),
            )
            for name in names
        }
        yield from self._counted("customers", sums["customers"], "customers")
        yield from self._counted("journeys", sums["journeys"], "journeys")
        if self.found.sums.settings.goal:
            figures = self._shares(sums["goals"], sums["settled"])
            yield from self._made("goal_rate", figures, "journey", unit="share", method=_WILSON)
        method = "mean, t interval"
        per_journey = self._figures(means(sums["visits"], sums["settled"]))
        yield from self._made("visits_per_journey", per_journey, "journey", unit="visits", method=method)
        if sums["valued"].any():
            money = self._figures(means(sums["value"] / VALUE_SCALE, sums["customers"]))
            yield from self._made("value_per_customer", money, "nothing", unit="money", method=method)

    def _people(self, table: str, column: str) -> Integers:
        found = self.found.sums.tables[table]
        return found.dense(column, (len(self.found.sums.periods), 50), ("period", "fold"))[None]

    def _times(self) -> Iterator[TrendSeries]:
        logs, timed = self._sum("visits", "log_sum"), self._sum("visits", "timed")
        replicates = replicate(divide, logs * _MICRO, timed) + np.log(_SECONDS)
        value, low, high, n = self._figures(from_replicates(replicates, timed, bounds=None))
        method = "geometric mean of moves within the horizon, t interval on logarithms"
        figures = np.exp(value), np.exp(np.minimum(low, 700)), np.exp(np.minimum(high, 700)), n
        yield from self._made(TIME, figures, "horizon", unit="seconds", method=method)

    def _scores(self, index: int, metric: Metric) -> Iterator[TrendSeries]:
        names = ("n", "score_sum", "favourable", "unfavourable")
        n, total, good, bad = (self._sum("scores", name, index) for name in names)
        if not n.any():
            return
        if metric.kind == "nps":
            found = nps_estimates(good, bad, n, level=self.level)
            shape = n.shape[:-1]
            columns = [
                [np.nan if getattr(each, part) is None else getattr(each, part) for each in found] for part in ("value", "low", "high", "n")
            ]
            value, low, high, count = (np.array(column, dtype=np.float64).reshape(shape) for column in columns)
            method = "adjusted Wald interval on the effective n"
            yield from self._made(metric.name, (value, low, high, count), "nothing", unit="nps", method=method)
        elif metric.kind == "csat":
            yield from self._made(metric.name, self._shares(good, n), "nothing", unit="share", method=_WILSON)
        else:
            ratios = means(total * _MILLI, n, bounds=(metric.low, metric.high))
            unit = f"{metric.low:g}–{metric.high:g}"
            yield from self._made(metric.name, self._figures(ratios), "nothing", unit=unit, method="mean, Wilson interval on the scale")


def _plain(values: Floats) -> list[list[float | None]]:
    """Return numbers as lists, None for what is not known."""
    return [[None if each != each else each for each in row] for row in values.tolist()]  # noqa: PLR0124 - NaN differs from itself
