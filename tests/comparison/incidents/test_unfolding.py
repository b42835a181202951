"""Which days are an incident's, where intervals lie in each other."""

from __future__ import annotations

import numpy as np

from cxjourney.comparison.incidents.candidates import Candidates
from cxjourney.comparison.incidents.sums import Cells
from cxjourney.comparison.incidents.unfolding import Hit, unfolded
from cxjourney.inference.day_series import DaySeries

PER_DAY = 80


def series(*spans: tuple[int, float]) -> Candidates:
    """Return a stage whose share is exactly at a level for some days, then at another."""
    share = np.concatenate([np.full(days, level) for days, level in spans])
    cells = Cells("stage", np.zeros((1, 1), dtype=np.intp), ({"stage": "Pay"},))
    return Candidates("rework", "rework_rate", 1, cells, DaySeries(share[None] * PER_DAY, np.full((1, len(share)), float(PER_DAY))))


def hit(start: int, end: int, statistic: float = 9.0, *, still: bool = False) -> Hit:
    """Return an interval that was found."""
    return Hit(0, 0, start, end, statistic=statistic, inflation=1.0, q_value=0.01, open=still)


def days(found: list[Hit]) -> list[tuple[int, int, bool]]:
    """Return first day, day after the last, and whether it goes on."""
    return [(each.start, each.end, each.open) for each in found]


def test_a_step_and_the_step_back_are_one_interval() -> None:
    """Where it comes back to what was before; a fall by a quarter of the rise does not end it."""
    assert stepped(0.2) == [(60, 81, False)]
    assert stepped(0.5) == [(60, 200, True)]


def stepped(back: float) -> list[tuple[int, int, bool]]:
    """Return what becomes of a step on day 60 and another one back on day 81, to a level."""
    group = series((60, 0.2), (21, 0.6), (119, back))
    return days(unfolded([hit(60, 200, still=True), hit(81, 200, -9.0, still=True)], [], group))


def test_usual_days_part_an_incident() -> None:
    """Also where they would be no finding by themselves; only its last part can go on."""
    group = series((60, 0.2), (20, 0.6), (15, 0.25), (20, 0.5), (35, 0.6))

    found = unfolded([hit(60, 150, still=True)], [hit(80, 95, -4.0)], group)

    assert days(found) == [(60, 80, False), (95, 150, True)]
    assert [each.q_value for each in found] == [0.01, 0.01]
    assert found[1].statistic > found[0].statistic > 0


def test_days_that_are_a_little_better_stay_in_their_incident() -> None:
    """Less than half of the way back."""
    group = series((60, 0.2), (20, 0.6), (15, 0.45), (20, 0.6), (35, 0.2))

    assert days(unfolded([hit(60, 115)], [hit(80, 95, -4.0)], group)) == [(60, 115, False)]


def test_the_incident_may_be_what_lies_inside() -> None:
    """Around two bad weeks, and between them, nothing had happened."""
    group = series((60, 0.2), (14, 0.6), (10, 0.2), (14, 0.6), (52, 0.2))

    found = unfolded([hit(60, 98)], [hit(60, 74, 5.0), hit(84, 98, 5.0)], group)

    assert days(found) == [(60, 74, False), (84, 98, False)]


def test_a_step_that_was_nothing_but_the_incidents_after_it_is_none() -> None:
    """What remains of it are usual days."""
    group = series((100, 0.2), (20, 0.2), (21, 0.6), (60, 0.2), (21, 0.6), (43, 0.2))

    found = unfolded([hit(120, 265, still=True), hit(120, 141), hit(201, 222)], [], group)

    assert days(found) == [(120, 141, False), (201, 222, False)]


def test_a_lasting_step_and_worse_weeks_inside_of_it_are_two() -> None:
    """The step shows without those weeks, too."""
    group = series((100, 0.2), (60, 0.35), (21, 0.7), (84, 0.35))

    assert days(unfolded([hit(100, 265, still=True), hit(160, 181)], [], group)) == [(100, 265, True), (160, 181, False)]


def test_an_improvement_inside_of_an_incident_is_one_by_itself() -> None:
    """It lies on the other side of the usual days."""
    group = series((100, 0.4), (30, 0.7), (15, 0.1), (30, 0.7), (90, 0.4))

    found = unfolded([hit(100, 175), hit(130, 145, -9.0)], [], group)

    assert days(found) == [(100, 130, False), (130, 145, False), (145, 175, False)]
    assert [np.sign(each.statistic) for each in found] == [1, -1, 1]


def test_without_usual_days_everything_stays_as_it_was_found() -> None:
    """There is nothing to hold it against."""
    assert days(unfolded([hit(0, 50), hit(50, 98, still=True)], [], series((50, 0.6), (50, 0.2)))) == [(0, 50, False), (50, 98, True)]
