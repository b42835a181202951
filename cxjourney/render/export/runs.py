"""
Texts cut into runs of one script, each with a list of fonts.

The renderers replace the font of a whole text as soon as one of its characters is missing in it; a run that names the
fonts of its own script is drawn in one of them, and its neighbours keep theirs.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING

from cxjourney.render.characters import clusters, is_emoji, is_wide
from cxjourney.render.markup import SCRIPT_FONTS, STYLE_ELEMENT, TEXT_ELEMENT, Markup, Script, element, escape_text, rewritten_text

if TYPE_CHECKING:
    import re

# Marks and signs that belong to whatever stands before them.
_SHARED = frozenset({"Cf", "Mn", "Me", "Zs", "Po", "Ps", "Pe", "Pd", "Pi", "Pf", "Nd", "Sm", "Sc", "Sk"})


@lru_cache(maxsize=4096)
def script(cluster: str) -> Script | None:
    """
    Return the script of what a reader sees as one character, or None for signs that take the script beside them.

    Parameters
    ----------
    cluster
        A grapheme cluster.

    Examples
    --------
    >>> script("ж"), script("سا"), script("，"), script("。")
    ('latin', 'arabic', 'cjk', 'cjk')
    """
    char = cluster[0]
    if "\ufe0f" in cluster or "\u20e3" in cluster or (is_emoji(char) and (is_wide(char) or len(cluster) > 1)):
        return "emoji"
    if is_wide(char) or _is_cjk_sign(char):
        return "cjk"
    if unicodedata.bidirectional(char) == "AL" or unicodedata.bidirectional(char) == "AN":
        return "arabic"
    if unicodedata.bidirectional(char) == "R":
        return "hebrew"
    if unicodedata.category(char) in _SHARED:
        return None
    return "latin" if ord(char) < 0x0530 or 0x1E00 <= ord(char) < 0x2E80 else "other"


def _is_cjk_sign(char: str) -> bool:
    return "\u3000" <= char <= "\u303f" or "\u1100" <= char <= "\u11ff"


def runs(text: str) -> list[tuple[Script, str]]:
    """
    Return a text as runs of one script; signs and digits stay with what stands before them.

    Parameters
    ----------
    text
        A text as it is drawn.

    Examples
    --------
    >>> runs("Оплата картой 支付, n 12")
    [('latin', 'Оплата картой '), ('cjk', '支付, '), ('latin', 'n 12')]
    """
    found: list[tuple[Script, str]] = []
    waiting = ""
    for cluster in clusters(text):
        kind = script(cluster)
        if kind is None:
            kind = found[-1][0] if found and found[-1][0] != "emoji" else None
        if kind is None:
            waiting += cluster
        elif found and found[-1][0] == kind and not waiting:
            found[-1] = (kind, found[-1][1] + cluster)
        else:
            found.append((kind, waiting + cluster))
            waiting = ""
    return [*found, ("latin", waiting)] if waiting else found


def split_texts(svg: str, *, emoji: str | None = None) -> str:
    """
    Return our own SVG with one ``tspan`` a run, and without style rules and tooltips, which the renderers do not need.

    Parameters
    ----------
    svg
        A picture as this package writes it.
    emoji
        What stands for each emoji where emoji cannot be drawn.
    """
    return TEXT_ELEMENT.sub(lambda match: _split(match, emoji), STYLE_ELEMENT.sub("", svg))


def _split(match: re.Match[str], emoji: str | None) -> str:
    attributes, text = match[1], unescape(match[2])
    if emoji is not None:
        text = "".join(emoji if script(cluster) == "emoji" else cluster for cluster in clusters(text))
    parts = runs(text)
    if not parts or (len(parts) == 1 and parts[0][0] == "latin"):
        return rewritten_text(attributes, (Markup(escape_text(text)),))
    return rewritten_text(attributes, [element("tspan", {"font-family": SCRIPT_FONTS[kind]}, (part,)) for kind, part in parts])
