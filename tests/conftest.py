"""Settings and fixtures that every test may use."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).parent
SHARED = HERE.parents[1] / "shared"
PROFILES = {"dev": 50, "ci": 500, "deep": 20_000}
LOCAL_HOSTS = {"127.0.0.1", "::1", "localhost", ""}

for _name, _examples in PROFILES.items():
    settings.register_profile(
        _name,
        max_examples=_examples,
        deadline=None,  # a busy machine is slow, not wrong
        derandomize=_name == "ci",
        suppress_health_check=[HealthCheck.too_slow],
    )
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))


def _no_network(event: str, arguments: tuple[object, ...]) -> None:
    if event == "socket.connect" and isinstance(arguments[1], tuple) and arguments[1][0] not in LOCAL_HOSTS:
        message = f"a test reached for the network: {arguments[1]}"
        raise RuntimeError(message)


sys.addaudithook(_no_network)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that writes golden files anew."""
    parser.addoption("--update-golden", action="store_true", help="write golden files anew; look at their difference before committing it")


def pytest_report_header() -> str:
    """Say how hard property tests try."""
    profile = os.environ.get("HYPOTHESIS_PROFILE", "dev")
    return f"hypothesis profile: {profile}, {PROFILES[profile]:,} examples"


@pytest.fixture
def check_golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Return a function that compares a text with the golden file of that name."""

    def check(name: str, text: str) -> None:
        path = HERE / "golden" / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        expected = path.read_bytes().decode()
        if text != expected:
            same = next(
                (i for i, pair in enumerate(zip(text, expected, strict=False)) if len(set(pair)) > 1), min(len(text), len(expected))
            )
            near = slice(max(same - 40, 0), same + 40)
            pytest.fail(
                f"{name} differs at character {same}: expected {expected[near]!r}, found {text[near]!r}. "
                "If the change is meant, run pytest --update-golden and look at the picture.",
            )

    return check


@pytest.fixture
def quick() -> Callable[[float, Callable[[], object]], bool]:
    """Return a function that says whether a call takes less than some seconds of the processor, in the best of three tries."""

    def least(limit: float, call: Callable[[], object]) -> bool:
        for _ in range(3):  # a busy machine is slow, not wrong
            start = time.process_time()
            call()
            if time.process_time() - start < limit:
                return True
        return False

    return least


def _folder(path: Path) -> Path:
    if not path.is_dir():
        pytest.skip(f"{path.name}/ is not beside this clone: ../shared/{path.name}")
    return path


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Return the folder of real data beside the clone, or skip with a reason."""
    return _folder(SHARED / "data")


@pytest.fixture(scope="session")
def hostile_inputs() -> Path:
    """Return the folder of hostile inputs beside the clone, or skip with a reason."""
    return _folder(SHARED / "adversarial")
