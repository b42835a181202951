"""Files that must stay as they are while they are read."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from cxjourney.errors import DataError
from cxjourney.ingest.file_stamps import reading, stamped, steady

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(("change", "trouble"), [("write", "changed"), ("remove", "went away")])
@pytest.mark.parametrize("guard", ["reading", "steady"])
def test_a_file_that_changes_without_an_error_is_refused_at_the_end(tmp_path: Path, change: str, trouble: str, guard: str) -> None:
    """Everything was read, but nobody knows of which of the two files; and the engine is closed."""
    path = tmp_path / "events.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    stamps = stamped([SimpleNamespace(path=path, name="events.csv")])  # type: ignore[list-item]
    closed: list[bool] = []
    engine = SimpleNamespace(close=lambda: closed.append(True))
    table: Any = SimpleNamespace(stamps=stamps, engine=engine, source="events.csv")

    with pytest.raises(DataError, match=f"events.csv: the file {trouble} while it was being read"):  # noqa: SIM117
        with reading(table) if guard == "reading" else steady(stamps):
            path.write_text("a,b\n1,2\n3,4\n", encoding="utf-8") if change == "write" else path.unlink()

    assert closed == ([True] if guard == "reading" else [])


def test_a_file_that_stays_as_it_is_is_read() -> None:
    """Nothing is closed."""
    table: Any = SimpleNamespace(stamps=(), engine=None, source="events.csv")

    with reading(table):
        done = True

    assert done
