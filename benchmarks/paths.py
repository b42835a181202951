"""
Compare paths and funnels with plain SQL queries that only count, on seeded events.

Run ``python benchmarks/paths.py`` (one million events) or with ``--events 10000000``. Each figure is that of a whole process, as in
``processes.py``. The queries count variants, and journeys that reach three steps in order; intervals, times between steps, where the
lost went, and the groups of similar journeys are extra.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from events import GOAL
from processes import WRITE, ratio, run, take_turns

READ = """
import cxjourney as cx
events = cx.read_events({path!r}, scores={{"nps": "nps"}})
"""

OURS = {
    "read": READ + "print(repr(events))",
    "variants": READ + "print(repr(cx.variants(events, goal={goal!r}, merge_repeats=True)))",
    "funnel": READ + "print(repr(cx.funnel(events, ['Step 00', 'Step 08', {goal!r}], by='segment')))",
    "groups": READ + "print(repr(cx.journey_groups(events, 5, goal={goal!r})))",
}

CONNECT = """
import duckdb
connection = duckdb.connect()
connection.execute("SET enable_progress_bar = false")
"""

BY_HAND = {
    "variants": CONNECT
    + """
rows = connection.execute('''
    SELECT path, count(*) AS n FROM (
        SELECT customer_id, string_agg(touchpoint, '>' ORDER BY timestamp) AS path FROM (
            SELECT *, lag(touchpoint) OVER (PARTITION BY customer_id ORDER BY timestamp) AS previous FROM read_parquet('{path}'))
        WHERE previous IS DISTINCT FROM touchpoint GROUP BY customer_id)
    GROUP BY path ORDER BY n DESC LIMIT 10''').fetchall()
print(rows[0][1])
""",
    "funnel": CONNECT
    + """
rows = connection.execute('''
    WITH events AS (SELECT customer_id, touchpoint, timestamp, segment FROM read_parquet('{path}')),
    first AS (SELECT customer_id, segment, min(timestamp) AS at FROM events WHERE touchpoint = 'Step 00' GROUP BY ALL),
    second AS (SELECT f.customer_id, f.segment, min(e.timestamp) AS at FROM first f JOIN events e
        ON e.customer_id = f.customer_id AND e.timestamp > f.at WHERE e.touchpoint = 'Step 08' GROUP BY ALL),
    third AS (SELECT f.customer_id, f.segment, min(e.timestamp) AS at FROM second f JOIN events e
        ON e.customer_id = f.customer_id AND e.timestamp > f.at WHERE e.touchpoint = '{goal}' GROUP BY ALL)
    SELECT segment, count(*) FROM third GROUP BY ALL''').fetchall()
print(rows)
""",
}


def main() -> None:
    """Read the command line and print both with their ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events.parquet"
        # In a process of its own: what this one holds would count as memory of those it starts.
        run(WRITE.format(here=str(Path(__file__).parent), path=str(path), events=arguments.events))
        print(f"{arguments.events:,} events")
        codes = {**OURS, **{f"{name} by hand": code for name, code in BY_HAND.items()}}
        jobs = {name: (sys.executable, code.format(path=str(path), goal=GOAL)) for name, code in codes.items()}
        found = take_turns(jobs, arguments.repeat)
    for name, result in found.items():
        print(f"{name:>16}: {result}")
    for name in BY_HAND:
        print(f"{name + ' ratio':>16}: {ratio(found[name], found[f'{name} by hand'])}")


if __name__ == "__main__":
    main()
