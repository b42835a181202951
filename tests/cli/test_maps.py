from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

import cxjourney as cx
from cxjourney.cli.maps import check_output, check_report, is_map
from cxjourney.errors import MissingDependencyError, OptionError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("map.json", '{"stages": []}', True),
        ("map.yaml", "stages: []", True),
        ("events.json", '{"customer_id": 1}\n{"customer_id": 2}', False),
        ("log.json", '{"ocel:events": {}}', False),
        ("list.json", "[1]", False),
        ("deep.json", "[" * 100_000, False),
        ("events.csv", "stages\n", False),
    ],
)
def test_maps_are_told_from_events(tmp_path: Path, name: str, text: str, *, expected: bool) -> None:
    """A file is a map by its suffix, or by what its JSON holds."""
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")

    assert is_map(str(path)) is expected


def test_a_file_that_is_not_there_is_no_map(tmp_path: Path) -> None:
    """The error comes from reading it as events."""
    assert not is_map(str(tmp_path / "no.json"))


def test_a_saved_sample_is_a_map(tmp_path: Path) -> None:
    """What saving writes is known again."""
    cx.datasets.sample_map().save(tmp_path / "map.json")

    assert is_map(str(tmp_path / "map.json"))


def test_a_missing_extra_is_told_before_any_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for a map that cannot be written."""
    monkeypatch.setitem(sys.modules, "resvg_py", None)

    with pytest.raises(MissingDependencyError, match=r"cxjourney\[png\]"):
        check_output(str(tmp_path / "map.png"))


def test_a_folder_that_is_not_there_is_told_under_its_own_option(tmp_path: Path) -> None:
    """Whoever gives two files must know which of them cannot be written."""
    nowhere = tmp_path / "no"

    with pytest.raises(OptionError, match=r"^--output .*map\.svg: the folder"):
        check_output(str(nowhere / "map.svg"))
    with pytest.raises(OptionError, match=r"^--report .*report\.html: the folder"):
        check_report(str(nowhere / "report.html"))
