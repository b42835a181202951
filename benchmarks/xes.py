"""
Compare reading an XES log with pm4py, which turns it into a pandas frame, on a seeded log or on one of your own.

Run ``python benchmarks/xes.py`` (200,000 events) or with ``--file log.xes.gz``. ``--other PYTHON`` names the interpreter that has pm4py,
rustxes or r4pm; what is not installed there is skipped. pm4py as installed takes a reader written in Rust where it finds one.

Each run is a process of its own: the seconds (on the clock, and of all processors) are those of reading alone, the memory is the highest
of the process, imports included. Ours checks every row and ends with an event log; theirs ends with a frame.
"""

from __future__ import annotations

import argparse
import gzip
import os
import random
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
STEPS = ("Search", "Cart", "Address", "Payment", "Order confirmed", "Delivery", "Help", "Return")

TIMED = """
import contextlib, io, sys, time, warnings
warnings.filterwarnings("ignore")
with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
    {imports}
    start, before = time.perf_counter(), time.process_time()
    result = {call}
    seconds, busy = time.perf_counter() - start, time.process_time() - before
print(f"{{seconds:.2f}} {{busy:.2f}} {{{count}}}")
"""

READERS = {
    "cxjourney": ("import cxjourney", "cxjourney.read_events({path!r})", "result.quality.rows"),
    "pm4py, as installed": ("import pm4py", "pm4py.read_xes({path!r})", "len(result)"),
    "pm4py, variant iterparse": ("import pm4py", 'pm4py.read_xes({path!r}, variant="iterparse")', "len(result)"),
    "pm4py, variant chunk_regex": ("import pm4py", 'pm4py.read_xes({path!r}, variant="chunk_regex")', "len(result)"),
    "pm4py, variant rustxes": ("import pm4py, rustxes", 'pm4py.read_xes({path!r}, variant="rustxes")', "len(result)"),
    "r4pm": ("import r4pm", "r4pm.df.import_xes({path!r})[0]", "len(result)"),
}


@dataclass(frozen=True)
class Run:
    """What one process took and said; no figures where it failed."""

    seconds: float
    busy: float
    megabytes: float
    rows: str
    failure: str = ""


def run(python: str, code: str) -> Run:
    """Run code in a process of its own and measure it from outside."""
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen([python, "-c", code], stdout=output, stderr=errors, cwd=HERE.parent)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        if process.returncode:
            return Run(0.0, 0.0, 0.0, "", (errors.read().strip().splitlines() or ["it stopped"])[-1])
        seconds, busy, rows = output.read().split()
        return Run(float(seconds), float(busy), usage.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10), rows)


def write_log(path: Path, events: int, *, seed: int = 1) -> None:
    """Write a log of about that many events: traces of 5 to 15 with a resource and a transition each, two attributes a trace."""
    chance, written, trace = random.Random(seed), 0, 0
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=6) as log:
        log.write('<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1.0">\n')
        while written < events:
            trace += 1
            log.write(
                f'<trace>\n\t<string key="concept:name" value="C{trace:07}"/>\n\t<int key="AMOUNT" value="{chance.randint(1, 9999)}"/>\n'
            )
            minute = chance.randrange(300_000)
            for _ in range(chance.randint(5, 15)):
                written += 1
                minute += chance.randrange(60)
                day, clock = divmod(minute, 1440)
                time = f"2026-{day // 28 % 12 + 1:02}-{day % 28 + 1:02}T{clock // 60:02}:{clock % 60:02}:00.000+01:00"
                log.write(
                    f'\t<event>\n\t\t<string key="org:resource" value="{chance.randint(100, 160)}"/>\n'
                    f'\t\t<string key="lifecycle:transition" value="COMPLETE"/>\n\t\t<string key="concept:name" '
                    f'value="{chance.choice(STEPS)}"/>\n\t\t<date key="time:timestamp" value="{time}"/>\n\t</event>\n'
                )
            log.write("</trace>\n")
        log.write("</log>\n")


def main() -> None:
    """Print a line for each reader."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--file", type=Path, help="a log of your own")
    parser.add_argument("--events", type=int, default=200_000, help="size of the seeded log")
    parser.add_argument("--other", default=sys.executable, help="interpreter that has the other readers")
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.file
        if path is None:
            path = Path(folder) / "log.xes.gz"
            write_log(path, options.events)
        for name, (imports, call, count) in READERS.items():
            python = sys.executable if name == "cxjourney" else options.other
            code = TIMED.format(imports=imports, call=call.format(path=str(path.absolute())), count=count)
            runs = [run(python, code) for _ in range(options.repeat)]
            if runs[0].failure:
                print(f"{name:28} skipped: {runs[0].failure[:100]}")
                continue
            best = min(runs, key=lambda each: each.seconds)
            peak = max(each.megabytes for each in runs)
            print(f"{name:28} {best.seconds:6.2f} s, busy {best.busy:6.2f} s, {peak:5.0f} MB, {int(best.rows):,} rows")


if __name__ == "__main__":
    main()
