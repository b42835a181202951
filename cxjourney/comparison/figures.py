"""What is compared of the whole journey, of its stages and of its touchpoints."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxjourney.comparison.groups import Group, Key, mean_group, nps_group, share_group, time_group
from cxjourney.comparison.stage_rates import by_stage
from cxjourney.discovery.cell_figures import RATES
from cxjourney.inference.life_tables import drop_off, log_times
from cxjourney.inference.ratios import effective_customers
from cxjourney.ingest.numbers import VALUE_SCALE
from cxjourney.statistics.table import FOLDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from cxjourney.comparison.view import View
    from cxjourney.model.metric import Metric
    from cxjourney.statistics.answer_sums import AnswerSums

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]
    Places = tuple[tuple[str, tuple[int, ...]], ...]

VISIT_RATES = {name: sums for name, sums in RATES.items() if name != "drop_off_rate"}
"""Rates of touchpoints that are shares of their visits, by name; less is better in all of them."""


def total_groups(view: View, *, level: float) -> Iterator[Group]:
    """
    Yield the figures of the whole journey.

    Parameters
    ----------
    view
        One side.
    level
        Confidence level of the intervals.
    """
    sums = {name: view.sums("totals", name)[None] for name in ("customers", "journeys", "visits", "goals", "value", "valued")}
    squares = np.array([view.statistics.tables["totals"].total("journeys_squared")])
    if view.statistics.settings.goal:
        yield share_group(Key("goal_rate", 1), sums["goals"], sums["journeys"], squares, level=level)
    yield mean_group(Key("visits_per_journey", 0), sums["visits"], sums["journeys"], squares, bounds=None, unit="visits", level=level)
    yield mean_group(
        Key("journeys_per_customer", 0, tested=bool((sums["journeys"] != sums["customers"]).any())),
        sums["journeys"],
        sums["customers"],
        None,
        bounds=None,
        unit="journeys",
        level=level,
    )
    if sums["valued"].any():
        money = sums["value"] / VALUE_SCALE
        pairs: list[tuple[str, Integers, Integers | None]] = [("value_per_customer", sums["customers"], None)]
        if (sums["journeys"] != sums["customers"]).any():
            pairs.append(("value_per_journey", sums["journeys"], squares))
        if view.statistics.settings.goal:
            pairs.append(("value_per_goal", sums["goals"], None))
        for name, count, count_squares in pairs:
            yield mean_group(Key(name, 1), money, count, count_squares, bounds=None, unit="money", level=level)
    yield from score_groups(view, (), view.answers("metric").at(None), level=level, known=view.answer_squares("total"))


def stage_groups(view: View, homes: Integers, *, level: float) -> Iterator[Group]:
    """
    Yield the figures of stages.

    Parameters
    ----------
    view
        One side.
    homes
        Place of the stage of each touchpoint, -1 where the two sides do not agree.
    level
        Confidence level of the intervals.
    """
    places = (("stage", tuple(range(view.size("stage")))),)
    journeys, still_open, going_on = (view.sums("stage_sums", name, "stage") for name in ("journeys", "open", "going_on"))
    squares = view.sums("stage_squares", "journeys", "stage")
    table = view.statistics.tables["stage_friction"]
    everything = view.sums("stage_friction", "journeys", "stage")
    smooth = view.dense(table.where(table["mask"] == 0), "journeys", ("stage", "fold"))
    yield share_group(Key("friction_rate", -1, places), everything - smooth, everything, squares, level=level)
    if view.statistics.settings.goal:
        yield share_group(Key("going_on_rate", 1, places), going_on, journeys - still_open, squares, level=level)
    scores = view.answers("touchpoint", "metric").changed(lambda values: by_stage(view, homes, values))
    yield from score_groups(view, places, scores, level=level, known=view.answer_squares("stage"))


def touchpoint_groups(view: View, *, level: float) -> Iterator[Group]:
    """
    Yield the figures of touchpoints.

    Parameters
    ----------
    view
        One side.
    level
        Confidence level of the intervals.
    """
    count = view.size("touchpoint")
    places = (("touchpoint", tuple(range(count))),)
    everybody = np.broadcast_to(view.sums("totals", "customers"), (count, FOLDS))
    yield share_group(Key("reach", 0, places), view.sums("visits", "customers", "touchpoint"), everybody, None, level=level)
    if view.statistics.settings.goal:
        at_risk = view.sums("visits", "at_risk", "touchpoint")
        life = [view.sums("life", name, "touchpoint", "bin") for name in ("at_risk_moves", "at_risk_censored")]
        found = drop_off(at_risk, *life, squares=view.sums("squares", "at_risk", "touchpoint"))
        method = "life table at the horizon, Wilson interval on the effective n"
        yield Group(Key("drop_off_rate", -1, places), found, found.estimates(level=level, method=method))
    for name, (numerator, denominator) in VISIT_RATES.items():
        counted, whole = (view.sums("visits", column, "touchpoint") for column in (numerator, denominator))
        squares = view.sums("squares", denominator, "touchpoint")
        yield share_group(Key(name, -1, places), counted, whole, squares, level=level)
    yield _times(view, places, level=level)
    asked, answered = (view.sums("responses", name, "touchpoint") for name in ("invited", "answered"))
    yield share_group(Key("response_rate", 1, places), answered, asked, None, level=level)
    yield from score_groups(view, places, view.answers("touchpoint", "metric"), level=level)


def _times(view: View, places: Places, *, level: float) -> Group:
    """
    Return geometric mean times to the next step, moves after the horizon included.

    They stand in one bin more of the life table: the horizon says who counts as gone, and a slow step must not look faster for it.
    """
    moves, censored, log_sums = (view.sums("life", name, "touchpoint", "bin") for name in ("moves", "censored", "log_sum"))
    visits, at_once, followed = (view.sums("visits", name, "touchpoint") for name in ("visits", "zero_gaps", "followed"))
    later, later_logs = (followed - at_once) - moves.sum(axis=1), view.leaving("log_sum") - log_sums.sum(axis=1)
    moves, log_sums = (np.concatenate([table, more[:, None]], axis=1) for table, more in ((moves, later), (log_sums, later_logs)))
    censored = np.concatenate([censored, np.zeros_like(later)[:, None]], axis=1)
    logs = log_times(visits - at_once, moves, censored, log_sums)
    customers = effective_customers(followed.sum(axis=-1), view.sums("squares", "followed", "touchpoint"))
    return time_group(Key("transition_time_mean", 0, places), logs, moves.sum(axis=1), customers, level=level)


def score_groups(
    view: View,
    places: Places,
    sums: AnswerSums,
    *,
    level: float,
    family: int = 0,
    customers: Integers | None = None,
    known: Integers | None = None,
) -> Iterator[Group]:
    """
    Yield the scores of places, each metric on its own scale, and their valence, which is shown and not tested.

    Parameters
    ----------
    view
        One side.
    places
        Where.
    sums
        Sums by place, metric and fold.
    level
        Confidence level of the intervals.
    family
        Which family of hypotheses they belong to.
    customers
        Customers of each place, answering or not; None for those of the whole side.
    known
        Σn² over all touchpoints of each place, where it is known.
    """
    everybody = np.array([view.statistics.customers]) if customers is None else customers
    # Otherwise, Σn² over several touchpoints is at least that of each; nobody counts as more than one customer.
    least = np.ceil(sums["n"].sum(axis=-1).astype(np.float64) ** 2 / np.maximum(everybody, 1)[:, None]).astype(np.int64)
    sums = sums.with_squares(np.maximum(sums.squares, least if known is None else np.maximum(known, least)))
    for index, code in enumerate(view.metrics):
        of_metric = sums.at((slice(None), index)).effective()
        yield from _metric_groups(view.statistics.metrics[code], places, of_metric, level=level, family=family)
    if view.metrics:
        key, every = Key("valence", 1, places, family, tested=False), sums.together().effective()
        total = every["valence_sum"] * 1e-6
        yield mean_group(key, total, every["n"], every.squares, bounds=(-2.0, 2.0), unit="valence", level=level)


def _metric_groups(metric: Metric, places: Places, sums: AnswerSums, *, level: float, family: int) -> Iterator[Group]:
    n, squares = sums["n"], sums.squares
    key = Key(metric.name, -1 if metric.reverse else 1, places, family)
    if metric.kind == "nps":
        yield nps_group(key, sums["favourable"], sums["unfavourable"], n, squares, level=level)
    elif metric.kind == "csat":
        yield share_group(key, sums["favourable"], n, squares, level=level)
    else:
        bounds, unit = (metric.low, metric.high), f"{metric.low:g}–{metric.high:g}"
        yield mean_group(key, sums["score_sum"] * 1e-3, n, squares, bounds=bounds, unit=unit, level=level)
    if metric.kind == "ces":
        easy = Key(f"{metric.name}_easy_share", 1, places, family, tested=False)
        yield share_group(easy, sums["favourable"], n, squares, level=level)
