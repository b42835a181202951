"""
The only place where markup is made.

Elements and attributes come from closed lists, every text passes one escape, every attribute value is checked for
its kind. Nothing that could run, load or link can be written, whatever the input says.
"""

from __future__ import annotations

import base64
import hashlib
import math
import re
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from cxjourney.errors import RenderError, show_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SVG_ELEMENTS = frozenset("svg g title desc rect circle ellipse line path polyline polygon text tspan a style".split())
"""The elements an SVG may hold."""

HTML_ELEMENTS = frozenset(
    "html head meta title style body header main nav section article footer div span bdi strong h1 h2 h3 p ul ol li dl dt dd a "
    "img figure details summary table caption thead tbody tr th td iframe".split()
)
"""The elements a page may hold around a picture."""

LINK_SCHEMES = frozenset({"http", "https", "mailto"})

_COLOR = re.compile(r"#[0-9A-Fa-f]{6}|none")
_WORDS = re.compile(r"[A-Za-z0-9 .%_-]*")
_PATH = re.compile(r"[MLHVCQZ0-9 .-]*")
_INNER_LINK = re.compile(r"#[a-z0-9-]+")
_HASH = r"'sha256-[A-Za-z0-9+/]{43}='"
_HASH_POLICY = re.compile(rf"default-src 'none'; style-src {_HASH}; script-src {_HASH}; img-src data:; base-uri 'none'; form-action 'none'")
_NUMBERS = frozenset("x y width height rx cx cy r font-size font-weight stroke-width fill-opacity stroke-opacity colspan tabindex".split())
_COLORS = frozenset({"fill", "stroke"})
_KEYWORDS = frozenset(
    "class id role lang xml:lang direction dir text-anchor font-style letter-spacing stroke-dasharray stroke-linecap stroke-linejoin "
    "paint-order viewBox aria-labelledby aria-describedby text-rendering preserveAspectRatio charset scope hidden open sandbox".split()
)
_PROSE = frozenset({"aria-label", "aria-roledescription", "alt", "srcdoc"})
_FIXED = {
    "xmlns": frozenset({"http://www.w3.org/2000/svg"}),
    "style": frozenset({"direction:ltr;font-variant-numeric:tabular-nums"}),
    "http-equiv": frozenset({"Content-Security-Policy"}),
    "name": frozenset({"viewport", "color-scheme"}),
}

ATTRIBUTES = _NUMBERS | _COLORS | _KEYWORDS | _PROSE | frozenset(_FIXED) | {"d", "href", "src", "font-family", "content"}
"""The attributes that may be written."""

FONT_FAMILY = (
    "Inter, 'Segoe UI', system-ui, -apple-system, Roboto, 'Helvetica Neue', 'Noto Sans', Arial, 'Vazirmatn', 'Noto Sans Arabic', sans-serif"
)

Script = Literal["latin", "arabic", "hebrew", "cjk", "emoji", "other"]

_ARABIC = "'Vazirmatn', 'Noto Sans Arabic', 'Segoe UI', 'Geeza Pro', Tahoma, Arial, 'Noto Naskh Arabic', 'DejaVu Sans'"
_HEBREW = "'Segoe UI', 'Noto Sans Hebrew', 'Arial Hebrew', Arial, 'Liberation Sans', 'DejaVu Sans'"
_CJK = (
    "'Noto Sans CJK SC', 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', 'Source Han Sans SC', 'Hiragino Sans', 'Yu Gothic', "
    "'Noto Sans CJK JP', 'Noto Sans CJK KR', 'Malgun Gothic', 'Apple SD Gothic Neo', 'WenQuanYi Zen Hei', 'Droid Sans Fallback'"
)
_EMOJI = "'Noto Color Emoji', 'Apple Color Emoji', 'Segoe UI Emoji', 'Twemoji Mozilla', 'Noto Emoji', 'Segoe UI Symbol'"
SCRIPT_FONTS: dict[Script, str] = {
    "latin": FONT_FAMILY,
    "arabic": f"{_ARABIC}, sans-serif",
    "hebrew": f"{_HEBREW}, sans-serif",
    "cjk": f"{_CJK}, sans-serif",
    "emoji": f"{_EMOJI}, sans-serif",
    "other": FONT_FAMILY,
}
"""The fonts of each script, the best first; all of them are common on some platform."""

TEXT_ELEMENT = re.compile(r"<text([^>]*)>(?:<title>[^<]*</title>)?([^<]*)</text>")
STYLE_ELEMENT = re.compile(r"<style>[^<]*</style>\n?")
TAG = re.compile(r"<[^>]+>")
"""What these look like in a picture of ours."""


class Markup(str):
    """Finished markup: already escaped, never escaped again."""

    __slots__ = ()


