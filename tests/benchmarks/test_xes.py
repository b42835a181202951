"""The log that the benchmark of XES readers writes is one that can be read."""

from __future__ import annotations

import runpy
from pathlib import Path

import cxjourney as cx

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "xes.py"


def test_the_seeded_log_is_read(tmp_path: Path) -> None:
    """Every event is a visit, and the same seed gives the same log."""
    benchmark = runpy.run_path(str(SCRIPT))
    for name in ("a.xes.gz", "b.xes.gz"):
        benchmark["write_log"](tmp_path / name, 1_000)

    events = cx.read_events(tmp_path / "a.xes.gz")

    assert 1_000 <= events.n_events < 1_015
    assert events == cx.read_events(tmp_path / "b.xes.gz")
