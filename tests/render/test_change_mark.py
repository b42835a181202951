from __future__ import annotations

import re

import pytest

from cxjourney.estimate import Estimate
from cxjourney.render.change_mark import WIDTH, change_mark


def centre(mark: str) -> float:
    """Return where the first dot lies."""
    return float(re.findall(r'cx="([\d.]+)"', mark)[0])


def change(value: float, low: float, high: float, unit: str = "share") -> Estimate:
    """Return a difference with its interval."""
    return Estimate(value=value, low=low, high=high, n=90, unit=unit)


def test_less_lies_on_one_side_of_the_line_and_more_on_the_other() -> None:
    """For people who read from the right the sides are exchanged."""
    less, more = change(-0.2, -0.3, -0.1), change(0.2, 0.1, 0.3)

    assert centre(change_mark([(less, "bad")], "less")) < WIDTH / 2 < centre(change_mark([(more, "good")], "more"))
    assert centre(change_mark([(more, "good")], "more", mirrored=True)) < WIDTH / 2


@pytest.mark.parametrize("value", [0.5, 2.0])
def test_a_ratio_lies_by_its_logarithm(value: float) -> None:
    """Half and double are equally far from no change."""
    mark = change_mark([(change(value, 0.25, 4.0, "ratio"), "loud")], "ratio")

    assert abs(abs(centre(mark) - WIDTH / 2) - 33) < 0.1


def test_what_is_not_known_is_not_drawn() -> None:
    """Nothing known gives no picture."""
    unknown = Estimate(value=None, n=0)

    assert change_mark([(unknown, "loud")], "nothing") == ""
    assert change_mark([(unknown, "loud"), (change(0.1, 0.0, 0.2), "loud")], "one").count("<circle") == 1


def test_no_change_at_all_lies_on_the_line() -> None:
    """Without an interval only the dot is drawn."""
    mark = change_mark([(Estimate(value=0.0, unit="share"), "quiet")], "none")

    assert centre(mark) == WIDTH / 2
    assert mark.count("<rect") == 1
