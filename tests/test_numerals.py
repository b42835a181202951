from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxjourney.numerals import ENGLISH, half_up
from cxjourney.render.words import words

SPACE = "\u00a0"


@pytest.mark.parametrize(("value", "text"), [(0.95, "1.0"), (-0.65, "-0.7"), (0.25, "0.3"), (2.45, "2.5"), (-0.04, "0.0"), (1.005, "1.0")])
def test_halves_are_rounded_away_from_zero_on_decimal_digits(value: Any, text: str) -> None:
    """Binary float formatting would give 0.9 and −0.6 by luck."""
    assert str(half_up(value, 1)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"), (9, "9"), (912, "912"), (999.5, "1.0k"), (3_912, "3.9k"), (11_249, "11.2k"), (99_960, "100k"), (412_345, "412k"),
        (999_999, "1.00M"), (1_020_000, "1.02M"), (43_200_000, "43.2M"), (2_000_000_000, "2.00B"), (-3_912, "−3.9k"),
    ],
)  # fmt: skip
def test_large_numbers_are_shortened(value: Any, text: str) -> None:
    """Three digits and a letter."""
    assert ENGLISH.compact(value) == text


@pytest.mark.parametrize(
    ("value", "currency", "text"),
    [
        (412_345, "USD", "$412k"), (80_000, "EUR", "€80k"), (1_020_000, "GBP", "£1.02M"), (3_000, "HUF", f"3k{SPACE}HUF"),
        (759, None, "759"), (-8_200, "USD", "−$8.2k"), (2_000_000, "USD", "$2M"),
    ],
)  # fmt: skip
def test_money_carries_its_currency(value: Any, currency: str | None, text: str) -> None:
    """A known currency has its sign, another its code."""
    assert ENGLISH.money(value, currency) == text


def test_a_range_of_money_says_once_what_both_ends_share() -> None:
    """Currency and thousands are not repeated."""
    assert ENGLISH.money_range(60_000, 130_000, "USD") == "$60 – 130k"
    assert ENGLISH.money_range(60_000, 1_300_000, "HUF") == f"60k{SPACE}HUF – 1.30M{SPACE}HUF"
    assert ENGLISH.money_range(-5_000, 1_000, "USD") == "−$5k – $1k"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"), (0.0012, "0.001 s"), (0.04, "0.04 s"), (0.4, "0.4 s"), (1.4, "1 s"), (9, "9 s"),
        (90, "90 s"), (1_560, "26 min"), (7_199, "120 min"), (10_800, "3 h"), (129_600, "36 h"),
        (267_840, "3.1 days"), (1_641_600, "19 days"), (31_557_600, "1 year"), (80_000_000, "2.5 years"),
    ],
)  # fmt: skip
def test_durations_take_their_largest_unit(seconds: float, text: str) -> None:
    """A figure and its unit are joined by a no-break space."""
    assert ENGLISH.duration(seconds) == text.replace(" ", SPACE)


def test_signs_are_always_shown() -> None:
    """Signed values have + or U+2212, zero has +."""
    assert ENGLISH.signed(0.6) == "+0.6"
    assert ENGLISH.signed(-0.65) == "−0.7"
    assert ENGLISH.signed(-0.001) == "+0.0"


def test_a_share_that_is_not_nothing_is_never_zero_percent() -> None:
    """Small shares keep their meaning."""
    assert ENGLISH.percent(0) == "0%"
    assert ENGLISH.percent(0.004) == "<1%"
    assert ENGLISH.percent(0.004, 1) == "0.4%"
    assert ENGLISH.percent(0.125, 1) == "12.5%"


@pytest.mark.parametrize(
    ("q", "text"), [(0.0001, "q < 0.001"), (0.001, "q = 0.001"), (0.0042, "q = 0.004"), (0.031, "q = 0.03"), (0.5, "q = 0.50")]
)
def test_q_values_are_short(q: float, text: str) -> None:
    """Below one in a thousand the exact figure says nothing."""
    assert ENGLISH.q_value(q) == text.replace(" ", SPACE)


