"""Corrections for looking in many places."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import fdrcorrection

from cxjourney.inference.multiplicity import conditional_q_values, fcr_level, q_values

p_lists = st.lists(st.floats(0, 1, allow_nan=False), min_size=1, max_size=60)


@given(p_lists)
def test_q_values_agree_with_statsmodels(p_values: list[float]) -> None:
    """Benjamini and Hochberg (1995) as statsmodels has it."""
    assert q_values(p_values) == pytest.approx(fdrcorrection(p_values)[1])


def test_the_worked_example_of_the_paper_rejects_four() -> None:
    """Fifteen p-values of Benjamini and Hochberg (1995, section 3.2): four are rejected at 0.05."""
    p_values = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]

    assert (q_values(p_values) <= 0.05).sum() == 4


def test_what_was_not_tested_counts_for_nothing() -> None:
    """NaN stays NaN and does not make the others less significant."""
    with_gaps = q_values([0.01, np.nan, 0.02, np.nan])

    assert with_gaps[[0, 2]].tolist() == q_values([0.01, 0.02]).tolist()
    assert np.isnan(with_gaps[[1, 3]]).all()


def test_two_families_share_the_rate() -> None:
    """Each is controlled at half of it."""
    assert q_values([0.001, 0.4], families=2).tolist() == pytest.approx([0.004, 0.8])


def test_nothing_to_test_gives_nothing() -> None:
    """An empty list is fine."""
    assert q_values([]).tolist() == []


@given(st.integers(1, 100), st.integers(1, 100))
def test_selected_intervals_are_never_narrower_than_promised(selected: int, tested: int) -> None:
    """The level is at least the promised one, and equal to it when everything was selected."""
    level = fcr_level(0.9, selected=min(selected, tested), tested=tested)

    assert 0.9 - 1e-12 <= level < 1


def test_without_a_selection_the_level_stays() -> None:
    """Nothing selected, nothing to adjust."""
    assert fcr_level(0.9, selected=0, tested=10) == 0.9


def test_hypotheses_far_inside_the_margin_do_not_hide_others() -> None:
    """A thousand p-values near 1 count for nothing; one below a half does."""
    p_values = np.concatenate([[0.004, 0.4], np.full(1_000, 0.97), [np.nan]])
    found = conditional_q_values(p_values)

    assert found[:2] == pytest.approx([0.016, 0.8])
    assert (found[2:-1] == 1).all()
    assert np.isnan(found[-1])


def test_setting_hypotheses_aside_keeps_the_promised_rate() -> None:
    """At the boundary of all hypotheses, where p-values are uniform, one family in twenty has a false rejection at most."""
    rng = np.random.default_rng(3)
    wrong = np.mean([(conditional_q_values(rng.random(60)) <= 0.05).any() for _ in range(2_000)])

    assert wrong <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 2_000)
