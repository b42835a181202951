from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WRONG = {
    "a typo in a public name": "cx.discover_mpa('orders.csv')",
    "an unknown choice": "cx.read_events('orders.csv', on_bad_rows='ignore')",
    "a positional argument that has no place": "cx.diagnose(cx.JourneyMap(), 0.05)",
    "changing a map": "cx.JourneyMap().title = 'other'",
    "a result that is not there": "cx.diagnose(cx.JourneyMap()).findings",
}


def _mypy(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run mypy as a user of the library would: strict, with its Pydantic plugin."""
    settings = ROOT / "tests" / "typing" / "mypy.ini"
    command = [sys.executable, "-m", "mypy", f"--config-file={settings}", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)


@pytest.mark.slow
def test_user_code_passes_a_strict_type_checker() -> None:
    """Every public result has the type the documentation promises."""
    answer = _mypy("tests/typing/user_code.py")

    assert answer.returncode == 0, answer.stdout


@pytest.mark.slow
def test_wrong_user_code_is_refused(tmp_path: Path) -> None:
    """Lazy names, frozen results and choices are all visible to a type checker."""
    path = tmp_path / "wrong.py"
    path.write_text("\n".join(["import cxjourney as cx", *WRONG.values()]), encoding="utf-8")

    report = _mypy(str(path)).stdout

    missed = [what for line, what in enumerate(WRONG, start=2) if f"wrong.py:{line}: error" not in report]
    assert missed == [], report
