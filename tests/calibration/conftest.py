"""
Simulated journeys whose truth is known, and the page that shows what they gave.

``CALIBRATION_UPDATE=1 CALIBRATION_SCALE=10 pytest tests/calibration -p no:randomly`` writes ``docs/calibration.md`` with ten
times as many runs as the tests make; otherwise the tests compare what they find with the page, loosely.
"""

from __future__ import annotations

import os
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).parents[2] / "docs" / "calibration.md"
SCALE = int(os.environ.get("CALIBRATION_SCALE", "1"))
UPDATE = bool(os.environ.get("CALIBRATION_UPDATE"))

INTRODUCTION = """# Calibration

Every figure has an interval, and every finding survived a test. This page shows how often both are right, on simulated journeys
whose truth is known. The tests in `tests/calibration` make it, and fail when a promise is broken.
"""

SECTIONS = {
    "Intervals of single figures": (
        """Shares, means and scores drawn straight, without a journey around them: how many of the intervals of nominal 95 % hold the truth.
Customers who repeat themselves give several answers that depend on the customer.""",
        ("Figure", "Customers", "Repeats", "Truth", "Coverage", "Intervals"),
    ),
    "Intervals on journeys": (
        """The figures of every touchpoint of simulated worlds, read from events like any log, against the world's own truth. The worst
touchpoint is picked after looking, so with few runs it lies below its own truth. In short logs slow customers are seen less often at late
touchpoints; where customers differ in pace, times to the next step are read too short there, far too short where the log is short and
customers differ much, and no correction can know that.""",
        ("World", "Customers", "Figure", "Coverage", "Worst touchpoint", "Runs"),
    ),
    "Nothing to find": (
        """Worlds without a friction, whose touchpoints differ by nature but inside the margins. The share of diagnoses with any pain point
must be at most 5 %.""",
        ("World", "Customers", "Tests a diagnosis", "Diagnoses", "With a false finding"),
    ),
    "Planted frictions": (
        """Worlds with four frictions, one of each kind, two to four times the margin, at touchpoints with at least one visit in ten
journeys. Declared before the run: where a planted wait makes moves slower than the horizon, more drop-off there is a true consequence.
Every other finding counts as false.""",
        ("World", "Customers", "Worlds", "Found", "False findings", "Consequences"),
    ),
    "Reported effects": (
        """Effects are reported because they are large, so plain intervals would be too optimistic. Adjusted intervals of the selected
effects must miss in at most 5 % of cases on average.""",
        ("Tested", "Selected", "Plain intervals that miss", "Adjusted intervals that miss", "Runs"),
    ),
}


@dataclass
class Results:
    """Rows of the page, collected while the tests run."""

    rows: dict[str, list[tuple[str, ...]]] = field(default_factory=lambda: defaultdict(list))
    known: dict[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)

    def add(self, section: str, *cells: str, keys: int, figures: dict[int, float]) -> None:
        """Add a row, and compare its figures with the page within their tolerances."""
        self.rows[section].append(cells)
        before = self.known.get((section, *cells[:keys]))
        if UPDATE:
            return
        assert before is not None, f"{section}: no row {cells[:keys]} in docs/calibration.md; run with CALIBRATION_UPDATE=1"
        for column, tolerance in figures.items():
            found, shown = (float(row[column].removesuffix(" %")) for row in (cells, before))
            assert abs(found - shown) <= 100 * tolerance, f"{section} {cells[:keys]}: {found} here, {shown} on the page"


def _shown() -> dict[tuple[str, ...], tuple[str, ...]]:
    """Return the rows on the page by section and each number of leading cells."""
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    section = ""
    for line in PAGE.read_text(encoding="utf-8").splitlines() if PAGE.exists() else ():
        if line.startswith("## "):
            section = line[3:]
        if line.startswith("| ") and not line.startswith("| ---"):
            cells = tuple(cell.strip() for cell in line.strip("|").split("|"))
            found.update({(section, *cells[:count]): cells for count in range(1, len(cells))})
    return found


def _page(results: Results) -> str:
    parts = [INTRODUCTION]
    for section, (text, columns) in SECTIONS.items():
        rows = [columns, tuple("---" for _ in columns), *sorted(results.rows[section], key=_order)]
        parts.append(f"\n## {section}\n\n{text}\n\n" + "\n".join(f"| {' | '.join(row)} |" for row in rows) + "\n")
    return "".join(parts)


def _order(row: tuple[str, ...]) -> tuple[tuple[int, str], ...]:
    """Sort numbers by size and words by letter."""
    return tuple((int(cell.replace(",", "")), "") if cell.replace(",", "").isdigit() else (-1, cell) for cell in row)


@pytest.fixture(scope="session")
def results() -> Iterator[Results]:
    """Return the collector of the page's rows."""
    collected = Results(known=_shown())
    yield collected
    if UPDATE:
        PAGE.write_text(_page(collected), encoding="utf-8")


@pytest.fixture(scope="session")
def scale() -> int:
    """Return how many times as many runs as usual are wanted."""
    return SCALE
