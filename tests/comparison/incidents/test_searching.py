"""Which intervals of a series are found, and which of them are one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxjourney.comparison.incidents.candidates import Candidates
from cxjourney.comparison.incidents.searching import Hit, joined, search
from cxjourney.comparison.incidents.sums import Cells
from cxjourney.inference.day_series import DaySeries

if TYPE_CHECKING:
    from collections.abc import Sequence

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


def hit(start: int, end: int, statistic: float, *, still: bool) -> Hit:
    """Return an interval that was found."""
    return Hit(0, 0, start, end, statistic=statistic, inflation=1.0, q_value=0.01, open=still)


def joining(back: float) -> Sequence[tuple[int, int, bool]]:
    """Return what becomes of a step on day 60 and another one back on day 81, to a level."""
    group = series((60, 0.2), (21, 0.6), (119, back))
    found = joined([hit(60, 200, 9.0, still=True), hit(81, 200, -9.0, still=True)], group, 0)
    return [(each.start, each.end, each.open) for each in found]


def test_a_step_and_the_step_back_are_one_interval() -> None:
    """Where it comes back to what was before; a fall by a quarter of the rise is another step."""
    assert joining(0.2) == [(60, 81, False)]
    assert joining(0.5) == [(60, 200, True), (81, 200, True)]
