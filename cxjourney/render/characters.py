"""What may be drawn: illegal characters, white space, grapheme clusters and the direction of a text."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

REPLACEMENT = "\ufffd"
ELLIPSIS = "…"
SEPARATOR = " · "
"""What stands between facts on one line."""
LEFT_TO_RIGHT_ISOLATE = "\u2066"
RIGHT_TO_LEFT_ISOLATE = "\u2067"
FIRST_STRONG_ISOLATE = "\u2068"
POP_ISOLATE = "\u2069"
_LEFT_TO_RIGHT_MARK = "\u200e"

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ISOLATED = re.compile("[\u2066-\u2068][^\u2066-\u2069]*\u2069")
_BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_BIDI_OVERRIDES = re.compile("[\u202a-\u202e]")
# White space that may be collapsed; the no-break spaces U+00A0, U+2007 and U+202F stay as they are.
_SPACES = re.compile("[\t\n\r \x85\u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000]+")
_ZWJ = "\u200d"
_PLAIN = re.compile("[\x20-\x7e\xa0-\xac\xae-\u02ff]*")


def clean(text: str) -> str:
    r"""
    Return a text as it is drawn: XML-illegal characters shown as U+FFFD, no bidi overrides, single spaces.

    Examples
    --------
    >>> clean("Pay\tnow\x00")
    'Pay now\ufffd'
    """
    text = _SPACES.sub(" ", text).strip(" ")
    return _BIDI_CONTROLS.sub("", _ILLEGAL.sub(REPLACEMENT, text))


def clean_sentence(text: str) -> str:
    r"""
    Return a sentence as it is drawn: as `clean`, but its parts keep the isolates around them.

    Examples
    --------
    >>> clean_sentence("\u2067Pay\u2069\x00 \u202eon") == "\u2067Pay\u2069\ufffd on"
    True
    """
    text = _SPACES.sub(" ", text).strip(" ")
    return _BIDI_OVERRIDES.sub("", _ILLEGAL.sub(REPLACEMENT, text))


@lru_cache(maxsize=4096)
def is_rtl(text: str) -> bool:
    """Return whether a text has strong right-to-left letters."""
    return any(unicodedata.bidirectional(char) in {"R", "AL"} for char in text)


def isolate(text: str, direction: str = "ltr") -> str:
    """
    Return a value isolated from the sentence around it, so that neither turns the other around.

    Parameters
    ----------
    text
        A cleaned text.
    direction
        Direction of the sentence: what runs the other way is isolated.
    """
    other = is_rtl(text) if direction == "ltr" else has_letters(text)
    # The mark that keeps a sign at the left of its digits is no letter, and must not turn a sum of money in Persian around.
    opening = RIGHT_TO_LEFT_ISOLATE if text.startswith(_LEFT_TO_RIGHT_MARK) and is_rtl(text) else FIRST_STRONG_ISOLATE
    return f"{opening}{text}{POP_ISOLATE}" if other and FIRST_STRONG_ISOLATE not in text else text


@lru_cache(maxsize=4096)
def has_letters(text: str) -> bool:
    """Return whether a text has letters of any script, and not only figures and signs."""
    return any(unicodedata.category(char).startswith("L") for char in text)


def directed(text: str, direction: str = "ltr") -> str:
    """
    Return a drawn text with the isolates of a picture of this direction.

    In a left-to-right picture only right-to-left letters need them. In a right-to-left one all texts with letters and all
    rows of several figures do; a single figure stays bare, its sign at the left of the digits.

    Parameters
    ----------
    text
        A text as one line of the picture shows it.
    direction
        Direction of the picture.
    """
    if direction == "ltr":
        return isolate(text)
    if not has_letters(text) and SEPARATOR not in text:
        return text
    outside = _ISOLATED.sub("", text)
    if has_letters(outside) and not is_rtl(outside) and not (outside == text and has_letters(text[0]) and has_letters(text[-1])):
        # Words of a left-to-right language: figures, punctuation and right-to-left names keep the order of that sentence.
        text = f"{LEFT_TO_RIGHT_ISOLATE}{text}{POP_ISOLATE}"
    return f"{RIGHT_TO_LEFT_ISOLATE}{text}{POP_ISOLATE}"


def clusters(text: str) -> list[str]:
    """
    Return the grapheme clusters of a text: what a reader sees as one character.

    Marks, variation selectors, skin tones, emoji joined by ZWJ, flags, keycaps and Hangul syllables stay whole.

    Examples
    --------
    >>> clusters("e\u0301a") == ["e\u0301", "a"]
    True
    """
    if _PLAIN.fullmatch(text):
        return list(text)
    found: list[str] = []
    for char in text:
        if found and _joins(found[-1], char):
            found[-1] += char
        else:
            found.append(char)
    return found


def _joins(cluster: str, char: str) -> bool:
    last = cluster[-1]
    if unicodedata.category(char) in {"Mn", "Me", "Mc"} or char in "\u200c\u200d" or _is_modifier(char):
        return not _is_break(last)
    if last == _ZWJ:
        return is_emoji(char)
    if _is_flag(char) and _is_flag(last):
        return len(cluster) == 1
    return _joins_hangul(last, char)


def _is_break(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Zl", "Zp"}


def _is_modifier(char: str) -> bool:
    return "\U0001f3fb" <= char <= "\U0001f3ff" or "\U000e0020" <= char <= "\U000e007f"


def _is_flag(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _joins_hangul(last: str, char: str) -> bool:
    if "\u1100" <= last <= "\u115f":
        return "\u1100" <= char <= "\u11a7" or "\uac00" <= char <= "\ud7a3"
    if "\uac00" <= last <= "\ud7a3" or "\u1160" <= last <= "\u11a7":
        return "\u1160" <= char <= "\u11ff"
    return "\u11a8" <= last <= "\u11ff" and "\u11a8" <= char <= "\u11ff"


def is_emoji(char: str) -> bool:
    """Return whether a character is drawn as a picture by default or takes part in emoji sequences."""
    code = ord(char)
    return 0x1F000 <= code <= 0x1FAFF or 0x2600 <= code <= 0x27BF or 0x2B00 <= code <= 0x2BFF or code in _EMOJI_SINGLES


_EMOJI_SINGLES = frozenset({0x203C, 0x2049, 0x231A, 0x231B, 0x2328, 0x23CF, *range(0x23E9, 0x23F4), 0x24C2, 0x3030, 0x303D, 0x3297, 0x3299})


def is_wide(char: str) -> bool:
    """Return whether a character takes a full East Asian cell."""
    return unicodedata.east_asian_width(char) in {"W", "F"}


def is_cjk(char: str) -> bool:
    """Return whether lines may break beside this character without a space."""
    return is_wide(char) and not is_emoji(char) and not "\uac00" <= char <= "\ud7a3"


def shorten(text: str, limit: int) -> str:
    """
    Return at most ``limit`` clusters of a text, the last one an ellipsis when something was cut.

    Examples
    --------
    >>> shorten("Checkout", 5)
    'Chec…'
    """
    parts = clusters(text) if len(text) > limit else []
    return text if len(parts) <= limit else "".join(parts[: limit - 1]).rstrip(" ") + ELLIPSIS
