"""Figures far beyond what anybody can know."""

from __future__ import annotations

import numpy as np

from cxjourney.diagnosis.effects import Figures


def test_logarithms_of_almost_nobody_stay_numbers() -> None:
    """An interval from two customers may reach beyond every number, and warns nobody."""
    figures = Figures(np.array([1.0]), np.array([-5_000.0]), np.array([5_000.0])).exponential()

    assert np.isfinite([figures.value, figures.low, figures.high]).all()
    assert (figures.low[0], figures.value[0]) == (0.0, np.exp(1.0))


def test_figures_that_are_not_known_stay_so() -> None:
    """Nothing is made up for a touchpoint without moves."""
    nan = np.array([np.nan])

    assert np.isnan(Figures(nan, nan, nan).exponential().value[0])
