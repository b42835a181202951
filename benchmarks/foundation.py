"""
Compare the pipeline with the same tables written by hand in SQL, on seeded events.

Run ``python benchmarks/foundation.py`` (one million events) or with ``--events 10000000 --memory 2000000000``. Each figure is that
of a whole process: start of the interpreter, imports, reading, computing, end. The best of ``--repeat`` runs counts, the
memory is the highest of them.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from events import GOAL, write_events

HERE = Path(__file__).parent

OURS = """
import cxjourney as cx
events = cx.read_events({path!r}, segment="segment", value="order_value", scores={{"nps": "nps"}}, limits=cx.Limits(memory={memory!r}))
statistics = cx.measure(events, goal={goal!r})
journey_map = cx.discover_map(statistics)
diagnosis = cx.diagnose(journey_map)
print(f"{{statistics!r}}; {{diagnosis!r}}")
"""

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

DRAW = """
import time
import cxjourney as cx
stages = {{f"Stage {{s}}": [f"Step {{s}}.{{t}}" for t in range({touchpoints} // 5)] for s in range(5)}}
journey_map = cx.JourneyMap(title="Benchmark", stages=stages)
start = time.perf_counter()
text = str(cx.render_map(journey_map))
print(f"{{time.perf_counter() - start:.3f}} s, {{len(text.encode()):,}} bytes")
"""


@dataclass(frozen=True)
class Run:
    """What one process took and said."""

    seconds: float
    megabytes: float
    output: str


def run(code: str) -> Run:
    """Run code in a process of its own and measure it from outside."""
    start = time.perf_counter()
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen([sys.executable, "-c", code], stdout=output, cwd=HERE.parent)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - start
        if process.returncode:
            raise SystemExit(process.returncode)
        output.seek(0)
        return Run(seconds, usage.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10), output.read().strip())


def best(code: str, repeat: int) -> Run:
    """Return the fastest time and the highest memory of some runs."""
    runs = [run(code) for _ in range(repeat)]
    return Run(min(each.seconds for each in runs), max(each.megabytes for each in runs), runs[0].output)


def compare(events: int, repeat: int, memory: int | None, folder: Path) -> None:
    """Measure the pipeline and the script on the same file and print both with their ratio."""
    path = folder / "events.parquet"
    write_events(path, events)
    print(f"{events:,} events, {path.stat().st_size / 1e6:.1f} MB of Parquet, {os.cpu_count()} processors")
    ours = best(OURS.format(path=str(path), goal=GOAL, memory=memory), repeat)
    by_hand = best(BY_HAND.format(path=str(path), goal=GOAL, script=str(HERE / "by_hand.sql"), memory=memory), repeat)
    for name, result in (("cxjourney", ours), ("by hand", by_hand)):
        print(f"{name:>10}: {result.seconds:6.2f} s {result.megabytes:7.0f} MB   {result.output}")
    print(f"{'ratio':>10}: {ours.seconds / by_hand.seconds:6.2f}   {ours.megabytes / by_hand.megabytes:7.2f}")


def light_things(repeat: int) -> None:
    """Measure what must cost next to nothing: importing the package, drawing a map."""
    bare, package = best("", 3 * repeat), best("import cxjourney", 3 * repeat)
    print(f"    import: {1000 * (package.seconds - bare.seconds):.1f} ms over a bare interpreter ({1000 * bare.seconds:.1f} ms)")
    for touchpoints in (10, 40, 200):
        print(f"      draw: {touchpoints} touchpoints in {run(DRAW.format(touchpoints=touchpoints)).output}")


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
