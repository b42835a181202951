"""Scores of answers that do not all count the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxjourney.arguments import check_choice
from cxjourney.inference.nps import nps_estimates
from cxjourney.inference.ratios import mean_estimates, share_estimates
from cxjourney.ingest.customers import FOLDS
from cxjourney.ingest.event_log import EventLog
from cxjourney.ingest.numbers import SCORE_SCALE, WEIGHT_SCALE
from cxjourney.model.measure import Measure
from cxjourney.statistics.resolve import check_rate, check_type

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cxjourney.estimate import Estimate
    from cxjourney.model.metric import Metric

_SUMS = ("w", "w * score", "w * good", "w * bad")


def survey_scores(events: EventLog, *, touchpoint: str | None = None, level: float = 0.95) -> tuple[Measure, ...]:
    """
    Return the scores that customers gave, each answer counted with its weight.

    For the scores of every touchpoint, channel and segment, discover a map; it counts with the weights, too.

    Parameters
    ----------
    events
        What `read_surveys` returned, or any log with scores.
    touchpoint
        Touchpoint the answers are about; None takes all answers.
    level
        Confidence level of the intervals.

    Raises
    ------
    OptionError
        If there is no such touchpoint, or the level is not between 0 and 1.

    Notes
    -----
    NPS in points, CSAT as the share of the top two boxes, effort and ratings as means, as on a map. The number of answers
    shown is Kish's effective one, (Σw)²/Σw², which is their plain number where all count the same. The variance is that
    of the delete-one-fold jackknife over customers.

    References
    ----------
    .. [1] Kish, L. (1965). Survey Sampling. Wiley, section 11.7.

    Examples
    --------
    >>> import pandas as pd
    >>> from cxjourney.ingest import read_surveys
    >>> answers = pd.DataFrame({"customer_id": range(200), "date": "2026-01-05", "nps": [9, 6] * 100, "w": [3, 1] * 100})
    >>> survey_scores(read_surveys(answers, weight="w"))
    (nps: 50.00 [35.26, 62.90] n=160,)
    """
    check_type("events", events, EventLog)
    check_rate("level", level)
    where = ""
    if touchpoint is not None:
        check_choice("touchpoint", touchpoint, events.touchpoints)
        where = f" AND e.touchpoint = {events.touchpoints.index(touchpoint)}"
    found = (_measure(events, index, metric, where, level) for index, metric in enumerate(events.metrics))
    return tuple(measure for measure in found if measure.estimate.n)


def _measure(events: EventLog, index: int, metric: Metric, where: str, level: float) -> Measure:
    score, weight = f"e.score_{index}", f"COALESCE(e.weight, {WEIGHT_SCALE})" if events.weighted else "1"
    good, bad = round(metric.favourable * SCORE_SCALE), round(metric.unfavourable * SCORE_SCALE)
    answers = (
        f"SELECT e.customer, c.fold, CAST({weight} AS HUGEINT) AS w, {score} AS score, "
        f"CASE WHEN {score} {'<=' if metric.reverse else '>='} {good} THEN 1 ELSE 0 END AS good, "
        f"CASE WHEN {score} {'>=' if metric.reverse else '<='} {bad} THEN 1 ELSE 0 END AS bad "
        f"FROM {events.relation} AS e JOIN {events.customer_relation} AS c ON c.customer = e.customer WHERE {score} IS NOT NULL{where}"
    )
    totals = ", ".join(f"sum({each})" for each in _SUMS)
    sums = np.zeros((len(_SUMS), FOLDS))
    for fold, *row in events.engine.rows(f"SELECT fold, {totals} FROM ({answers}) AS answers GROUP BY fold"):
        sums[:, fold] = [float(total) for total in row]
    per_customer = f"SELECT sum(w * w) AS squares, sum(w) AS total FROM ({answers}) AS answers GROUP BY customer"
    squares, customers = (
        float(total or 0) for total in events.engine.rows(f"SELECT sum(squares), sum(total * total) FROM ({per_customer}) AS sums")[0]
    )
    scale = sums[0].sum() / squares if squares else 0.0
    return Measure(name=metric.name, estimate=_estimate(metric, sums * scale, customers * scale**2, level))


def _estimate(metric: Metric, sums: NDArray[np.float64], squares: float, level: float) -> Estimate:
    n, scores, good, bad = (sums[[place]] for place in range(len(_SUMS)))
    customers = np.array([squares])
    if metric.kind == "nps":
        return nps_estimates(good, bad, n, squares=customers, level=level)[0]
    if metric.kind == "csat":
        return share_estimates(good, n, squares=customers, level=level)[0]
    bounds, unit = (metric.low, metric.high), f"{metric.low:g}–{metric.high:g}"
    return mean_estimates(scores / SCORE_SCALE, n, bounds=bounds, squares=customers, level=level, unit=unit)[0]
