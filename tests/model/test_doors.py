"""Saving, loading and showing maps."""

from __future__ import annotations

import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

import cxjourney as cx
from cxjourney.errors import CxJourneyWarning, FileFormatError, ModelError, OptionError, StatisticsError
from cxjourney.model.journey_map import JourneyMap

SAMPLE = JourneyMap(title="Оплата", stages={"Find": ["Search"], "Pay": [{"name": "Checkout", "emotion": -1.2}]})


@pytest.fixture(scope="module")
def discovered() -> JourneyMap:
    """Return a map with statistics."""
    shop = cx.datasets.sample_shop(customers=300)
    return cx.discover_map(shop.events, goal=shop.goal)


@pytest.mark.parametrize("suffix", [".json", ".yaml", ".yml", ".JSON"])
def test_documents_are_loaded_as_they_were_saved(suffix: str, tmp_path: Path) -> None:
    """A path may be text or a path object; saving again replaces the file with the same bytes."""
    path = tmp_path / f"map{suffix}"
    SAMPLE.save(str(path))
    before = path.read_bytes()

    JourneyMap.load(path).save(path)

    assert JourneyMap.load(str(path)) == SAMPLE
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == [path.name]  # noqa: PTH208 - names only


def test_graphml_and_pictures_are_written(tmp_path: Path) -> None:
    """Each is what its suffix says."""
    for suffix in ("graphml", "svg", "html"):
        SAMPLE.save(tmp_path / f"map.{suffix}")

    assert ET.parse(tmp_path / "map.graphml").getroot().tag == "{http://graphml.graphdrawing.org/xmlns}graphml"  # noqa: S314
    assert ET.parse(tmp_path / "map.svg").getroot().tag == "{http://www.w3.org/2000/svg}svg"  # noqa: S314
    assert (tmp_path / "map.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


@pytest.mark.parametrize("name", ["map.mmd", "map.bpmn", "map.cjml", "map.pkl", "map", "map.json.bak", ".json"])
def test_formats_that_cannot_be_written_are_refused(name: str, tmp_path: Path) -> None:
    """The error lists those that can, and nothing is written."""
    with pytest.raises(OptionError, match=r"\.json \.yaml \.yml \.svg \.html \.png \.pdf \.graphml"):
        SAMPLE.save(tmp_path / name)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["map.svg", "map.pkl", "map.graphml", "map"])
def test_formats_that_cannot_be_read_are_refused(name: str, tmp_path: Path) -> None:
    """Before the file is opened."""
    with pytest.raises(OptionError, match=r"can be read \(\.json \.yaml \.yml\)"):
        JourneyMap.load(tmp_path / name)


def test_errors_of_the_system_pass_through(tmp_path: Path) -> None:
    """A missing file is the caller's own error."""
    with pytest.raises(FileNotFoundError):
        JourneyMap.load(tmp_path / "missing.json")
    with pytest.raises(FileNotFoundError):
        SAMPLE.save(tmp_path / "missing" / "map.json")


def test_errors_name_the_file_as_it_was_given(tmp_path: Path) -> None:
    """What is no JSON, and what is no map."""
    path = tmp_path / "map.json"
    path.write_text("{")

    with pytest.raises(FileFormatError) as caught:
        JourneyMap.load(path)
    assert caught.value.source == str(path)

    path.write_text('{"stages": 5}')
    with pytest.raises(ModelError) as wrong:
        JourneyMap.load(path)
    assert (wrong.value.source, wrong.value.path) == (str(path), "stages")


def test_statistics_are_saved_beside_the_document_and_found_again(discovered: JourneyMap, tmp_path: Path) -> None:
    """So that the loaded map can be diagnosed."""
    discovered.save(tmp_path / "map.json", statistics=True)

    loaded = JourneyMap.load(tmp_path / "map.json")

    assert sorted(path.name for path in tmp_path.iterdir()) == ["map.json", "map.statistics"]
    assert loaded == discovered
    assert loaded.statistics == discovered.statistics


def test_without_statistics_only_the_document_is_written(discovered: JourneyMap, tmp_path: Path) -> None:
    """The published figures are all in it."""
    discovered.save(tmp_path / "map.yaml")

    loaded = JourneyMap.load(tmp_path / "map.yaml")

    assert [path.name for path in tmp_path.iterdir()] == ["map.yaml"]
    assert (loaded, loaded.statistics) == (discovered, None)


def test_statistics_of_another_document_are_never_taken(discovered: JourneyMap, tmp_path: Path) -> None:
    """A document changed since is loaded without them, and that is said."""
    discovered.save(tmp_path / "map.json", statistics=True)
    discovered.replace(title="Other").save(tmp_path / "map.json")

    with pytest.warns(CxJourneyWarning, match=r"map\.statistics was not saved with this document") as caught:
        loaded = JourneyMap.load(tmp_path / "map.json")

    assert loaded.statistics is None
    assert caught[0].filename == __file__


def test_statistics_that_are_not_there_cannot_be_saved(tmp_path: Path) -> None:
    """A hand-written map has none, and a picture holds none."""
    with pytest.raises(StatisticsError, match="no statistics to save"):
        SAMPLE.save(tmp_path / "map.json", statistics=True)
    with pytest.raises(OptionError, match="written with statistics"):
        SAMPLE.save(tmp_path / "map.svg", statistics=True)

    assert list(tmp_path.iterdir()) == []


def test_replaced_maps_keep_their_statistics(discovered: JourneyMap) -> None:
    """They are beside the map, not part of its value."""
    other = discovered.replace(title="Other")

    assert other.statistics is discovered.statistics
    assert discovered.with_statistics(None) == discovered
    assert discovered.with_statistics(None).statistics is None


def test_notebooks_get_the_picture_and_the_story() -> None:
    """The plain text says the title and one line a stage; parts can be asked for."""
    data, metadata = SAMPLE._repr_mimebundle_()

    assert data["image/svg+xml"].startswith("<svg")
    assert metadata == {"image/svg+xml": {"unconfined": True}}
    assert [line.partition(":")[0] for line in data["text/plain"].splitlines()][:3] == ["Оплата", "Find", "Pay"]
    assert list(SAMPLE._repr_mimebundle_(include={"text/plain"})[0]) == ["text/plain"]
    assert list(SAMPLE._repr_mimebundle_(exclude={"text/plain"})[0]) == ["image/svg+xml"]


def test_making_a_map_loads_nothing_heavy() -> None:
    """A hand-written map needs no data stack until it asks for it."""
    program = (
        "import sys; from cxjourney.model.journey_map import JourneyMap; JourneyMap(stages={'A': ['x']});"
        "print([name for name in ('networkx', 'duckdb', 'numpy', 'scipy', 'pandas', 'yaml', 'graphviz') if name in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])

    assert done.stdout == "[]\n"


class OwnMap(JourneyMap):
    """A user's kind of map."""


def test_a_subclass_loads_as_itself(tmp_path: Path) -> None:
    """From documents and from graphs."""
    SAMPLE.save(tmp_path / "map.json")

    assert type(OwnMap.load(tmp_path / "map.json")) is OwnMap
    assert type(OwnMap.from_networkx(SAMPLE.to_networkx())) is OwnMap  # type: ignore[arg-type]
