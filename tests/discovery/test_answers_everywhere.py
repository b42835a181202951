"""Customers who answer at many touchpoints are as many as they are, in stages and over everything."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest

import cxjourney as cx
from cxjourney.inference.ratios import mean_estimates, share_estimates
from cxjourney.statistics import JourneyStatistics
from cxjourney.statistics.answer_sums import answer_squares

PLACES = [f"Place {number}" for number in range(10)]
STAGES = {"First": PLACES[:4], "Last": PLACES[4:]}


def measured(customers: int = 40, *, weighted: bool = False) -> JourneyStatistics:
    """Return statistics of customers who are all delighted, everywhere, by two questions."""
    rows = [(customer, place, 5, 10, 1 + customer % 3) for customer, place in product(range(customers), PLACES)]
    frame = pd.DataFrame(rows, columns=["customer", "touchpoint", "csat", "nps", "w"]).assign(time="2026-01-01")
    log = cx.read_surveys(frame, touchpoint="touchpoint", scores={"csat": "csat", "nps": "nps"}, weight="w" if weighted else None)
    return cx.measure(log, stages=STAGES)


def interval(measures: tuple[cx.Measure, ...], name: str) -> tuple[float | None, float | None]:
    """Return the interval of a figure."""
    return next((each.estimate.low, each.estimate.high) for each in measures if each.name == name)


def test_squares_are_those_of_the_customers() -> None:
    """Of each question, in stages and over everything."""
    statistics = measured()
    total, stages = (answer_squares(statistics, place) for place in ("total", "stage"))
    assert total is not None
    assert stages is not None

    assert total.tolist() == [[4_000, 4_000]]
    assert stages.tolist() == [[40 * 16, 40 * 16], [40 * 36, 40 * 36]]


def test_forty_delighted_customers_are_no_four_hundred() -> None:
    """The interval of a figure without any spread is that of the customers, not of their answers."""
    journey_map = cx.discover_map(measured())
    folds = [[1.0] * 40 + [0.0] * 10]
    alone, valence = share_estimates(folds, folds)[0], mean_estimates(2 * np.array(folds), folds, bounds=(-2, 2))[0]

    for measures in (journey_map.totals, journey_map.stage("First").measures, journey_map.touchpoint("Place 3").measures):
        assert interval(measures, "csat")[0] == pytest.approx(alone.low, abs=0.01)
        assert interval(measures, "valence")[0] == pytest.approx(valence.low, abs=0.04)


@pytest.mark.parametrize("weighted", [False, True])
def test_squares_add_over_parts(*, weighted: bool) -> None:
    """As everything does; one customer is in one part."""
    whole = measured(weighted=weighted)
    names = [name for name in whole.tables if name.endswith("answer_squares") and len(whole.tables[name])]

    assert names == ["answer_squares", *(["weighted_answer_squares"] if weighted else [])]
    assert whole == JourneyStatistics.join([whole])


def test_weights_count_in_the_squares() -> None:
    """Effective customers are (Σw)² / Σw² over customers, wherever they answered."""
    found = cx.discover_map(measured(39, weighted=True))
    low, high = interval(found.totals, "csat")
    customers = np.array([1 + customer % 3 for customer in range(39)])
    folds = [[1.0] * int(customers.sum() ** 2 / (customers**2).sum() + 0.5)]
    plain = interval(cx.discover_map(measured(39)).totals, "csat")

    assert low is not None
    assert plain[0] is not None
    assert low < plain[0]
    assert low == pytest.approx(share_estimates(folds, folds)[0].low, abs=0.03)
    assert high == pytest.approx(1)


def test_few_customers_who_answer_everywhere_are_not_tested() -> None:
    """Twenty customers with two hundred answers are twenty."""
    comparison = cx.compare(measured(20), measured(20))

    assert not [each for each in comparison.differences if each.measure in {"csat", "nps"} and each.q_value is not None]
