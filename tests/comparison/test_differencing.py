from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, test_proportions_2indep

from cxjourney.comparison.differencing import Apart, apart
from cxjourney.comparison.groups import Group, Key, mean_group, nps_group, share_group, time_group

FOLDS = 50
score_test = test_proportions_2indep
score_test.__test__ = False  # a function of statsmodels whose name looks like a test


def shares(events: list[int], n: list[int]) -> Group:
    """Return a share of customers in folds."""
    return share_group(Key("reach", 0), np.array([events]), np.array([n]), None, level=0.95)


def spread(total: int, rng: np.random.Generator) -> list[int]:
    """Return a count spread over folds at random."""
    return [int(count) for count in rng.multinomial(total, [1 / FOLDS] * FOLDS)]


def drawn(n: int, share: float, seed: int) -> Group:
    """Return a share of independent customers."""
    rng = np.random.default_rng(seed)
    sizes = spread(n, rng)
    return shares([int(rng.binomial(size, share)) for size in sizes], sizes)


def between(before: Group, after: Group, *, together: bool = False) -> Apart:
    """Return how far two groups are apart."""
    return apart(before, after, together=together, level=0.95)


@pytest.mark.parametrize(("shares_of", "n"), [((0.22, 0.15), 3_000), ((0.5, 0.55), 800), ((0.04, 0.02), 2_000)])
def test_intervals_are_those_of_newcombe(shares_of: tuple[float, float], n: int) -> None:
    """With the effective n in place of n, which independent customers make about the same."""
    before, after = drawn(n, shares_of[0], 1), drawn(n, shares_of[1], 2)
    events = [round(float(each.ratios.value[0] * n)) for each in (after, before)]
    low, high = confint_proportions_2indep(events[0], n, events[1], n, method="newcomb", alpha=0.05)

    found = between(before, after)

    assert found.low[0] == pytest.approx(low, abs=0.25 * (high - low))
    assert found.high[0] == pytest.approx(high, abs=0.25 * (high - low))


def test_p_values_are_those_of_the_score_test() -> None:
    """Where every fold shows the spread of independent customers exactly."""
    # 20 customers a fold, 4 or 6 or 5 events: close to binomial variance
    rng = np.random.default_rng(5)
    gaps = []
    for _ in range(40):
        before, after = (drawn(4_000, share, int(rng.integers(1 << 30))) for share in (0.3, 0.325))
        events = [round(float(each.ratios.value[0] * 4_000)) for each in (after, before)]
        expected = score_test(events[0], 4_000, events[1], 4_000, method="score").pvalue
        gaps.append(stats.norm.isf(between(before, after).p_values[0] / 2) - stats.norm.isf(expected / 2))

    assert abs(np.median(gaps)) < 0.1


def test_means_are_compared_by_the_rule_of_welch() -> None:
    """Money per customer, one customer a fold, so that folds and customers are the same."""
    rng = np.random.default_rng(3)
    values = [rng.gamma(2.0, size, FOLDS) for size in (10.0, 14.0)]
    ones = np.ones((1, FOLDS))
    groups = [mean_group(Key("value", 1), each[None], ones, None, bounds=None, unit="money", level=0.95) for each in values]
    expected = stats.ttest_ind(values[1], values[0], equal_var=False)

    found = between(groups[0], groups[1])

    assert found.p_values[0] == pytest.approx(expected.pvalue, rel=1e-6)
    assert (found.low[0], found.high[0]) == pytest.approx(tuple(expected.confidence_interval(0.95)), rel=1e-6)


