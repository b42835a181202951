"""Text as a log keeps it: keys that ignore how a name was typed, and what is odd about names."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from cxjourney.errors import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_WHITE = r"[\x{09}-\x{0D}\x{1C}-\x{20}\x{85}\x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}]+"
_INVISIBLE = r"[\x{200B}\x{2060}\x{FEFF}]"

_WHITE_PYTHON = re.compile(re.sub(r"\\x\{(\w+)\}", lambda match: f"\\U{match[1]:0>8}", _WHITE))
_INVISIBLE_PYTHON = re.compile(re.sub(r"\\x\{(\w+)\}", lambda match: f"\\U{match[1]:0>8}", _INVISIBLE))


def key(text: str) -> str:
    r"""
    Return what two spellings of the same name have in common.

    Composed characters (NFC), runs of white space as one space, none at the ends, and no zero-width
    characters. Case is kept.

    Parameters
    ----------
    text
        A name as typed.

    Examples
    --------
    >>> key(" Sign\u00a0 up ") == key("Sign up")
    True
    """
    return _WHITE_PYTHON.sub(" ", unicodedata.normalize("NFC", _INVISIBLE_PYTHON.sub("", text))).strip(" ")


def shown(text: str) -> str:
    """
    Return a name as it is shown: white space folded, composed, zero-width characters kept.

    Parameters
    ----------
    text
        A name as typed.
    """
    return _WHITE_PYTHON.sub(" ", unicodedata.normalize("NFC", text)).strip(" ")


def shown_sql(text: str) -> str:
    """
    Return SQL for the name as it is shown: white space folded, composed, zero-width characters kept.

    Parameters
    ----------
    text
        SQL of the raw text.
    """
    return _where_needed(text, _folded(text))


def key_sql(text: str) -> str:
    """
    Return SQL for `key`.

    Parameters
    ----------
    text
        SQL of the raw text.
    """
    visible = f"regexp_replace({text}, '{_INVISIBLE}', '', 'g')"
    return _where_needed(text, _folded(visible))


def _folded(text: str) -> str:
    # DuckDB composes only up to the first NUL and drops the rest, so each part is composed by itself.
    parts = f"list_transform(string_split({text}, chr(0)), lambda part: nfc_normalize(part))"
    composed = f"CASE WHEN contains({text}, chr(0)) THEN array_to_string({parts}, chr(0)) ELSE nfc_normalize({text}) END"
    return f"trim(regexp_replace({composed}, '{_WHITE}', ' ', 'g'))"


def _where_needed(text: str, change: str) -> str:
    # Nearly all identifiers are plain ASCII without spaces, and a test is cheaper than three rewrites.
    return f"CASE WHEN regexp_matches({text}, '[^!-~]') THEN {change} ELSE {text} END"


def name_notes(role: str, names: Sequence[str]) -> tuple[str, ...]:
    """
    Return sentences on names that deserve a look.

    Parameters
    ----------
    role
        What the names are names of, such as ``"touchpoint"``.
    names
        Distinct names.

    Examples
    --------
    >>> name_notes("touchpoint", ["Cart", "cart", "Pay"])
    ("touchpoint: 2 names differ only in case, such as 'Cart' and 'cart'; they were kept apart.",)
    """
    notes = (_case_note(role, names), _control_note(role, names), _script_note(role, names))
    return tuple(note for note in notes if note)


def quoted(name: str, limit: int = 40) -> str:
    """
    Return a name for a sentence: quoted, printable and short.

    Parameters
    ----------
    name
        The name.
    limit
        Most characters to show.
    """
    return ascii_safe(repr(name if len(name) <= limit else name[: limit - 1] + "…"))


def ascii_safe(text: str) -> str:
    """
    Return the text with direction marks and other format characters written as escapes.

    Parameters
    ----------
    text
        Any text.
    """
    return "".join(char if unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"} else f"\\u{ord(char):04x}" for char in text)


def _case_note(role: str, names: Iterable[str]) -> str:
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(name.casefold(), []).append(name)
    alike = [sorted(group) for group in groups.values() if len(group) > 1]
    if not alike:
        return ""
    first = min(alike)
    count = sum(map(len, alike))
    return f"{role}: {count:,} names differ only in case, such as {quoted(first[0])} and {quoted(first[1])}; they were kept apart."


def _control_note(role: str, names: Iterable[str]) -> str:
    found = sorted(name for name in names if not name.isprintable() and any(_unprintable(char) for char in name))
    if not found:
        return ""
    hold = counted(len(found), "name holds", "names hold")
    return f"{role}: {hold} control characters, such as {quoted(found[0])}; pictures show them as U+FFFD."


def _unprintable(char: str) -> bool:
    return unicodedata.category(char) == "Cc" or char in "\ufffe\uffff"


def _script_note(role: str, names: Iterable[str]) -> str:
    found = sorted(name for name in names if not name.isascii() and any(_is_mixed(word) for word in re.split(r"[\W\d_]+", name)))
    if not found:
        return ""
    mix = counted(len(found), "name mixes", "names mix")
    return f"{role}: {mix} scripts inside one word, such as {quoted(found[0])}; look-alike letters make two names of one."


def _is_mixed(word: str) -> bool:
    return not word.isascii() and len({_script(char) for char in word if char.isalpha()} - {""}) > 1


def _script(char: str) -> str:
    """Return the script of a letter where letters of other scripts look like it."""
    script = unicodedata.name(char, "").split(" ", 1)[0]
    return script if script in {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"} else ""
