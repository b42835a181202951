from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pytest

import cxjourney as cx

if TYPE_CHECKING:
    from pathlib import Path

LIMIT = 48 * 2**20
ROWS = (
    "SELECT 'c' || (i // 9) AS customer_id, TIMESTAMP '2026-01-01' + to_seconds((i * 7919) % 7777777) AS timestamp, "
    "'T' || (hash(i) % 9) AS touchpoint, md5(i::VARCHAR) AS token FROM range(1500000) t(i)"
)


@pytest.mark.slow
def test_a_log_larger_than_the_memory_limit_is_measured_with_the_same_result(tmp_path: Path) -> None:
    """What does not fit goes to disk and is gone with the log."""
    path = tmp_path / "events.parquet"
    duckdb.sql(f"COPY ({ROWS}) TO '{path}' (COMPRESSION uncompressed)")
    assert path.stat().st_size > LIMIT

    events = cx.read_events(path, limits=cx.Limits(memory=LIMIT))
    found = cx.measure(events, goal="T3")
    folder = events.engine.folder  # type: ignore[attr-defined]
    spilled = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    events.engine.close()

    assert spilled > 2**20
    assert not folder.exists()
    assert found == cx.measure(cx.read_events(path), goal="T3")
