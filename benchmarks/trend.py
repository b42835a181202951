"""
Compare a trend with the same sums written by hand in DuckDB, on seeded events.

Run ``python benchmarks/trend.py`` (one million events) or with ``--events 10000000``. Each figure is that of a whole process, as in
``foundation.py``. The queries take the sums by week and fold and by day; checking the file, the search for incidents, the intervals and
the model are extra. How long the part in Python takes is printed beside it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from events import GOAL
from processes import WRITE, ratio, run, take_turns

HERE = Path(__file__).parent

OURS = """
import time
import cxjourney as cx
from cxjourney.statistics import period_run
events = cx.read_events({path!r}, scores={{"nps": "nps"}})
found = cx.trend(events, every="week", goal={goal!r})
print(repr(found))
"""

PYTHON_PART = """
import time
import cxjourney as cx
from cxjourney.comparison.incidents import trending
events = cx.read_events({path!r}, scores={{"nps": "nps"}})
cx.trend(events.filter(until="2026-02-01"), every="week", goal={goal!r})
taken = trending.period_sums
kept = []
trending.period_sums = lambda *arguments, **options: kept[0] if kept else kept.append(taken(*arguments, **options)) or kept[0]
cx.trend(events, every="week", goal={goal!r})
start = time.process_time()
cx.trend(events, every="week", goal={goal!r})
print(f"{{1_000 * (time.process_time() - start):.0f}} ms in Python")
"""

BY_HAND = """
import duckdb
connection = duckdb.connect()
connection.execute("SET enable_progress_bar = false")
for statement in {statements!r}:
    connection.execute(statement)
print(connection.fetchall())
"""


def statements(path: str) -> list[str]:
    """Return the relations of `by_hand.sql` up to the moves, then the sums of a trend."""
    before, _, after = (HERE / "by_hand.sql").read_text(encoding="utf-8").partition("CREATE TEMP TABLE moves")
    moves = after.partition(";\n")[0]
    text = f"{before}CREATE TEMP TABLE moves{moves};\n{(HERE / 'trend_by_hand.sql').read_text(encoding='utf-8')}"
    parts = text.replace("{path}", path).replace("{goal}", GOAL).split(";\n")
    return [part for part in parts if any(line and not line.startswith("--") for line in part.splitlines())]


def main() -> None:
    """Read the command line and print both with their ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "events.parquet")
        # In a process of its own: what this one holds would count as memory of those it starts.
        run(WRITE.format(here=str(HERE), path=path, events=arguments.events))
        print(f"{arguments.events:,} events")
        print(run(PYTHON_PART.format(path=path, goal=GOAL)))
        jobs = {
            "cxjourney": (sys.executable, OURS.format(path=path, goal=GOAL)),
            "by hand": (sys.executable, BY_HAND.format(statements=statements(path))),
        }
        found = take_turns(jobs, arguments.repeat)
    for name, result in found.items():
        print(f"{name:>10}: {result}")
    print(f"{'ratio':>10}: {ratio(found['cxjourney'], found['by hand'])}")


if __name__ == "__main__":
    main()
