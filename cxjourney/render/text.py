"""
How wide a text will be, where it breaks, and where it is cut.

Widths come from a packed table (`widths.json`, made by ``tools/make_width_table.py``): for each character the
widest of four common faces, so that a line measured here never grows on screen.
"""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from cxjourney.render.characters import ELLIPSIS, FIRST_STRONG_ISOLATE, POP_ISOLATE, clusters, is_cjk, is_emoji, is_wide

if TYPE_CHECKING:
    from collections.abc import Iterable

BOLD_FROM = 600
LINE_HEIGHT = 1.35

_UNKNOWN = 640
_WIDE = 1000
_EMOJI = 1370
_LAM_ALEF = 600
_ARABIC_BOLD = 1.18
_ISOLATED, _FINAL, _INITIAL, _MEDIAL = range(4)
_RIGHT_ONLY = frozenset("اأإآٱدذرزژوؤڈڑةىۀەۇۈۋ")
_NON_JOINING = frozenset("ء")
_ALEFS = frozenset("اأإآٱ")
_CLOSING = frozenset("、。，．！？：；）］｝〉》」』】〕”’·…‥ー々％)]}!?,.:;")
_BREAK_AFTER = frozenset("-/–—_")
_LONG_WORD = 12


@dataclass(frozen=True, slots=True)
class _Widths:
    regular: dict[str, int]
    bold: dict[str, int]
    letters: dict[str, list[int]]


@lru_cache(maxsize=1)
def _table() -> _Widths:
    packed = json.loads(files("cxjourney.render").joinpath("widths.json").read_text(encoding="utf-8"))
    weights = [{char: int(width) for width, chars in packed[weight].items() for char in chars} for weight in ("regular", "bold")]
    for widths, factor in zip(weights, (1.0, _ARABIC_BOLD), strict=True):
        widths.update({char: round(width * factor) for char, width in packed["arabic_other"].items()})
    return _Widths(weights[0], weights[1], packed["arabic"])


@dataclass(frozen=True, slots=True)
class Font:
    """
    A size and a weight to measure and draw with.

    Parameters
    ----------
    size
        Font size in user units.
    weight
        400, 600 or 700.
    spacing
        Letter spacing in em.
    """

    size: float
    weight: int = 400
    spacing: float = 0

    @property
    def line_height(self) -> int:
        """Distance between base lines."""
        return int(self.size * LINE_HEIGHT + 0.5)


@dataclass(frozen=True, slots=True)
class Lines:
    """
    A text broken into lines.

    Parameters
    ----------
    lines
        The lines, at least one unless the text is empty.
    full
        The whole text when something was cut off, else None.
    """

    lines: tuple[str, ...]
    full: str | None = None


def measure(text: str, font: Font) -> float:
    """
    Return how wide a text is drawn at most, in user units.

    Parameters
    ----------
    text
        A text as it is drawn, on one line.
    font
        Size and weight.

    Examples
    --------
    >>> measure("Checkout", Font(10)) < measure("Checkout", Font(10, 700))
    True
    """
    return _em(text, font.weight >= BOLD_FROM) * font.size / 1000 + font.spacing * font.size * len(text)


@lru_cache(maxsize=16_384)
def _em(text: str, bold: bool) -> float:  # noqa: FBT001 - a cache key
    table = _table()
    widths = table.bold if bold else table.regular
    if all(char in widths for char in text):
        return sum(widths[char] for char in text)
    joined = _arabic(text, table.letters, _ARABIC_BOLD if bold else 1.0)
    return joined + sum(_cluster(cluster, widths, table.letters) for cluster in clusters(text))


def _cluster(cluster: str, widths: dict[str, int], letters: dict[str, list[int]]) -> float:
    base = cluster[0]
    if _is_picture(cluster):
        return _EMOJI
    if base in letters:
        # Arabic letters are measured together, because their shapes depend on their neighbours.
        return sum(_single(char, widths) for char in cluster[1:] if char not in letters)
    return _single(base, widths) + sum(_single(char, widths) for char in cluster[1:])


def _is_picture(cluster: str) -> bool:
    base = cluster[0]
    return (is_emoji(base) and (is_wide(base) or len(cluster) > 1 or ord(base) >= 0x1F000)) or "\ufe0f" in cluster or "\u20e3" in cluster


