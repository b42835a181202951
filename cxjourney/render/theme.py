"""The colours of a picture: one frozen table of tokens per theme, and the contrast it must keep."""

from __future__ import annotations

import dataclasses
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from cxjourney.errors import CxJourneyWarning, OptionError, show_value

ThemeName = Literal["light", "dark", "auto"]

TEXT_CONTRAST = 4.5
GRAPHIC_CONTRAST = 3.0

_COLOR = re.compile(r"#[0-9A-Fa-f]{6}")


_COLUMN = ("bg", "panel", "panelhot")
_COLUMN_AND_CARD = (*_COLUMN, "card")
_CARD = ("bg", "panel", "card")

PAIRS: tuple[tuple[str, tuple[str, ...], float], ...] = (
    ("ink", (*_COLUMN_AND_CARD, "oppfill"), TEXT_CONTRAST),
    ("ink2", _COLUMN_AND_CARD, TEXT_CONTRAST),
    ("ink3", (*_COLUMN_AND_CARD, "oppfill"), TEXT_CONTRAST),
    ("onstage", ("stage",), TEXT_CONTRAST),
    ("onstage2", ("stage",), TEXT_CONTRAST),
    ("pos", _COLUMN_AND_CARD, TEXT_CONTRAST),
    ("neu", _COLUMN, TEXT_CONTRAST),
    ("neg", _COLUMN_AND_CARD, TEXT_CONTRAST),
    ("moment", _COLUMN_AND_CARD, TEXT_CONTRAST),
    ("critical", _COLUMN_AND_CARD, TEXT_CONTRAST),
    ("major", _CARD, TEXT_CONTRAST),
    ("moderate", _CARD, TEXT_CONTRAST),
    ("minor", _CARD, TEXT_CONTRAST),
    ("opp", ("oppfill",), TEXT_CONTRAST),
    ("onbadge", ("critical", "major", "moderate", "minor"), TEXT_CONTRAST),
    ("dot", _COLUMN, GRAPHIC_CONTRAST),
    ("dot2", _COLUMN, GRAPHIC_CONTRAST),
    ("h4", _COLUMN, GRAPHIC_CONTRAST),
    ("h5", _COLUMN, GRAPHIC_CONTRAST),
)
"""What is drawn on what, and the contrast each pair must keep."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """
    A full table of colour tokens, each ``#RRGGBB``.

    To change a few colours of a picture, pass them by token: ``theme={"stage": "#004488"}``. To keep a table for many
    pictures, start from ``cxjourney.render.LIGHT`` or ``DARK`` and use `replace`.

    Raises
    ------
    OptionError
        If a colour is not written as ``#RRGGBB``.

    Warns
    -----
    CxJourneyWarning
        If the contrast of a pair of colours falls under its limit: 4.5 for text, 3 for graphics.

    Examples
    --------
    >>> from cxjourney.render import LIGHT
    >>> LIGHT.replace(stage="#004488").stage
    '#004488'
    """

    bg: str
    panel: str
    panelhot: str
    card: str
    line: str
    line2: str
    ink: str
    ink2: str
    ink3: str
    stage: str
    onstage: str
    onstage2: str
    pos: str
    neu: str
    neg: str
    posfill: str
    negfill: str
    band: str
    dot: str
    dot2: str
    moment: str
    critical: str
    major: str
    moderate: str
    minor: str
    opp: str
    oppfill: str
    oppline: str
    h1: str
    h2: str
    h3: str
    h4: str
    h5: str
    onbadge: str

    def __post_init__(self) -> None:
        for token, color in self.tokens().items():
            if not _COLOR.fullmatch(str(color)):
                raise OptionError(
                    f"the colour of {token!r} must be written as #RRGGBB, found {show_value(color)}.",
                    hint='write it with six hexadecimal digits, such as "#1F6FB2".',
                    value=show_value(color),
                )
        faint = faint_pairs(self)
        if faint:
            warnings.warn("\n".join(faint), CxJourneyWarning, stacklevel=3)

    def tokens(self) -> dict[str, str]:
        """Return the colours by token, in a fixed order."""
        return {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}

    def replace(self, **colors: str) -> Theme:
        """
        Return a theme with some colours changed; a pair that gets too faint to read is warned about.

        Parameters
        ----------
        **colors
            New colours by token.

        Raises
        ------
        OptionError
            If a token does not exist or a colour is not ``#RRGGBB``.

        Warns
        -----
        CxJourneyWarning
            If the contrast of a pair falls under its limit.
        """
        known = self.tokens()
        for token in colors:
            if token not in known:
                raise OptionError.for_choice("token", token, list(known))
        return Theme(**{**known, **colors})


def contrast(one: str, other: str) -> float:
    """
    Return the WCAG 2 contrast ratio of two colours, from 1 to 21.

    Parameters
    ----------
    one, other
        Colours as ``#RRGGBB``.

    Examples
    --------
    >>> contrast("#000000", "#FFFFFF")
    21.0
    """
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: str) -> float:
    channels = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def worst_contrast(theme: Theme, token: str) -> float:
    """
    Return the smallest contrast of a token over the backgrounds it is drawn on.

    Parameters
    ----------
    theme
        The colours.
    token
        A token that `PAIRS` names.
    """
    colors = theme.tokens()
    return min(contrast(colors[token], colors[ground]) for name, grounds, _ in PAIRS if name == token for ground in grounds)


def faint_pairs(theme: Theme) -> list[str]:
    """
    Return one sentence for each pair of colours under its limit.

    Parameters
    ----------
    theme
        The colours to check.
    """
    colors = theme.tokens()
    return [
        f"{token!r} ({colors[token]}) on {ground!r} ({colors[ground]}) has a contrast of {ratio:.1f}; at least {limit:g} can be read."
        for token, grounds, limit in PAIRS
        for ground in grounds
        if (ratio := contrast(colors[token], colors[ground])) < limit
    ]


LIGHT = Theme(
    bg="#FFFFFF", panel="#F5F7F9", panelhot="#FDF3EB", card="#FFFFFF", line="#E1E6EB", line2="#C3CCD6",
    ink="#15202B", ink2="#3F4C5A", ink3="#5A6876", stage="#22304A", onstage="#FFFFFF", onstage2="#C7D2E3",
    pos="#1F6FB2", neu="#5F6B78", neg="#C2410C", posfill="#CFE3F5", negfill="#FAD5BE", band="#BFC9D4",
    dot="#22304A", dot2="#7C8896", moment="#6B3FA0", critical="#A8200D", major="#B4520A", moderate="#7A5D00",
    minor="#56636F", opp="#0B6E63", oppfill="#E3F3F0", oppline="#A9D6CF",
    h1="#C3CCD6", h2="#F3C9A0", h3="#EBA05E", h4="#D9691F", h5="#A83A08", onbadge="#FFFFFF",
)  # fmt: skip

DARK = Theme(
    bg="#0E141C", panel="#151D27", panelhot="#231A14", card="#1B2531", line="#2A3644", line2="#3D4B5B",
    ink="#EDF2F7", ink2="#C2CDD9", ink3="#97A6B5", stage="#2B3B57", onstage="#F3F6FA", onstage2="#B9C7DB",
    pos="#6DB3F2", neu="#A3B0BD", neg="#FF9B66", posfill="#17374F", negfill="#572B15", band="#46556A",
    dot="#C9D6E6", dot2="#6E8095", moment="#C3A1F0", critical="#FF8A73", major="#FFA860", moderate="#E3C25A",
    minor="#A9B6C3", opp="#4CC9B5", oppfill="#12312E", oppline="#1F5A53",
    h1="#3D4B5B", h2="#6B4526", h3="#9A5A24", h4="#D67A35", h5="#FF9B5C", onbadge="#0E141C",
)  # fmt: skip

ThemeChoice = ThemeName | Theme | Mapping[str, str] | Mapping[str, Theme | Mapping[str, str]]
"""What a picture takes as its colours: see `palette`."""


def palette(theme: ThemeChoice) -> tuple[Theme, Theme | None]:
    """
    Return the theme to paint with, and the one that a dark screen switches to, if any.

    Parameters
    ----------
    theme
        ``"light"``, ``"dark"``, ``"auto"``, a theme of your own, colours that replace those of the light theme by token, or
        ``{"light": …, "dark": …}`` with such colours or themes for both looks.

    Raises
    ------
    OptionError
        If a name or a token is not known, or a colour is not ``#RRGGBB``.
    TypeError
        If it is none of these.

    Examples
    --------
    >>> light, dark = palette({"light": {"stage": "#004488"}, "dark": {"stage": "#0B3A66"}})
    >>> light.stage, dark.stage
    ('#004488', '#0B3A66')
    """
    if isinstance(theme, Theme):
        return theme, None
    if isinstance(theme, Mapping):
        if theme and set(theme) <= {"light", "dark"}:
            return _own(LIGHT, theme.get("light", {})), _own(DARK, theme.get("dark", {}))
        return _own(LIGHT, theme), None
    if not isinstance(theme, str):
        message = f"theme takes a name, a Theme or colours by token, found {type(theme).__name__}"
        raise TypeError(message)
    choices: dict[str, tuple[Theme, Theme | None]] = {"light": (LIGHT, None), "dark": (DARK, None), "auto": (LIGHT, DARK)}
    if theme not in choices:
        raise OptionError.for_choice("theme", theme, list(choices))
    return choices[theme]


def _own(base: Theme, colors: object) -> Theme:
    """Return a theme of the user's: as it is, or the given colours over a base."""
    if isinstance(colors, Theme):
        return colors
    if not isinstance(colors, Mapping):
        message = f"the colours of a theme are a mapping from token to #RRGGBB, found {type(colors).__name__}"
        raise TypeError(message)
    return base.replace(**{str(token): color for token, color in colors.items()}) if colors else base
