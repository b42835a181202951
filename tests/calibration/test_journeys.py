"""Intervals of the figures of a map, on journeys simulated from worlds of several shapes."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from scipy import stats

import cxjourney as cx
from cxjourney.datasets import Frailty, World, random_world, simulate, world_truth
from cxjourney.datasets.walk import walk
from cxjourney.diagnosis import Margins
from cxjourney.diagnosis.context import Context
from cxjourney.diagnosis.long_wait import LongWait
from cxjourney.inference.ratios import means

if TYPE_CHECKING:
    from numpy.typing import NDArray

pytestmark = [pytest.mark.calibration, pytest.mark.slow]

DIFFERENT = Frailty(leave=0.6, slowness=0.6, valence=0.6, correlation=0.6)
WORLDS: dict[str, World] = {
    "plain": random_world(3),
    "different customers, repeated journeys": dataclasses.replace(random_world(4, frailty=DIFFERENT), extra_journeys=2.0),
    "short log": dataclasses.replace(random_world(5), days=10.0),
    "heavy tail of journeys": dataclasses.replace(random_world(6), extra_journeys=1.5, journey_tail=2.5),
}
CASES = [
    ("plain", 200),
    ("plain", 1_000),
    ("different customers, repeated journeys", 400),
    ("short log", 1_000),
    ("heavy tail of journeys", 600),
]
RUNS = 16
MEASURES = {
    "drop_off_rate": "drop-off",
    "rework_rate": "rework",
    "transition_time": "median time",
    "transition_time_p90": "p90 of time",
    "nps": "NPS",
}

Row = tuple[str, str, float, float]


class Truth:
    """What is true of each touchpoint of a world, by figure."""

    def __init__(self, world: World, horizon: float) -> None:
        """Take the figures from reference runs; drop-off at a typical horizon."""
        whole, cut = world_truth(world), world_truth(world, horizon_seconds=horizon)
        self.figures: dict[tuple[str, str], float] = {}
        for one, other in zip(whole.touchpoints, cut.touchpoints, strict=True):
            figures = {"drop-off": other.drop_off_rate, "rework": one.rework_rate}
            figures |= {f"mean {metric}": value for metric, value in one.valence}
            self.figures.update({(one.touchpoint, name): value for name, value in figures.items() if value is not None})
        self._add_times_and_scores(world)

    def _add_times_and_scores(self, world: World) -> None:
        visits = walk(world, customers=100_000, seed=99, observed=False)
        order = np.lexsort((visits.step, visits.journey))
        journey, here = visits.journey[order], visits.touchpoint[order]
        followed = np.append(journey[1:] == journey[:-1], [False])
        gap = np.append(np.diff(visits.time[order]), [0]) / 1e6
        found = self.figures
        for code, name in enumerate(world.names):
            times = gap[followed & (here == code)]
            if len(times):
                found[name, "median time"], found[name, "p90 of time"] = (float(each) for each in np.quantile(times, [0.5, 0.9]))
                found[name, "typical time"] = float(np.exp(np.log(np.maximum(times, 1e-3)).mean()))
            answers = visits.scores["nps"][order][here == code] if "nps" in visits.scores else np.empty(0)
            answers = answers[answers >= 0]
            if len(answers):
                found[name, "NPS"] = 100 * float((answers >= 9).mean() - (answers <= 6).mean())


def intervals(world: World, customers: int, seed: int) -> tuple[float, list[Row]]:
    """Return the horizon and the intervals of a map discovered from a simulated log."""
    journey_map = cx.discover_map(simulate(world, customers=customers, seed=seed).to_events(), goal=world.goal)
    rows: list[Row] = []
    for touchpoint in journey_map.touchpoints:
        for name, figure in MEASURES.items():
            estimate = touchpoint.measure(name)
            if estimate is not None and estimate.low is not None and (estimate.n or 0) >= 20:
                rows.append((touchpoint.name, figure, estimate.low, estimate.high))
    context = Context(journey_map, journey_map.statistics, Margins(), 0.95)
    typical = LongWait().candidates(context.statistics, context).measured
    rows += _rows(context, "typical time", typical.n, *(np.exp(end) for end in typical.interval()))
    answers = context.scores
    scores = means(answers["valence_sum"] * 1e-6, answers["n"], bounds=(-2.0, 2.0), squares=answers.squares)
    low, high = scores.interval()
    for index, metric in enumerate(context.statistics.metrics):
        rows += _rows(context, f"mean {metric.name}", scores.n[:, index], low[:, index], high[:, index])
    return journey_map.statistics.settings.horizon / 1e6, rows


def _rows(context: Context, figure: str, n: NDArray[Any], low: NDArray[Any], high: NDArray[Any]) -> list[Row]:
    return [
        (touchpoint.name, figure, float(low[place]), float(high[place]))
        for place, touchpoint in enumerate(context.touchpoints)
        if n[place] >= 20 and not np.isnan(low[place])
    ]


@pytest.mark.parametrize(("name", "customers"), CASES)
def test_intervals_on_journeys_hold_the_truth(results: Any, scale: int, name: str, customers: int) -> None:
    """About nineteen in twenty, for every kind of figure."""
    runs, world = RUNS * scale, WORLDS[name]
    found = [intervals(world, customers, 100 + run) for run in range(runs)]
    truth = Truth(world, float(np.median([horizon for horizon, _ in found])))
    held: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for touchpoint, figure, low, high in (row for _, rows in found for row in rows):
        if (touchpoint, figure) in truth.figures:
            held[figure][touchpoint].append(low <= truth.figures[touchpoint, figure] <= high)
    for figure, cells in held.items():
        known = {touchpoint: float(np.mean(each)) for touchpoint, each in cells.items() if len(each) >= 0.8 * runs}
        if not known:
            continue
        coverage, worst = float(np.mean([each for touchpoint in known for each in cells[touchpoint]])), min(known.values())
        row = (name, f"{customers:,}", figure, f"{100 * coverage:.1f}%", f"{100 * worst:.0f}%", f"{runs:,}")
        results.add("Intervals on journeys", *row, keys=3, figures={3: 0.06})
        least = 0.85 if name == "short log" and "time" in figure else 0.9
        assert coverage >= least - 0.1 / np.sqrt(runs), (figure, coverage)
        assert worst >= stats.binom.ppf(1e-5, runs, least - 0.05) / runs, (figure, known)