@lru_cache(maxsize=4096)
def _decomposed(char: str) -> str:
    return unicodedata.normalize("NFD", char)[0]


def _single(char: str, widths: dict[str, int]) -> int:
    width = widths.get(char)
    if width is not None:
        return width
    if unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    return _WIDE if is_wide(char) else widths.get(_decomposed(char), _UNKNOWN)


def _arabic(text: str, letters: dict[str, list[int]], factor: float) -> float:
    total = 0.0
    chars = [char for char in text if unicodedata.category(char) not in {"Mn", "Me"}]
    for index, char in enumerate(chars):
        if char not in letters:
            continue
        before = chars[index - 1] if index else ""
        after = chars[index + 1] if index + 1 < len(chars) else ""
        if char == "ل" and after in _ALEFS and after:
            total += _LAM_ALEF
        elif not (char in _ALEFS and before == "ل"):
            total += letters[char][_form(char, before, after, letters)]
    return total * factor


def _form(char: str, before: str, after: str, letters: dict[str, list[int]]) -> int:
    from_before = before == "ـ" or (before in letters and before not in _RIGHT_ONLY and before not in _NON_JOINING)
    to_after = char not in _RIGHT_ONLY and (after == "ـ" or (after in letters and after not in _NON_JOINING))
    if char in _NON_JOINING:
        return _ISOLATED
    return (_MEDIAL if to_after else _FINAL) if from_before else (_INITIAL if to_after else _ISOLATED)


def fit(text: str, width: float, font: Font) -> Lines:
    """
    Return a text on one line, cut with an ellipsis when it does not fit.

    Parameters
    ----------
    text
        A cleaned text.
    width
        Room in user units.
    font
        Size and weight.
    """
    return wrap(text, width, font, lines=1)


def wrap(text: str, width: float, font: Font, *, lines: int) -> Lines:
    """
    Break a text greedily into at most ``lines`` lines.

    A word of more than 12 characters that is wider than a line is broken, except on the last line; what does
    not fit is cut with an ellipsis and kept in ``full``.

    Parameters
    ----------
    text
        A cleaned text.
    width
        Room in user units.
    font
        Size and weight.
    lines
        How many lines there may be.

    Examples
    --------
    >>> wrap("Compare and save", 80, Font(12, 600), lines=2).lines
    ('Compare', 'and save')
    """
    if not text:
        return Lines(())
    if measure(text, font) <= width:
        return Lines((text,))
    done: list[str] = []
    rest = _pieces(text)
    cut = False
    while rest and len(done) < lines - 1:
        line, rest, lost = _take(rest, width, font)
        cut = cut or lost
        done.append(line)
    last = "".join(rest).strip(" ")
    if last and measure(last, font) > width:
        return Lines(_closed([*done, _cut(last, width, font)]), text)
    return Lines(_closed([*done, last] if last else done), text if cut else None)


def _closed(lines: list[str]) -> tuple[str, ...]:
    """Return lines in which every isolate that a line break cut in two is closed at the end and opened again on the next line."""
    closed: list[str] = []
    depth = 0
    for line in lines:
        whole = FIRST_STRONG_ISOLATE * depth + line
        depth = max(whole.count(FIRST_STRONG_ISOLATE) - whole.count(POP_ISOLATE), 0)
        closed.append(whole + POP_ISOLATE * depth)
    return tuple(closed)


def balanced(text: str, width: float, font: Font, *, lines: int) -> Lines:
    """
    Break a heading so that its lines are about equally long and none holds a lone word.

    Parameters
    ----------
    text, width, font, lines
        As for `wrap`.
    """
    first = wrap(text, width, font, lines=lines)
    if len(first.lines) < 2 or first.full is not None:
        return first
    low, high = width / len(first.lines), width
    best = first
    while high - low > 4:
        middle = (low + high) / 2
        tried = wrap(text, middle, font, lines=lines)
        if tried.full is None and len(tried.lines) == len(first.lines):
            best, high = tried, middle
        else:
            low = middle
    return best


