"""One picture as a page to explore."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cxjourney.render.report.document import HtmlDocument
from cxjourney.render.report.html import tag, whole_page
from cxjourney.render.report.picture import figure
from cxjourney.render.theme import DARK, LIGHT
from cxjourney.render.words import words

if TYPE_CHECKING:
    from cxjourney.render.document import SvgDocument
    from cxjourney.render.theme import ThemeChoice

_GROUND = re.compile(r'fill="(#[0-9A-Fa-f]{6})"')


def interactive_page(document: SvgDocument) -> HtmlDocument:
    """
    Return a page with one picture.

    Parameters
    ----------
    document
        The picture.
    """
    language = words(document.language)
    note = tag("p", language("report.keys"), class_="cxj-note")
    body = tag("main", figure(document, language), note, class_="cxj-page cxj-wide")
    text = whole_page(document.title, body, theme=_theme(document), language=document.language, direction=document.direction)
    return HtmlDocument(text=text, title=document.title, plain=document.plain, language=document.language)


def _theme(document: SvgDocument) -> ThemeChoice:
    """Return the look of the page around a picture: as the picture follows the screen or not, and as its ground is."""
    if "prefers-color-scheme" in document.text:
        return "auto"
    ground = _GROUND.search(document.text)
    return DARK if ground is not None and ground[1].upper() == DARK.bg else LIGHT
