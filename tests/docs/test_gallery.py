from __future__ import annotations

import re
from pathlib import Path

import pytest
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser

from cxjourney.testing import check_svg

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "gallery.md"
PICTURES = ROOT / "docs" / "images" / "gallery"


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of what the page draws."""
    folder = tmp_path_factory.mktemp("gallery")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for example in Sybil(parsers=[PythonCodeBlockParser()]).parse(PAGE).examples():
            example.evaluate()
    return folder


def test_the_gallery_shows_what_its_code_draws(drawn: Path, request: pytest.FixtureRequest) -> None:
    """The very bytes; look at the pictures before accepting others."""
    files = {path.name: path.read_bytes() for path in sorted(drawn.iterdir())}
    if request.config.getoption("--update-golden"):
        PICTURES.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (PICTURES / name).write_bytes(content)

    assert {path.name for path in PICTURES.iterdir()} == set(files)
    assert [name for name, content in files.items() if (PICTURES / name).read_bytes() != content] == []


def test_every_picture_of_the_gallery_is_shown_with_words(drawn: Path) -> None:
    """No file without a place on the page, and no picture without a text."""
    shown = re.findall(r"\[([^\]]+)\]\(images/gallery/([a-z_]+\.(?:svg|html))\)", PAGE.read_text(encoding="utf-8"))

    assert sorted(name for _, name in shown) == sorted(path.name for path in drawn.iterdir())
    assert all(len(text) > 10 for text, _ in shown)


def test_the_pictures_of_the_gallery_are_sound(drawn: Path) -> None:
    """Well-formed, with a title, and without anything active."""
    pictures = sorted(drawn.glob("*.svg"))

    assert len(pictures) >= 7
    for path in pictures:
        check_svg(path.read_text(encoding="utf-8"))