def test_thousands_are_grouped() -> None:
    """Counts are read in threes."""
    assert ENGLISH.fixed(126_903) == "126,903"
    assert ENGLISH.count(1_366) == f"n{SPACE}1,366"


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(0, 3))
def test_rounding_never_moves_a_number_by_more_than_half_a_step(value: Any, decimals: int) -> None:
    """Half up is a rounding, whatever the size."""
    assert abs(half_up(value, decimals) - Decimal(repr(value))) <= Decimal("0.5").scaleb(-decimals)


LANGUAGES = ["fa", "hu", "ru", "vi"]
SPACES = str.maketrans({"\u202f": SPACE, "-": "−", " ": SPACE})


@given(
    st.floats(-1e18, 1e18) | st.floats(-1, 1) | st.decimals(-10_000, 10_000, places=4).map(float) | st.floats(-1e-3, 1e-3),
    st.integers(0, 4),
)
def test_a_number_is_written_as_it_is_rounded(value: Any, decimals: int) -> None:
    """Also where its digits end half way, and without the sign of what is rounded to nothing."""
    assert ENGLISH.fixed(value, decimals) == f"{half_up(value, decimals):,f}".replace("-", "−")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("value", [0, 7, -1.5, 1_234, 12_345, 1_234_567, -98_765.5])
def test_numbers_are_written_as_babel_writes_them(language: str, value: float) -> None:
    """Digits, decimal mark, thousands mark and minus of each language."""
    babel = pytest.importorskip("babel.numbers")
    decimals = 0 if value == int(value) else 1
    expected = babel.format_decimal(value, locale=language, numbering_system="default").translate(SPACES)

    assert words(language).numerals.fixed(value, decimals).lstrip("\u200e") == words(language).numerals.localized(expected)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("share", [0, 0.01, 0.5, 1, 12.34])
def test_percentages_are_written_as_babel_writes_them(language: str, share: float) -> None:
    """With or without a space, with the sign of the language."""
    babel = pytest.importorskip("babel.numbers")
    expected = babel.format_percent(share, locale=language, numbering_system="default").translate(SPACES)
    expected = expected.replace("%", words(language).numerals.percent_sign.strip(SPACE))

    assert words(language).numerals.percent(share) == words(language).numerals.localized(expected)


@pytest.mark.parametrize(("language", "form"), [("fa", "short"), ("ru", "short"), ("hu", "long"), ("vi", "long")])
@pytest.mark.parametrize("value", [912, 3_900, 41_200, 412_000, 1_200_000, 2_500_000_000])
def test_large_numbers_are_shortened_as_babel_shortens_them(language: str, form: str, value: float) -> None:
    """The words for thousands, millions and billions; decimals as everywhere in the package."""
    babel = pytest.importorskip("babel.numbers")
    expected = babel.format_compact_decimal(value, format_type=form, locale=language, fraction_digits=1, numbering_system="default")
    found = words(language).numerals.compact(value)

    assert found.split(SPACE)[1:] == expected.translate(SPACES).split(SPACE)[1:]


@pytest.mark.parametrize(
    ("language", "money", "span", "time", "signed"),
    [
        ("ru", "412 тыс. €", "60 – 130 тыс. €", "3,1 дня", "+0,7"),
        ("hu", "412 ezer €", "60 – 130 ezer €", "3,1 nap", "+0,7"),
        ("vi", "412 nghìn €", "60 – 130 nghìn €", "3,1 ngày", "+0,7"),
        ("fa", "۴۱۲ هزار €", "۶۰ تا ۱۳۰ هزار €", "۳٫۱ روز", "\u200e+۰٫۷"),
    ],
)
def test_amounts_and_times_read_well(language: str, money: str, span: str, time: str, signed: str) -> None:
    """Amount before currency, the range said in words where the language has them."""
    numerals = words(language).numerals

    assert numerals.money(412_000, "EUR").replace(SPACE, " ") == money
    assert numerals.money_range(60_000, 130_000, "EUR").replace(SPACE, " ") == span
    assert numerals.duration(267_840).replace(SPACE, " ") == time
    assert numerals.signed(0.65) == signed


def test_times_that_nobody_can_wait_are_cut_short() -> None:
    """The mean of two very different times has an interval without a sensible end."""
    numerals = words("en").numerals

    assert numerals.duration(1e70).replace(SPACE, " ") == "> 1,000 years"
    assert numerals.duration(31_557_600_000).replace(SPACE, " ") == "1,000 years"
