"""Small logs, written where they are used."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from cxjourney.ingest import EventLog, read_events

if TYPE_CHECKING:
    from pathlib import Path

Read = Callable[..., EventLog]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Return a function that reads CSV text as events."""

    def read_text(text: str, **options: Any) -> EventLog:
        path = tmp_path / "log.csv"
        path.write_bytes(text.encode())
        return read_events(path, **options)

    return read_text


@pytest.fixture
def shop(read: Read) -> EventLog:
    """Return a log with everything a log can have."""
    return read(
        "customer_id,timestamp,touchpoint,channel,stage,segment,nps,revenue\n"
        "c1,2026-01-01T10:00:00Z,Search,web,Browse,DE,,\n"
        "c1,2026-01-01T10:01:00Z,Cart,web,Buy,DE,3,\n"
        "c1,2026-01-01T10:02:00Z,Pay,app,Buy,DE,,19.99\n"
        "c2,2026-01-02T09:00:00Z,Search,app,Browse,AT,10,\n"
        "c2,2026-01-02T09:05:00Z,Help,,Browse,AT,,\n"
        "c3,2026-01-03T08:00:00Z,Cart,web,Buy,,7,5\n"
    )
