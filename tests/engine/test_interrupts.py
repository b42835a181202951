"""Ctrl-C in the middle of long work: programs of their own are sent the signal."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import duckdb
import pytest

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name != "posix", reason="signals are sent as POSIX knows them")]

BEGIN = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # shells let what runs in the background ignore it
import cxjourney as cx
from pathlib import Path
here = Path(sys.argv[1])
cx.datasets.sample_shop, cx.read_events, cx.measure, cx.discover_map, cx.diagnose, cx.render_map  # packages of others are loaded by now:
# what Ctrl-C does in the middle of that is theirs
def begin():
    print("begun", flush=True)
"""
WORK = {
    "reading": "begin(); cx.read_events(here / 'events.csv')",
    "measuring": "events = cx.read_events(here / 'events.parquet'); begin(); cx.measure(events, goal='T3')",
    "saving a log": "events = cx.read_events(here / 'events.parquet'); begin(); [events.save(here / 'out' / 'log.csv') for _ in range(99)]",
    "saving statistics": "statistics = cx.measure(cx.datasets.sample_shop(customers=50).events); begin()\n"
    "while True: statistics.save(here / 'out' / 'statistics')",
    "the command line": "from cxjourney.cli import main; begin()\n"
    "sys.argv = ['cxjourney', 'map', str(here / 'events.csv'), '--goal', 'T3', '-o', str(here / 'out' / 'map.svg')]; main()",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a log that takes seconds to read and to measure."""
    where = tmp_path_factory.mktemp("long")
    rows = (
        "SELECT 'c' || (i // 9) AS customer_id, TIMESTAMP '2026-01-01' + to_seconds(i % 7777777) AS timestamp, "
        "'T' || (hash(i) % 9) AS touchpoint FROM range(1500000) t(i)"
    )
    for suffix in ("csv", "parquet"):
        duckdb.sql(f"COPY ({rows}) TO '{where}/events.{suffix}'")
    return where


@pytest.mark.parametrize("work", WORK)
def test_control_c_ends_it_at_once_and_leaves_nothing(folder: Path, tmp_path: Path, work: str) -> None:
    """No half file, no temporary folder, and the program ends as programs do that were interrupted."""
    (folder / "out").mkdir(exist_ok=True)
    before = {path.name for path in folder.iterdir()}
    code = BEGIN + WORK[work]
    program = subprocess.Popen(
        [sys.executable, "-c", code, str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    try:
        assert program.stdout is not None
        assert select.select([program.stdout], [], [], 120)[0]
        assert program.stdout.readline() == "begun\n", program.communicate(timeout=120)
        time.sleep(0.4)
        program.send_signal(signal.SIGINT)
        _, errors = program.communicate(timeout=60)  # the machine may be busy; a second usually
    finally:
        program.kill()

    assert program.returncode == (130 if work == "the command line" else -signal.SIGINT), errors
    assert list(tmp_path.iterdir()) == []
    assert {path.name for path in folder.iterdir()} == before
    assert not [path for path in (folder / "out").iterdir() if path.name.startswith(".")]
