"""The page of the calibration says what its generator says."""

from __future__ import annotations

import pytest

from tests.calibration.conftest import INTRODUCTION, PAGE, SECTIONS


@pytest.mark.parametrize("section", SECTIONS)
def test_each_section_is_that_of_its_generator(section: str) -> None:
    """Its text and the names of its columns, word for word; only rows differ from run to run."""
    text, columns = SECTIONS[section]

    assert f"\n## {section}\n\n{text}\n\n| {' | '.join(columns)} |\n" in PAGE.read_text(encoding="utf-8")


def test_the_page_has_no_other_sections() -> None:
    """In the order of the generator, after its introduction."""
    page = PAGE.read_text(encoding="utf-8")

    assert page.startswith(INTRODUCTION)
    assert [line[3:] for line in page.splitlines() if line.startswith("## ")] == list(SECTIONS)
