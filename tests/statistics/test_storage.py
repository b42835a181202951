from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

import cxjourney as cx
from cxjourney.errors import StatisticsError
from cxjourney.statistics import JourneyStatistics, storage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


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
    for file in sorted((tmp_path / "one").iterdir()):
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()


def test_a_saved_folder_is_replaced_whole(measured: JourneyStatistics, tmp_path: Path) -> None:
    """Saving again leaves nothing of the old statistics and no temporary folder."""
    measured.save(tmp_path / "here")
    (tmp_path / "here" / "stray.txt").write_text("old", encoding="utf-8")

    measured.save(tmp_path / "here")

    assert [path.name for path in tmp_path.iterdir()] == ["here"]
    assert not (tmp_path / "here" / "stray.txt").exists()


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

    monkeypatch.setattr(storage.np, "save", full)
    with pytest.raises(OSError, match="No space"):
        measured.save(tmp_path / "here")
    monkeypatch.undo()

    assert JourneyStatistics.load(tmp_path / "here") == measured
    assert [path.name for path in tmp_path.iterdir()] == ["here"]


def _drop_table(folder: Path) -> None:
    (folder / "visits.npy").unlink()


def _short_table(folder: Path) -> None:
    np.save(folder / "visits.npy", np.zeros((2, 2), dtype=np.int64))


def _broken_document(folder: Path) -> None:
    (folder / "statistics.json").write_text("{", encoding="utf-8")


def _newer(folder: Path) -> None:
    document = json.loads((folder / "statistics.json").read_text(encoding="utf-8"))
    (folder / "statistics.json").write_text(json.dumps({**document, "version": 99}), encoding="utf-8")


@pytest.mark.parametrize(
    ("damage", "message"),
    [(_drop_table, "is missing"), (_short_table, "damaged"), (_broken_document, "damaged"), (_newer, "found .* version 99")],
)
def test_damage_is_named(measured: JourneyStatistics, tmp_path: Path, damage: Callable[[Path], None], message: str) -> None:
    """What cannot be read whole is not read at all."""
    measured.save(tmp_path / "here")
    damage(tmp_path / "here")

    with pytest.raises(StatisticsError, match=message):
        JourneyStatistics.load(tmp_path / "here")
