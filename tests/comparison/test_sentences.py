from __future__ import annotations

from cxjourney.comparison.sentences import sentence
from cxjourney.estimate import Estimate

BEFORE, AFTER = (Estimate(value=value, n=900, unit="seconds") for value in (0.31, 0.33))


def test_a_small_difference_beyond_chance_is_told_as_one() -> None:
    """Both figures read the same, and the difference stands out."""
    apart = Estimate(value=1.07, low=1.03, high=1.1, n=900, unit="ratio")

    told = sentence("transition_time_mean", "Form", BEFORE, AFTER, apart=apart, q_value=0.0012)

    assert told == "The usual time to the next step at Form rose by little, at about 0.3 s: ×1.07 (×1.03 to ×1.10), q = 0.001."


def test_a_small_difference_that_can_be_chance_is_none() -> None:
    """Its interval holds that nothing changed."""
    apart = Estimate(value=1.07, low=0.9, high=1.3, n=900, unit="ratio")

    told = sentence("transition_time_mean", "Form", BEFORE, AFTER, apart=apart, q_value=0.4)

    assert told == "The usual time to the next step at Form stayed at about 0.3 s: ×1.07 (×0.90 to ×1.30)."
