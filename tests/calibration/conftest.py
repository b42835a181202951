"""
Simulated journeys whose truth is known, and the page that shows what they gave.

``CALIBRATION_UPDATE=1 CALIBRATION_SCALE=10 pytest tests/calibration -p no:randomly`` writes ``docs/calibration.md`` with ten
times as many runs as the tests make; otherwise the tests compare what they find with the page, loosely. Sections whose tests
were not run stay as they are.
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
        """Shares, means and scores drawn straight, without a journey around them: how many of the intervals of nominal 95% hold the truth.
Customers who repeat themselves give several answers that depend on the customer.""",
        ("Figure", "Customers", "Repeats", "Truth", "Coverage", "Intervals"),
    ),
    "Scores with weights": (
        """Surveys that happy customers answer more often than unhappy ones, each answer weighted by one over how often. The truth is what
all customers would say; the answers are worth as many equal ones as the fourth column says, and the bias is that of the weighted
figure.""",
        ("Figure", "Customers asked", "Happy ones answer more often", "Worth", "Truth", "Bias", "Coverage", "Intervals"),
    ),
    "Diagnoses with weights": (
        """Places that are alike inside the margin, at each of which happy and unhappy customers answer with chances of their own. At most
5% of the diagnoses that count by weight may find a low score; those that count every answer once find who answered.""",
        ("World", "Customers", "Found a low score", "Without weights", "Diagnoses"),
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
must be at most 5%.""",
        ("World", "Customers", "Tests a diagnosis", "Diagnoses", "With a false finding"),
    ),
    "Planted frictions": (
        """Worlds with four frictions, one of each kind, two to four times the margin, at touchpoints with at least one visit in ten
journeys. Declared before the run: where a planted wait makes moves slower than the horizon, more drop-off there is a true consequence.
Every other finding counts as false.""",
        ("World", "Customers", "Worlds", "Found", "False findings", "Consequences"),
    ),
    "Channels and segments that are alike": (
        """Worlds without a friction whose channels and segments differ everywhere (leaving, feelings, pace), and whose
touchpoints, and single channels and segments of them, differ by nature inside the margins. The share of diagnoses with any finding
must be at most 5%.""",
        ("World", "Customers", "Tests a diagnosis", "Diagnoses", "With a false finding"),
    ),
    "Frictions in one channel or segment": (
        """Worlds like these with four frictions in a single channel or segment, and two at whole touchpoints, one kind after the other, two
to four times the margin; in the channel or segment at least one visit in twenty journeys is expected. A friction counts as found only
where the finding names its channel or segment. Among 2,000 customers a hundred make such a visit and forty leave a score, too few
for the smaller frictions.""",
        ("World", "Customers", "Worlds", "Found", "False findings"),
    ),
    "Frictions in real logs": (
        """Frictions put into logs of real customers at one place after the other: a quarter leaves, three in ten repeat it, the next
step takes six times as long, scores lose a point and a half. Those that end up at least twice the margin beyond the median of the three or
more nearest others must be found; what is new at any other touchpoint is counted apart, although more repeats at one can make the waits
at others stand out.""",
        ("Log", "Kind", "Injected", "Large enough", "Found", "With something new elsewhere"),
    ),
    "What is at stake": (
        """Worlds with two planted frictions; the truth is the gain of goals per 1,000 journeys when one of them is removed from the
world, computed exactly. The size is the mean stake over the mean truth. Customers who differ in ways the log does not show make it too
large, because whoever is kept from leaving here leaves more easily later; the intervals allow for that.""",
        ("World", "Customers", "Kind", "Coverage", "Size", "Intervals"),
    ),
    "What if": (
        """Forecasts of changes to worlds with two planted frictions: a friction fixed, a touchpoint taken away, moves led elsewhere. The
truth is the goal rate of the changed world, computed exactly, or what the same window shows of very many customers. Nominal 95%
intervals of the goal rate then, and of the change; the size is the mean change forecast over the mean true one. Customers who differ in
ways the log does not show make it too large; intervals reach farther towards no change. All forecasts of a world rest on one log: where
that happens to be off, all of them are.""",
        ("World", "Customers", "Change", "Coverage of the goal rate", "Coverage of the change", "Size", "Forecasts"),
    ),
    "Times to the goal": (
        """Forecasts of the mean time to the goal where a wait is made shorter. The log does not show who waited and who was away: of times
more than ten times the typical one only the tenfold is taken to be waiting, and intervals reach as far as if all of it were. In these
worlds all of it is, so that forecasts are too small.""",
        ("World", "Customers", "Change", "Coverage of the time", "Coverage of the change", "Size", "Forecasts"),
    ),
    "Waits that do no harm": (
        """Worlds in which some steps take three to five times as long and nobody minds: the interval of what goes with the wait must
hold nothing.""",
        ("World", "Customers", "Coverage", "Mean goals per 1,000", "Intervals"),
    ),
    "Fit of the chain": (
        """What the words for the fit promise. Populations of customers who are alike, who differ in how easily they leave, or who are
of two kinds that go different ways; the error is that of the forecast for a planted friction, computed without sampling.""",
        ("Fit", "Populations", "Median error", "Nine in ten below"),
    ),
    "Moments of truth": (
        """Worlds in which a good or bad experience changes nothing, and worlds in which it decides at three touchpoints. At most 5% of
diagnoses may hold a false moment of truth; the interval of the difference must hold the truth where that is nothing.""",
        ("World", "Customers", "Tests a diagnosis", "Diagnoses", "With a false one", "Decisive ones found", "Coverage of nothing"),
    ),
    "Differences between two sides": (
        """Intervals of differences between two groups of customers, or between two periods of the same customers, whose truth is known. The
last column but one is their width against what two groups of other customers would give.""",
        ("Figure", "Customers a side", "On the other side", "Coverage", "Width", "Intervals"),
    ),
    "Nothing differs": (
        """Customers of one world, put into two halves by chance. At most 5% of the comparisons may flag any difference.""",
        ("World", "Customers a side", "Tests a comparison", "Comparisons", "With a flagged difference"),
    ),
    "Halves of real logs": (
        """Customers of real logs, put into two halves by chance, again and again: nothing differs between the halves. At most 5% of the
comparisons may flag any difference.""",
        ("Log", "Customers a side", "Tests a comparison", "Comparisons", "With a flagged difference"),
    ),
    "Keeping to a plan": (
        """Journeys that keep to a plan with known chances, read from events like any log: shares of journeys that deviate, the mean share
of their steps that are as planned, and figures of a touchpoint and of a deviation. Journeys at the end of the log are still under way.""",
        ("Journeys", "Customers", "Coverage", "Worst figure", "Intervals"),
    ),
    "Days in which nothing changes": (
        """Shares of visits by day, 20% of 60 visits, in 60 series that have nothing in common: days that differ as much as chance makes
them, days that differ more, good and bad spells (ρ = 0.4) and long ones (ρ = 0.7), all with days of the week. In at most 5% of the sets
any interval may be called more than chance, up to spells of ρ = 0.4. Long spells are beyond that promise: they look like short incidents,
and the table shows how often they are taken for one.""",
        ("Days", "Length of the log", "Series", "With a false alarm", "Sets"),
    ),
    "Logs in which nothing changes": (
        """Events of a shop with 150 visitors a day, whose days differ (spread of the log odds, autocorrelation ρ) and who come by segment,
read and followed like any log. At most 5% may hold any incident or improvement.""",
        ("Noise", "Days", "Series searched", "With a false incident", "Logs"),
    ),
    "Planted incidents": (
        """The same shop, in which half as many go on from one stage for three weeks, half of the customers or all, once or four times.
An incident counts as found if both of its dates are right within four days, and as placed if it is reported once, at the segment
that met it.""",
        ("Who met it", "Customers a day", "Found and dated", "At the right place", "Others reported", "Logs"),
    ),
    "Reported effects": (
        """Effects are reported because they are large, so plain intervals would be too optimistic. Adjusted intervals of the selected
effects must miss in at most 5% of cases on average.""",
        ("Tested", "Selected", "Plain intervals that miss", "Adjusted intervals that miss", "Runs"),
    ),
    "Signs of struggling": (
        """How many of the intervals of nominal 95% hold the true log odds that a sign of struggling adds, in two worlds made by different
programs; and how often a sign that does not matter is called clear. Where customers differ in how easily they leave, those left after much
trouble are the patient ones, and weights lie a little too low.""",
        ("World", "Customers", "Coverage", "Worst sign", "Called clear though it does not matter", "Runs"),
    ),
    "Paths and funnels": (
        """Journeys with known chances, cut off at the end of the log: conversions within a day from the first step, and shares of the
four most common paths. In the last world the log is hardly longer than some journeys, of which many are cut off.""",
        ("World", "Figure", "Customers", "Coverage", "Worst", "Intervals"),
    ),
    "Kinds of journeys": (
        """Three kinds of journeys, whose steps are left out or others at times: how well the groups that are found agree with the kinds
(adjusted Rand index, 1 is perfect), how often their number is found, and how many of the intervals of nominal 95% hold the kinds'
shares.""",
        ("Steps that are left out or others", "Agreement, mean", "Agreement, worst", "Three found", "Coverage of shares", "Runs"),
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
            found, shown = (float(row[column].removesuffix("%")) for row in (cells, before))
            assert abs(found - shown) <= 100 * tolerance, f"{section} {cells[:keys]}: {found} here, {shown} on the page"


def _rows_shown() -> dict[str, list[tuple[str, ...]]]:
    """Return the rows on the page by section, without their heads."""
    found: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    section, head = "", False
    for line in PAGE.read_text(encoding="utf-8").splitlines() if PAGE.exists() else ():
        if line.startswith("## "):
            section, head = line[3:], True
        elif line.startswith("| ---"):
            head = False
        elif line.startswith("| ") and not head:
            found[section].append(tuple(cell.strip() for cell in line.strip("|").split("|")))
    return found


def _shown() -> dict[tuple[str, ...], tuple[str, ...]]:
    """Return the rows on the page by section and each number of leading cells."""
    return {(section, *cells[:count]): cells for section, rows in _rows_shown().items() for cells in rows for count in range(1, len(cells))}


def _page(results: Results) -> str:
    parts, shown = [INTRODUCTION], _rows_shown()
    for section, (text, columns) in SECTIONS.items():
        found = sorted(results.rows[section], key=_order) or shown[section]
        rows = [columns, tuple("---" for _ in columns), *found]
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
