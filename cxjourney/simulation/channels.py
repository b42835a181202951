"""Visits that move to other channels of a touchpoint, old or new."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxjourney.diagnosis.untested import MIN_CUSTOMERS
from cxjourney.errors import OptionError
from cxjourney.inference.jackknife import divide, leave_out
from cxjourney.simulation.draft import forecast_of
from cxjourney.simulation.edits import MixEdit, TimeEdit
from cxjourney.statistics.table import FOLDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from cxjourney.model.changes import AnyChange, Change
    from cxjourney.model.touchpoint import Touchpoint
    from cxjourney.simulation.draft import MeasuredDraft

    Floats = NDArray[np.float64]

MICRO = 1e-6
ROUNDING = 1e-9


def set_channels(draft: MeasuredDraft, change: Change, touchpoint: Touchpoint, place: int) -> None:
    """
    Let visits be in other channels, and be like those that are there now.

    Parameters
    ----------
    draft
        What the changes come to.
    change
        The change.
    touchpoint, place
        Where.
    """
    if not change.channel_share and not change.channel_share_factor:
        return
    journey_map, ids = draft.observed.journey_map, [channel.id for channel in draft.observed.channels]
    now = draft.observed.flow.mix[0, int(draft.observed.chain.states[draft.observed.code(place)])]
    targets: dict[int, float] = {}
    for name, share in change.channel_share or change.channel_share_factor:
        axis = ids.index(journey_map.channel(name).id)
        if axis in targets:
            raise OptionError(f"channel_share names the channel {name!r} twice.", hint="name it once.")
        targets[axis] = share if change.channel_share else share * float(now[axis])
    total = sum(targets.values())
    if total > 1 + ROUNDING:
        said = "channel_share" if change.channel_share else "channel_share_factor"
        raise OptionError(
            f"{said} at {touchpoint.name!r} adds up to {total:.3g}: more than all visits.", hint="the shares add up to 1 at most."
        )
    shift_visits(draft, change, touchpoint, place, targets=targets)


def shift_visits(
    draft: MeasuredDraft,
    change: AnyChange,
    touchpoint: Touchpoint,
    place: int,
    *,
    targets: Mapping[int, float],
    drop_off: float | None = None,
) -> None:
    """
    Let the visits to a touchpoint be in some channels to given shares; the other channels share the rest as now.

    Parameters
    ----------
    draft
        What the changes come to.
    change
        The change.
    touchpoint, place
        Where.
    targets
        Share of all visits by number of the channel.
    drop_off
        Share of the visits in these channels that leave; None as there now, or as in all where nobody is there now.
    """
    draft.claim(touchpoint.id, "channel_share", "", change)
    flow, state = draft.observed.flow, int(draft.observed.chain.states[draft.observed.code(place)])
    mix = flow.mix[:, state]
    known = mix.sum(axis=-1, keepdims=True)
    if known[0, 0] <= 0:
        raise OptionError(f"the log knows no channel at {touchpoint.name!r}.", hint="read the log with channel=<column name>.")
    total = sum(targets.values())
    if total > known[0, 0] + MICRO:
        raise OptionError(
            f"channel_share at {touchpoint.name!r} adds up to {total:.3g}, and {known[0, 0]:.3g} of the visits have a channel.",
            hint="shares are of all visits, as in the map; those without a channel stay as they are.",
        )
    wanted = {axis: share / max(float(known[0, 0]), total) for axis, share in targets.items()}
    shares = mix / np.where(known > 0, known, 1.0)
    others = shares.copy()
    others[:, list(wanted)] = 0.0
    left = others.sum(axis=-1, keepdims=True)
    room = 1 - sum(wanted.values())
    if room > ROUNDING and left[0, 0] <= 0:
        raise OptionError(
            f"channel_share at {touchpoint.name!r} adds up to {1 - room:.3g}, and no other channel is there for the rest.",
            hint="let the shares add up to 1.",
        )
    then = others * np.where(left > 0, max(room, 0.0) / np.where(left > 0, left, 1.0), 0.0)
    for axis, share in wanted.items():
        then[:, axis] = share
    draft.levels.append(MixEdit(state, then * known))
    if _with_rates(draft, place, (shares, then, known[:, 0]), {} if drop_off is None else dict.fromkeys(targets, drop_off)):
        draft.associated.add(change)
    for axis, share in targets.items():
        draft.state(touchpoint.id, f"channel_share {draft.observed.channels[axis].id}", forecast_of(share, "share", "as the change says"))


def _with_rates(draft: MeasuredDraft, place: int, mixes: tuple[Floats, Floats, Floats], stated: Mapping[int, float]) -> bool:
    """
    Let times and drop-off follow the channels, and return whether either changes by what others do there.

    The mixes are those of the visits with a channel, whose share of all visits comes last: nothing changes for the others.
    """
    now, then, known = mixes
    state = int(draft.observed.chain.states[draft.observed.code(place)])
    slow = _by_channel(draft, place, ("log_sum", "timed"), now, at_log=True)
    factor = 1 + known * (np.nan_to_num(divide((then * slow).sum(axis=-1), (now * slow).sum(axis=-1)), nan=1.0) - 1)
    draft.levels.append(TimeEdit(state, factor))
    rate = draft.restoring(place, "drop_off").rate
    if not draft.observed.context.sums("visits", "before")[place].sum() or not np.isfinite(rate[0]):
        return bool(abs(factor[0] - 1) > ROUNDING)
    leaving = _by_channel(draft, place, ("lost", "settled"), now)
    after = leaving.copy()
    for axis, share in stated.items():
        after[:, axis] = share
    excess = known * ((now * leaving).sum(axis=-1) - (then * after).sum(axis=-1))
    draft.mixed[place] = np.clip(excess, rate - 1, rate)
    lower = float(draft.mixed[place][0])
    if abs(lower) > ROUNDING and (place, "drop_off") not in draft.rates:
        touchpoint = draft.observed.context.touchpoints[place]
        draft.state(touchpoint.id, "drop_off_rate", forecast_of(float(rate[0]) - lower, "share", "as visits are in these channels"))
    return bool(abs(factor[0] - 1) > ROUNDING or (not stated and abs(excess[0]) > ROUNDING))


def _by_channel(draft: MeasuredDraft, place: int, names: tuple[str, str], now: Floats, *, at_log: bool = False) -> Floats:
    """Return a ratio by chain and channel; that of all channels as they are now where too few customers are in one."""
    observed, context = draft.observed, draft.observed.context
    table, code, count = observed.statistics.tables["channel_cells"], observed.code(place), len(observed.channels)
    rows = table["touchpoint"] == code
    sums = np.zeros((2, count, FOLDS), dtype=np.int64)
    for index, name in enumerate(names):
        np.add.at(sums[index], (table["channel"][rows], table["fold"][rows]), table[name][rows])
    parts, wholes = (np.swapaxes(leave_out(each), 0, 1) for each in sums)
    customers = float(context.effective_customers("visits")[place]) / max(float(context.sums("visits", "visits")[place].sum()), 1.0)
    known = (wholes[:1] * min(customers, 1.0) >= MIN_CUSTOMERS) & (wholes > 0)
    ratios = np.where(known, divide(parts, wholes), 0.0)
    ratios = np.exp(ratios * MICRO) if at_log else ratios
    weights = np.where(known, now, 0.0)
    average = np.nan_to_num(divide((weights * ratios).sum(axis=-1), weights.sum(axis=-1)))
    return np.where(known, ratios, average[:, None])
