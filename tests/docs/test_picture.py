from __future__ import annotations

from pathlib import Path

import pytest
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser

ROOT = Path(__file__).parents[2]
PICTURE = ROOT / "docs" / "images" / "map.svg"


@pytest.mark.parametrize("page", ["README.md", "docs/index.md"])
def test_the_picture_of_a_page_is_drawn_by_its_code(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """The first block of the page writes the very bytes that are shown above it."""
    monkeypatch.chdir(tmp_path)
    next(iter(Sybil(parsers=[PythonCodeBlockParser()]).parse(ROOT / page).examples())).evaluate()
    drawn = (tmp_path / "map.svg").read_bytes()
    if request.config.getoption("--update-golden"):
        PICTURE.parent.mkdir(exist_ok=True)
        PICTURE.write_bytes(drawn)

    assert PICTURE.read_bytes() == drawn
