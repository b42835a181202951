from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from cxjourney.comparison.splits import Members, _note, rate_and_mix, split_change
from cxjourney.errors import OptionError
from cxjourney.estimate import Estimate

if TYPE_CHECKING:
    from cxjourney.model.differences import Split

figures = st.tuples(st.floats(-1_000, 1_000), st.floats(0.001, 1_000))
sides = st.dictionaries(st.sampled_from("ABCDEF"), figures, min_size=1)


def test_the_worked_example() -> None:
    """Both groups rise and the total falls, because the poorer group grew."""
    split = rate_and_mix({"A": (80, 2), "B": (0, 1)}, {"A": (84, 1), "B": (6, 5)}, by="group")

    assert [round(each.value or 0, 2) for each in (split.rate, split.mix, split.total)] == [5.17, -39.5, -34.33]
    assert split.note == ("Mind the mix: by group the figure rose, +5.17; the total fell, −34.3, only because the shares changed, −39.5.")


@given(sides, sides)
def test_rate_and_mix_add_up(before: dict[str, tuple[float, float]], after: dict[str, tuple[float, float]]) -> None:
    """Exactly, whatever members either side has; and so do the members."""
    split = rate_and_mix(before, after)
    total = split.total.value or 0.0

    assert (split.rate.value or 0) + (split.mix.value or 0) == pytest.approx(total, abs=1e-9)
    assert sum(each.rate for each in split.members) == pytest.approx(split.rate.value, abs=1e-6)
    assert sum(each.mix for each in split.members) == pytest.approx(split.mix.value, abs=1e-6)
    means = [sum(v * w for v, w in side.values()) / sum(w for _, w in side.values()) for side in (before, after)]
    assert total == pytest.approx(means[1] - means[0], abs=1e-6)


@given(sides, sides)
def test_swapping_the_sides_turns_the_signs(before: dict[str, tuple[float, float]], after: dict[str, tuple[float, float]]) -> None:
    """The result does not depend on which side comes first."""
    there, back = rate_and_mix(before, after), rate_and_mix(after, before)

    assert there.rate.value == pytest.approx(-(back.rate.value or 0), abs=1e-6)
    assert there.mix.value == pytest.approx(-(back.mix.value or 0), abs=1e-6)


@pytest.mark.parametrize(("low", "said"), [(0.5, True), (-0.5, False)])
def test_a_mix_that_may_be_chance_is_no_warning(low: float, *, said: bool) -> None:
    """The sign is turned only where both parts are told from none."""
    rate, mix = Estimate(value=1.0, low=low, high=1.5, level=0.95, n=90), Estimate(value=-3.0, low=-4.0, high=-2.0, level=0.95, n=90)

    assert bool(_note("device", rate=rate, mix=mix, total=Estimate(value=-2.0))) is said


def test_the_side_with_fewer_folds_says_how_sure_a_change_is() -> None:
    """Customers in ten folds leave nine degrees of freedom, however many the other side has."""
    rng = np.random.default_rng(4)
    few, many = np.zeros((2, 50)), np.full((2, 50), 20.0)
    few[:, :10] = 20.0
    sides_drawn = [Members(rng.binomial(counts.astype(int), 0.4).astype(float), counts) for counts in (few, many)]

    wide, narrow = (split_change(*sides_drawn, "AB", by="x", unit="share", scale=1.0, level=level).total for level in (0.95, 0.5))

    widths = [(each.high or 0) - (each.low or 0) for each in (wide, narrow)]
    assert widths[0] / widths[1] == pytest.approx(stats.t.ppf(0.975, 9) / stats.t.ppf(0.75, 9))


def test_a_member_on_one_side_is_mix() -> None:
    """Nobody can say how a figure changed that was not there."""
    split = rate_and_mix({"A": (10, 1)}, {"A": (10, 1), "B": (30, 1)})

    assert (split.rate.value, split.mix.value) == (0.0, 10.0)
    assert [(each.name, each.before, each.after) for each in split.members] == [("A", 10.0, 10.0), ("B", None, 30.0)]


@pytest.mark.parametrize(
    ("side", "message"),
    [
        ({"A": (1.0, -1.0)}, "weight of at least 0"),
        ({"A": (float("nan"), 1.0)}, "finite value"),
        ({"A": (1.0, 0.0)}, "before has no weight"),
        ({}, "before has no weight"),
    ],
)
def test_what_is_no_weighted_mean_is_refused(side: dict[str, tuple[float, float]], message: str) -> None:
    """With the name of the member."""
    with pytest.raises(OptionError, match=message):
        rate_and_mix(side, {"A": (1, 1)})


def test_intervals_hold_the_truth() -> None:
    """Members whose shares and figures are drawn: the intervals of rate and mix cover in nine of ten cases at least."""
    rng = np.random.default_rng(1)
    truth = rate_and_mix({"A": (0.8, 0.6), "B": (0.2, 0.4)}, {"A": (0.7, 0.3), "B": (0.3, 0.7)})
    hits = 0
    for _ in range(200):
        sides_drawn = []
        for shares, figure in (((0.6, 0.4), (0.8, 0.2)), ((0.3, 0.7), (0.7, 0.3))):
            counts = rng.multinomial(20, shares, size=50).T.astype(float)
            sides_drawn.append(Members(rng.binomial(counts.astype(int), np.array(figure)[:, None]).astype(float), counts))
        split: Split = split_change(*sides_drawn, ["A", "B"], by="x", unit="share", scale=1.0, level=0.95)
        pairs = ((split.rate, truth.rate), (split.mix, truth.mix))
        hits += sum((each.low or 0) <= (true.value or 0) <= (each.high or 0) for each, true in pairs)

    assert hits / 400 > 0.91
