"""Tables and paragraphs of HTML that read well with any style sheet, or none, or a screen reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.render.characters import clean
from cxjourney.render.interval_mark import RULES
from cxjourney.render.markup import Markup, element, style

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_RULES = (
    ".{name} table{{border-collapse:collapse;margin:0 0 1em}}"
    ".{name} caption{{text-align:left;font-weight:600;padding:4px 0}}"
    ".{name} th,.{name} td{{text-align:left;vertical-align:top;padding:4px 10px 4px 0;border-bottom:1px solid #8C96A3}}" + RULES
)


def region(name: str, label: str, parts: Iterable[Markup]) -> Markup:
    """
    Return a part of a page with its style.

    Parameters
    ----------
    name
        Its class.
    label
        What it is, for those who hear it.
    parts
        Its paragraphs and tables.
    """
    attributes = {"class": name, "role": "region", "aria-label": clean(label)}
    return _html("div", attributes, [style(_RULES.format(name=name)), *parts])


def paragraph(text: str) -> Markup:
    """
    Return a paragraph.

    Parameters
    ----------
    text
        What it says.
    """
    return _html("p", {"dir": "auto"}, (clean(text),))


def table(caption: str, columns: Sequence[str], rows: Iterable[Sequence[str]], *, key: int = 0) -> Markup:
    """
    Return a table.

    Parameters
    ----------
    caption
        What it shows.
    columns
        Heads of the columns.
    rows
        Texts of the cells.
    key
        The column that names its row, for those who hear it.
    """
    head = _html("tr", {}, [_html("th", {"scope": "col"}, (column,)) for column in columns])
    body = [_html("tr", {}, [_cell(text, is_name=index == key) for index, text in enumerate(row)]) for row in rows]
    return _html("table", {}, (_html("caption", {}, (caption,)), _html("thead", {}, (head,)), _html("tbody", {}, body)))


def _cell(text: str, *, is_name: bool) -> Markup:
    attributes: dict[str, str] = {"dir": "auto"}
    shown = text if isinstance(text, Markup) else clean(text)
    return _html("th", {"scope": "row", **attributes}, (shown,)) if is_name else _html("td", attributes, (shown,))


def _html(name: str, attributes: dict[str, str], children: Iterable[str]) -> Markup:
    return element(name, attributes, children, html=True)
