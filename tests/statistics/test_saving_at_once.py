"""Statistics that several threads save into one folder at the same time."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

import cxjourney as cx
from cxjourney.statistics import JourneyStatistics, storage

if TYPE_CHECKING:
    from pathlib import Path

SAVERS = 6


@pytest.fixture(scope="module")
def measured() -> list[JourneyStatistics]:
    """Return the statistics of two shops."""
    return [cx.measure(cx.datasets.sample_shop(customers=size).events) for size in (40, 60)]


def saved_at_once(measured: list[JourneyStatistics], folder: Path) -> list[OSError]:
    """Save them several times, each in a thread of its own, and return what went wrong."""
    errors, ready = list[OSError](), threading.Barrier(SAVERS)

    def save(number: int) -> None:
        ready.wait(60)
        try:
            measured[number % 2].save(folder)
        except OSError as error:
            errors.append(error)

    threads = [threading.Thread(target=save, args=(number,)) for number in range(SAVERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return errors


@pytest.mark.parametrize("there", [False, True])
def test_one_of_them_is_there_at_the_end_whole(measured: list[JourneyStatistics], tmp_path: Path, *, there: bool) -> None:
    """In a new folder and in an old one, which nobody clears for another one."""
    folder = tmp_path / "here"
    if there:
        measured[0].save(folder)

    assert saved_at_once(measured, folder) == []
    assert JourneyStatistics.load(folder) in measured
    assert [path.name for path in tmp_path.iterdir()] == ["here"]
    assert sorted(path.suffix for path in folder.iterdir()) == [".json", ".npz"]


def test_a_place_that_something_else_took_meanwhile_is_an_error(
    measured: list[JourneyStatistics], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not replaced."""
    folder, write = tmp_path / "here", storage._write

    def late(statistics: JourneyStatistics, target: Path) -> None:
        write(statistics, target)
        folder.mkdir()
        (folder / "mine.csv").write_text("a,b", encoding="utf-8")

    monkeypatch.setattr(storage, "_write", late)

    with pytest.raises(OSError, match="not empty"):
        measured[0].save(folder)
    assert [path.name for path in folder.iterdir()] == ["mine.csv"]
    assert [path.name for path in tmp_path.iterdir()] == ["here"]
