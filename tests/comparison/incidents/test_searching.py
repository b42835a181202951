"""Which intervals of a series are found, and which of them are one."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from cxjourney.comparison.incidents.candidates import Candidates
from cxjourney.comparison.incidents.searching import search
from cxjourney.comparison.incidents.sums import Cells
from cxjourney.inference.day_series import DaySeries

PER_DAY = 80


def series(*spans: tuple[int, float]) -> Candidates:
    """Return a stage whose share has a level for some days, then another."""
    share = np.concatenate([np.full(days, level) for days, level in spans])
    events = np.random.default_rng(3).binomial(PER_DAY, share).astype(float)[None]
    cells = Cells("stage", np.zeros((1, 1), dtype=np.intp), ({"stage": "Pay"},))
    return Candidates("rework", "rework_rate", 1, cells, DaySeries(events, np.full_like(events, PER_DAY)))


def intervals(group: Candidates) -> list[tuple[int, int, bool]]:
    """Return first day, day after the last, and whether it goes on, of all that is found."""
    hits = search([group], None, false_alarm=0.05).hits  # type: ignore[arg-type]
    return sorted((hit.start, hit.end, hit.open) for hit in hits)


def test_two_incidents_of_a_series_are_both_found() -> None:
    """What the first of them leaves is searched again."""
    found = intervals(series((40, 0.2), (21, 0.5), (59, 0.2), (14, 0.45), (66, 0.2)))

    assert [(start, end) for start, end, _ in found] == [(40, 61), (120, 134)]


def test_only_what_reaches_the_last_day_goes_on() -> None:
    """A step that another step ends is over."""
    found = intervals(series((60, 0.2), (60, 0.35), (80, 0.6)))

    assert [still for _, end, still in found if end < 200] == [False] * (len(found) - 1)
    assert found[-1] == (120, 200, True)
    assert len(found) > 1


@pytest.mark.parametrize("spans", [[(60, 81), (160, 181), (280, 301)], [(30 + 60 * each, 51 + 60 * each) for each in range(6)]])
def test_incidents_of_one_series_do_not_hide_each_other(spans: list[tuple[int, int]]) -> None:
    """Three or six times three weeks of a year, at twice the usual share."""
    edges = [0, *(day for span in spans for day in span), 365]
    found = intervals(series(*((end - start, (0.2, 0.4)[place % 2]) for place, (start, end) in enumerate(itertools.pairwise(edges)))))

    assert len(found) == len(spans)
    assert all(abs(one[0] - start) <= 4 and abs(one[1] - end) <= 4 for one, (start, end) in zip(found, spans, strict=True))


def test_incidents_close_to_each_other_are_parted() -> None:
    """Together they stand out more than each of them; between them all was as usual."""
    found = intervals(series((50, 0.2), (21, 0.5), (14, 0.2), (21, 0.5), (44, 0.2)))

    assert [(start, end) for start, end, _ in found] == [(50, 71), (85, 106)]


def test_each_incident_of_a_series_has_its_own_q_value() -> None:
    """The weaker of two is the less sure one, and both are surer than the false alarms allow."""
    group = series((40, 0.2), (21, 0.5), (59, 0.2), (14, 0.33), (66, 0.2))

    first, second = sorted(search([group], None, false_alarm=0.05).hits, key=lambda hit: hit.start)  # type: ignore[arg-type]

    assert first.statistic > second.statistic > 0
    assert first.q_value < second.q_value <= 0.05
