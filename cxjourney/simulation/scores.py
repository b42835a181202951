"""The answers at a touchpoint: how many of them are bad, and how many fewer it takes for a score to be another."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.errors import OptionError, StatisticsError
from cxjourney.inference.jackknife import divide, leave_out
from cxjourney.statistics.answer_sums import table_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from cxjourney.model.metric import Metric
    from cxjourney.model.touchpoint import Touchpoint
    from cxjourney.statistics import JourneyStatistics
    from cxjourney.statistics.table import Table

    Floats = NDArray[np.float64]

MILLI, MICRO = 1e-3, 1e-6
ROUNDING = 1e-9


@dataclass(frozen=True, eq=False)
class Answers:
    """
    The answers at a touchpoint.

    Parameters
    ----------
    statistics
        What was measured.
    code
        Code of the touchpoint.
    name
        Its name.

    Notes
    -----
    A better score is taken to come from fewer bad answers: some of those who answer badly answer like the others instead.
    """

    statistics: JourneyStatistics
    code: int
    name: str

    @cached_property
    def metrics(self) -> dict[str, int]:
        """Codes of the metrics asked there, by name."""
        return {metric.name: code for code, metric in enumerate(self.statistics.metrics) if self._sums("n", code)[0] > 0}

    def targets(self, score: tuple[tuple[str, float], ...] | float | None) -> dict[str, float]:
        """
        Return the target of each metric that is changed.

        Parameters
        ----------
        score
            Targets by metric, or one where one metric is asked.

        Raises
        ------
        StatisticsError
            If nobody was asked there.
        OptionError
            If a metric is not asked there, it is not clear which is meant, or a target lies outside its scale.
        """
        if not self.metrics:
            raise StatisticsError(f"no customer answered a question at {self.name!r}.", hint="change what was measured there.")
        if not isinstance(score, tuple):
            if len(self.metrics) > 1:
                example = ", ".join(f"{name!r}: ..." for name in self.metrics)
                raise OptionError(f"{self.name!r} has several scores: {', '.join(self.metrics)}.", hint=f"pass score={{{example}}}.")
            score = ((next(iter(self.metrics)), float(score or 0.0)),)
        for name, target in score:
            if name not in self.metrics:
                wrong = OptionError.for_choice("score", name, list(self.metrics))
                raise OptionError(f"{self.name!r}: {wrong.message}", hint=wrong.hint, value=wrong.value)
            low, high = _range(self._metric(name))
            if not low <= target <= high:
                raise OptionError(
                    f"score {name}={target:g} at {self.name!r} lies outside {low:g} to {high:g}, in which the map shows it.",
                    hint="give NPS in points, CSAT as the top-box share, others as means.",
                )
        return dict(score)

    def moved(self, score: tuple[tuple[str, float], ...] | float | None, touchpoint: Touchpoint) -> dict[str, float]:
        """
        Return the target of each metric of which it is said how much is added.

        Parameters
        ----------
        score
            What is added by metric, or where one metric is asked.
        touchpoint
            The touchpoint as the map shows it.
        """
        given = score if isinstance(score, tuple) else tuple((name, float(score or 0.0)) for name in self.metrics)
        if not isinstance(score, tuple) and len(given) != 1:
            return self.targets(score)  # which says what is wrong
        now = {name: estimate.value for name, _ in given if (estimate := touchpoint.measure(name)) is not None}
        return self.targets(tuple((name, (now.get(name) or 0.0) + added) for name, added in given))

    def spared(self, targets: Mapping[str, float]) -> Floats:
        """
        Return the share of the answers that would no longer be bad, on all data and without each fold.

        Parameters
        ----------
        targets
            Scores by metric.
        """
        weights = {name: float(self._sums("n", self.metrics[name])[0]) for name in targets}
        total = sum(weights.values())
        return np.asarray(sum(weight / total * (self._bad(name) - self._then(name, targets[name])) for name, weight in weights.items()))

    def beyond(self, targets: Mapping[str, float]) -> tuple[str, ...]:
        """
        Return the metrics whose target is better than with no bad answer at all.

        Parameters
        ----------
        targets
            Scores by metric.
        """
        return tuple(name for name, target in targets.items() if self._wanted(name, target)[0] < -ROUNDING)

    def valence(self, targets: Mapping[str, float]) -> float:
        """
        Return the mean valence of all answers with as many bad ones fewer.

        Parameters
        ----------
        targets
            Scores by metric.
        """
        total, n = 0.0, 0.0
        for name, code in self.metrics.items():
            count, valence = float(self._sums("n", code)[0]), float(self._sums("valence_sum", code)[0]) * MICRO
            if name in targets:
                bad, then = float(self._bad(name)[0]), float(self._then(name, targets[name])[0])
                low = self._mean_of_bad(name, of_valence=True)
                rest = (valence - count * bad * low) / max(count * (1 - bad), ROUNDING) if bad < 1 else low
                valence = count * (then * low + (1 - then) * rest)
            total, n = total + valence, n + count
        return min(max(total / max(n, 1), -2.0), 2.0)

    def _then(self, name: str, target: float) -> Floats:
        """Return the share of bad answers at a target."""
        return np.clip(self._wanted(name, target), 0, 1)

    def _wanted(self, name: str, target: float) -> Floats:
        """Return the share of bad answers that would give a target, below 0 where none gives it."""
        low, rest = self._levels(name)
        gap = rest - low
        # Where no answer is good yet, as many fewer bad ones as there are do not reach a better score.
        alike = np.where(target > low, -1.0, self._bad(name))
        return np.where(gap == 0, alike, (rest - target) / np.where(gap == 0, 1.0, gap))

    def _levels(self, name: str) -> tuple[float, Floats]:
        """Return what bad answers alone come to, and what all others come to."""
        metric, code = self._metric(name), self.metrics[name]
        n, bad = self._sums("n", code), self._sums("unfavourable", code)
        others = n - bad
        if metric.kind == "nps":
            return -100.0, 100 * np.nan_to_num(divide(self._sums("favourable", code), others), nan=0.5)
        if metric.kind == "csat":
            return 0.0, np.nan_to_num(divide(self._sums("favourable", code), others), nan=0.5)
        low = self._mean_of_bad(name)
        best = metric.low if metric.reverse else metric.high
        return low, np.nan_to_num(divide(self._sums("score_sum", code) * MILLI - bad * low, others), nan=best)

    def _bad(self, name: str) -> Floats:
        code = self.metrics[name]
        return np.nan_to_num(divide(self._sums("unfavourable", code), self._sums("n", code)))

    def _mean_of_bad(self, name: str, *, of_valence: bool = False) -> float:
        """Return the mean of the bad answers alone, or of their valence."""
        metric, table = self._metric(name), self._table("score_counts")
        rows = (table["touchpoint"] == self.code) & (table["metric"] == self.metrics[name])
        scores, counts = table["score"][rows] * MILLI, table["n"][rows]
        bad = scores >= metric.unfavourable if metric.reverse else scores <= metric.unfavourable
        if not counts[bad].sum():
            return metric.valence(metric.unfavourable) if of_valence else metric.unfavourable
        values = np.array([metric.valence(float(score)) for score in scores[bad]]) if of_valence else scores[bad]
        return float((values * counts[bad]).sum() / counts[bad].sum())

    def _table(self, name: str) -> Table:
        """Return a table of scores, weighted if answers have weights."""
        return self.statistics.tables[table_name(self.statistics.settings, name)]

    def _metric(self, name: str) -> Metric:
        return self.statistics.metrics[self.metrics[name]]

    def _sums(self, column: str, metric: int) -> Floats:
        """Return a sum on all data and without each fold."""
        table = self._table("scores")
        rows = (table["touchpoint"] == self.code) & (table["metric"] == metric)
        folds = np.zeros(self.statistics.axis("fold"), dtype=np.int64)
        np.add.at(folds, table["fold"][rows], table[column][rows])
        return leave_out(folds)


def _range(metric: Metric) -> tuple[float, float]:
    """Return the range in which the map shows a metric."""
    return {"nps": (-100.0, 100.0), "csat": (0.0, 1.0)}.get(metric.kind, (metric.low, metric.high))
