from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given

from cxjourney import testing
from cxjourney.errors import MissingDependencyError
from cxjourney.model.journey_map import JourneyMap

if TYPE_CHECKING:
    from cxjourney.estimate import Estimate


@given(testing.texts())
def test_texts_can_be_written_as_utf8(text: str) -> None:
    """No lone surrogate is among them."""
    assert text.encode().decode() == text


@given(testing.names())
def test_names_are_never_empty(name: str) -> None:
    """A label has at least one character."""
    assert name


@given(testing.estimates(low=-2, high=2))
def test_figures_lie_inside_their_interval(estimate: Estimate) -> None:
    """Measured figures have an interval around them and stated ones have none."""
    assert estimate.value is None or -2 <= estimate.value <= 2
    assert estimate.low is None or estimate.high is None or estimate.low <= float(estimate.value or 0) <= estimate.high


@given(testing.journey_maps())
def test_maps_are_valid_and_serialisable(journey_map: JourneyMap) -> None:
    """Every map keeps its references when it is read again."""
    assert JourneyMap.model_validate(json.loads(journey_map.model_dump_json())) == journey_map


@given(testing.event_tables())
def test_event_tables_have_columns_of_one_length(table: dict[str, list[Any]]) -> None:
    """The needed columns have no gaps."""
    assert len({len(column) for column in table.values()}) == 1
    assert None not in table["customer_id"] + table["timestamp"] + table["touchpoint"]


def test_a_missing_hypothesis_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Hypothesis the error says how to install it."""
    monkeypatch.setitem(__import__("sys").modules, "hypothesis.strategies", None)

    with pytest.raises(MissingDependencyError, match=r"cxjourney\[test\]"):
        testing.texts()
