"""Write the events that the benchmark reads: seeded, of any number, as one Parquet file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

TOUCHPOINTS = 40
STAGES = 5
CHANNELS = ("app", "chat", "email", "phone", "store", "web")
SEGMENTS = ("new", "regular", "vip")
GOAL = "Step 32"
VISITS = 10
MICROSECONDS_PER_HOUR = 3_600_000_000
START = 1_767_225_600_000_000  # 2026-01-01
CHUNK = 1_000_000

COLUMNS = """
    SELECT 'C' || lpad(CAST(customer AS VARCHAR), 8, '0') AS customer_id, make_timestamp(time) AS timestamp,
        'Step ' || lpad(CAST(touchpoint AS VARCHAR), 2, '0') AS touchpoint, 'Stage ' || CAST(touchpoint // 8 AS VARCHAR) AS stage,
        {channels}[channel + 1] AS channel, {segments}[customer % 3 + 1] AS segment,
        CASE WHEN nps >= 0 THEN nps END AS nps, CASE WHEN touchpoint = 32 THEN value / 100.0 END AS order_value
    FROM chunk"""


def write_events(path: Path, count: int, *, seed: int = 1) -> None:
    """Write ``count`` events of ``count / 10`` customers: 40 touchpoints, 6 channels, an NPS answer on every 20th."""
    store = path.with_suffix(".duckdb")  # on disk: a hundred million events do not fit into memory
    connection = duckdb.connect(store)
    connection.execute("SET enable_progress_bar = false")
    query = COLUMNS.format(channels=list(CHANNELS), segments=list(SEGMENTS))
    for index, first in enumerate(range(0, count // VISITS, CHUNK // VISITS)):
        connection.register("chunk", _chunk(first, min(CHUNK // VISITS, count // VISITS - first), np.random.default_rng([seed, index])))
        connection.execute(f"{'INSERT INTO events' if index else 'CREATE TABLE events AS'} {query}")
    connection.execute(f"COPY events TO '{path}' (FORMAT parquet, ROW_GROUP_SIZE 122880)")
    connection.close()
    store.unlink()


def _chunk(first: int, customers: int, random: np.random.Generator) -> dict[str, np.ndarray]:
    """Return the visits of some customers as columns of numbers, in the order of customers."""
    shape = (customers, VISITS)
    pace = np.cumsum(random.integers(0, 8, shape), axis=1)  # forward through the touchpoints, with repeats
    gaps = random.lognormal(1.0, 1.5, shape) * MICROSECONDS_PER_HOUR
    gaps[:, 0] = random.uniform(0, 90 * 24, customers) * MICROSECONDS_PER_HOUR
    return {
        "customer": np.repeat(np.arange(first, first + customers), VISITS),
        "time": START + np.cumsum(gaps, axis=1).astype(np.int64).ravel(),
        "touchpoint": np.minimum(pace, TOUCHPOINTS - 1).ravel(),
        "channel": random.choice(len(CHANNELS), shape, p=(0.25, 0.1, 0.1, 0.15, 0.1, 0.3)).ravel(),
        "nps": np.where(random.random(shape) < 0.05, random.integers(0, 11, shape), -1).ravel(),
        "value": random.integers(500, 50_000, shape).ravel(),
    }
