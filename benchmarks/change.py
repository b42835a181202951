"""
Time comparing two measured maps of 40 touchpoints, and forecasting changes of one, side by side.

Run ``python benchmarks/change.py``. Each figure is the best of ``--repeat`` calls, in processor time, once the modules are loaded;
the aim is 300 ms each. Measuring the events is not in it: it is done once, in the engine. A forecast is solved 51 times (for all
customers, and without each fold of them) where others make 200 draws.
"""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING

import cxjourney as cx
from cxjourney.datasets import random_world, simulate

if TYPE_CHECKING:
    from collections.abc import Callable

AIM = 300.0
TOUCHPOINTS, STAGES = 40, 8


def best(function: Callable[[], object], repeat: int) -> float:
    """Return the least processor time of a call in milliseconds."""
    times = []
    for _ in range(repeat):
        start = time.process_time()
        function()
        times.append(time.process_time() - start)
    return 1_000 * min(times)


def main() -> None:
    """Print a line a call."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=20_000, help="customers in all; half of them a side")
    parser.add_argument("--repeat", type=int, default=7)
    options = parser.parse_args()
    world = random_world(3, plants=2, touchpoints=TOUCHPOINTS, stages=STAGES)
    logs = [simulate(world, customers=options.customers // 2, seed=seed).to_events() for seed in (1, 2)]
    first = cx.measure(logs[0], goal=world.goal)
    statistics = [first, cx.measure(logs[1], settings=first.settings)]
    before, after = (cx.discover_map(each) for each in statistics)
    diagnosis = cx.diagnose(before)
    place = before.touchpoints[TOUCHPOINTS // 3].name
    differences = len(cx.compare(before, after, pains=False).differences)
    calls: list[tuple[str, Callable[[], object]]] = [
        (f"compare, {differences:,} differences", lambda: cx.compare(before, after, pains=False)),
        ("compare, with the pain points of both sides", lambda: cx.compare(before, after)),
        ("what_if, one change", lambda: cx.what_if(before, cx.Change(touchpoint=place, drop_off_factor=0.5))),
        ("what_if, three changes", lambda: cx.what_if(before, *three(place, before))),
        ("rank_fixes, the best three of all", lambda: cx.rank_fixes(before, diagnosis, best=3)),
        ("render_map, TO-BE over AS-IS", lambda: cx.render_map(before, compare_with=after)),
    ]
    for name, call in calls:
        taken = best(call, options.repeat)
        print(f"{name:<46}{taken:8.0f} ms{'' if taken <= AIM else '   over the aim'}")


def three(place: str, journey_map: cx.JourneyMap) -> tuple[cx.Change, cx.Remove, cx.Redirect]:
    """Return a change of a touchpoint, the removal of another, and a redirection from a third."""
    names = [each.name for each in journey_map.touchpoints]
    return (
        cx.Change(touchpoint=place, drop_off_factor=0.5, wait_factor=0.8),
        cx.Remove(names[TOUCHPOINTS // 2]),
        cx.Redirect(names[1], None, to=names[TOUCHPOINTS // 4], share=0.1),
    )


if __name__ == "__main__":
    main()
