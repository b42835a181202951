"""The benchmark's script in SQL was written apart from the package; both must count the same, in every fold."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import duckdb
import pytest

import cxjourney as cx
from cxjourney.comparison.plan_fit.coding import coded
from cxjourney.comparison.plan_fit.order import planned_order
from cxjourney.statistics.plan_run import PlanCounts, count_plan

HERE = Path(__file__).parents[2] / "benchmarks"
SAME = {
    "places": ("came", "journeys", "visits", "missing", "strange", "moved", "settled", "late", "unanswered", "deviating"),
    "stages": ("came", "content", "sequence", "timing", "deviating"),
    "journeys": ("journeys", "content", "sequence", "timing", "settled", "deviating", "complete"),
    "moves": ("journeys", "visits"),
}


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[PlanCounts, duckdb.DuckDBPyConnection]:
    """Return what the package counts in 20,000 events, and a connection that holds the tables of the script."""
    path = tmp_path_factory.mktemp("benchmark") / "events.parquet"
    spec = importlib.util.spec_from_file_location("events", HERE / "events.py")
    assert spec is not None
    assert spec.loader is not None
    generator = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generator)
    generator.write_events(path, 20_000)
    connection = duckdb.connect()
    for statement in filter(str.strip, (HERE / "conformance_by_hand.sql").read_text(encoding="utf-8").format(path=path).split(";\n")):
        connection.execute(statement)
    steps = [
        cx.Touchpoint(name=f"Step {place:02d}", channels=["web", "app", "store", "phone"], expected_wait=43_200 if place % 2 else None)
        for place in range(40)
    ]
    stages = {f"Stage {stage}": steps[8 * stage : 8 * stage + 8] for stage in range(5)}
    plan, events = cx.JourneyMap(stages=stages, goal_touchpoints=["Step 32"]), cx.read_events(path)
    return count_plan(events, coded(plan, planned_order(plan), events, None).codes, gap=None, until=None), connection


@pytest.mark.parametrize("table", SAME)
def test_the_package_counts_what_the_script_counts(both: tuple[PlanCounts, duckdb.DuckDBPyConnection], table: str) -> None:
    """Equal to the last journey."""
    counts, connection = both
    found = counts.tables[table]
    columns = ", ".join(f"CAST({name} AS BIGINT) AS {name}" for name in (*found.keys, *SAME[table]))

    by_hand = connection.execute(f"SELECT {columns} FROM {table} ORDER BY {', '.join(found.keys)}").fetchnumpy()

    assert len(found) > 0
    for name in (*found.keys, *SAME[table]):
        assert by_hand[name].tolist() == found[name].tolist(), name


def test_unplanned_channels_are_counted_alike(both: tuple[PlanCounts, duckdb.DuckDBPyConnection]) -> None:
    """By name there, by code here."""
    counts, connection = both
    found = counts.tables["channels"]

    by_hand = connection.execute("SELECT count(*), sum(journeys), sum(visits) FROM channels").fetchone()

    assert by_hand == (len(found), found.total("journeys"), found.total("visits"))
