"""A picture in a page: scrolling, walked through by arrow keys, and as a table."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from cxjourney.render.markup import STYLE_ELEMENT, TAG, Markup
from cxjourney.render.report.html import folded, table, tag

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxjourney.render.document import SvgDocument
    from cxjourney.render.words import Words

_SVG = "{http://www.w3.org/2000/svg}"
# A page with a strict policy takes no style from attributes; its own sheet says the same.
_ATTRIBUTE = re.compile(r' style="[^"]*"')
# A picture that follows the screen has a class for every colour, which the sheet of the page paints.
_COLORS = re.compile(r' (?:fill|stroke)="#[0-9A-Fa-f]{6}"')
_FITS = 1_600
"""Pictures up to this width shrink to a wide page, where they can still be read; wider ones, and all on a phone, scroll."""
_ISOLATES = re.compile("[\u2066-\u2069]")


def figure(document: SvgDocument, words: Words) -> Markup:
    """
    Return a picture with everything it says also as a table.

    Parameters
    ----------
    document
        The picture.
    words
        The language.
    """
    region = tag(
        "div",
        inline(document),
        class_="cxj-region cxj-fit" if document.width <= _FITS else "cxj-region",
        role="region",
        tabindex=0,
        aria_label=document.title,
        dir="rtl" if document.direction == "rtl" else None,
    )
    tip = tag("div", class_="cxj-tip", role="tooltip", hidden="")
    return tag("div", tag("div", region, tip, class_="cxj-figure"), *as_tables(document, words))


def inline(document: SvgDocument) -> Markup:
    """
    Return a picture without its own style: the page's sheet switches its colours.

    Parameters
    ----------
    document
        The picture.
    """
    text = _ATTRIBUTE.sub("", STYLE_ELEMENT.sub("", document.text), count=1).strip()
    return Markup(TAG.sub(lambda tag: _COLORS.sub("", tag[0]), text) if STYLE_ELEMENT.search(document.text) else text)


def as_tables(document: SvgDocument, words: Words) -> list[Markup]:
    """
    Return what a picture says to those who hear it as tables, behind a button.

    Parameters
    ----------
    document
        The picture.
    words
        The language.
    """
    lists = [(name, rows) for name, rows in _lists(document) if rows]
    if not lists:
        return []
    columns = (words("report.part"), words("report.says"))
    return [
        folded(words("report.as_table"), *(table(name, columns, [_parted(row) for row in rows]) for name, rows in lists), kind="cxj-same")
    ]


def _lists(document: SvgDocument) -> Iterator[tuple[str, list[str]]]:
    root = ET.fromstring(document.text)  # noqa: S314 - our own output
    for group in root.iter(f"{_SVG}g"):
        if group.get("role") == "list":
            yield _label(group), [_label(item) for item in group.iter(f"{_SVG}g") if item.get("role") == "listitem"]


def _label(group: ET.Element) -> str:
    return _ISOLATES.sub("", group.get("aria-label", ""))


def _parted(sentence: str) -> tuple[str, str]:
    name, colon, rest = sentence.partition(": ")
    return (name, rest) if colon else (sentence, "")
