from __future__ import annotations

import warnings
from typing import Any

import pytest

from cxjourney.errors import CxJourneyWarning, OptionError
from cxjourney.model.journey_map import JourneyMap
from cxjourney.render import render_flow, render_heatmap
from cxjourney.render.map import render_map
from cxjourney.render.theme import DARK, LIGHT, PAIRS, Theme, contrast, faint_pairs, palette, worst_contrast

WORST = {
    "ink": (14.4, 12.4),
    "ink2": (8.0, 9.6),
    "ink3": (5.0, 5.6),
    "onstage": (13.2, 10.4),
    "pos": (4.8, 6.9),
    "neu": (5.0, 7.7),
    "neg": (4.7, 7.5),
    "critical": (6.7, 6.7),
    "major": (4.7, 8.1),
    "minor": (5.7, 7.5),
    "opp": (5.4, 6.9),
    "moment": (6.8, 7.1),
    "onbadge": (5.1, 8.0),
}


def test_contrast_of_black_on_white_is_21() -> None:
    """The two ends of the WCAG scale come out."""
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#123456", "#123456") == pytest.approx(1)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_every_pair_can_be_read(theme: Any) -> None:
    """No text of a theme falls under 4.5, no graphic under 3."""
    assert faint_pairs(theme) == []


@pytest.mark.parametrize("token", sorted(WORST))
def test_worst_contrast_of_a_token_is_known(token: str) -> None:
    """The contrast table is recomputed from the tokens."""
    light, dark = WORST[token]

    assert worst_contrast(LIGHT, token) == pytest.approx(light, abs=0.06)
    assert worst_contrast(DARK, token) == pytest.approx(dark, abs=0.06)


def test_a_faint_colour_is_warned_about() -> None:
    """The warning names the pair and its ratio."""
    with pytest.warns(CxJourneyWarning, match=r"'ink3' \(#DDDDDD\) on 'bg' \(#FFFFFF\) has a contrast of 1\.4"):
        theme = LIGHT.replace(ink3="#DDDDDD")

    assert theme.ink3 == "#DDDDDD"


def test_a_readable_colour_is_taken_without_a_warning() -> None:
    """A colour that keeps its contrast changes one token and nothing else."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        theme = DARK.replace(stage="#203050")

    assert {token for token, color in theme.tokens().items() if color != DARK.tokens()[token]} == {"stage"}


@pytest.mark.parametrize("color", ["red", "#12", "#12345G", "url(#x)", "#1234567", "#123456;fill:red"])
def test_a_colour_must_be_six_hexadecimal_digits(color: str) -> None:
    """Nothing but #RRGGBB gets into a picture."""
    with pytest.raises(OptionError, match="#RRGGBB"):
        LIGHT.replace(ink=color)


def test_an_unknown_token_is_refused_with_the_closest() -> None:
    """A typo in a token is an error."""
    with pytest.raises(OptionError, match="critical"):
        LIGHT.replace(critcal="#000000")


def test_an_unknown_theme_is_refused() -> None:
    """The message lists the themes."""
    with pytest.raises(OptionError, match="auto"):
        palette("sepia")


def test_auto_is_light_that_switches_to_dark() -> None:
    """Only auto has a second look."""
    assert palette("auto") == (LIGHT, DARK)
    assert palette("dark") == (DARK, None)
    assert palette(DARK) == (DARK, None)


def test_pairs_name_real_tokens() -> None:
    """Every name in the table of pairs is a token."""
    names = {token for token, grounds, _ in PAIRS} | {ground for _, grounds, _ in PAIRS for ground in grounds}

    assert names <= set(LIGHT.tokens())


def test_brand_colours_replace_tokens_of_the_light_look() -> None:
    """What is not given stays; the picture has one look."""
    light, dark = palette({"stage": "#004488"})

    assert light == LIGHT.replace(stage="#004488")
    assert dark is None


def test_brand_colours_can_be_given_for_both_looks() -> None:
    """A look that is left out keeps its colours."""
    assert palette({"light": {"stage": "#004488"}, "dark": DARK}) == (LIGHT.replace(stage="#004488"), DARK)
    assert palette({"dark": {"stage": "#0B3A66"}}) == (LIGHT, DARK.replace(stage="#0B3A66"))


def test_the_renderer_warns_of_faint_brand_colours() -> None:
    """The warning of a picture names the pair and the ratio."""
    with pytest.warns(CxJourneyWarning, match=r"'onstage' \(#FFFFFF\) on 'stage' \(#FFD400\) has a contrast of 1\.4; at least 4\.5"):
        render_map(JourneyMap(stages={"Pay": ["Checkout"]}), theme={"stage": "#FFD400"})


def test_a_table_written_by_hand_is_checked_too() -> None:
    """Not only changes of the built-in themes."""
    with pytest.warns(CxJourneyWarning, match="'ink' "):
        Theme(**{**LIGHT.tokens(), "ink": "#EEEEEE"})


def test_brand_colours_are_painted() -> None:
    """The colour stands in the picture and its token's old one does not."""
    text = render_map(JourneyMap(stages={"Pay": ["Checkout"]}), theme={"stage": "#004488"}).text

    assert "#004488" in text
    assert LIGHT.stage not in text


@pytest.mark.parametrize("theme", [7, ["#000000"], {"light": "#000000"}])
def test_other_themes_are_refused_by_type(theme: Any) -> None:
    """A list or a number is no table of colours."""
    with pytest.raises(TypeError, match="found"):
        palette(theme)


@pytest.mark.parametrize("draw", [render_flow, render_heatmap])
def test_other_pictures_take_brand_colours_too(draw: Any) -> None:
    """One house style for all pictures."""
    measures = [{"name": "drop_off_rate", "estimate": {"value": 0.2, "n": 90, "unit": "share"}, "channel": "web"}]
    stages = [{"name": "Pay", "touchpoints": [{"name": "Checkout", "channels": ["Web"], "measures": measures}]}]

    assert "#101820" in draw(JourneyMap(origin="discovered", stages=stages), theme={"ink": "#101820"}).text