def escape_text(text: str) -> str:
    """Return a text as character data."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escape_attribute(text: str) -> str:
    """Return a text as an attribute value between double quotes."""
    return escape_text(text).replace('"', "&quot;").replace("'", "&#39;")


def number(value: float) -> str:
    """
    Return a coordinate: at most one decimal, no exponent, never ``-0``.

    Examples
    --------
    >>> number(12.0), number(-0.04), number(0.26)
    ('12', '0', '0.3')
    """
    if not math.isfinite(value):
        raise RenderError(f"a coordinate is not finite: {value}.", hint="this is a defect of the renderer; please report it.")
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def fraction(value: float) -> str:
    """Return a value between 0 and 1, such as an opacity, with at most two decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def element(name: str, attributes: Mapping[str, str | float | None], children: Iterable[str] = (), *, html: bool = False) -> Markup:
    """
    Return one element.

    Parameters
    ----------
    name
        An allowed element.
    attributes
        Allowed attributes in the order they are written; None leaves one out.
    children
        `Markup` is written as it is, any other text is escaped.
    html
        Whether it stands in a page around the picture.

    Raises
    ------
    RenderError
        If the element, an attribute or a value is not allowed.
    """
    if name not in (HTML_ELEMENTS if html else SVG_ELEMENTS):
        raise RenderError(f"the element {show_value(name)} may not be written.", hint="use one of the allowed elements.")
    head = "".join(f' {key}="{_value(key, value)}"' for key, value in attributes.items() if value is not None)
    inner = "".join(child if isinstance(child, Markup) else escape_text(child) for child in children)
    if html and name in {"meta", "img"}:
        return Markup(f"<{name}{head}>")
    return Markup(f"<{name}{head}>{inner}</{name}>" if inner or html else f"<{name}{head}/>")


def _value(key: str, value: str | float) -> str:
    if key in _NUMBERS:
        return fraction(float(value)) if key.endswith("opacity") else number(float(value))
    text = str(value)
    if not _is_allowed(key, text):
        raise RenderError(
            f"the attribute {show_value(key)} may not have the value {show_value(text)}.", hint="use an allowed attribute and value."
        )
    return escape_attribute(text)


def _is_allowed(key: str, text: str) -> bool:
    if key in _PROSE:
        return True
    if key in _COLORS:
        return _COLOR.fullmatch(text) is not None
    if key in _KEYWORDS:
        return _WORDS.fullmatch(text) is not None
    if key in _FIXED:
        return text in _FIXED[key]
    return _is_special(key, text)


def _is_special(key: str, text: str) -> bool:
    if key == "d":
        return _PATH.fullmatch(text) is not None
    if key == "href":
        return urlsplit(text).scheme in LINK_SCHEMES or _INNER_LINK.fullmatch(text) is not None
    if key == "src":
        return text.startswith("data:image/svg+xml;base64,")
    if key == "font-family":
        return text in SCRIPT_FONTS.values()
    return key == "content" and (text in _CONTENTS or _HASH_POLICY.fullmatch(text) is not None)


PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_CONTENTS = frozenset({PAGE_POLICY, "width=device-width, initial-scale=1", "light dark", "light", "dark"})


def rewritten_text(attributes: str, children: Iterable[Markup]) -> Markup:
    """
    Return a text of a picture of ours with other children.

    Parameters
    ----------
    attributes
        What stood in its tag: it was written by `element`.
    children
        Finished markup.
    """
    return Markup(f"<text{attributes}>{''.join(children)}</text>")


def style(rules: str) -> Markup:
    """
    Return the style block; the rules are ours and never hold a user's text.

    Parameters
    ----------
    rules
        CSS made of our own class names and checked colours.

    Raises
    ------
    RenderError
        If the rules could load something or leave the block.
    """
    if re.search(r"[<&\\]|url\(|@import|expression", rules, flags=re.IGNORECASE):
        raise RenderError("the style rules may not load anything.", hint="this is a defect of the renderer; please report it.")
    return Markup(f"<style>{rules}</style>")


def script(rules: str) -> Markup:
    """
    Return a script block; the script is a file of ours and never holds a user's text.

    Parameters
    ----------
    rules
        The script.

    Raises
    ------
    RenderError
        If the script could load something or leave the block.
    """
    if re.search(r"</|<!--|import|fetch|XMLHttp|innerHTML|eval|Function|https?:", rules):
        raise RenderError("the script may not load or write markup.", hint="this is a defect of the renderer; please report it.")
    return Markup(f"<script>{rules}</script>")


def hash_policy(rules: str, program: str) -> str:
    """
    Return the policy of a page that may run one script, use one style sheet, and nothing else.

    Parameters
    ----------
    rules
        The style sheet.
    program
        The script.
    """
    style_hash, script_hash = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (rules, program))
    return (
        f"default-src 'none'; style-src 'sha256-{style_hash}'; script-src 'sha256-{script_hash}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def page(root: Markup) -> str:
    """
    Return a whole HTML document.

    Parameters
    ----------
    root
        The ``html`` element.
    """
    return f"<!DOCTYPE html>\n{root}\n"
