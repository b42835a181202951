"""
Compare `measure` with pm4py and retentioneering on the same Parquet file of seeded events.

Run ``python benchmarks/process_mining.py --pm4py PYTHON --retentioneering PYTHON`` (one million events), each PYTHON an interpreter in
whose environment that library and pyarrow are installed; one that is not named is left out. The runs take turns, each in a process of
its own from the start of the interpreter to its end; times are medians, the memory is the highest.

They do not do the same work. pm4py formats the frame and takes the directly-follows graph by counts and by times; retentioneering makes
its event stream and the transition graph by counts and by times. Ours checks every row and takes all tables of statistics, by folds of
customers, with stages, drop-off, scores, channels and segments: the tables ``transitions`` and ``second_order`` are what theirs compare to.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from events import GOAL
from processes import HERE, WRITE, ratio, run, take_turns

MEASURE = """
import cxjourney as cx
limits = cx.Limits(memory={memory!r})
events = cx.read_events({path!r}, segment="segment", value="order_value", scores={{"nps": "nps"}}, limits=limits)
statistics = cx.measure(events, goal={goal!r})
moves = statistics.tables["transitions"].total("moves")
print(f"cxjourney {{cx.__version__}}: {{len(statistics.tables)}} tables, {{moves:,}} moves")
"""

PM4PY = """
import pandas, pm4py
frame = pandas.read_parquet({path!r})
frame = pm4py.format_dataframe(frame, case_id="customer_id", activity_key="touchpoint", timestamp_key="timestamp")
graph, starts, ends = pm4py.discover_dfg(frame)
times, starts, ends = pm4py.discover_performance_dfg(frame)
print(f"pm4py {{pm4py.__version__}}: {{len(graph)}} edges, {{sum(graph.values()):,}} moves")
"""

RETENTIONEERING = """
import pandas, retentioneering
from retentioneering import Eventstream
frame = pandas.read_parquet({path!r})
schema = {{"path_cols": ["customer_id"], "event_col": "touchpoint", "timestamp_col": "timestamp", "segment_cols": ["segment", "channel"]}}
stream = Eventstream(frame, schema)
counts = stream.transition_graph_data("count")
times = stream.transition_graph_data("time_median")
moves = counts.drop(index="path_start", columns="path_end").to_numpy()
print(f"retentioneering {{retentioneering.__version__}}: {{(moves > 0).sum()}} edges, {{moves.sum():,}} moves")
"""


def main() -> None:
    """Read the command line and print a line for each library, and how ours compares."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--memory", type=int, help="bytes our engine may hold; what does not fit goes to disk")
    parser.add_argument("--pm4py", metavar="PYTHON", help="interpreter that has pm4py")
    parser.add_argument("--retentioneering", metavar="PYTHON", help="interpreter that has retentioneering")
    options = parser.parse_args()
    others = {"pm4py": (options.pm4py, PM4PY), "retentioneering": (options.retentioneering, RETENTIONEERING)}
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "events.parquet")
        run(WRITE.format(here=str(HERE), path=path, events=options.events))
        facts = {"path": path, "goal": GOAL, "memory": options.memory}
        jobs = {"cxjourney": (sys.executable, MEASURE)} | {name: (python, code) for name, (python, code) in others.items() if python}
        found = take_turns({name: (python, code.format(**facts)) for name, (python, code) in jobs.items()}, options.repeat)
    print(f"{options.events:,} events, {os.cpu_count()} processors")
    for name, result in found.items():
        print(f"{name:>25}: {result}")
    for name in others:
        line = ratio(found[name], found["cxjourney"]) if name in found else "left out: no interpreter is named"
        print(f"{f'{name} / ours':>25}: {line}")


if __name__ == "__main__":
    main()
