"""
Run jobs, each in a process of its own, and measure them from outside: from the start of the interpreter to its end.

What a package compiles when it is first imported is kept beside this run, for ours as for others, since nobody pays for that twice; a
first round fills it and the file cache and does not count, unless one round is all that is asked for.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import IO

HERE = Path(__file__).parent
_COMPILED = tempfile.TemporaryDirectory()
MEGABYTE = 2**20 if sys.platform == "darwin" else 2**10

WRITE = """
import sys
from pathlib import Path
sys.path.insert(0, {here!r})
from events import write_events
write_events(Path({path!r}), {events})
"""


@dataclass(frozen=True)
class Run:
    """What one process took and said last; no figures where it failed."""

    seconds: float
    busy: float
    megabytes: float
    output: str
    failure: str = ""

    def __str__(self) -> str:
        if self.failure:
            return f"failed: {self.failure[:100]}"
        return f"{self.seconds:7.2f} s {self.busy:7.2f} s of processors {self.megabytes:7.0f} MB   {self.output[:100]}"


def run(code: str, python: str = sys.executable) -> Run:
    """Run code in a process of its own."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"PYTHONPYCACHEPREFIX": _COMPILED.name, "RETENTIONEERING_NO_TRACK": "1"}
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        start = time.perf_counter()
        process = subprocess.Popen([python, "-c", code], stdout=output, stderr=errors, cwd=HERE.parent, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        said, failure = _last_line(output), _last_line(errors) or f"exit {process.returncode}"
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / MEGABYTE, said, failure if process.returncode else "")


def _last_line(file: IO[str]) -> str:
    file.seek(0)
    return (file.read().strip().splitlines() or [""])[-1]


def take_turns(jobs: Mapping[str, tuple[str, str]], repeat: int) -> dict[str, Run]:
    """Run jobs, pairs of interpreter and code, one after the other and again; return medians of the times and the highest memory."""
    runs: dict[str, list[Run]] = {name: [] for name in jobs}
    for turn in range(repeat + (repeat > 1)):
        for name, (python, code) in jobs.items():
            found = run(code, python)
            if turn or repeat == 1 or found.failure:
                runs[name].append(found)
    return {name: _middle(each) for name, each in runs.items()}


def _middle(runs: list[Run]) -> Run:
    failed = next((each for each in runs if each.failure), None)
    if failed:
        return failed
    seconds, busy = (statistics.median(getattr(each, name) for each in runs) for name in ("seconds", "busy"))
    return Run(seconds, busy, max(each.megabytes for each in runs), runs[0].output)


def ratio(one: Run, other: Run) -> str:
    """Return the quotients of times and memory."""
    if one.failure or other.failure:
        return "cannot be said"
    return f"{one.seconds / other.seconds:7.2f}   {one.busy / other.busy:7.2f}                 {one.megabytes / other.megabytes:7.2f}"
