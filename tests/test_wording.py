"""Figures in English are written one way in sentences, terminals and HTML tables."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cxjourney
from cxjourney.estimate import Estimate
from cxjourney.wording import chance, change, count_decimals, figure, money, number, peer_range

ROOT = Path(cxjourney.__file__).parent
UNITS = ["share", "seconds", "ratio", "valence", "nps", "visits", "customers", "EUR", "1–7", ""]


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.0, "share", "0%"),
        (0.0004, "share", "<0.1%"),
        (0.05, "share", "5%"),
        (0.094, "share", "9.4%"),
        (0.5, "share", "50%"),
        (0.997, "share", "99.7%"),
        (0.4, "seconds", "0.4 s"),
        (150, "seconds", "2.5 min"),
        (7_200, "seconds", "2 h"),
        (400_000, "seconds", "4.6 days"),
        (2.345, "ratio", "×2.35"),
        (-1.2, "valence", "−1.20"),
        (53.33, "nps", "53.3"),
        (12_345.6, "EUR", "12,346"),
        (1_234.0, "customers", "1,234"),
        (3.25, "visits", "3.25"),
    ],
)
def test_numbers_read_as_people_say_them(value: float, unit: str, text: str) -> None:
    """Three digits for most, the unit that fits the size."""
    assert number(value, unit) == text


@pytest.mark.parametrize(
    ("estimate", "text"),
    [
        (Estimate(value=7_200, low=3_600, high=9_000, n=5, unit="seconds"), "2 h (60 min to 2.5 h), n 5"),
        (Estimate(value=-0.5, low=-0.7, high=-0.3, n=5, unit="valence"), "−0.50 (−0.70 to −0.30), n 5"),
        (Estimate(value=0.094, low=0.08, high=0.112, n=5, unit="share"), "9.4% (8.0% to 11.2%), n 5"),
        (Estimate(value=0.214, low=0.2101, high=0.2180, n=90_000, unit="share"), "21.4% (21.0% to 21.8%), n 90,000"),
        (Estimate.stated(0.5, unit="share"), "50%, stated"),
        (Estimate.missing("share"), "no data"),
        (Estimate.count(1_234, unit="customers"), "1,234"),
    ],
)
def test_an_interval_has_the_decimals_of_its_figure(estimate: Estimate, text: str) -> None:
    """Whole percents, unless both ends would be written nearly alike."""
    assert figure(estimate, n=True) == text


@pytest.mark.parametrize(
    ("estimate", "text"),
    [
        (Estimate(value=-0.602, low=-0.711, high=-0.457, n=63, unit="share"), "−60.2 points (−71.1 to −45.7), n 63"),
        (Estimate(value=0.041, low=-0.0001, high=0.053, n=900, unit="share"), "+4.1 points (0.0 to +5.3), n 900"),
        (Estimate(value=5_400, low=-7_200, high=9_000, n=9, unit="seconds"), "+90 min (−2 h to +2.5 h), n 9"),
        (Estimate(value=0.0, n=9, unit="seconds"), "0 s, n 9"),
        (Estimate(value=-34.3, low=-40.1, high=-28.2, n=9, unit="nps"), "−34.3 (−40.1 to −28.2), n 9"),
        (Estimate(value=3.27, low=-7.21, high=13.75, n=9, unit="nps"), "+3.3 (−7.2 to +13.8), n 9"),
        (Estimate.stated(-0.05, unit="share"), "−5.0 points, stated"),
        (Estimate.missing("share"), "no data"),
    ],
)
def test_a_difference_says_its_sign_and_its_unit_once(estimate: Estimate, text: str) -> None:
    """What is written as nothing has no sign."""
    assert change(estimate, n=True) == text


def test_what_is_counted_stands_behind_the_number() -> None:
    """And before the interval."""
    amount = Estimate(value=10_423, low=9_000, high=12_000, n=313, unit="money")

    assert money(amount, n=True) == "10,423 in money (9,000 to 12,000), n 313"
    assert change(amount, of="EUR") == "+10,423 EUR (+9,000 to +12,000)"
    assert figure(amount.replace(value=85.4, low=62.6, high=108.2), of="goals per 1,000 journeys") == (
        "85 goals per 1,000 journeys (63 to 108)"
    )


def test_ranges_and_chances() -> None:
    """As they stand in summaries."""
    assert peer_range(3_600, 7_200, "seconds") == "(peers: 60 min to 2 h)"
    assert (chance(0.0009), chance(0.001), chance(0.05, "p")) == ("q < 0.001", "q = 0.001", "p = 0.05")
    assert (count_decimals("goals", 19.5, 3, 19), count_decimals("goals", 19.5, 3, 20)) == (1, 0)


@given(st.floats(-1e7, 1e7), st.sampled_from(UNITS))
def test_both_forms_differ_by_their_spaces_only(value: float, unit: str) -> None:
    """In HTML a figure is never parted from its unit; both have the minus sign and neither a hyphen."""
    estimate = Estimate(value=value, low=value - 1, high=value + 1, n=1_234, unit=unit)
    for write in (figure, change):
        text, html = write(estimate, n=True), write(estimate, n=True, form="html")

        assert html.replace("\u00a0", " ") == text
        assert "\u00a0" not in text
        assert "-" not in text


def test_no_module_writes_figures_of_its_own() -> None:
    """No percent format, no hyphen turned into a minus sign, no interval in square brackets outside of `Estimate` itself."""
    own = {"wording.py", "numerals.py", "estimate.py"}
    forms = (r":[,.\d]*%\}", r"\} %(?=[\",.;)]| of | to )", r"replace\(\"-\", ?\"−\"\)", r"\[\{[^{}]*\}, \{[^{}]*\}\]\"")
    texts = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in ROOT.rglob("*.py") if path.name not in own}
    found = {name: match.group() for name, text in sorted(texts.items()) if (match := re.search("|".join(forms), text))}

    assert len(texts) > 500
    assert found == {}
