"""How tables, headings and lines look in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.table import Table
from rich.text import Text

from cxjourney.errors import clean

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


def heading(text: str, style: str = "") -> Text:
    """
    Return a heading with an empty line before it.

    Parameters
    ----------
    text
        What it says.
    style
        Its colour.
    """
    return Text(f"\n{clean(text)}", style=f"bold {style}".rstrip())


def line(text: str) -> Text:
    r"""
    Return a text as it is, on one line and without control characters.

    Parameters
    ----------
    text
        The text.

    Examples
    --------
    >>> line("[bold]Pay\nnow").plain
    '[bold]Pay now'
    """
    return Text(clean(text).replace("\n", " "))


def table(
    columns: Iterable[str], rows: Iterable[Iterable[str | Text]], *, unbroken: Collection[str] = (), wide: str | None = None
) -> Table:
    """
    Return a table.

    Parameters
    ----------
    columns
        Heads of the columns.
    rows
        Texts of the cells; those with a colour are made already.
    unbroken
        Columns whose texts stay on one line.
    wide
        Column that gets twice the room of the others.
    """
    made = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in columns:
        made.add_column(column, overflow="fold", no_wrap=column in unbroken, ratio=2 if column == wide else None)
    for row in rows:
        made.add_row(*(text if isinstance(text, Text) else line(text) for text in row))
    return made
