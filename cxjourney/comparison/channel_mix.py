"""By which channels customers come to each touchpoint, on either side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxjourney.comparison.groups import CELLS, Group, Key, share_group

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxjourney.comparison.view import View


def channel_shares(before: View, after: View, *, level: float) -> Iterator[tuple[Group, Group]]:
    """
    Yield the share of each channel in the visits of each touchpoint that both sides visited.

    Parameters
    ----------
    before, after
        Both sides.
    level
        Confidence level of the intervals.

    Notes
    -----
    A channel that only one side has at a touchpoint has a share of 0 on the other, if it is there at all.
    """
    if not before.size("channel"):
        return
    views = before, after
    cells = [view.sums("channel_cells", "visits", "touchpoint", "channel") for view in views]
    visits = [view.sums("visits", "visits", "touchpoint") for view in views]
    known = np.minimum(before.codes["channel"], after.codes["channel"]) >= 0
    shared = np.minimum(*(each.sum(axis=-1) for each in visits)) > 0
    seen = (cells[0] + cells[1]).sum(axis=-1) > 0
    several = (seen.sum(axis=1) > 1) & shared
    at = np.nonzero(seen & known[None, :] & several[:, None])
    if not len(at[0]):
        return
    key = Key("channel_share", 0, (("touchpoint", tuple(at[0].tolist())), ("channel", tuple(at[1].tolist()))), CELLS)
    groups = [
        share_group(key, cell[at], everything[at[0]], view.sums("squares", "visits", "touchpoint")[at[0]], level=level)
        for view, cell, everything in zip(views, cells, visits, strict=True)
    ]
    yield groups[0], groups[1]
