"""Which days and places are searched."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import cxjourney as cx
from cxjourney.comparison.incidents.candidates import Candidates, _last, _seen, candidates, distinct
from cxjourney.comparison.incidents.sums import Cells, TrendSums
from cxjourney.inference.day_series import DaySeries
from cxjourney.statistics.period_run import period_sums
from cxjourney.statistics.periods import DAY

GIVEN = dict.fromkeys(("goal", "ends", "support", "stages", "channels", "journey_gap", "repeat_within", "observed_until"))


@pytest.mark.parametrize(("followed", "days"), [("nothing", 11), ("horizon", 8), ("repeat", 3), ("stage", 0)])
def test_days_are_searched_up_to_the_last_that_was_followed(followed: Any, days: int) -> None:
    """10.5 days were observed: two days of follow-up leave eight whole ones, seven leave three, eleven none."""
    settings = SimpleNamespace(horizon=2 * DAY, stage_window=11 * DAY, repeat_window=7 * DAY)
    periods = SimpleNamespace(first_day=100 * DAY, days=11)
    sums = SimpleNamespace(settings=settings, periods=periods, period=(0, 110 * DAY + DAY // 2), journey_window=DAY)

    assert _last(SimpleNamespace(sums=sums), followed) == days  # type: ignore[arg-type]


@pytest.mark.parametrize(("horizon", "lost"), [(1.0, [9, 10, 11]), (1.5, [8, 9, 10, 11])])
def test_days_are_left_out_whose_customers_would_be_followed_into_a_silence(horizon: float, lost: list[int]) -> None:
    """From day 10 to 12 nothing was recorded: a day and a half of follow-up reaches it from the end of day 8."""
    sums = SimpleNamespace(settings=SimpleNamespace(horizon=int(horizon * DAY), stage_window=0, repeat_window=0), journey_window=0)
    found: Any = SimpleNamespace(sums=sums, silences=((10, 12),))

    days = _seen(found, DaySeries(np.ones((1, 20)), np.full((1, 20), 4.0)), "horizon")

    assert np.flatnonzero(days.count[0] == 0).tolist() == lost


@pytest.mark.parametrize(("share", "told_apart"), [(0.94, [True, True]), (0.96, [False, True])])
def test_a_channel_that_is_all_but_all_of_its_stage_says_nothing_of_its_own(share: float, told_apart: list[bool]) -> None:
    """From 95 of 100 visits on it is the stage."""
    count = np.array([[100 * share], [100 * (1 - share)]])
    cells = Cells("channel", np.array([[0, 0], [0, 1]]), ({"stage": "Pay", "channel": "web"}, {"stage": "Pay", "channel": "phone"}))

    found = distinct(Candidates("rework", "rework_rate", 1, cells, DaySeries(count / 2, count)), None)  # type: ignore[arg-type]

    assert found.tolist() == told_apart


def test_a_segment_is_held_against_the_segments_of_its_own_column() -> None:
    """Mobile is all but all of the devices, whatever the regions are."""
    columns = {"mobile": 0, "desktop": 0, "north": 1, "south": 1}
    count = np.array([[96.0], [4.0], [50.0], [50.0]])
    names = tuple({"stage": "Pay", "segment": name} for name in columns)
    cells = Cells("segment", np.array([[0, code] for code in range(4)]), names)
    found: Any = SimpleNamespace(column=lambda place: columns[place["segment"]])

    told_apart = distinct(Candidates("rework", "rework_rate", 1, cells, DaySeries(count / 2, count)), found)

    assert told_apart.tolist() == [False, True, True, True]


def test_scores_of_days_that_are_left_out_count_nowhere() -> None:
    """Ten days with one visitor come before forty with twenty: their answers are not those of an incident's before, either."""
    day = np.concatenate([np.arange(10), np.repeat(np.arange(10, 50), 20)])
    table = {
        "customer": [f"c{number}" for number in range(len(day))],
        "time": np.datetime64("2026-01-01T09:00", "us") + day.astype("timedelta64[D]"),
        "touchpoint": ["Shop"] * len(day),
        "csat": np.resize([1.0, 5.0, 4.0], len(day)),
    }
    events = cx.read_events(pa.table(table))

    sums = TrendSums(period_sums(events, dict(GIVEN), every="week", plan=None, settings=None))
    found = [each for each in candidates(sums) if each.answers is not None]

    assert found
    for each in found:
        assert each.answers is not None
        assert each.days.count.sum() == 800
        assert np.array_equal(each.answers["n"], each.days.count)
