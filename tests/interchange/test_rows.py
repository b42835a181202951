from __future__ import annotations

import builtins
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given

from cxjourney.errors import MissingDependencyError
from cxjourney.interchange.rows import FINDING_COLUMNS, finding_rows, frame, frames, map_rows
from cxjourney.model.findings import Diagnosis, PainPoint
from cxjourney.model.journey_map import JourneyMap
from cxjourney.testing import journey_maps

if TYPE_CHECKING:
    from collections.abc import Callable

PAIN = {
    "rank": 1,
    "kind": "drop_off",
    "stage": "Pay",
    "touchpoint": "Checkout",
    "estimate": {"value": 0.3, "low": 0.2, "high": 0.4, "n": 100, "unit": "share"},
    "reference": 0.1,
    "effect": {"value": 0.2, "unit": "share"},
    "severity": 42.0,
    "severity_level": "critical",
    "evidence": {"test": "t", "reference": "its peers", "margin": 0.02},
    "summary": "Checkout loses customers.",
}


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Return a function after which a package cannot be imported."""
    missing: set[str] = set()
    found = builtins.__import__

    def importing(name: str, *arguments: Any, **options: Any) -> Any:
        if name.partition(".")[0] in missing:
            raise ImportError(name)
        return found(name, *arguments, **options)

    def hide(package: str) -> None:
        missing.add(package)
        monkeypatch.setattr("importlib.import_module", importing)

    return hide


@given(journey_maps())
def test_rows_are_plain_and_all_alike(journey_map: JourneyMap) -> None:
    """Every row of a table has the same columns; values are text, numbers, truth values or None."""
    tables = map_rows(journey_map)

    assert [len(tables[name]) for name in ("stages", "touchpoints", "transitions")] == [
        len(part) for part in (journey_map.stages, journey_map.touchpoints, journey_map.transitions)
    ]
    for rows in tables.values():
        assert len({tuple(row) for row in rows}) <= 1
        assert {type(value) for row in rows for value in row.values()} <= {str, int, float, bool, type(None)}


@given(journey_maps())
def test_frames_have_the_rows(journey_map: JourneyMap) -> None:
    """Also the empty ones have their columns."""
    for name, found in journey_map.to_frames().items():
        assert len(found) == len(map_rows(journey_map)[name])  # type: ignore[arg-type]
        assert len(found.columns) > 6  # type: ignore[attr-defined]


def test_measures_come_in_long_form() -> None:
    """One row a figure, from the whole journey down to touchpoints."""
    stages = [{"name": "Pay", "measures": {"going_on_rate": 0.5}, "touchpoints": [{"name": "Checkout", "measures": {"reach": 0.25}}]}]

    rows = map_rows(JourneyMap(stages=stages, totals={"customers": 12}))["measures"]

    assert [(row["scope"], row["id"], row["measure"], row["value"]) for row in rows] == [
        ("journey", None, "customers", 12.0),
        ("stage", "pay", "going_on_rate", 0.5),
        ("touchpoint", "checkout", "reach", 0.25),
    ]


def test_findings_are_rows_with_their_intervals() -> None:
    """Names first, identifiers last."""
    diagnosis = Diagnosis(pain_points=[PainPoint(**PAIN)])

    (row,) = diagnosis.to_rows()

    assert tuple(row) == FINDING_COLUMNS
    assert (row["estimate"], row["estimate_low"], row["estimate_high"], row["n"]) == (0.3, 0.2, 0.4, 100)
    assert (row["at_stake"], row["channel"], row["severity"]) == (None, None, 42.0)
    assert diagnosis.to_frame().shape == (1, len(FINDING_COLUMNS))  # type: ignore[attr-defined]


def test_no_findings_are_an_empty_frame_with_columns() -> None:
    """So that code that uses the columns still runs."""
    assert finding_rows(Diagnosis()) == []
    assert list(Diagnosis().to_frame().columns) == list(FINDING_COLUMNS)  # type: ignore[attr-defined]


def test_polars_is_used_where_pandas_is_missing(without: Callable[[str], None]) -> None:
    """Whichever is installed."""
    pytest.importorskip("polars", reason="polars is not installed")
    without("pandas")

    found = frame([{"a": None, "b": 1}, {"a": 0.5, "b": 2}], ["a", "b"])

    assert type(found).__module__.startswith("polars")
    assert frames(JourneyMap())["stages"].shape == (0, 7)  # type: ignore[attr-defined]


def test_without_either_the_error_says_what_to_install(without: Callable[[str], None]) -> None:
    """Neither is a dependency."""
    without("pandas")
    without("polars")

    with pytest.raises(MissingDependencyError, match="pandas or polars"):
        JourneyMap().to_frames()
