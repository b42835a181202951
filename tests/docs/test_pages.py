from __future__ import annotations

import re
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE
from pathlib import Path

import pytest
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
WITH_CODE = [page for page in PAGES if re.search(r"^ *```python", page.read_text(encoding="utf-8"), re.MULTILINE)]


def _name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", WITH_CODE, ids=_name)
def test_the_code_of_a_page_runs(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader who copies the blocks of a page in order, in an empty folder, sees what the page shows."""
    monkeypatch.chdir(tmp_path)
    document = Sybil(parsers=[PythonCodeBlockParser(doctest_optionflags=ELLIPSIS | NORMALIZE_WHITESPACE), SkipParser()]).parse(page)

    ran = 0
    for example in document.examples():
        example.evaluate()
        ran += 1

    assert ran > 0


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    """Every relative link names a file of the repository."""
    links = re.findall(r"\]\((?!https?://|#|mailto:)([^)#\s]+)", page.read_text(encoding="utf-8"))

    missing = [link for link in links if not (page.parent / link).exists()]

    assert missing == []


def test_the_readme_fits_on_a_few_screens() -> None:
    """Under 120 lines, and a picture on the first of them."""
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()

    assert len(lines) < 120
    assert any("docs/images/map.svg" in line for line in lines[:30])


def test_every_page_is_in_the_menu() -> None:
    """A page that nobody finds does not exist."""
    menu = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")

    assert [name for page in ROOT.glob("docs/**/*.md") if (name := page.relative_to(ROOT / "docs").as_posix()) not in menu] == []
