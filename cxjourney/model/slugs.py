"""Stable identifiers made from names of any script."""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_LENGTH = 60
_SEPARATORS = frozenset(" -_\u00a0\u2010\u2011")
_MARKS = ("M", "L", "N")
_JOINERS = frozenset("\u200c\u200d")


def slug(name: str) -> str:
    """
    Return the identifier of a name: its letters and digits in lower case, joined by hyphens.

    Where that loses something (signs, emoji, length) six hexadecimal digits of a hash tell names apart.

    Parameters
    ----------
    name
        A label in any script.

    Examples
    --------
    >>> slug("Order confirmed"), slug("Оплата заказа"), slug("C"), slug("C++")
    ('order-confirmed', 'оплата-заказа', 'c', 'c-f1deb7')
    """
    normal = unicodedata.normalize("NFC", name).casefold()
    kept, lost = [], False
    for char in normal:
        if unicodedata.category(char)[0] in _MARKS or char in _JOINERS:
            kept.append(char)
        else:
            kept.append("-")
            lost = lost or char not in _SEPARATORS
    text = "-".join(part for part in "".join(kept).split("-") if part)
    if lost or len(text) > _LENGTH or not text:
        return "-".join(part for part in (text[:_LENGTH].rstrip("-"), fingerprint(name)) if part)
    return text


def fingerprint(name: str) -> str:
    """
    Return six hexadecimal digits that depend on nothing but the name.

    Parameters
    ----------
    name
        A label in any script.

    Examples
    --------
    >>> fingerprint("C++")
    'f1deb7'
    """
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:6]


def unique_slugs(names: Sequence[str]) -> tuple[str, ...]:
    """
    Return one identifier a name, all different, whatever the order of the names.

    Names that share a slug (``Pay`` and ``PAY``) all get hash digits but one: the one in lower case, else
    the first by code point.

    Parameters
    ----------
    names
        Different labels.

    Examples
    --------
    >>> unique_slugs(["pay", "Pay", "Cart"])
    ('pay', 'pay-723afa', 'cart')
    """
    plain = {name: slug(name) for name in names}
    counts = Counter(plain.values())
    keeper: dict[str, str] = {}
    for name in sorted(plain, key=lambda text: (text != text.casefold(), text)):
        keeper.setdefault(plain[name], name)
    return tuple(
        identifier if counts[identifier] == 1 or keeper[identifier] == name else f"{identifier}-{fingerprint(name)}"
        for name, identifier in ((name, plain[name]) for name in names)
    )
