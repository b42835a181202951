"""What scans for change points owe to details: parts of a step, wild days, lasting noise, days of the week, lengths between lengths."""

from __future__ import annotations

import numpy as np
import pytest

from cxjourney.inference.change_points import strongest_intervals
from cxjourney.inference.day_intervals import lengths
from cxjourney.inference.day_series import DaySeries, without_weekdays
from cxjourney.inference.medoids import silhouette
from cxjourney.inference.scan_null import null_table, scan_p_values

DAYS = 120


def means(values: np.ndarray) -> DaySeries:
    """Return a series of means of one observation a day, whose variance is 1."""
    return DaySeries(values[None], np.ones((1, len(values))), np.ones(1))


def test_a_step_of_a_length_that_is_not_looked_at_is_told_by_its_shorter_part() -> None:
    """Only its longer part, from the first day on, is looked at; it is the same step."""
    start = DAYS - 22
    share = np.where(np.arange(DAYS) < start, 0.3, 0.6)
    found = strongest_intervals(DaySeries((share * 100)[None], np.full((1, DAYS), 100.0)))

    assert 22 not in lengths(DAYS)
    assert (found.start[0], found.end[0]) == (start, DAYS)
    assert found.statistic[0] > 0


def test_a_wild_day_does_not_stand_for_the_noise_of_all() -> None:
    """Three days 30 deviations off make a mean square of 19; cut at 2.7 times its root they leave a third of that."""
    values = np.resize([1.0, -1.0], 150)
    values[[20, 75, 130]] = 30.0

    found = strongest_intervals(means(values))

    assert found.dispersion[0] < 8


def test_noise_that_fades_slowly_counts_for_all_its_days() -> None:
    """A quarter of the variance lasts for 28 days: 1 + 2 · 7 · ¼ is 4.5, where the first lag alone gives 5/3."""
    rng = np.random.default_rng(4)
    values = np.sqrt(0.75) * rng.standard_normal(2_800) + np.repeat(0.5 * rng.standard_normal(100), 28)

    found = strongest_intervals(means(values))

    assert 3 < found.persistence[0] < 5.5


def test_a_slow_rise_is_no_weekday() -> None:
    """Each day is compared with the week around it, not with the week before it, which would lie lower every day."""
    values = np.arange(56.0)

    left = without_weekdays(means(values)).total[0]

    assert np.abs(left - values).max() < 0.5


def test_lengths_between_those_of_the_table_lie_between_them() -> None:
    """The logarithm of the probability is linear in the logarithm of the length."""
    low, high = np.unique(null_table()[:, 0])[1:3]
    between = np.sqrt(low * high)

    p = scan_p_values([5.0] * 3, [1.3] * 3, [low, between, high])

    assert p[0] != p[2]
    assert np.log(p[1]) == pytest.approx((np.log(p[0]) + np.log(p[2])) / 2)


def test_a_member_that_counts_for_several_is_as_many_members() -> None:
    """Its own group is larger by all of them but itself."""
    far = np.array([[0, 2, 9, 9], [2, 0, 9, 9], [9, 9, 0, 4], [9, 9, 4, 0]])
    weights, labels = np.array([3, 1, 2, 1]), np.array([0, 0, 1, 1])
    each = np.repeat(np.arange(4), weights)

    alone = silhouette(far[np.ix_(each, each)], np.ones(7, dtype=int), labels[each], 2)

    # three at 0 from two others and 2 from one: 2/3; one 2 from three: 2; two with 0 and 4: 2; one 4 from two: 4; all 9 from the others
    by_hand = (3 * (1 - 2 / 3 / 9) + (1 - 2 / 9) + 2 * (1 - 2 / 9) + (1 - 4 / 9)) / 7
    assert alone == pytest.approx(by_hand)
    assert silhouette(far, weights, labels, 2) == pytest.approx(by_hand)
