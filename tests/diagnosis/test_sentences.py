"""Numbers in sentences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxjourney.diagnosis.sentences import chance, figure, listed, peer_range, with_interval
from cxjourney.diagnosis.severity import severity_level
from cxjourney.estimate import Estimate


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.0004, "share", "0 %"),
        (0.094, "share", "9.4 %"),
        (0.5, "share", "50 %"),
        (0.4, "seconds", "0.4 s"),
        (89, "seconds", "89 s"),
        (90, "seconds", "1.5 min"),
        (7_200, "seconds", "2 h"),
        (400_000, "seconds", "4.6 days"),
        (2.345, "ratio", "×2.3"),
        (-1.2, "valence", "−1.20"),
    ],
)
def test_figures_read_as_people_say_them(value: float, unit: str, text: str) -> None:
    """Two significant digits for small numbers, the unit that fits the size."""
    assert figure(value, unit) == text


def test_intervals_say_their_unit_once() -> None:
    """In the unit of the figure."""
    assert with_interval(Estimate(value=7_200, low=3_600, high=9_000, n=5, unit="seconds")) == "2 h [1, 2.5]"
    assert with_interval(Estimate(value=-0.5, low=-0.7, high=-0.3, n=5, unit="valence")) == "−0.50 [−0.70, −0.30]"
    assert with_interval(Estimate.stated(0.5, unit="share")) == "50 %"
    assert with_interval(Estimate.missing("share")) == "no data"


def test_ranges_and_chances() -> None:
    """As they stand in summaries."""
    assert peer_range(3_600, 7_200, "seconds") == "(60 min to 2 h)"
    assert (chance(0.0009), chance(0.001)) == ("q < 0.001", "q = 0.001")


@pytest.mark.parametrize(("names", "text"), [((), ""), (("A",), "A"), (("A", "B"), "A and B"), (("A", "B", "C"), "A, B and C")])
def test_names_are_listed_as_in_a_sentence(names: tuple[str, ...], text: str) -> None:
    """With an and before the last."""
    assert listed(names) == text


@given(st.floats(0, 100))
def test_every_severity_has_a_word(severity: float) -> None:
    """And a larger one never has a milder word."""
    order = ["minor", "moderate", "major", "critical"]

    assert order.index(severity_level(severity)) <= order.index(severity_level(min(severity + 10, 100)))
