"""Engines that are closed, left open at the end of a program, or copied into another process."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

import cxjourney as cx
from cxjourney.engine.duckdb import DuckdbEngine

if TYPE_CHECKING:
    from pathlib import Path

LONG = "SELECT count(*) FROM range(100000000000) t(i) WHERE hash(i) % 7 = 1"
OPEN = f"""
import os, sys, threading, time
import cxjourney as cx
from cxjourney.engine.duckdb import DuckdbEngine
engine = DuckdbEngine(threads=2)
def work():
    try:
        engine.rows("{LONG}")
    except cx.CxJourneyError:
        pass
def begin(thread):
    thread.start()
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and engine._lock.acquire(blocking=False):
        engine._lock.release()
        time.sleep(0.01)
    time.sleep(0.1)
"""
ENDS = {
    "with nothing to do": "engine.rows('SELECT 1')",
    "while a thread of the program works": "begin(threading.Thread(target=work, daemon=True))",
    "after Ctrl-C came twice": "engine._worker.start(); engine._worker._tasks.put(work); begin(threading.Timer(0, int))",
    "with a cycle that nobody collected": "engine.itself = engine; engine.rows('SELECT 1')",
}
CHILD = {
    "does nothing": "0",
    "closes it": "engine.close() or 0",
    "forgets it": "globals().pop('engine') and 0",
    "opens its own": "int(DuckdbEngine(threads=1).rows('SELECT 1') != [(1,)])",
}
FORK = """
engine.rows("SELECT 1")
child = os.fork()
if child == 0:
    sys.exit({work})
assert os.waitpid(child, 0)[1] == 0
assert engine.folder.is_dir()
assert engine.rows("SELECT 7") == [(7,)]
"""


def ran(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a program whose temporary files stand in a folder of their own."""
    environment = {**os.environ, "TMPDIR": str(folder)}
    return subprocess.run([sys.executable, "-c", OPEN + code], env=environment, capture_output=True, text=True, check=False, timeout=300)


@pytest.mark.parametrize("how", ENDS)
def test_a_program_ends_with_an_engine_open(how: str, tmp_path: Path) -> None:
    """Without waiting for statements, without a crash, and without leaving a file."""
    done = ran(ENDS[how], tmp_path)

    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are not copied here")
@pytest.mark.parametrize("work", CHILD)
def test_a_copy_of_the_process_leaves_the_engine_alone(work: str, tmp_path: Path) -> None:
    """Servers make their workers so; the folder and the database stay those of the first process."""
    done = ran(FORK.format(work=CHILD[work]), tmp_path)

    assert done.returncode == 0, done.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_engine_of_another_process_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its threads are not there: a statement would never end."""
    with DuckdbEngine(threads=1) as engine:
        with monkeypatch.context() as patched:
            patched.setattr(os, "getpid", lambda: -1)
            with pytest.raises(cx.CxJourneyError, match="belongs to another process"):
                engine.rows("SELECT 1")
            engine.close()

        assert engine.rows("SELECT 1") == [(1,)]


def test_closing_stops_what_another_thread_does() -> None:
    """It gets an error, not half an answer."""
    engine, errors = DuckdbEngine(threads=1), list[cx.CxJourneyError]()

    def work() -> None:
        with pytest.raises(cx.CxJourneyError) as caught:
            engine.rows(LONG)
        errors.append(caught.value)

    thread = threading.Thread(target=work)
    thread.start()
    engine.close()
    thread.join(60)

    assert not thread.is_alive()
    assert [error.code in {"engine", "closed"} for error in errors] == [True]
    assert not engine.folder.exists()


def test_a_closed_engine_says_so_in_every_thread() -> None:
    """And opens no thread again."""
    engine, errors = DuckdbEngine(threads=1), list[cx.CxJourneyError]()
    engine.close()

    def work() -> None:
        with pytest.raises(cx.CxJourneyError, match="closed") as caught:
            engine.rows("SELECT 1")
        errors.append(caught.value)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(60)
    work()
    assert [error.code for error in errors] == ["closed", "closed"]
