from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from types import ModuleType


def _beside(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"render_{name}", Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def examples() -> ModuleType:
    """Return the module of example maps beside this file."""
    return _beside("examples")


@pytest.fixture(scope="session")
def results() -> ModuleType:
    """Return the module of example results beside this file."""
    return _beside("results")
