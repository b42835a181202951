from __future__ import annotations

import json
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import cxjourney as cx
from cxjourney.errors import StatisticsError
from cxjourney.statistics import JourneyStatistics, storage

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture(scope="module")
def measured() -> JourneyStatistics:
    """Return the statistics of a small shop."""
    shop = cx.datasets.sample_shop(customers=200)
    return cx.measure(shop.events, goal=shop.goal)


def test_what_was_saved_is_loaded(measured: JourneyStatistics, tmp_path: Path) -> None:
    """Every table, name and setting survives; a second save writes the same bytes."""
    measured.save(tmp_path / "one")
    loaded = JourneyStatistics.load(tmp_path / "one")
    loaded.save(tmp_path / "two")

    assert loaded == measured
    files = [path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*") if path.is_file()]
    assert len(files) == 2
    for file in files:
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_a_saved_folder_is_replaced_whole(measured: JourneyStatistics, tmp_path: Path) -> None:
    """Saving again leaves nothing of the old statistics, no temporary folder, and nothing of a save that was killed."""
    here = tmp_path / "here"
    measured.save(here)
    for left in (f"tables-{16 * '0'}.npz", ".cxjourney-123-0.npz", ".cxjourney-123-1.json"):
        (here / left).write_text("old", encoding="utf-8")

    measured.save(here)

    assert [path.name for path in tmp_path.iterdir()] == ["here"]
    assert sorted(path.suffix for path in here.iterdir()) == [".json", ".npz"]


def test_what_else_is_in_the_folder_stays(measured: JourneyStatistics, tmp_path: Path) -> None:
    """A table of somebody's own, and statistics of parts that are kept in folders of their own below."""
    measured.save(tmp_path / "kept")
    measured.save(tmp_path / "kept" / "part-0")
    (tmp_path / "kept" / "mine.csv").write_text("a,b", encoding="utf-8")

    measured.save(tmp_path / "kept")

    assert (tmp_path / "kept" / "mine.csv").read_text(encoding="utf-8") == "a,b"
    assert JourneyStatistics.load(tmp_path / "kept" / "part-0") == measured


def test_a_folder_with_something_else_is_left_alone(measured: JourneyStatistics, tmp_path: Path) -> None:
    """Only a folder of statistics is replaced."""
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "love.txt").write_text("dear", encoding="utf-8")

    with pytest.raises(StatisticsError, match="holds no statistics"):
        measured.save(tmp_path / "letters")
    assert (tmp_path / "letters" / "love.txt").read_text(encoding="utf-8") == "dear"


