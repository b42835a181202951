from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxjourney.render.characters import clean
from cxjourney.render.text import Font, Lines, balanced, is_ambiguous, measure, wrap, wrap_ends

SHARED = Path(__file__).parents[2] / "../shared/design/reference/chromium_widths.json"
EM = Font(1)

# Widths in em as Chromium lays them out with Inter, Liberation Sans, Noto Sans and Roboto, in weight 400 and in weight 600.
WIDTHS = {
    "Return the bike": ((7.19, 6.78, 7.23, 6.65), (7.35, 7.28, 7.8, 6.83)),
    "Ring the help line, 24 h": ((10.79, 10.23, 10.74, 9.95), (10.96, 10.89, 11.37, 10.23)),
    "Велосипед у станции": ((10.51, 9.86, 10.39, 9.95), (10.68, 10.63, 11.22, 10.02)),
    "Τέλος διαδρομής": ((8.09, 7.4, 7.97, 7.87), (8.44, 8.02, 8.41, 7.9)),
    "Trả xe đạp ở trạm": ((8.31, 7.93, 8.23, 7.77), (8.38, 8.3, 8.78, 7.91)),
    "Kerékpár visszaadása": ((10.28, 9.84, 10.05, 9.72), (10.58, 10.45, 10.75, 9.84)),
    "پایان سواری": ((5.08, 5.08, 5.06, 5.05), (5.05, 5.08, 5.06, 5.05)),
    "自行车站": ((4, 4, 4, 4), (4, 4, 4, 4)),
    "🚲 Ride 👍🏽": ((5.14, 5.11, 5.07, 4.95), (5.13, 5.22, 5.2, 5)),
}


@pytest.mark.parametrize("text", list(WIDTHS))
def test_a_text_is_measured_as_wide_as_the_widest_common_face(text: str) -> None:
    """Never narrower than drawn; at most 9 % wider than the widest face, 18 % where an Arabic bold is only imitated."""
    for weight, widths in zip((400, 600), WIDTHS[text], strict=True):
        ratio = measure(text, Font(1, weight)) / max(widths)

        assert 0.999 <= ratio <= (1.19 if text == "پایان سواری" else 1.09)


def test_bold_is_wider_than_regular() -> None:
    """Two weights are told apart."""
    assert measure("Checkout", Font(10, 700)) > measure("Checkout", Font(10)) > 0


@pytest.mark.parametrize(
    ("text", "em"),
    [
        ("结账页面", 4.0),
        ("👨\u200d👩\u200d👧\u200d👦", 1.37),
        ("🇭🇺", 1.37),
        ("👍🏽", 1.37),
        ("❤\ufe0f", 1.37),
        ("e\u0301", measure("e", EM)),
        ("\u200d", 0.0),
        ("ቤ", 0.64),
    ],
)
def test_scripts_are_measured_by_their_rule(text: str, em: float) -> None:
    """East Asian full width, an emoji sequence once, marks nothing, unknown letters by a guess."""
    assert measure(text, EM) == pytest.approx(em)


def test_unknown_accented_letters_count_as_their_base() -> None:
    """A letter outside the table is as wide as its base letter."""
    assert measure("ḁ", EM) > 0
    assert measure("\u1fb1", EM) == measure("α", EM)


def test_arabic_letters_join() -> None:
    """A joined letter takes the width of its form, and lam with alef is one glyph."""
    assert measure("بب", EM) < 2 * measure("ب", EM)
    assert measure("لا", EM) == pytest.approx(0.6)
    assert measure("ب\u200cب", EM) > measure("بب", EM)
    assert measure("لا", Font(1, 700)) == pytest.approx(0.6 * 1.18)


def test_letter_spacing_adds_to_every_character() -> None:
    """Spacing is part of the width."""
    assert measure("abcd", Font(10, 400, 0.1)) == pytest.approx(measure("abcd", Font(10)) + 4)


@pytest.mark.skipif(not SHARED.exists(), reason="the reference widths are not beside this clone")
@pytest.mark.parametrize(("weight", "most"), [(400, 0.145), (600, 0.22)])
def test_no_common_face_is_wider_than_measured(weight: int, most: float) -> None:
    """Measured against Chromium: never too narrow, and not much too wide, in five scripts and emoji."""
    reference = json.loads(SHARED.read_text(encoding="utf-8"))
    faces = [reference[f"{face}|{weight}"] for face in ("Inter", "Liberation Sans", "Noto Sans", "Roboto")]
    errors = [measure(clean(text), Font(1, weight)) / width - 1 for widths in faces for text, width in widths.items()]

    assert min(errors) >= -0.001
    assert max(errors) <= most
    assert sum(errors) / len(errors) < 0.1


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Compare and save it", ("Compare and", "save it")),
        ("Self-service kiosk", ("Self-service", "kiosk")),
        ("跳转后支付失败的页面", ("跳转后支付失", "败的页面")),
        ("Perfectly/ordinary", ("Perfectly/", "ordinary")),
        ("one\u00a0two three", ("one\u00a0two", "three")),
    ],
)
def test_lines_break_where_people_break_them(text: str, lines: Any) -> None:
    """After spaces and dashes, between ideographs, never at a no-break space."""
    assert wrap(text, 82, Font(12.5), lines=2).lines == lines


