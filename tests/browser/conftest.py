from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from types import ModuleType


@pytest.fixture(scope="session")
def examples() -> ModuleType:
    """Return the example maps of the picture tests."""
    spec = importlib.util.spec_from_file_location("render_examples", Path(__file__).parents[1] / "render" / "examples.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
