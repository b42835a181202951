from __future__ import annotations

import _thread
import signal
import threading
import time
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture
def press_control_c(listening_to_control_c: None) -> Iterator[Callable[[Callable[[], object]], None]]:  # noqa: ARG001 - it must be heard
    """Return a function that presses Ctrl-C as soon as something is so; a moment later a statement has begun in its engine, too."""
    over = threading.Event()

    def when(condition: Callable[[], object]) -> None:
        def press() -> None:
            while not condition() and not over.is_set():
                time.sleep(0.01)
            if not over.wait(0.1):
                _thread.interrupt_main()

        threading.Thread(target=press, daemon=True).start()

    yield when
    over.set()


@pytest.fixture
def listening_to_control_c() -> Iterator[None]:
    """Let Ctrl-C interrupt, also where the tests run in the background of a shell, which ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
