"""What a forecast takes for granted where customers go ways that the log does not show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.model.changes import Add, Redirect, Remove
from cxjourney.wording import listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxjourney.model.changes import AnyChange

PASSED = "At most: it assumes that everybody who came to {names} goes on like those who go on from there now."
KEPT = "At most: it assumes that those who would have left go on like those who come to {names} now."
LED = "It assumes that those whose way changes go on like those who come to {names} now."
ENDED = "It assumes that those whose way changes leave for good."
AS_NOW = "It assumes that those who came to {names} go on and leave as they do from there now."
LOST = "It assumes that those who came to {names} leave for good."
NEW = "It assumes that {names} does only what is stated about it."
NOT_SEEN = (
    "Those whose way changes were never seen on the new one: what the forecast assumes of them the log cannot show, and the interval does "
    "not allow for it."
)


def takes_for_granted(changes: Sequence[AnyChange]) -> bool:
    """
    Return whether some changes let customers go ways that nobody was seen to go.

    Parameters
    ----------
    changes
        The changes.
    """
    return any(isinstance(change, (Add, Redirect, Remove)) for change in changes)


def assumed(changes: Sequence[AnyChange]) -> tuple[str, ...]:
    """
    Return what changes take for granted, one sentence each kind.

    Parameters
    ----------
    changes
        The changes.

    Examples
    --------
    >>> assumed([Remove("Wish list")])
    ('At most: it assumes that everybody who came to Wish list goes on like those who go on from there now.',)
    """
    found: dict[str, list[str]] = {}
    for change in changes:
        if isinstance(change, Remove):
            text = {"go_on": PASSED, "as_now": AS_NOW, "leave": LOST}[change.visitors]
            found.setdefault(text, []).append(change.touchpoint)
        elif isinstance(change, Redirect):
            text = ENDED if change.to is None else KEPT if change.target is None else LED
            found.setdefault(text, []).append(change.to or change.source)
        elif isinstance(change, Add):
            found.setdefault(NEW, []).append((change.channel if change.is_channel else None) or change.touchpoint)
    return tuple(text.format(names=listed(tuple(dict.fromkeys(names)))) for text, names in found.items())
