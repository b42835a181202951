"""What counts as noise of the days, and what as things that happened."""

from __future__ import annotations

import numpy as np
import pytest

from cxjourney.inference.day_intervals import widest_apart
from cxjourney.inference.day_noise import noise_around, parted
from cxjourney.inference.day_series import DaySeries, inside

YEAR = 365


def means(values: np.ndarray) -> DaySeries:
    """Return series of means of one observation a day, whose variance is 1."""
    return DaySeries(values, np.ones_like(values), np.ones(len(values)))


def parts_of(series: DaySeries) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return parts, dispersion and persistence around the strongest interval."""
    return parted(series, inside(series.total.shape[1], *widest_apart(series)))


def incidents(rng: np.random.Generator, rows: int, count: int) -> np.ndarray:
    """Return a year of independent days with incidents of three weeks, three deviations deep."""
    values = rng.standard_normal((rows, YEAR))
    for start in np.linspace(20, YEAR - 41, count).astype(int):
        values[:, start : start + 21] -= 3
    return values


@pytest.mark.parametrize("count", [0, 1, 3, 6])
def test_incidents_do_not_count_as_noise(count: int) -> None:
    """However many there are, independent days are left; around two parts only, six of them make it six times as much."""
    series = means(incidents(np.random.default_rng(1), 20, count))

    parts, dispersion, persistence = parts_of(series)

    assert (dispersion * persistence).max() < 1.6
    assert np.median(dispersion * persistence) == pytest.approx(1.05, abs=0.15)
    if count == 6:
        assert np.multiply(*noise_around(series, np.where(parts > 2, 0, parts))).min() > 6


def test_noise_that_lasts_stays_noise() -> None:
    """Spells of days that are alike (ρ = 0.4) are parted no further; the two intervals take a quarter of (1 + ρ) / (1 - ρ) with them."""
    rng = np.random.default_rng(2)
    values = rng.standard_normal((200, YEAR))
    for day in range(1, YEAR):
        values[:, day] = 0.4 * values[:, day - 1] + np.sqrt(1 - 0.4**2) * values[:, day]

    parts, dispersion, persistence = parts_of(means(values))

    assert (parts.max(axis=1) > 2).mean() < 0.05
    assert np.median(dispersion * persistence) == pytest.approx(0.75 * 1.4 / 0.6, rel=0.1)


def test_a_short_log_is_parted_into_few() -> None:
    """Each further part takes sixty days: in three months there is one, in one month none."""
    values = np.random.default_rng(3).standard_normal((50, 90)) + 4 * (np.arange(90) // 10 % 2)

    assert parts_of(means(values))[0].max() <= 3
    assert parts_of(means(values[:, :40]))[0].max() <= 2


def test_dispersion_is_the_mean_square_around_the_parts() -> None:
    """Six days at ±1 around two levels: 6 over 6 - 3 degrees of freedom."""
    values = np.array([[11.0, 9.0, 11.0, 9.0, 1.0, -1.0]])

    dispersion, _ = noise_around(means(values), np.array([[1, 1, 1, 1, 0, 0]]))

    assert dispersion[0] == pytest.approx(6 / 3)
