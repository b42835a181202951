"""The parts that pages are made of: headings, lists, tables, figures, and the whole page with its policy."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from cxjourney.render.characters import clean, clean_sentence, is_rtl
from cxjourney.render.markup import Markup, element, hash_policy, page, script, style
from cxjourney.render.theme import DARK, palette

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cxjourney.render.theme import Theme, ThemeChoice
    from cxjourney.render.words import Direction

Attributes = dict[str, str | float | None]

_ISOLATED = re.compile("[\u2066-\u2068][^\u2066-\u2069]*\u2069")


def tag(name: str, *children: str, **attributes: str | float | None) -> Markup:
    """
    Return an element of a page.

    Parameters
    ----------
    name
        What it is.
    *children
        Markup as it is, text escaped.
    **attributes
        Underscores become hyphens, a trailing one is dropped.
    """
    named: Attributes = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}
    return element(name, named, [child if isinstance(child, Markup) else clean_sentence(child) for child in children], html=True)


def section(identifier: str, title: str, *children: Markup, wide: bool = False) -> Markup:
    """
    Return a section with its heading.

    Parameters
    ----------
    identifier
        What the menu links to.
    title
        Its heading.
    *children
        What it holds.
    wide
        Whether it is printed on a page across.
    """
    heading = tag("h2", title, id=f"{identifier}-title")
    return tag("section", heading, *children, id=identifier, class_="cxj-wide" if wide else None, aria_labelledby=f"{identifier}-title")


def table(caption: str, columns: Sequence[str], rows: Iterable[Sequence[str]], *, is_headed: bool = False) -> Markup:
    """
    Return a table in a region that scrolls; the first column names the rows.

    Parameters
    ----------
    caption
        What it shows.
    columns
        Heads of the columns.
    rows
        Texts of the cells.
    is_headed
        Whether a heading above says the same, so that the caption is only heard.
    """
    head = tag("tr", *(tag("th", column, scope="col") for column in columns))
    body = [
        tag("tr", *(tag("td", directed(text)) if index else tag("th", directed(text), scope="row") for index, text in enumerate(row)))
        for row in rows
    ]
    whole = tag("table", tag("caption", caption, class_="cxj-heard" if is_headed else None), tag("thead", head), tag("tbody", *body))
    return tag("div", whole, class_="cxj-table", role="region", tabindex=0, aria_label=clean(caption))


def folded(title: str, *children: Markup, kind: str | None = None) -> Markup:
    """
    Return parts that are shown when asked for.

    Parameters
    ----------
    title
        What the button says.
    *children
        What it opens.
    kind
        Its class, when it says again what stands above it and need not be printed.
    """
    return tag("details", tag("summary", title), *children, class_=kind)


def folded_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Markup:
    """
    Return a table that is shown when asked for.

    Parameters
    ----------
    title
        What the button says, and what the table is called.
    columns
        Heads of the columns.
    rows
        Texts of the cells.
    """
    return folded(title, table(title, columns, rows, is_headed=True))


def bullets(items: Iterable[str]) -> Markup:
    """
    Return a list of sentences.

    Parameters
    ----------
    items
        The sentences.
    """
    return tag("ul", *(tag("li", item, dir=text_direction(item)) for item in items), class_="cxj-list")


def text_direction(text: str) -> Direction | None:
    """
    Return which way a sentence runs, by most of its letters outside of isolated names; None for figures alone.

    Parameters
    ----------
    text
        The sentence. Its first letter says little: it may be that of a name, and a mark before a figure counts as one.

    Examples
    --------
    >>> text_direction("Basket را ندیدند، ۱۲ سفر در مجموع"), text_direction("12–40"), text_direction("12 journeys")
    ('rtl', None, 'ltr')
    """
    letters = [is_rtl(char) for char in _ISOLATED.sub("", text) if char.isalpha()] or [is_rtl(char) for char in text if char.isalpha()]
    return ("rtl" if 2 * sum(letters) > len(letters) else "ltr") if letters else None


def directed(text: str) -> str:
    """
    Return the text of a cell: it stands as the page does, and what runs only the other way keeps its own order inside.

    Parameters
    ----------
    text
        A name, a figure or a sentence.
    """
    ways = {is_rtl(char) for char in text if char.isalpha()}
    is_plain = len(ways) != 1 or (text[0].isalpha() and text[-1].isalnum())
    return text if is_plain else tag("bdi", text, dir="rtl" if True in ways else "ltr")


@lru_cache
def _packed(name: str) -> str:
    return files("cxjourney.render.report").joinpath(name).read_text(encoding="utf-8")


def rules(theme: ThemeChoice) -> str:
    """
    Return the style sheet of a page in a theme: one that follows the screen switches every token of the page and its pictures.

    Parameters
    ----------
    theme
        The colours.
    """
    light, dark = palette(theme)
    parts = [f":root{{color-scheme:{_scheme(light, dark)};{_tokens(light)}}}", _packed("page.css")]
    if dark is not None:
        parts += [f".cxj .f-{token}{{fill:var(--{token})}}.cxj .s-{token}{{stroke:var(--{token})}}" for token in light.tokens()]
        parts.append(f"@media screen and (prefers-color-scheme:dark){{:root{{{_tokens(dark)}}}}}")
    return "\n".join(parts)


def _scheme(light: Theme, dark: Theme | None) -> str:
    if dark is not None:
        return "light dark"
    return "dark" if light == DARK else "light"


def _tokens(theme: Theme) -> str:
    return ";".join(f"--{token}:{color}" for token, color in theme.tokens().items())


def whole_page(title: str, body: Markup, *, theme: ThemeChoice, language: str, direction: Direction) -> str:
    """
    Return a page that may run our script, use our style sheet, and nothing else.

    Parameters
    ----------
    title
        Its title.
    body
        Its content.
    theme
        Its colours.
    language, direction
        How it is read.
    """
    sheet, program = rules(theme), _packed("page.js")
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        element("meta", {"http-equiv": "Content-Security-Policy", "content": hash_policy(sheet, program)}, html=True),
        element("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}, html=True),
        tag("title", title),
        style(sheet),
    )
    return page(tag("html", head, tag("body", body, script(program)), lang=language, dir=direction if direction == "rtl" else None))
