"""Touchpoints in order by shrunken figures."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

import cxjourney as cx
from cxjourney.errors import OptionError, StatisticsError
from cxjourney.inference.shrinkage import shrink

START = datetime(2026, 1, 1, tzinfo=UTC)


def map_of(answers: dict[str, list[float]], name: str = "csat") -> cx.JourneyMap:
    """Return a map in which customer k answers at each touchpoint."""
    rows = [
        (f"c{who}", START + timedelta(hours=place), touchpoint, value)
        for place, (touchpoint, values) in enumerate(answers.items())
        for who, value in enumerate(values)
    ]
    frame = pd.DataFrame(rows, columns=["customer", "timestamp", "touchpoint", name])
    return cx.discover_map(cx.read_events(frame, scores={name: name}), stages={"All": list(answers)})


LARGE = {"A": [4.0, 5.0] * 100, "B": [3.0, 4.0] * 100, "C": [2.0, 4.0] * 100, "D": [3.0, 4.0] * 100, "E": [5.0, 3.0] * 100}


def test_small_touchpoints_do_not_top_the_order_by_chance() -> None:
    """Three answers of 1 make the raw figure the worst, and the shrunken one not."""
    ranking = cx.rank_touchpoints(map_of({**LARGE, "C": [1.0, 1.0, 1.0, 2.0] * 50, "F": [1.0, 1.0, 1.0]}, "rating"), by="rating")
    rows = {row.touchpoint: row for row in ranking.rows}

    assert rows["F"].raw.value < rows["C"].raw.value
    assert rows["C"].rank == 1
    assert rows["F"].shrunken.value > rows["F"].raw.value + 0.3
    assert any("empirical Bayes" in note for note in ranking.notes)


def test_equal_figures_share_a_rank() -> None:
    """B and D have the same answers."""
    ranking = cx.rank_touchpoints(map_of(LARGE, "rating"), by="rating")

    assert [(row.touchpoint, row.rank) for row in ranking.rows] == [("C", 1), ("B", 2), ("D", 2), ("E", 4), ("A", 5)]


def test_ranks_that_cannot_be_told_apart_are_given_as_a_range() -> None:
    """Clear differences fix a place, others do not."""
    ranking = cx.rank_touchpoints(map_of(LARGE, "rating"), by="rating")
    ranges = {row.touchpoint: (row.rank_low, row.rank_high) for row in ranking.rows}

    assert ranges["A"] == (5, 5)
    assert ranges["B"] == ranges["D"]
    assert ranges["B"][0] < ranges["B"][1]
    for row in ranking.rows:
        assert row.rank_low <= row.rank <= row.rank_high


def test_chance_alone_leaves_no_order() -> None:
    """The same answers everywhere: one rank for all, and a note."""
    ranking = cx.rank_touchpoints(map_of(dict.fromkeys("ABCD", [2.0, 4.0] * 50)))

    assert {row.rank for row in ranking.rows} == {1}
    assert ranking.spread == 0
    assert any("order means nothing" in note for note in ranking.notes)


@pytest.mark.parametrize(
    ("name", "answers", "first"),
    [
        ("ces1", {"A": [1.0] * 40, "B": [5.0] * 40}, "B"),  # a high answer is much effort
        ("ces2", {"A": [1.0] * 40, "B": [7.0] * 40}, "A"),
        ("nps", {"A": [10.0] * 40, "B": [0.0] * 40}, "B"),
        ("csat", {"A": [2.0] * 40, "B": [5.0] * 40}, "A"),
    ],
)
def test_the_worst_comes_first_whatever_the_direction_of_the_scale(name: str, answers: dict[str, list[float]], first: str) -> None:
    """And raw figures are those of the map."""
    journey_map = map_of(answers, name)
    ranking = cx.rank_touchpoints(journey_map, by=name)

    assert ranking.rows[0].touchpoint == first
    for row in ranking.rows:
        assert row.raw.value == pytest.approx(journey_map.touchpoint(row.touchpoint).measure(name).value)


@pytest.mark.parametrize("by", ["drop_off_rate", "rework_rate"])
def test_rates_are_those_of_the_map(by: str) -> None:
    """Raw figures as in the map, the highest first."""
    shop = cx.datasets.sample_shop(customers=1_500)
    journey_map = cx.discover_map(shop.events, goal=shop.goal)
    ranking = cx.rank_touchpoints(journey_map, by=by)

    assert ranking.rows[0].shrunken.value == max(row.shrunken.value for row in ranking.rows)
    for row in ranking.rows:
        assert row.raw.value == pytest.approx(journey_map.touchpoint(row.touchpoint).measure(by).value)


def test_unknown_figures_and_missing_statistics_are_refused() -> None:
    """The message lists what there is."""
    with pytest.raises(OptionError, match="by='cast' is not one of 'valence', 'csat'"):
        cx.rank_touchpoints(map_of(LARGE), by="cast")
    with pytest.raises(StatisticsError, match="written by hand"):
        cx.rank_touchpoints(cx.JourneyMap(stages={"Pay": ["Checkout"]}))


def test_the_ranking_survives_json_and_is_a_table() -> None:
    """Rows, JSON and well-formed HTML."""
    ranking = cx.rank_touchpoints(map_of(LARGE))
    root = ET.fromstring(ranking._repr_html_())  # noqa: S314 - our own markup

    assert cx.TouchpointRanking.model_validate_json(ranking.model_dump_json()) == ranking
    assert [row["rank"] for row in ranking.to_rows()] == [row.rank for row in ranking.rows]
    assert len(root.findall(".//tbody/tr")) == 5


@pytest.mark.calibration
@pytest.mark.parametrize("spread", [0.0, 0.2, 1.0])
def test_shrunken_intervals_hold_the_truth_on_average(spread: float) -> None:
    """In at least nine of ten cases, also for the touchpoint that comes out worst."""
    rng, inside, worst = np.random.default_rng(3), [], []
    for _ in range(500):
        variances, truth = rng.uniform(0.02, 0.6, 15), rng.normal(1, spread, 15)
        found = shrink(rng.normal(truth, np.sqrt(variances)), variances)
        hit = np.abs(found.value - truth) <= 2.01 * found.standard_error
        inside.append(hit.mean())
        worst.append(hit[found.value.argmin()])

    assert np.mean(inside) >= 0.9
    assert np.mean(worst) >= 0.88


def test_a_ranking_is_told_in_lines() -> None:
    """One a touchpoint, the worst first, its figures as sentences write them."""
    lines = str(cx.rank_touchpoints(map_of(LARGE))).splitlines()

    assert lines[0] == "Touchpoints by valence, the worst first"
    assert lines[1].startswith("1. C: ")
    assert re.fullmatch(r"1\. C: \S+ \(\S+ to \S+\), n [\d,]+; raw \S+ \(\S+ to \S+\), n [\d,]+", lines[1])
