from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from types import ModuleType

SCRIPT = Path(__file__).parents[2] / "tools" / "check_sizes.py"


@pytest.fixture(name="sizes")
def _sizes() -> ModuleType:
    """Load the script, which is no part of the package."""
    spec = importlib.util.spec_from_file_location("check_sizes", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _write(folder: Path, source: str) -> Path:
    path = folder / "module.py"
    path.write_text(source, encoding="utf-8")
    return path


@pytest.mark.parametrize(("lines", "count"), [(400, 0), (401, 1)])
def test_a_module_may_have_400_lines(sizes: ModuleType, tmp_path: Path, lines: int, count: int) -> None:
    """The limit itself is allowed, one line more is not."""
    path = _write(tmp_path, "x = 1\n" * lines)

    assert len(list(sizes.offences(path))) == count


@pytest.mark.parametrize(("lines", "count"), [(40, 0), (41, 1)])
def test_a_body_may_have_40_lines_beside_its_docstring(sizes: ModuleType, tmp_path: Path, lines: int, count: int) -> None:
    """A docstring does not count, the rest of the body does."""
    path = _write(tmp_path, 'def f():\n    """Say\n    what."""\n' + "    x = 1\n" * lines)

    assert len(list(sizes.offences(path))) == count


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("def f(a, b, c, d, /, e, f, *, g, h): ...", 0),
        ("def f(a, b, c, d, /, e, f, *, g, h, i): ...", 1),
        ("def f(a, b, c, d, e, f, g, *args, **kwargs): ...", 1),
        ("def read_events(a, b, c, d, e, f, g, h, i): ...", 0),
        ("def measure(a, b, c, d, e, f, g, h, i): ...", 0),
        ("class CxJourneyError:\n    def __init__(self, a, b, c, d, e, f, g, h, i): ...", 0),
        ("class Other:\n    def __init__(self, a, b, c, d, e, f, g, h, i): ...", 1),
        ("if x:\n    def f(a, b, c, d, e, f, g, h, i): ...", 1),
        ("class C:\n    def f(self, a, b, c, d, e, f, g, h): ...", 0),
        ("async def f(a, b, c, d, e, f, g, h, i): ...", 1),
    ],
)
def test_a_function_may_have_8_parameters(sizes: ModuleType, tmp_path: Path, source: str, count: int) -> None:
    """Readers may have more; the object a method belongs to is not counted."""
    path = _write(tmp_path, source)

    assert len(list(sizes.offences(path))) == count


def test_the_exit_code_and_the_text_name_the_offender(sizes: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A build stops and says where to look."""
    _write(tmp_path, "x = 1\n" * 500)

    assert sizes.main([str(tmp_path)]) == 1
    assert "module.py: 500 lines, at most 400" in capsys.readouterr().out


def test_the_exit_code_is_0_when_all_is_well(sizes: ModuleType, tmp_path: Path) -> None:
    """Nothing too large, nothing to stop for."""
    _write(tmp_path, "x = 1\n")

    assert sizes.main([str(tmp_path)]) == 0
