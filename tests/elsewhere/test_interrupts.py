"""Ctrl-C and progress while another engine works."""

from __future__ import annotations

import _thread
import os
import select
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

import cxjourney as cx
from cxjourney.engine import progress
from cxjourney.engine.postgres import PostgresEngine
from cxjourney.engine.progress import show_progress, step
from cxjourney.engine.spark import SparkEngine
from tests.elsewhere.conftest import random_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BASE = {"customer": "customer", "time": "when", "touchpoint": "touch", "order": "n", "scores": {}}
SLOW_SPARK = "SELECT count(*) AS n FROM range(0, 4000000000, 1, 8) WHERE hash(id) % 7 = 1"

MEASURING = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
import psycopg
import cxjourney as cx
cx.read_events, cx.measure  # all is loaded by now: what Ctrl-C does in the middle of that is not ours
rows = '''SELECT 'c' || (i / 9) AS customer, timestamptz '2026-01-01' + i * interval '1 second' AS "when",
    'T' || (i % 7) AS touch FROM generate_series(1, 900000) i'''
events = None
def begin():
    print("begun", flush=True)
if sys.argv[2] == "reading":
    begin()
events = cx.read_events(cx.PostgresSource(sys.argv[1] + " application_name=interrupted", query=rows), customer="customer", time="when",
    touchpoint="touch")
begin()
cx.measure(events)
"""


@pytest.fixture
def press_control_c() -> Iterator[Callable[[Callable[[], object]], None]]:
    """Return a function that presses Ctrl-C once something is so, also where a shell runs the tests in its background and ignores it."""
    before, over = signal.signal(signal.SIGINT, signal.default_int_handler), threading.Event()

    def when(condition: Callable[[], object]) -> None:
        def press() -> None:
            wait_until(lambda: over.is_set() or condition())
            if not over.wait(0.2):
                _thread.interrupt_main()

        threading.Thread(target=press, daemon=True).start()

    yield when
    over.set()
    signal.signal(signal.SIGINT, before)


def wait_until(condition: Callable[[], object]) -> None:
    """Wait for a server or a cluster, at most two minutes."""
    deadline = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.postgres
def test_control_c_cancels_the_statement_in_postgres(server: str, press_control_c: Callable[[Callable[[], object]], None]) -> None:
    """On the server, too; the session goes on."""
    from psycopg.pq import TransactionStatus

    engine = PostgresEngine(server)
    press_control_c(lambda: engine._session.pgconn.transaction_status == TransactionStatus.ACTIVE)

    with pytest.raises(KeyboardInterrupt):
        engine.rows("SELECT pg_sleep(600)")

    assert engine.rows(
        "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%sleep(6%' AND pid <> pg_backend_pid()"
    ) == [(0,)]
    engine.close()


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="signals are sent as POSIX knows them")
@pytest.mark.parametrize("work", ["reading", "measuring"])
def test_an_interrupted_program_leaves_no_session(server: str, work: str) -> None:
    """Neither a statement that runs on nor a temporary table."""
    import psycopg

    program = subprocess.Popen([sys.executable, "-c", MEASURING, server, work], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert program.stdout is not None
        assert select.select([program.stdout], [], [], 120)[0]
        assert program.stdout.readline() == "begun\n", program.communicate(timeout=120)
        time.sleep(1.0)
        program.send_signal(signal.SIGINT)
        _, errors = program.communicate(timeout=120)
    finally:
        program.kill()

    assert program.returncode == -signal.SIGINT, errors
    query = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'interrupted'"
    with psycopg.connect(server, autocommit=True) as other:
        wait_until(lambda: other.execute(query).fetchall() == [(0,)])


@pytest.mark.postgres
def test_steps_in_postgres_are_told(filled: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Without shares of statements, which PostgreSQL does not know, and with the number of tables."""
    monkeypatch.setattr(progress, "LOOK", 0.001)
    server, seen = filled(random_rows(1)), list[cx.Progress]()

    with show_progress(seen.append, after=0):
        cx.measure(cx.read_events(cx.PostgresSource(server, table="events"), **BASE))

    assert {"Reading", "Measuring"} == {each.step for each in seen}
    assert any(each.total is not None for each in seen)


@pytest.mark.spark
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_control_c_cancels_the_jobs_of_spark(spark: Any, press_control_c: Callable[[Callable[[], object]], None]) -> None:
    """The cluster stops working on them, and the session goes on."""
    engine = SparkEngine(spark.range(1))
    press_control_c(spark.sparkContext.statusTracker().getActiveJobsIds)

    with pytest.raises(KeyboardInterrupt):
        engine.rows(SLOW_SPARK)

    wait_until(lambda: not spark.sparkContext.statusTracker().getActiveJobsIds())
    assert engine.rows("SELECT 1 AS one") == [(1,)]
    engine.close()


@pytest.mark.spark
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_only_the_own_jobs_of_spark_are_cancelled_and_told_of(spark: Any) -> None:
    """They are a group of their own."""
    engine, other = SparkEngine(spark.range(1)), SparkEngine(spark.range(1))
    seen: list[cx.Progress] = []

    def cancel() -> None:
        wait_until(lambda: any(each.share is not None for each in seen))
        engine._jobs.cancel()

    threading.Thread(target=cancel, daemon=True).start()

    with show_progress(seen.append, after=0), step("Counting"), pytest.raises(cx.DataError, match="cancel"):
        engine.rows(SLOW_SPARK)

    assert other._jobs.share() is None
    assert any(each.share is not None for each in seen)
    engine.close()
    other.close()
