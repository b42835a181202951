"""How far journeys come along steps in order."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from cxjourney.arguments import whole_number
from cxjourney.discovery.paths.funnel_figures import MemberFigures, sizes
from cxjourney.discovery.paths.funnel_steps import named_steps
from cxjourney.ingest.event_log import EventLog
from cxjourney.model.funnel import HALF_NOTE, Funnel, FunnelMember
from cxjourney.statistics.funnel_run import ALL, FunnelRun, member_names
from cxjourney.statistics.path_run import path_run
from cxjourney.statistics.resolve import Declared, check_rate, check_type, instant, microseconds

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from cxjourney.discovery.paths.funnel_steps import Steps
    from cxjourney.model.funnel import FunnelStep
    from cxjourney.statistics.funnel_run import FunnelCounts

MEMBERS = 12
"""Segments, groups or channels to show, the largest."""


def funnel(
    events: EventLog,
    steps: Steps = None,
    *,
    by: str | None = None,
    within: timedelta | None = None,
    journey_gap: timedelta | None = None,
    observed_until: datetime | None = None,
    min_customers: int = 10,
    level: float = 0.95,
) -> Funnel:
    """
    Follow journeys along steps in order: how many reach each, how many are lost in between, where these went, and how long it takes.

    Use it for a way that customers should take, such as from the basket to the order. It does not say which step is worse than it
    should be; that is what `diagnose` finds.

    Parameters
    ----------
    events
        Checked event log.
    steps
        Touchpoints in order; a step may be several touchpoints, and a mapping gives steps names. A `JourneyMap` gives its stages. By
        default the stages of the log, else those found in it.
    by
        What to divide the journeys by: ``"channel"`` (of the visit to the first step), ``"segment"``, or a column of segments or groups.
    within
        Longest time from the first step to any other; by default as long as 99% of the journeys take that go on at all.
    journey_gap
        Silence that ends a journey; by default each customer makes one journey.
    observed_until
        End of the observation; by default the last event.
    min_customers
        Segments, and touchpoints where the lost went, are not named when they have fewer customers.
    level
        Confidence level of the intervals.

    Returns
    -------
    Funnel
        Steps with conversion and loss, each with its interval.

    Raises
    ------
    OptionError
        If a touchpoint or column is not in the log, there are fewer than two steps, or two have the same name.

    See Also
    --------
    variants : the paths that journeys take by themselves.

    Notes
    -----
    The order is strict and need not be direct. A journey reaches the first step with its first visit there, and each other step with its
    first visit there after the one that reached the step before; anything may lie between. A visit to a later step that comes too early
    does not count. The time ``within`` runs from the first visit to the first step.

    Only journeys that were followed for the whole time ``within`` from their first step are counted, whether they went on or not. Counting
    everybody would take journeys that may still go on for lost, and counting only those known to have gone on or ended would prefer
    the fast ones. Where the lost went is looked at within the same time: what they did later does not count, nor does coming back to
    the same step. When ``within`` is not given it is at most half of the time that the log spans, so that enough journeys remain.

    Intervals are Wilson's on the effective number of journeys, whose variance comes from the 50 folds of customers. Checked in
    ``tests/calibration/test_paths.py``.

    Examples
    --------
    >>> import cxjourney as cx
    >>> shop = cx.datasets.sample_shop(customers=2_000)
    >>> found = cx.funnel(shop.events, {"Pay": ["Card payment"], "Ordered": "Order confirmed"}, by="segment")
    >>> found.step("Pay", member="Gift").conversion.n < found.step("Pay").conversion.n
    True
    """
    check_type("events", events, EventLog)
    check_rate("level", level)
    min_customers = whole_number("min_customers", min_customers, 1)
    check_type("by", by, str, optional=True)
    names, notes = named_steps(events, steps)
    members = member_names(events, by) if by is not None else ()
    place = {name: code for code, name in enumerate(events.touchpoints)}
    longest, gap = microseconds(within, "within"), microseconds(journey_gap, "journey_gap")
    with path_run(events, Declared(), gap=gap, until=instant(observed_until, "observed_until")) as run:
        work = FunnelRun(run, [[place[name] for name in inside] for _, inside in names])
        work.reach()
        window, more = (longest, ()) if longest is not None else _window(work)
        every, followed = work.entered(window)
        counts = work.count(window, by)
    whole = MemberFigures(counts, ALL, names, events.touchpoints, min_customers, level).steps()
    if every and not followed:
        # The steps are empty because nothing is known, not because nobody came.
        whole = tuple(step.replace(summary="") for step in whole)
    found, hidden = _members(counts, members, min_customers)
    return Funnel(
        steps=whole,
        by=by,
        members=tuple(
            FunnelMember(name=members[code], steps=MemberFigures(counts, code, names, events.touchpoints, min_customers, level).steps())
            for code in found
        ),
        within=timedelta(microseconds=window),
        n_entered=followed,
        n_open=every - followed,
        min_customers=min_customers,
        level=level,
        notes=(*notes, *(more if followed else ()), *_notes(whole, every, followed, hidden, min_customers)),
    )


def _window(work: FunnelRun) -> tuple[int, tuple[str, ...]]:
    """Return the time in which steps count when the user says none, and what to say about it."""
    usual = work.usual_time()
    window = work.run.horizon if usual is None else usual
    first, last = work.run.work.period()
    most = max((work.run.until - first) // 2, 1_000)
    if window <= most or last == first:
        return window, ()
    return most, (HALF_NOTE,)


def _members(counts: FunnelCounts, names: Sequence[str], least: int) -> tuple[list[int], int]:
    """Return the largest members that have enough customers, and how many others there are."""
    found = {code: n for code, n in sizes(counts).items() if code != ALL}
    kept = sorted((code for code, n in found.items() if n >= least), key=lambda code: (-found[code], names[code]))[:MEMBERS]
    return kept, len(found) - len(kept)


def _notes(steps: Sequence[FunnelStep], every: int, followed: int, hidden: int, least: int) -> tuple[str, ...]:
    notes = []
    if not every:
        notes.append(f"No journey comes to {steps[0].name}.")
    elif not followed:
        come = f"{every:,} {'journey comes' if every == 1 else 'journeys come'} to {steps[0].name}"
        notes.append(f"How many go on cannot be said: {come}, but none was followed for the whole time; take a shorter within=.")
    else:
        stop = next((place for place, step in enumerate(steps) if not step.journeys), None)
        if stop:
            notes.append(f"No journey goes on from {steps[stop - 1].name} to {steps[stop].name} in this order and time.")
    if followed and every > followed:
        notes.append(f"{every - followed:,} of {every:,} journeys came too late to be followed for the whole time and are not counted.")
    if hidden:
        notes.append(f"{hidden:,} of the parts are not shown, since they have fewer than {least:,} customers or are not among the largest.")
    return tuple(notes)