def test_a_single_letter_keeps_its_dash() -> None:
    """Nobody reads an e- at the end of a line."""
    room = measure("Onboarding re-", Font(12)) + 1

    assert wrap("Onboarding e-mail series", room, Font(12), lines=3).lines == ("Onboarding", "e-mail series")
    assert wrap("Onboarding re-entry", room, Font(12), lines=2).lines == ("Onboarding re-", "entry")


def test_closing_punctuation_does_not_start_a_line() -> None:
    """An ideographic full stop stays with its sentence."""
    assert wrap("关键时刻。结账", 62, Font(12.5), lines=2).lines[0] in {"关键时", "关键时刻。"}


def test_a_long_word_is_broken_but_not_on_the_last_line() -> None:
    """Only words of more than 12 characters are broken."""
    broken = wrap("Electrocardiographically", 80, Font(12), lines=3).lines

    assert len(broken) > 1
    assert "".join(broken) == "Electrocardiographically"
    assert wrap("Incomprehensibilities", 60, Font(12), lines=1).lines[0].endswith("…")
    assert wrap("Onboarding mail", 50, Font(12), lines=2).lines[0].endswith("…")


def test_a_word_that_is_cut_inside_is_reported_too() -> None:
    """Not only what is lost at the end."""
    found = wrap("A_PREACCEPTED yes", 60, Font(12, 600), lines=3)

    assert any(line.endswith("…") for line in found.lines[:-1])
    assert found.full == "A_PREACCEPTED yes"


def test_what_is_cut_is_kept_in_full() -> None:
    """The whole text goes with the ellipsis."""
    found = wrap("Family 👨\u200d👩\u200d👧\u200d👦 plan for everybody", 60, Font(12), lines=1)

    assert found.full == "Family 👨\u200d👩\u200d👧\u200d👦 plan for everybody"
    assert found.lines[0].endswith("…")


def test_isolates_are_closed_on_every_line() -> None:
    """A break inside a right-to-left part leaves no line with an open isolate."""
    text = "\u2068" + "پرداخت سفارش پس از انتقال به درگاه بانک" + "\u2069 fails"
    lines = wrap(text, 120, Font(12), lines=5).lines

    assert len(lines) > 1
    assert all(line.count("\u2068") == line.count("\u2069") for line in lines)


def test_a_heading_has_no_lone_word() -> None:
    """Balanced lines differ less than greedy ones."""
    text, font = "Sign up is where we lose them: 24% leave at Identity photo", Font(26, 700)
    width = measure(text, font) - 20
    found = balanced(text, width, font, lines=2)

    assert len(found.lines) == 2
    assert abs(measure(found.lines[0], font) - measure(found.lines[1], font)) < measure(text, font) / 3


@given(st.text(max_size=60).map(clean), st.integers(30, 300), st.integers(1, 4))
def test_wrapped_lines_fit_and_keep_the_text(text: str, width: int, lines: Any) -> None:
    """Every line fits, at most as many as allowed, and nothing is lost without saying so."""
    font = Font(12)
    found = wrap(text, width, font, lines=lines)

    assert len(found.lines) <= lines
    assert all(measure(line, font) <= width + 0.001 or len(line) <= 2 for line in found.lines)
    kept = "".join(found.lines).replace(" ", "")
    assert found.full == text or "…" in kept or kept == text.replace(" ", "")


def test_an_empty_text_has_no_lines() -> None:
    """Nothing to draw is nothing drawn."""
    assert wrap("", 100, Font(12), lines=2) == Lines(())


@given(st.text(min_size=1, max_size=60).map(clean).filter(bool), st.integers(30, 200), st.integers(1, 3))
def test_a_name_without_its_middle_fits_and_keeps_its_whole(text: str, width: int, lines: int) -> None:
    """Whatever is shown is no wider than its room; what was cut is kept."""
    found = wrap_ends(text, width, Font(12), lines=lines)

    assert len(found.lines) <= lines
    assert found.full in {None, text}
    assert wrap(text, width, Font(12), lines=lines).full is None or found.full == text


def test_names_that_differ_at_their_ends_are_told_apart() -> None:
    """Cut at the end they would look alike; cut in the middle they do not."""
    names = ["onboarding_otherLogin__show", "onboarding_otherLogin__close", "onboarding_privacy_policyShown"]
    cut = [wrap(name, 110, Font(12), lines=1) for name in names]
    ends = [wrap_ends(name, 110, Font(12), lines=1).lines[0] for name in names]

    assert [is_ambiguous(lines, names) for lines in cut] == [True, True, False]
    assert len(set(ends)) == 3
    assert ends[0].endswith("_show")
    assert ends[1].endswith("close")
