"""The Net Promoter Score."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from cxjourney.inference.nps import nps_estimates


def test_the_interval_is_the_adjusted_wald_of_rocks() -> None:
    """AW(3, ¾): three answers are added to 50, ¾ of one to promoters and to detractors."""
    estimate = nps_estimates([1] * 30 + [0] * 20, [0] * 30 + [1] * 10 + [0] * 10, [1] * 50)[0]
    up, down = (30 + 0.75) / 53, (10 + 0.75) / 53
    half = stats.t.ppf(0.975, 49) * np.sqrt((up + down - (up - down) ** 2) / 53)

    assert estimate.value == pytest.approx(40)
    assert (estimate.low, estimate.high) == pytest.approx((100 * (up - down - half), 100 * (up - down + half)), rel=0.02)


def test_unanimous_answers_stay_on_the_scale() -> None:
    """Twelve promoters: 100, with a lower end that twelve answers allow."""
    estimate = nps_estimates([1] * 12 + [0] * 38, [0] * 50, [1] * 12 + [0] * 38)[0]

    assert (estimate.value, estimate.high) == (100, 100)
    assert estimate.low is not None
    assert 0 < estimate.low < 80


def test_repeated_answers_of_a_customer_do_not_count_as_many() -> None:
    """Ten equal answers a customer make the interval as wide as one each."""
    rng = np.random.default_rng(1)
    kinds = rng.integers(3, size=50)
    once = nps_estimates(kinds == 0, kinds == 1, np.ones(50))[0]
    often = nps_estimates(10 * (kinds == 0), 10 * (kinds == 1), np.full(50, 10), squares=np.asarray(5_000))[0]

    assert (often.low, often.high) == pytest.approx((once.low, once.high), rel=0.05)


def test_no_answers_give_no_data() -> None:
    """No answer is no score."""
    assert nps_estimates([0] * 50, [0] * 50, [0] * 50)[0].value is None
