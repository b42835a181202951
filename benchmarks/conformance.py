"""
Compare checking a plan with the same counts written by hand in SQL, on seeded events.

Run ``python benchmarks/conformance.py`` (one million events) or with ``--events 10000000``. Each figure is that of a whole process, as in
``foundation.py``. The plan has 40 touchpoints in a row, 19 expected waits and four planned channels out of six; both count the same
journeys, which is checked. Then: what remains in Python when everything was counted.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from processes import WRITE, ratio, run, take_turns

HERE = Path(__file__).parent

PLAN = """
import cxjourney as cx
steps = [
    cx.Touchpoint(
        name=f"Step {{place:02d}}", channels=["web", "app", "store", "phone"], expected_wait=12 * 3600 if place % 2 and place < 39 else None
    )
    for place in range(40)
]
stages = [{{"name": f"Stage {{stage}}", "touchpoints": steps[8 * stage : 8 * stage + 8]}} for stage in range(5)]
plan = cx.JourneyMap(stages=stages, goal_touchpoints=["Step 32"])
events = cx.read_events({path!r})
"""

OURS = (
    PLAN
    + """
found = cx.conformance(plan, events)
shares = [(name, getattr(found, name)) for name in ("content", "sequence", "timing", "completion")]
counts = [f"{{name}} {{round(share.value * share.n):,}}" for name, share in shares]
print(f"{{found.journeys:,}} journeys: {{', '.join(counts)}}, steps as planned {{found.graded_fitness.value:.4f}}")
"""
)

BY_HAND = """
import duckdb
from pathlib import Path
connection = duckdb.connect()
connection.execute("SET enable_progress_bar = false")
for statement in Path({script!r}).read_text().format(path={path!r}).split(";\\n"):
    if statement.strip():
        connection.execute(statement)
sums = ", ".join(f"CAST(sum({{name}}) AS BIGINT)" for name in ("journeys", "content", "sequence", "timing", "complete"))
journeys, *counts, kept = connection.execute(f"SELECT {{sums}}, sum(fit) / sum(journeys) FROM journeys").fetchone()
names = zip(("content", "sequence", "timing", "completion"), counts)
print(f"{{journeys:,}} journeys: {{', '.join(f'{{name}} {{count:,}}' for name, count in names)}}, steps as planned {{kept:.4f}}")
"""

PYTHON = (
    PLAN
    + """
import time
from cxjourney.comparison.plan_fit import checking
counts = []
count_plan = checking.count_plan
checking.count_plan = lambda *arguments, **options: counts[0] if counts else counts.append(count_plan(*arguments, **options)) or counts[0]
cx.conformance(plan, events)
backwards = plan.replace(stages=[stage.replace(touchpoints=stage.touchpoints[::-1], order=None) for stage in plan.stages[::-1]])
for name, each in (("as drawn", plan), ("backwards", backwards)):
    counts.clear()
    cx.conformance(each, events)
    start = time.perf_counter()
    found = cx.conformance(each, events)
    print(f"{{name}} {{1000 * (time.perf_counter() - start):.0f}} ms, {{len(found.deviations):,}} deviations", end="; ")
"""
)


def main() -> None:
    """Read the command line and print both with their ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events.parquet"
        # In a process of its own: what this one holds would count as memory of those it starts.
        run(WRITE.format(here=str(HERE), path=str(path), events=arguments.events))
        print(f"{arguments.events:,} events")
        facts = {"path": str(path), "script": str(HERE / "conformance_by_hand.sql")}
        jobs = {"conformance": OURS, "by hand": BY_HAND}
        found = take_turns({name: (sys.executable, code.format(**facts)) for name, code in jobs.items()}, arguments.repeat)
        for name, result in found.items():
            print(f"{name:>12}: {result}")
        print(f"{'ratio':>12}: {ratio(found['conformance'], found['by hand'])}")
        print(f"{'in Python':>12}: {run(PYTHON.format(**facts)).output}")


if __name__ == "__main__":
    main()
