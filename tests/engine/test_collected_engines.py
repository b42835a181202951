"""Engines that nobody closes end when the garbage collector finds them, wherever it is called."""

from __future__ import annotations

import subprocess
import sys
import threading
import time

import pytest

from cxjourney.engine.duckdb import DuckdbEngine

PROGRAM = """
import faulthandler, gc, itertools
from cxjourney.engine.duckdb import DuckdbEngine

def forgotten():
    engine = DuckdbEngine(threads=1)
    engine.rows("SELECT 1")
    itself = [engine]
    itself.append(itself)

gc.disable()
gc.freeze()  # what is loaded is not looked through again
for later in range(1, 150):
    faulthandler.dump_traceback_later(30, exit=True)
    gc.collect()
    forgotten()
    gc.set_threshold(gc.get_count()[0] + later)
    gc.enable()
    DuckdbEngine(threads=1).rows("SELECT 1")
    gc.disable()
"""
"""An engine in a cycle, collected at each of the moments in which another one starts and ends its thread."""


@pytest.mark.slow
def test_an_engine_collected_while_a_thread_begins_or_ends_holds_nothing_up() -> None:
    """Threads begin and end under a lock of Python's own, which waiting for another thread would need."""
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False, timeout=300)

    assert done.returncode == 0, done.stderr


def test_an_engine_that_nobody_holds_leaves_neither_folder_nor_thread() -> None:
    """No close() is needed."""
    engine = DuckdbEngine(threads=1)
    engine.rows("SELECT 1")
    folder, before = engine.folder, threading.active_count()
    del engine

    assert not folder.exists()
    deadline = time.monotonic() + 20
    while threading.active_count() >= before:
        assert time.monotonic() < deadline
        time.sleep(0.01)