def test_the_same_customers_are_compared_with_themselves() -> None:
    """One customer a fold on both sides: the paired t interval, narrower than that of two groups."""
    rng = np.random.default_rng(4)
    first = rng.gamma(2.0, 10.0, FOLDS)
    second = first + rng.normal(1.0, 2.0, FOLDS)
    ones = np.ones((1, FOLDS))
    groups = [mean_group(Key("value", 1), each[None], ones, None, bounds=None, unit="money", level=0.95) for each in (first, second)]
    expected = stats.ttest_rel(second, first)

    paired, apart_ = between(groups[0], groups[1], together=True), between(groups[0], groups[1])

    assert paired.p_values[0] == pytest.approx(expected.pvalue, rel=1e-6)
    assert paired.high[0] - paired.low[0] < 0.5 * (apart_.high[0] - apart_.low[0])


def test_times_are_compared_by_their_ratio() -> None:
    """Twice as long is ×2, with an interval that is symmetric on logarithms."""
    logs = np.log(100.0) + np.random.default_rng(6).normal(0, 0.01, (1, FOLDS + 1))
    moves, customers = np.full((1, FOLDS), 20), np.array([1_000.0])
    before = time_group(Key("transition_time_mean", 0), logs, moves, customers, level=0.95)
    after = time_group(Key("transition_time_mean", 0), logs + np.log(2), moves, customers, level=0.95)

    found = between(before, after)

    assert found.value[0] == pytest.approx(2.0)
    assert found.low[0] * found.high[0] == pytest.approx(4.0)


def test_a_side_is_the_same_as_itself() -> None:
    """The difference is 0 and its interval hardly wider; nothing speaks against equality."""
    group = drawn(500, 0.2, 9)

    found = between(group, group, together=True)

    assert (found.value[0], found.p_values[0]) == (0.0, 1.0)
    assert -0.01 < found.low[0] <= 0 <= found.high[0] < 0.01


@pytest.mark.parametrize("make", ["share", "nps"])
def test_swapping_the_sides_turns_the_sign_only(make: str) -> None:
    """After minus before becomes before minus after; the test stays the same."""
    rng = np.random.default_rng(8)

    def group(share: float) -> Group:
        good, bad = rng.binomial(10, share, (1, FOLDS)), rng.binomial(5, 0.2, (1, FOLDS))
        n: Any = np.full((1, FOLDS), 20)
        if make == "share":
            return share_group(Key("csat", 1), good, n, None, level=0.95)
        return nps_group(Key("nps", 1), good, bad, n, n.sum(axis=-1), level=0.95)

    before, after = group(0.4), group(0.6)

    there, back = between(before, after), between(after, before)

    assert there.value[0] == pytest.approx(-back.value[0])
    assert (there.low[0], there.high[0]) == pytest.approx((-back.high[0], -back.low[0]))
    assert there.p_values[0] == pytest.approx(back.p_values[0])


@pytest.mark.parametrize(("sizes", "rates"), [((100, 1_000), (0.06, 0.02)), ((400, 400), (0.03, 0.01)), ((60, 3_000), (0.95, 0.99))])
@pytest.mark.parametrize("together", [False, True])
def test_rare_events_are_tested_alike_whichever_side_is_called_before(
    sizes: tuple[int, int], rates: tuple[float, float], *, together: bool
) -> None:
    """Sides of unequal size have skewed counts, and the smaller one decides."""
    few, many = (drawn(n, rate, seed) for seed, (n, rate) in enumerate(zip(sizes, rates, strict=True)))

    there, back = between(few, many, together=together), between(many, few, together=together)

    assert there.p_values[0] == pytest.approx(back.p_values[0], rel=1e-12)


def test_a_rare_event_on_the_smaller_side_is_found_whichever_it_is() -> None:
    """5 of 50 against 30 of 3,000 is no chance: Fisher's exact test says 0.0002."""
    few, many = shares([1] * 5 + [0] * 45, [1] * 50), shares([1] * 30 + [0] * 20, [60] * 50)
    exact = stats.fisher_exact([[5, 45], [30, 2_970]]).pvalue

    found = [between(few, many).p_values[0], between(many, few).p_values[0]]

    assert exact < 0.0005
    assert max(found) < 0.005