def is_ambiguous(shown: Lines, names: Iterable[str]) -> bool:
    """
    Return whether a name was cut so that another of these names would look the same.

    Parameters
    ----------
    shown
        A name as it is drawn.
    names
        All names of the picture.

    Examples
    --------
    >>> is_ambiguous(Lines(("login_",), "login_show"), ["login_show", "login_hide"])
    True
    """
    stem = "".join(shown.lines).removesuffix(ELLIPSIS).replace(" ", "")
    return shown.full is not None and any(name != shown.full and name.replace(" ", "").startswith(stem) for name in names)


def wrap_ends(text: str, width: float, font: Font, *, lines: int) -> Lines:
    """
    Break a text like `wrap`, but leave out its middle where it does not fit: for names that differ at their ends.

    Parameters
    ----------
    text, width, font, lines
        As for `wrap`.

    Examples
    --------
    >>> wrap_ends("onboarding_login_show", 90, Font(12), lines=1).lines
    ('onboa…_show',)
    """
    found, parts = wrap(text, width, font, lines=lines), clusters(text)
    # From the longest down: where lines break depends on what is left, so that a shorter text does not always fit where a longer one does.
    for kept in range(len(parts) - 1, 1, -1) if found.full is not None else ():
        head, tail = "".join(parts[: kept - kept // 2]), "".join(parts[len(parts) - kept // 2 :])
        tried = wrap(head.rstrip(" ") + ELLIPSIS + tail.lstrip(" "), width, font, lines=lines)
        if tried.full is None:
            return Lines(tried.lines, text)
    return found


def wrap_apart(text: str, width: float, font: Font, *, lines: int, names: Iterable[str]) -> Lines:
    """
    Break a name like `wrap`, or like `wrap_ends` where another name would look the same.

    Parameters
    ----------
    text, width, font, lines
        As for `wrap`.
    names
        All names of the picture.

    Examples
    --------
    >>> wrap_apart("onboarding_login_show", 90, Font(12), lines=1, names=["onboarding_login_hide"]).lines
    ('onboa…_show',)
    """
    shown = wrap(text, width, font, lines=lines)
    return wrap_ends(text, width, font, lines=lines) if is_ambiguous(shown, names) else shown


def _take(pieces: list[str], width: float, font: Font) -> tuple[str, list[str], bool]:
    """Return a line, what is left, and whether a short word was too wide for the line and had to be cut."""
    line = pieces[0]
    if measure(line.rstrip(" "), font) > width and len(line.rstrip(" ")) > _LONG_WORD:
        head, tail = _split_word(line, width, font)
        return head, [tail, *pieces[1:]], False
    count = 1
    while count < len(pieces) and measure((line + pieces[count]).rstrip(" "), font) <= width:
        line += pieces[count]
        count += 1
    line = line.rstrip(" ")
    if measure(line, font) > width:
        return _cut(line, width, font), pieces[count:], True
    return line, pieces[count:], False


def _split_word(word: str, width: float, font: Font) -> tuple[str, str]:
    parts = clusters(word)
    count = 1
    while count < len(parts) - 1 and measure("".join(parts[: count + 1]), font) <= width:
        count += 1
    return "".join(parts[:count]), "".join(parts[count:])


def _cut(text: str, width: float, font: Font) -> str:
    parts = clusters(text)
    low, high = 0, len(parts)
    while low < high:
        middle = (low + high + 1) // 2
        if measure("".join(parts[:middle]).rstrip(" ") + ELLIPSIS, font) <= width:
            low = middle
        else:
            high = middle - 1
    return "".join(parts[:low]).rstrip(" ,;:·") + ELLIPSIS


def _pieces(text: str) -> list[str]:
    """Split where a line may end; a piece keeps its trailing space or dash."""
    pieces: list[str] = []
    parts = clusters(text)
    start = 0
    for index in range(1, len(parts)):
        # One letter before a dash stays with what follows, as in e-mail.
        if _may_break(parts[index - 1], parts[index]) and not (parts[index - 1] == "-" and index - start == 2):
            pieces.append("".join(parts[start:index]))
            start = index
    pieces.append("".join(parts[start:]))
    return pieces


def _may_break(before: str, after: str) -> bool:
    if "\u2060" in before + after or "\xa0" in before + after or after == " " or after[0] in _CLOSING:
        return False
    if before == " ":
        return True
    return before in _BREAK_AFTER or is_cjk(before[0]) or is_cjk(after[0])
