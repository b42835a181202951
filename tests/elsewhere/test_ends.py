"""Engines elsewhere that are closed, collected, or copied into another process."""

from __future__ import annotations

import gc
import os
import socket
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

import cxjourney as cx
from cxjourney.engine.postgres import PostgresEngine
from cxjourney.engine.spark import SparkEngine

if TYPE_CHECKING:
    from collections.abc import Callable

FORK = """
import os, sys
import cxjourney as cx
from cxjourney.engine.postgres import PostgresEngine
engine = PostgresEngine(sys.argv[1])
child = os.fork()
if child == 0:
    try:
        engine.rows("SELECT 1")
    except cx.CxJourneyError as error:
        engine.close()
        sys.exit("another process" not in str(error))
    sys.exit(2)
assert os.waitpid(child, 0)[1] == 0
assert engine.rows("SELECT 7") == [(7,)]
"""


@pytest.mark.postgres
@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are not copied here")
def test_a_copy_of_the_process_leaves_the_session_alone(server: str) -> None:
    """To end it there would end it here."""
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", FORK, server], capture_output=True, text=True, check=False, timeout=300)

    assert done.returncode == 0, done.stderr


@pytest.mark.postgres
def test_closing_stops_what_another_thread_does_in_postgres(server: str) -> None:
    """On the server, too."""
    from psycopg.pq import TransactionStatus

    engine, errors = PostgresEngine(server), list[cx.CxJourneyError]()

    def work() -> None:
        with pytest.raises(cx.CxJourneyError) as caught:
            engine.rows("SELECT pg_sleep(120)")
        errors.append(caught.value)

    thread = threading.Thread(target=work)
    thread.start()
    deadline = time.monotonic() + 60
    while engine._session.pgconn.transaction_status != TransactionStatus.ACTIVE:
        assert time.monotonic() < deadline
    engine.close()
    thread.join(60)

    assert not thread.is_alive()
    assert [error.code for error in errors] == ["engine"]


@pytest.fixture
def collect_in_a_call(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Return what lets the garbage collector come while the next answer of the cluster is awaited."""
    read, due = socket.SocketIO.readinto, list[bool]()

    def readinto(stream: socket.SocketIO, buffer: bytearray) -> int | None:
        if due and threading.current_thread() is threading.main_thread():
            due.clear()
            gc.collect()
        return read(stream, buffer)

    monkeypatch.setattr(socket.SocketIO, "readinto", readinto)
    return lambda: due.append(True)


@pytest.mark.spark
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_an_engine_of_spark_collected_in_the_middle_of_a_call_disturbs_nothing(
    spark: Any, collect_in_a_call: Callable[[], None], caplog: pytest.LogCaptureFixture
) -> None:
    """Its rows are forgotten, on a connection that nobody else waits on."""
    engine = SparkEngine(spark.range(1))
    engine.make("kept", "SELECT 1 AS one")
    kept, worker, engine.itself = engine._frames, engine._worker._thread, engine  # type: ignore[attr-defined]
    gc.collect()
    del engine
    collect_in_a_call()

    assert [tuple(row) for row in spark.sql("SELECT 41 AS one").collect()] == [(41,)]
    assert worker is not None
    worker.join(60)
    assert not worker.is_alive()
    assert not kept
    assert not [record for record in caplog.records if record.name in {"root", "py4j"}]


@pytest.mark.spark
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_closed_engine_of_spark_says_so(spark: Any) -> None:
    """Instead of computing again what it kept, and its thread has gone."""
    engine = SparkEngine(spark.range(1))
    engine.close()
    engine.close()

    with pytest.raises(cx.CxJourneyError, match="closed"):
        engine.rows("SELECT 1 AS one")
    deadline = time.monotonic() + 60
    while engine._worker._thread is not None and engine._worker._thread.is_alive():
        assert time.monotonic() < deadline
        time.sleep(0.01)
