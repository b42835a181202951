"""
Compare measuring with the same tables written by hand in SQL, on seeded events, and check that all figures are equal.

Run ``python benchmarks/foundation.py`` (one million events) or with ``--events 10000000 --memory 2000000000``. Each figure is that
of a whole process: start of the interpreter, imports, reading, computing, end. Medians of ``--repeat`` runs that take turns, and
the highest memory. The script keeps its tables in DuckDB; ours fetches them and checks the log while it is read.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from events import GOAL
from processes import HERE, WRITE, ratio, run, take_turns

OURS = """
import cxjourney as cx
limits = cx.Limits(memory={memory!r})
events = cx.read_events({path!r}, segment="segment", value="order_value", scores={{"nps": "nps"}}, limits=limits)
statistics = cx.measure(events, goal={goal!r})
print(repr(statistics))
"""

FINDINGS = (
    OURS
    + """
journey_map = cx.discover_map(statistics)
print(repr(cx.diagnose(journey_map)))
"""
)

BY_HAND = """
import duckdb
from pathlib import Path
connection = duckdb.connect(config={{"memory_limit": "{memory}B"}} if {memory!r} else {{}})
connection.execute("SET enable_progress_bar = false")
for statement in Path({script!r}).read_text().format(path={path!r}, goal={goal!r}).split(";\\n"):
    if statement.strip():
        connection.execute(statement)
print(connection.execute("SELECT sum(customers), sum(visits), sum(goals) FROM totals").fetchone())
"""

CHECK = (
    OURS
    + BY_HAND
    + """
equal, different = [], []
for name, table in statistics.tables.items():
    found = connection.execute(f"SELECT column_name FROM duckdb_columns() WHERE table_name = '{{name}}'").fetchall()
    there = {{column for (column,) in found}}
    columns = [column for column in table.columns if column in there]
    if any(table.columns[column].any() for column in table.columns if column not in there and column != "metric"):
        different.append(name)
    elif columns:
        sql = ", ".join(f"CAST({{column}} AS BIGINT) AS {{column}}" for column in columns)
        order = ", ".join(column for column in table.keys if column in there)
        rows = connection.execute(f"SELECT {{sql}} FROM {{name}} ORDER BY {{order}}").fetchnumpy()
        same = all(rows[column].tolist() == table.columns[column].tolist() for column in columns)
        (equal if same else different).append(name)
print(f"{{len(equal)}} tables equal to the last digit; different: {{', '.join(different) or 'none'}}")
"""
)

DRAW = """
import time
import cxjourney as cx
stages = {{f"Stage {{s}}": [f"Step {{s}}.{{t}}" for t in range({touchpoints} // 5)] for s in range(5)}}
journey_map = cx.JourneyMap(title="Benchmark", stages=stages)
start = time.perf_counter()
text = str(cx.render_map(journey_map))
print(f"{{time.perf_counter() - start:.3f}} s, {{len(text.encode()):,}} bytes")
"""


def compare(events: int, repeat: int, memory: int | None, folder: Path) -> None:
    """Measure with the package and with the script on the same file and print both with their ratio."""
    path = folder / "events.parquet"
    # In a process of its own: what this one holds would count as memory of those it starts.
    run(WRITE.format(here=str(HERE), path=str(path), events=events))
    print(f"{events:,} events, {path.stat().st_size / 1e6:.1f} MB of Parquet, {os.cpu_count()} processors")
    facts = {"path": str(path), "goal": GOAL, "memory": memory, "script": str(HERE / "by_hand.sql")}
    jobs = {"measure": OURS, "by hand": BY_HAND, "and findings": FINDINGS}
    found = take_turns({name: (sys.executable, code.format(**facts)) for name, code in jobs.items()}, repeat)
    for name, result in found.items():
        print(f"{name:>12}: {result}")
    print(f"{'ratio':>12}: {ratio(found['measure'], found['by hand'])}")
    checked = run(CHECK.format(**facts))
    print(f"{'checked':>12}: {checked.failure or checked.output}")


def light_things(repeat: int) -> None:
    """Measure what must cost next to nothing: importing the package, drawing a map."""
    found = take_turns({"bare": (sys.executable, ""), "import": (sys.executable, "import cxjourney")}, 3 * repeat)
    bare, package = found["bare"].seconds, found["import"].seconds
    print(f"      import: {1000 * (package - bare):.1f} ms over a bare interpreter ({1000 * bare:.1f} ms)")
    for touchpoints in (10, 40, 200):
        print(f"        draw: {touchpoints} touchpoints in {run(DRAW.format(touchpoints=touchpoints)).output}")


def main() -> None:
    """Read the command line and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--memory", type=int, help="bytes the engine may hold; what does not fit goes to disk")
    arguments = parser.parse_args()
    light_things(arguments.repeat)
    with tempfile.TemporaryDirectory() as folder:
        compare(arguments.events, arguments.repeat, arguments.memory, Path(folder))


if __name__ == "__main__":
    main()
