"""
Compare learning from struggling customers with a plain SQL query that only counts, on seeded events.

Run ``python benchmarks/struggle.py`` (one million events) or with ``--events 10000000``. Each figure is that of a whole process, as in
``foundation.py``. The query counts visits and endings by touchpoint and by what went before; the fit, its check on customers left
out, stages, horizon, and the scores of all journeys are extra.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from events import GOAL
from processes import WRITE, ratio, run, take_turns

OURS = """
import cxjourney as cx
events = cx.read_events({path!r}, scores={{"nps": "nps"}})
found = cx.struggle(events, goal={goal!r})
print(repr(found))
"""

BY_HAND = """
import duckdb
connection = duckdb.connect()
connection.execute("SET enable_progress_bar = false")
rows = connection.execute('''
    WITH visits AS (
        SELECT customer_id, touchpoint, nps, row_number() OVER w AS step, lag(touchpoint) OVER w AS previous,
            lag(touchpoint, 2) OVER w AS before, lead(timestamp) OVER w AS next, timestamp,
            max(CASE WHEN touchpoint = '{goal}' THEN 1 ELSE 0 END) OVER w AS reached
        FROM read_parquet('{path}') WINDOW w AS (PARTITION BY customer_id ORDER BY timestamp)),
    signs AS (
        SELECT *, sum(CASE WHEN touchpoint = previous THEN 1 ELSE 0 END) OVER so_far AS repeats,
            sum(CASE WHEN touchpoint = before AND touchpoint <> previous THEN 1 ELSE 0 END) OVER so_far AS returns,
            coalesce(sum(CASE WHEN nps <= 6 THEN 1 ELSE 0 END) OVER earlier, 0) AS bad
        FROM visits WHERE reached = 0
        WINDOW so_far AS (PARTITION BY customer_id ORDER BY step),
            earlier AS (PARTITION BY customer_id ORDER BY step ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING))
    SELECT CAST(md5_number(customer_id) % 50 AS INTEGER) AS fold, touchpoint, least(step, 10) AS band, least(repeats, 3) AS repeats,
        least(returns, 3) AS returns, least(bad, 3) AS bad, count(*) AS visits, count(*) FILTER (next IS NULL) AS ended
    FROM signs GROUP BY ALL''').fetchnumpy()
print(f"{{len(rows['fold']):,}} patterns, {{int(rows['visits'].sum()):,}} visits")
"""


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
        jobs = {
            name: (sys.executable, code.format(path=str(path), goal=GOAL)) for name, code in (("cxjourney", OURS), ("by hand", BY_HAND))
        }
        found = take_turns(jobs, arguments.repeat)
    for name, result in found.items():
        print(f"{name:>10}: {result}")
    print(f"{'ratio':>10}: {ratio(found['cxjourney'], found['by hand'])}")


if __name__ == "__main__":
    main()
