"""What could not be compared between channels and segments: summed up, as there are thousands of cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxjourney.diagnosis.untested import FEW_IN_CELL, ONE_CHANNEL, ONE_SEGMENT
from cxjourney.model.findings import Untested

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cxjourney.diagnosis.cells import Axis
    from cxjourney.diagnosis.context import Context
    from cxjourney.diagnosis.protocol import Gaps
    from cxjourney.diagnosis.registry import Chosen

LISTED = 20
"""Up to this many cells are listed by name; more are counted."""

_ALONE: dict[Axis, str] = {"channel": ONE_CHANNEL, "segment": ONE_SEGMENT}


def gap_untested(context: Context, wanted: Chosen, gaps: Sequence[Gaps | None]) -> tuple[Untested, ...]:
    """
    Return what could not be compared, one or two entries for channels and for segments.

    Parameters
    ----------
    context
        The map under diagnosis.
    wanted
        What is looked for.
    gaps
        What the detectors said about the cells.
    """
    result = []
    for axis, alone in _ALONE.items():
        if f"{axis}_gap" in wanted.gaps:
            found = _of_axis(context, axis, [each for each in gaps if each is not None])
            result.append(found or Untested(kind=f"{axis}_gap", reason=alone) if not _any(context, axis) else found)
    return tuple(item for item in result if item is not None)


def _any(context: Context, axis: Axis) -> bool:
    """Return whether there is anything to compare along an axis."""
    cells = context.cells
    return bool(cells.few[axis]) or any(cells.members[code].axis == axis for code in np.unique(cells.codes).tolist())


def _of_axis(context: Context, axis: Axis, gaps: Sequence[Gaps]) -> Untested | None:
    cells = context.cells
    inside = np.array([member.axis == axis for member in cells.members], dtype=bool)[cells.codes] if len(cells) else np.empty(0, bool)
    few = np.array([[bool(reason) for reason in each.candidates.untested] for each in gaps], dtype=bool).reshape(len(gaps), len(cells))
    tested = np.array([~np.isnan(each.candidates.p_values) for each in gaps], dtype=bool).reshape(len(gaps), len(cells))
    never = np.flatnonzero(inside & few.any(axis=0) & ~tested.any(axis=0))
    some = np.flatnonzero(inside & few.any(axis=0) & tested.any(axis=0))
    small = cells.few[axis] + len(never)
    if not small and not len(some):
        return None
    shown: NDArray[np.int64] = never if cells.few[axis] == 0 and len(never) <= LISTED else np.empty(0, dtype=np.int64)
    total = int(inside.sum()) + cells.few[axis]
    partly = f"{', and ' if small else ''}{len(some):,}{'' if small else f' of {total:,}'} for some kinds" if len(some) else ""
    reason = f"{FEW_IN_CELL}: {f'{small:,} of {total:,}' if small else ''}{partly}."
    return Untested(kind=f"{axis}_gap", reason=reason, locations=tuple(cells.location(int(row)) for row in shown))
