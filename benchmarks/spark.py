"""
Measure seeded events in a local Spark, beside a plain query of Spark's own, and check that all tables equal DuckDB's.

Run ``python benchmarks/spark.py`` with pyspark and Java installed. The plain query reads the same Parquet file, puts the next touchpoint
beside each visit with one window and counts moves by one GROUP BY: the least that any answer needs. Ours checks every row and
takes all tables. Both are whole processes, Spark's own start included, which is told apart.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from events import GOAL
from processes import HERE, WRITE, run, take_turns

SESSION = """
import time, warnings
warnings.filterwarnings("ignore")
begin = time.perf_counter()
from pyspark.sql import SparkSession
options = {{
    "spark.driver.memory": "4g", "spark.driver.host": "127.0.0.1", "spark.sql.shuffle.partitions": "{cores}", "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false", "spark.log.level": "OFF", "spark.sql.warehouse.dir": {folder!r},
}}
builder = SparkSession.builder.master("local[{cores}]")
for name, value in options.items():
    builder = builder.config(name, value)
spark = builder.getOrCreate()
frame = spark.read.parquet({path!r})
frame.limit(1).collect()
started = time.perf_counter()
"""

PLAIN = (
    SESSION
    + """
frame.createOrReplaceTempView("events")
rows = spark.sql('''
    SELECT touchpoint, next_touchpoint, count(*) AS moves, sum(gap) AS gap_sum
    FROM (SELECT touchpoint, lead(touchpoint) OVER w AS next_touchpoint, unix_micros(lead(timestamp) OVER w) - unix_micros(timestamp) AS gap
        FROM (SELECT customer_id, touchpoint, CAST(timestamp AS TIMESTAMP) AS timestamp FROM events)
        WINDOW w AS (PARTITION BY customer_id ORDER BY timestamp))
    WHERE next_touchpoint IS NOT NULL GROUP BY touchpoint, next_touchpoint''').collect()
done = time.perf_counter()
print(f"start {{started - begin:.1f}} s, query {{done - started:.1f}} s: {{len(rows)}} moves, {{sum(row.moves for row in rows):,}} in all")
spark.stop()
"""
)

ROLES = 'segment="segment", value="order_value", scores={{"nps": "nps"}}'

OURS = (
    SESSION
    + f"""
import cxjourney as cx
events = cx.read_events(frame, timezone="UTC", {ROLES})
read = time.perf_counter()
statistics = cx.measure(events, goal={{goal!r}})
done = time.perf_counter()
statistics.save({{saved!r}})
print(f"start {{{{started - begin:.1f}}}} s, read and check {{{{read - started:.1f}}}} s, measure {{{{done - read:.1f}}}} s")
spark.stop()
"""
)

HERE_TOO = f"""
import cxjourney as cx
there = cx.JourneyStatistics.load({{saved!r}})
here = cx.measure(cx.read_events({{path!r}}, {ROLES}), goal={{goal!r}})
print("equal to DuckDB's, all tables, to the last digit" if there == here else "NOT equal to DuckDB's")
"""


def main() -> None:
    """Read the command line and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path, saved = str(Path(folder) / "events.parquet"), str(Path(folder) / "saved")
        run(WRITE.format(here=str(HERE), path=path, events=options.events))
        facts = {"path": path, "goal": GOAL, "saved": saved, "folder": folder, "cores": os.cpu_count()}
        jobs = {"plain query": PLAIN, "cxjourney": OURS, "DuckDB": HERE_TOO}
        found = take_turns({name: (sys.executable, code.format(**facts)) for name, code in jobs.items()}, options.repeat)
    print(f"{options.events:,} events, {os.cpu_count()} processors (processors and memory are those of Python, without Java)")
    for name, result in found.items():
        print(f"{name:>12}: {result.failure or f'{result.seconds:.1f} s   {result.output}'}")


if __name__ == "__main__":
    main()
