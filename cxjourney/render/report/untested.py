"""What could not be tested, why, and where, as the rows of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.render.views.source import prose

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from cxjourney.estimate import Location
    from cxjourney.model.findings import Untested
    from cxjourney.render.words import Words


def untested_rows(
    words: Words, items: Iterable[Untested], kind: Callable[[str], str], place: Callable[[Location], str] = str, *, shown: int = 5
) -> list[tuple[str, str, str]]:
    """
    Return what could not be tested: its kind, the reason, and the first of the places.

    Parameters
    ----------
    words
        The language.
    items
        What could not be tested.
    kind
        Returns how a kind or measure is called.
    place
        Returns how a place is called.
    shown
        How many places are named; the others are counted.
    """
    rows = []
    for item in items:
        places = "; ".join(place(where) for where in item.locations[:shown])
        hidden = len(item.locations) - shown
        told = words("report.more", places=places, n=words.numerals.fixed(hidden)) if hidden > 0 else places
        rows.append((kind(item.kind), prose(item.reason) or "", told or words("report.whole")))
    return rows
