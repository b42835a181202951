from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from cxjourney.errors import ModelError
from cxjourney.estimate import Estimate, Location
from cxjourney.testing import estimates


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"value": 1, "low": 0}, "needs both low and high"),
        ({"value": 1, "low": 2, "high": 1}, "lies above"),
        ({"value": None, "low": 1, "high": 2}, "needs a value"),
        ({"value": 1, "n": -1}, "greater than or equal to 0"),
        ({"value": 1, "level": 1}, "less than 1"),
        ({"value": True}, "truth value"),
        ({"value": "0.5"}, "not text"),
        ({"value": float("nan")}, "finite"),
    ],
)
def test_figures_that_make_no_sense_are_refused(fields: dict[str, Any], message: str) -> None:
    """Upside-down intervals, half intervals and what is no number."""
    with pytest.raises(ModelError, match=message):
        Estimate(**fields)


@pytest.mark.parametrize(
    ("estimate", "text"),
    [
        (Estimate(value=0.214, low=0.171, high=0.26, n=313), "0.21 [0.17, 0.26] n=313"),
        (Estimate.stated(-0.001), "0.00 stated"),
        (Estimate(value=331_234.4), "331,234 stated"),
        (Estimate.missing("share"), "no data"),
        (Estimate(value=0.5, n=0), "0.50 n=0"),
    ],
)
def test_figures_print_short_and_rounded(estimate: Estimate, text: str) -> None:
    """A repr is documentation."""
    assert (repr(estimate), str(estimate)) == (text, text)


def test_a_bare_number_is_a_stated_figure() -> None:
    """Short forms take numbers where a figure is meant."""
    assert Estimate.model_validate(2) == Estimate.stated(2.0)
    assert not Estimate.stated(2).is_measured


def test_counts_are_measured() -> None:
    """A count has as many observations as its value."""
    found = Estimate.count(12, unit="customers")

    assert (found.value, found.n, found.unit, found.is_measured) == (12.0, 12, "customers", True)


@given(estimates(low=-1e9, high=1e9))
def test_figures_survive_json(estimate: Estimate) -> None:
    """A figure read from its JSON is the same figure."""
    assert Estimate.model_validate_json(estimate.model_dump_json()) == estimate


def test_locations_read_from_large_to_small() -> None:
    """No name at all means the whole journey."""
    assert str(Location(stage="Pay", channel="web")) == "Pay / web"
    assert str(Location()) == "whole journey"
