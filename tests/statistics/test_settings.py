from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import numpy as np
import pytest

from cxjourney.errors import OptionError
from cxjourney.statistics.horizon import horizon_of
from cxjourney.statistics.parts import usual_support
from cxjourney.statistics.resolve import check_rate, microseconds, names_of, stage_pairs
from cxjourney.statistics.settings import LIFE_BINS, MeasureSettings
from cxjourney.statistics.table import Table


def test_life_edges_rise_to_the_horizon() -> None:
    """Every bin is √2 times as wide as the one before, and the last ends at the horizon."""
    edges = MeasureSettings(horizon=10**9).life_edges

    assert len(edges) == LIFE_BINS
    assert edges[-1] == 10**9
    assert edges[-3] == 5 * 10**8
    assert all(low <= high for low, high in pairwise(edges))


def test_the_horizon_is_slower_than_99_of_100_moves() -> None:
    """One move in a hundred may be slower than the horizon."""
    bins = np.arange(100)
    table = Table.grouped(("touchpoint", "bin"), {"touchpoint": np.zeros(100, dtype=np.int64), "bin": bins, "moves": np.ones_like(bins)})

    horizon = horizon_of(table, limit=None)

    assert int(1_000 * 1.02**99) <= horizon <= int(1_000 * 1.02**99) + 2


def test_a_journey_gap_is_the_horizon() -> None:
    """What ends a journey also says when a customer is gone."""
    empty = Table(("touchpoint", "bin"), {name: np.empty(0, dtype=np.int64) for name in ("touchpoint", "bin", "moves")})

    assert horizon_of(empty, limit=77) == 77
    assert horizon_of(empty, limit=None) == 1_000


def test_a_duration_must_be_positive() -> None:
    """Zero and negative durations are refused with the argument's name."""
    assert microseconds(timedelta(seconds=1.5), "journey_gap") == 1_500_000
    with pytest.raises(OptionError, match="journey_gap must be a positive duration"):
        microseconds(timedelta(0), "journey_gap")


def test_names_must_be_text() -> None:
    """A number where a touchpoint is meant is a wrong type."""
    assert names_of("Pay", "goal") == ("Pay",)
    with pytest.raises(TypeError, match="goal takes names"):
        names_of([3], "goal")  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("stages", "message"),
    [
        ({"Buy": ["Pya"]}, r"did you mean 'Pay'\? Or, if it occurs in another part or period only, .* settings=whole.settings"),
        ({"Buy": ["Pay"], "Use": ["Pay"]}, "stands in the stages 'Buy' and 'Use'"),
    ],
)
def test_a_wrong_mapping_of_stages_is_named(stages: dict[str, list[str]], message: str) -> None:
    """Unknown touchpoints and those in two stages are errors that say which."""
    with pytest.raises(OptionError, match=message):
        stage_pairs(stages, ("Pay", "Cart"))


@pytest.mark.parametrize("name", ["Help", "support_ticket", "жалоба", "hỗtrợ", "پشتیبانی", "panasz"])
def test_usual_places_of_help_are_known(name: str) -> None:
    """Support is known by its usual names in five languages."""
    assert usual_support([name, "Checkout"]) == (name,)


@pytest.mark.parametrize(("name", "example"), [("false_alarm", "false_alarm=0.05"), ("fdr", "fdr=0.05"), ("level", "level=0.95")])
def test_the_example_of_a_rate_fits_the_argument(name: str, example: str) -> None:
    """Nobody wants 95 % false alarms."""
    with pytest.raises(OptionError, match=example):
        check_rate(name, 0)
