"""Event logs that stay in Apache Spark."""

from __future__ import annotations

import gc
import time
from datetime import UTC, timedelta
from typing import Any

import pytest

import cxjourney as cx
from cxjourney.errors import BadRowsError, DataError
from tests.elsewhere.conftest import COLUMNS, ROLES, SPARK_TYPES, frame, random_rows

pytestmark = [pytest.mark.spark, pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

BASE = {"customer": "customer", "time": "when", "touchpoint": "touch", "order": "n", "scores": {}}


def table(spark: Any, rows: list[tuple[Any, ...]]) -> Any:
    """Return the rows as a Spark DataFrame."""
    fields = ", ".join(f"`{name}` {SPARK_TYPES.get(kind, kind)}" for name, kind in COLUMNS.items())
    return spark.createDataFrame(rows, fields)


def persisted(spark: Any) -> set[int]:
    """Return the numbers of what the session keeps, also for logs of other tests that are still there."""
    return {int(number) for number in spark.sparkContext._jsc.getPersistentRDDs().keySet()}


def test_statistics_are_those_of_the_embedded_engine(spark: Any) -> None:
    """Bit for bit, with everything a log can hold; the session's views, settings and zone play no part and stay."""
    rows = random_rows(11)
    here, there = cx.read_events(frame(rows), **ROLES), cx.read_events(table(spark, rows), **ROLES)
    asked: dict[str, Any] = {"goal": "D", "ends": "B", "journey_gap": timedelta(days=2)}

    assert cx.measure(there, **asked) == cx.measure(here, **asked)
    assert there.quality.kept == len(rows)
    assert spark.conf.get("spark.sql.session.timeZone") == "Asia/Tehran"
    assert spark.catalog.listTables() == []


def test_conformance_is_that_of_the_embedded_engine(spark: Any) -> None:
    """Sets of touchpoints are integers, here as there."""
    rows = random_rows(13)
    here, there = cx.read_events(frame(rows), **ROLES), cx.read_events(table(spark, rows), **ROLES)
    first = cx.Touchpoint(name="A", channels=["web"], expected_wait=3_600)
    plan = cx.JourneyMap(stages={"One": [first, "B"], "Two": ["C", "D", *(f"Unused {place}" for place in range(70)), "Ж"]})

    assert cx.conformance(plan, there, journey_gap=timedelta(days=2)) == cx.conformance(plan, here, journey_gap=timedelta(days=2))


def test_trends_are_those_of_the_embedded_engine(spark: Any) -> None:
    """By period and by day, to the last sum."""
    rows = random_rows(14)
    here, there = cx.read_events(frame(rows), **ROLES), cx.read_events(table(spark, rows), **ROLES)

    assert cx.trend(there, every="month", goal="D", support="A") == cx.trend(here, every="month", goal="D", support="A")


def test_bad_rows_are_named_or_dropped(spark: Any) -> None:
    """With the values that tell where they are."""
    rows = random_rows(12, 60)
    source = table(spark, [*rows, (None, *rows[0][1:]), (*rows[0][:8], 99, *rows[0][9:])])
    with pytest.raises(BadRowsError, match="2 of 62 rows") as caught:
        cx.read_events(source, **{**BASE, "scores": {"nps": "nps"}})
    events = cx.read_events(source, **{**BASE, "scores": {"nps": "nps"}}, on_bad_rows="drop")

    assert [problem.kind for problem in caught.value.problems] == ["missing_customer", "range_nps"]
    assert events.n_events == 60
    with pytest.raises(DataError, match=r"journey\(\) is not offered for a log in spark"):
        events.journey("c1")


def test_whole_journeys_are_kept_by_their_start(spark: Any) -> None:
    """The filtered log is that of the embedded engine; the other one stays."""
    rows = random_rows(13, 80, 12)
    here, there = cx.read_events(frame(rows), **BASE), cx.read_events(table(spark, rows), **BASE)
    asked: dict[str, Any] = {"until": "2026-01-01T06:00:00", "whole_journeys": True, "touchpoints": ["A", "B", "D"]}

    assert cx.measure(there.filter(**asked), goal="D") == cx.measure(here.filter(**asked), goal="D")
    assert there.n_events == len(rows)


def test_a_worker_that_dies_is_named(spark: Any) -> None:
    """In the middle of the rows; none of those before is kept."""

    def dying(rows: Any) -> Any:
        for number, row in enumerate(rows):
            if number == 5:
                __import__("os")._exit(1)
            yield row

    before = persisted(spark)
    rows = spark.sparkContext.parallelize(random_rows(1, 40), 2).mapPartitions(dying)
    fields = ", ".join(f"`{name}` {SPARK_TYPES.get(kind, kind)}" for name, kind in COLUMNS.items())
    with pytest.raises(DataError, match=r"the Spark DataFrame: The engine Spark could not do it") as caught:
        cx.read_events(spark.createDataFrame(rows, fields), **BASE)

    assert (caught.value.code, caught.value.source) == ("engine", "the Spark DataFrame")
    assert persisted(spark) <= before


def test_a_log_that_nobody_holds_is_let_go_of(spark: Any) -> None:
    """Its tables, and those of logs and statistics made from it, leave the cluster; no close() is needed."""
    before = persisted(spark)
    events = cx.read_events(table(spark, random_rows(1, 40)), **BASE)
    some = events.filter(touchpoints=["A", "B"])
    cx.measure(some)
    held = persisted(spark) - before
    del events, some
    gc.collect()

    assert held
    deadline = time.monotonic() + 120  # they leave in the thread of their engine
    while not persisted(spark) <= before:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_session_that_was_stopped_is_named(spark: Any) -> None:
    """Whatever py4j says then."""
    from cxjourney.engine.spark import SparkEngine

    source = table(spark, random_rows(1, 5))
    engine = SparkEngine(source)

    class Gone:
        def sql(self, *_: object) -> None:
            message = "Cannot call methods on a stopped SparkContext.\nmore"
            raise RuntimeError(message)

    engine._session = Gone()
    with pytest.raises(DataError, match="Spark could not do it: Cannot call methods on a stopped SparkContext") as caught:
        engine.rows("SELECT 1 AS a")
    assert caught.value.code == "engine"


def test_a_job_that_fails_is_named(spark: Any) -> None:
    """No partial result comes back."""
    source = table(spark, random_rows(1, 20)).selectExpr("*", "raise_error('the disk is gone') AS value")
    with pytest.raises(DataError, match=r"Spark could not do it.*the disk is gone") as caught:
        cx.read_events(source, **BASE)

    assert caught.value.code == "engine"


def test_local_times_are_read_in_the_zone_given(spark: Any) -> None:
    """Whatever the zone of the session."""
    source = spark.sql("SELECT 'a' AS customer, TIMESTAMP_NTZ '2026-07-01 12:00:00.123456' AS time, 'x' AS touchpoint")
    first = cx.read_events(source, timezone="Europe/Berlin").quality.first_time

    assert first is not None
    assert first.astimezone(UTC).isoformat() == "2026-07-01T10:00:00.123456+00:00"