def test_a_failed_save_leaves_the_old_statistics(measured: JourneyStatistics, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk in the middle changes nothing."""
    measured.save(tmp_path / "here")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(storage.np, "savez", full)
    with pytest.raises(OSError, match="No space"):
        measured.save(tmp_path / "here")
    monkeypatch.undo()

    assert JourneyStatistics.load(tmp_path / "here") == measured
    assert [path.name for path in tmp_path.iterdir()] == ["here"]


def _drop_tables(folder: Path) -> None:
    next(folder.glob("*.npz")).unlink()


def _short_table(folder: Path) -> None:
    path = next(folder.glob("*.npz"))
    with np.load(path) as found:
        tables = dict(found)
    np.savez(path, **{**tables, "visits": np.zeros((2, 2), dtype=np.int64)})


def _torn(folder: Path) -> None:
    path = next(folder.glob("*.npz"))
    path.write_bytes(path.read_bytes()[:-100])


def _one_bit(folder: Path) -> None:
    path = next(folder.glob("*.npz"))
    content = bytearray(path.read_bytes())
    content[content.index(b"NUMPY") + 500] ^= 1
    path.write_bytes(bytes(content))


def _broken_document(folder: Path) -> None:
    (folder / "statistics.json").write_text("{", encoding="utf-8")


def _newer(folder: Path) -> None:
    document = json.loads((folder / "statistics.json").read_text(encoding="utf-8"))
    (folder / "statistics.json").write_text(json.dumps({**document, "version": 99}), encoding="utf-8")


def _elsewhere(folder: Path) -> None:
    document = json.loads((folder / "statistics.json").read_text(encoding="utf-8"))
    (folder / "statistics.json").write_text(json.dumps({**document, "file": "../tables"}), encoding="utf-8")


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (_drop_tables, "is missing"),
        (_torn, "damaged"),
        (_one_bit, "damaged"),
        (_short_table, "damaged"),
        (_broken_document, "damaged"),
        (_newer, "found .* version 99"),
        (_elsewhere, "names no file"),
    ],
)
def test_damage_is_named(measured: JourneyStatistics, tmp_path: Path, damage: Callable[[Path], None], message: str) -> None:
    """What cannot be read whole is not read at all."""
    measured.save(tmp_path / "here")
    damage(tmp_path / "here")

    with pytest.raises(StatisticsError, match=message):
        JourneyStatistics.load(tmp_path / "here")


class Crash(BaseException):
    """The machine stops here."""


def _counted(monkeypatch: pytest.MonkeyPatch, last: int) -> list[str]:
    """Let the program stop at some call that touches the disk, with nothing cleaned after it; return the list of calls."""
    calls: list[str] = []

    def counted(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            if len(calls) >= last:
                raise Crash
            calls.append(name)
            return function(*arguments, **options)

        return call

    touching = [
        (storage.np, "savez"),
        (storage.shutil, "rmtree"),
        *((Path, name) for name in ("replace", "chmod", "unlink", "write_bytes")),
    ]
    for place, name in touching:
        monkeypatch.setattr(place, name, counted(name, getattr(place, name)))
    monkeypatch.setattr(os, "fsync", counted("fsync", lambda _: None))  # a machine that does not stop needs none
    return calls


def test_a_crash_at_any_moment_leaves_the_old_statistics_or_the_new_ones(
    measured: JourneyStatistics, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Never none, never a mixture; the next save clears away what is left."""
    newer = cx.measure(cx.datasets.sample_shop(customers=100).events)
    measured.save(tmp_path / "here")
    with monkeypatch.context() as patched:
        calls = _counted(patched, 10_000)
        newer.save(tmp_path / "here")
        count = len(calls)

    found = set()
    for last in range(count):
        with monkeypatch.context() as patched:
            _counted(patched, 10_000)
            measured.save(tmp_path / "here")
        with monkeypatch.context() as patched:
            _counted(patched, last)
            with pytest.raises(Crash):
                newer.save(tmp_path / "here")
        loaded = JourneyStatistics.load(tmp_path / "here")
        assert loaded in (measured, newer)
        found.add("old" if loaded == measured else "new")

    measured.save(tmp_path / "here")
    assert found == {"old", "new"}
    assert len(list((tmp_path / "here").iterdir())) == 2


def test_who_loads_while_another_saves_gets_one_of_both(measured: JourneyStatistics, tmp_path: Path) -> None:
    """Readers need no lock."""
    newer = cx.measure(cx.datasets.sample_shop(customers=100).events)
    measured.save(tmp_path / "here")
    writer = threading.Thread(target=lambda: [each.save(tmp_path / "here") for _ in range(3) for each in (newer, measured)])

    writer.start()
    loaded = []
    while writer.is_alive():
        loaded.append(JourneyStatistics.load(tmp_path / "here"))
    writer.join()

    assert loaded
    assert all(each in (measured, newer) for each in loaded)


def test_statistics_of_an_older_version_are_read_and_replaced(measured: JourneyStatistics, tmp_path: Path) -> None:
    """They have a file a table and no weights."""
    measured.save(tmp_path / "old")
    file = next((tmp_path / "old").glob("*.npz"))
    with np.load(file) as found:
        for name, columns in found.items():
            np.save(tmp_path / "old" / f"{name}.npy", columns)
    file.unlink()
    document = json.loads((tmp_path / "old" / "statistics.json").read_text(encoding="utf-8"))
    del document["file"]
    (tmp_path / "old" / "statistics.json").write_text(json.dumps({**document, "version": 2}), encoding="utf-8")

    loaded = JourneyStatistics.load(tmp_path / "old")
    loaded.save(tmp_path / "old")

    assert loaded == measured == JourneyStatistics.load(tmp_path / "old")
    assert len(list((tmp_path / "old").iterdir())) == 2


def test_statistics_of_the_version_before_are_read(measured: JourneyStatistics, tmp_path: Path) -> None:
    """They have no weights, and fewer tables."""
    measured.save(tmp_path / "old")
    document = json.loads((tmp_path / "old" / "statistics.json").read_text(encoding="utf-8"))
    document["tables"] = {name: length for name, length in document["tables"].items() if not name.startswith(storage.OLD[2])}
    del document["settings"]["weight_unit"]
    (tmp_path / "old" / "statistics.json").write_text(json.dumps({**document, "version": 2}), encoding="utf-8")
    loaded = JourneyStatistics.load(tmp_path / "old")

    assert loaded.settings == measured.settings
    assert [name for name, table in loaded.tables.items() if table != measured.tables[name]] == ["answer_squares", "goal_times"]
    assert cx.discover_map(loaded) == cx.discover_map(measured)


def test_statistics_that_do_not_know_when_goals_were_reached_are_read(measured: JourneyStatistics, tmp_path: Path) -> None:
    """Added to others they do not pretend to know it of all journeys."""
    measured.save(tmp_path / "old")
    document = json.loads((tmp_path / "old" / "statistics.json").read_text(encoding="utf-8"))
    del document["tables"]["goal_times"]
    (tmp_path / "old" / "statistics.json").write_text(json.dumps({**document, "version": 3}), encoding="utf-8")
    loaded = JourneyStatistics.load(tmp_path / "old")

    assert [name for name, table in loaded.tables.items() if table != measured.tables[name]] == ["goal_times"]
    assert measured.tables["goal_times"].total("journeys") == measured.tables["totals"].total("goals") > 0
    assert loaded.tables["goal_times"].total("journeys") == 0


def test_a_table_that_no_version_lacks_is_missed(measured: JourneyStatistics, tmp_path: Path) -> None:
    """An old folder is no excuse for a lost table."""
    measured.save(tmp_path / "old")
    document = json.loads((tmp_path / "old" / "statistics.json").read_text(encoding="utf-8"))
    del document["tables"]["scores"]
    (tmp_path / "old" / "statistics.json").write_text(json.dumps({**document, "version": 2}), encoding="utf-8")

    with pytest.raises(StatisticsError, match="damaged"):
        JourneyStatistics.load(tmp_path / "old")
