from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HEAVY = ("duckdb", "graphviz", "networkx", "numpy", "pandas", "polars", "pyarrow", "pydantic", "rich", "scipy", "typer")


def _run(code: str) -> str:
    """Return what a fresh interpreter says that treats warnings as errors."""
    command = [sys.executable, "-W", "error", "-c", code]
    answer = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1])
    return answer.stdout + answer.stderr


def _loaded_by(code: str) -> list[str]:
    """Return which heavy packages a fresh interpreter holds after running the code."""
    return _run(f"{code}\nimport sys; print(*[name for name in {HEAVY!r} if name in sys.modules])").split()


def test_importing_the_package_loads_nothing_heavy() -> None:
    """A program that only imports cxjourney pays for none of its dependencies."""
    assert _loaded_by("import cxjourney") == []


def test_asking_for_the_map_class_loads_the_model_alone() -> None:
    """A hand-written map needs Pydantic and no data stack."""
    assert _loaded_by("import cxjourney; cxjourney.JourneyMap") == ["pydantic"]


def test_drawing_a_map_by_hand_needs_no_data_stack() -> None:
    """Stages, touchpoints and a picture come without an engine or arrays."""
    code = "import cxjourney as cx; str(cx.render_map(cx.JourneyMap(stages={'Pay': ['Basket', 'Card']})))"

    assert set(_loaded_by(code)).isdisjoint({"duckdb", "numpy", "pandas", "scipy"})


def test_importing_changes_nothing_in_the_process() -> None:
    """No warning filter, no signal handler, no locale and no random state is touched."""
    code = """
import locale, random, signal, warnings
def state():
    return list(warnings.filters), signal.getsignal(signal.SIGINT), locale.setlocale(locale.LC_ALL), random.getstate()
before = state()
import cxjourney
print(state() == before)
"""

    assert _run(code) == "True\n"


def test_importing_prints_nothing() -> None:
    """A library is silent."""
    assert _run("import cxjourney") == ""
