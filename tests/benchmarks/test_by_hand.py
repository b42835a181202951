"""The benchmark's script in SQL was written apart from the package; both must count the same."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest

import cxjourney as cx

if TYPE_CHECKING:
    from types import ModuleType

HERE = Path(__file__).parents[2] / "benchmarks"
SAME = {
    "totals": ("customers", "visits", "goals", "value"),
    "visits": ("customers", "visits", "goal_journeys", "starts", "ends", "at_risk", "followed", "rework", "zero_gaps", "escalated"),
    "squares": ("visits", "at_risk", "followed"),
    "channel_cells": ("visits", "customers"),
    "segment_cells": ("visits", "customers"),
    "gap_times": ("moves",),
    "transitions": ("moves", "log_sum"),
    "scores": ("n", "favourable", "unfavourable"),
    "score_counts": ("n",),
    "stage_sums": ("journeys", "visits"),
    "lengths": ("journeys",),
}


def _generator() -> ModuleType:
    """Load the script that writes the events, which is no part of the package."""
    spec = importlib.util.spec_from_file_location("events", HERE / "events.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[cx.JourneyStatistics, duckdb.DuckDBPyConnection]:
    """Return the statistics of 20,000 events, and a connection that holds the tables of the script."""
    generator = _generator()
    path = tmp_path_factory.mktemp("benchmark") / "events.parquet"
    generator.write_events(path, 20_000)
    connection = duckdb.connect()
    script = (HERE / "by_hand.sql").read_text(encoding="utf-8").format(path=path, goal=generator.GOAL)
    for statement in filter(str.strip, script.split(";\n")):
        connection.execute(statement)
    events = cx.read_events(path, segment="segment", value="order_value")
    return cx.measure(events, goal=generator.GOAL), connection


@pytest.mark.parametrize("table", SAME)
def test_the_package_counts_what_the_script_counts(both: tuple[cx.JourneyStatistics, duckdb.DuckDBPyConnection], table: str) -> None:
    """Every sum that does not depend on the chosen horizon is equal, to the last unit, in both."""
    statistics, connection = both

    ours = [statistics.tables[table].total(column) for column in SAME[table]]
    by_hand = connection.execute(f"SELECT {', '.join(f'sum({column})' for column in SAME[table])} FROM {table}").fetchone()

    assert ours == list(map(int, by_hand or ()))
