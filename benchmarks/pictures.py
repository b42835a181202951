"""
Compare how long pictures take to draw, and how large they are, with Graphviz and with Mermaid's journey diagrams, on the same maps.

Run ``python benchmarks/pictures.py --mermaid path/to/mermaid.min.js``, the file of the npm package ``mermaid``; it is drawn in a
headless Chromium. What is not installed is left out and said. Each of our figures is the best of ``--repeat`` calls once the
modules are loaded; the first call of a process is printed apart. The others are timed the same way: ``dot`` with the start of its
process, which every call needs; Mermaid inside a page that is already loaded, by the page's own clock.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import cxjourney as cx

if TYPE_CHECKING:
    from collections.abc import Callable

STAGES = 5
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-sync".split()
PAGE = """<!doctype html><meta charset="utf-8"><script>{script}</script><pre id="out">waiting</pre><script>
(async () => {{
  mermaid.initialize({{startOnLoad: false}});
  let best = Infinity, svg = "";
  for (let i = 0; i < {repeat}; i++) {{
    const start = performance.now();
    svg = (await mermaid.render("m" + i, {diagram})).svg;
    best = Math.min(best, performance.now() - start);
  }}
  document.getElementById("out").textContent = "RESULT " + best.toFixed(1) + " " + new Blob([svg]).size;
}})();
</script>"""


def journey(touchpoints: int) -> tuple[cx.JourneyMap, cx.Diagnosis]:
    """Return a measured map with so many touchpoints in five stages, and its diagnosis."""
    inside = [touchpoints // STAGES + (stage < touchpoints % STAGES) for stage in range(STAGES)]
    stages = {f"Stage {stage + 1}": [f"Step {stage + 1}.{step + 1}" for step in range(count)] for stage, count in enumerate(inside)}
    names = [name for inside in stages.values() for name in inside]
    lines = ["customer,time,touchpoint,csat"]
    for index in range(600):
        start = 1_767_225_600 + 86_400 * (index % 60)
        seen = names[: max(2, (index * 7) % (len(names) + 13))]
        lines += [f"c{index},{start + 600 * step},{name},{1 + (index * 7 + step) % 5}" for step, name in enumerate(seen)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events.csv"
        path.write_text("\n".join(lines), encoding="utf-8")
        journey_map = cx.discover_map(cx.read_events(path, time_unit="s"), goal=names[-1], stages=stages)
    return journey_map, cx.diagnose(journey_map)


def best_of(repeat: int, draw: Callable[[], object]) -> tuple[float, float, int]:
    """Return the first and the fastest time in milliseconds, and the size of the text in bytes."""
    times, text = [], ""
    for _ in range(repeat):
        start = time.perf_counter()
        text = str(draw())
        times.append(1000 * (time.perf_counter() - start))
    return times[0], min(times), len(text.encode())


def by_dot(journey_map: cx.JourneyMap) -> str:
    """Return the flow graph as Graphviz draws it."""
    source = cx.to_dot(journey_map)
    return subprocess.run(["dot", "-Tsvg"], input=source, capture_output=True, text=True, check=True).stdout  # noqa: S607


def by_mermaid(journey_map: cx.JourneyMap, script: Path, repeat: int) -> tuple[float, int] | None:
    """Return the fastest time in milliseconds and the size in bytes of Mermaid's diagram of the same touchpoints."""
    lines = ["journey", f"  title {journey_map.title}"]
    for stage in journey_map.stages:
        lines.append(f"  section {stage.name}")
        lines += [f"    {each.name}: {3}: Customer" for each in stage.touchpoints]
    page = PAGE.format(
        script=script.read_text(encoding="utf-8").replace("</script>", "<\\/script>"), repeat=repeat, diagram=json.dumps("\n".join(lines))
    )
    browser = next(found for name in BROWSERS if (found := shutil.which(name)))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.html"
        path.write_text(page, encoding="utf-8")
        command = [browser, *FLAGS, f"--user-data-dir={folder}/profile", "--virtual-time-budget=60000", "--dump-dom", path.as_uri()]
        dom = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    result = re.search(r"RESULT ([\d.]+) (\d+)", dom)
    return (float(result[1]), int(result[2])) if result else None


def compare(touchpoints: int, repeat: int, mermaid: Path | None) -> None:
    """Print the figures of one map."""
    journey_map, diagnosis = journey(touchpoints)
    print(f"{touchpoints} touchpoints, {len(diagnosis.pain_points)} pain points")
    for name, draw in (
        ("render_map", lambda: cx.render_map(journey_map, diagnosis=diagnosis)),
        ("render_flow", lambda: cx.render_flow(journey_map, diagnosis=diagnosis)),
        ("render_report", lambda: cx.render_report(journey_map, diagnosis=diagnosis)),
        *([("dot -Tsvg", lambda: by_dot(journey_map))] if shutil.which("dot") else []),
    ):
        first, fastest, size = best_of(repeat, draw)
        print(f"{name:>16}: {fastest:7.1f} ms (first {first:6.1f} ms) {size / 1000:7.1f} KB")
    if mermaid and any(map(shutil.which, BROWSERS)):
        found = by_mermaid(journey_map, mermaid, repeat)
        print(f"{'mermaid journey':>16}: {'nothing came back' if found is None else f'{found[0]:7.1f} ms {found[1] / 1000:24.1f} KB'}")


def main() -> None:
    """Read the command line and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=10)
    parser.add_argument("--mermaid", type=Path, help="mermaid.min.js of the npm package")
    arguments = parser.parse_args()
    for name, found in (("dot", shutil.which("dot")), ("mermaid", arguments.mermaid), ("a browser", any(map(shutil.which, BROWSERS)))):
        if not found:
            print(f"left out: {name} is not here")
    for touchpoints in (14, 40):
        compare(touchpoints, arguments.repeat, arguments.mermaid)


if __name__ == "__main__":
    main()
