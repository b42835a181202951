"""Check a plan against what customers did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.comparison.plan_fit.assembling import Assembly, identifiers
from cxjourney.comparison.plan_fit.coding import check_plan, coded, location, plan_notes
from cxjourney.comparison.plan_fit.deviating import deviations
from cxjourney.comparison.plan_fit.order import planned_order
from cxjourney.ingest.event_log import EventLog
from cxjourney.model.conformance import Conformance
from cxjourney.model.findings import Untested
from cxjourney.model.journey_map import JourneyMap
from cxjourney.statistics.plan_run import count_plan
from cxjourney.statistics.resolve import check_rate, check_type, instant, microseconds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime, timedelta

    from cxjourney.comparison.plan_fit.coding import Coding
    from cxjourney.model.conformance import PlanFit


def conformance(
    plan: JourneyMap,
    events: EventLog,
    *,
    journey_gap: timedelta | None = None,
    observed_until: datetime | None = None,
    level: float = 0.95,
) -> Conformance:
    """
    Check how journeys keep to a plan: what customers visited, in which order, and how long they waited.

    Parameters
    ----------
    plan
        A map written by hand: touchpoints in order in their stages, and where it states them transitions, channels, expected waits,
        aliases, goals, natural ends and places of help.
    events
        Checked event log.
    journey_gap
        Silence that ends a journey; by default each customer makes one journey.
    observed_until
        End of the observation; by default the last event.
    level
        Confidence level of the intervals.

    Returns
    -------
    Conformance
        Deviations by touchpoint, stage and journey, with counts of journeys and shares.

    Raises
    ------
    ModelError
        If the plan has no touchpoints, or a cycle of its transitions has no way out, so that its order cannot be decided.
    OptionError
        If the plan was discovered from data or filled with them, or an argument cannot be used.
    StatisticsError
        If the plan and the log share no touchpoint.
    EmptyDataError
        If the log holds no events.

    See Also
    --------
    discover_map : with ``plan=`` it fills the plan with what was observed.
    compare : compares two maps, figure by figure.
    render_map : draws the result with ``conformance=``.

    Notes
    -----
    Deviations are those of the Customer Journey Modelling Language [1]_ [2]_, between planned and actual journeys.

    **The planned order.** Where the plan states transitions, these say what may follow what, and a touchpoint that they can bypass is
    optional. A touchpoint that no transition names stands between its neighbours in the list; a plan without transitions is its list,
    and all of it is required. Natural ends and places of help that no transition names may come at any time. A planned loop is fine as
    long as a transition leads out of it or a goal lies in it.

    **Content.** Touchpoints that are not in the plan; planned ones that a journey never visited although it came to one that no planned
    way reaches without them (a journey that is still on its way, or was left, has skipped nothing that lies ahead); and visits in a
    channel that the plan does not name for the touchpoint.

    **Sequence.** Moves between planned touchpoints, whatever came between that is not planned: back to one from which the plan leads
    here, a jump to one that the plan does not let follow, a repeat of the same one without another between (unless a transition from it
    to itself allows that), and a start where no journey is planned to begin. A move forward over touchpoints that are required is no
    wrong move: they were skipped, or came out of turn, and each is told once.

    **Timing.** Visits after which no next step came within the expected wait, among those that the log follows for at least that wait
    after the visit: newer ones are open, and count neither way. ``late`` ones had a next step later, ``unanswered`` ones have had none.

    A journey without any of these keeps to the plan (``fitness``); whether it came to its end is another question (``completion``). The
    end is a goal, else a touchpoint after which nothing is planned. A journey that has not come there is over when nothing followed for
    ``journey_gap``, or without one for longer than 99% of the times between visits in this log. Younger journeys are open and count
    neither way; so do complete ones that began later than that before the end of the observation, since otherwise those that come to the
    end soon would count for more. How many there are stands in ``notes``.
    Intervals come from leaving out each of 50 folds of customers; see ``tests/calibration/test_conformance.py``.

    References
    ----------
    .. [1] Halvorsrud, R., Kvale, K. and Følstad, A. (2016). Improving service quality through customer journey analysis. Journal of
       Service Theory and Practice 26(6).
    .. [2] Halvorsrud, R., Sanchez, O. R., Boletsis, C. and Skjuve, M. (2023). Involving users in the development of a modeling language
       for customer journeys. Software and Systems Modeling 22.

    Examples
    --------
    >>> import cxjourney as cx
    >>> shop = cx.datasets.sample_shop(customers=2_000)
    >>> steps = {"Find": ["Search result", "Product page"], "Buy": ["Basket", "Sign in", "Card payment", "Order confirmed"]}
    >>> found = cx.conformance(cx.JourneyMap(stages=steps, goal_touchpoints=["Order confirmed"]), shop.events)
    >>> next(each.summary for each in found.deviations if each.kind == "back")
    '52 journeys went back from Order confirmed to Product page (2.9% of those at Product page).'
    >>> found.stage("Buy")
    Buy: 0.14 [0.12, 0.16] n=1353 of 1,353 journeys deviate
    """
    check_type("plan", plan, JourneyMap)
    check_type("events", events, EventLog)
    check_rate("level", level)
    gap, until = microseconds(journey_gap, "journey_gap"), instant(observed_until, "observed_until")
    check_plan(plan)
    order = planned_order(plan)
    coding = coded(plan, order, events, gap)
    counts = count_plan(events, coding.codes, gap=gap, until=until)
    assembly = Assembly(plan, order, coding.unplanned, identifiers(plan, coding.unplanned), events.channels, counts, level)
    found, rarer = deviations(assembly)
    touchpoints = assembly.touchpoints()
    return Conformance(
        plan=plan.title,
        level=level,
        journeys=int(assembly.journeys.sum()),
        customers=counts.customers,
        **assembly.overall(),
        deviations=found,
        touchpoints=touchpoints,
        stages=assembly.stages(),
        suggestions=assembly.suggestions(touchpoints),
        untested=(*coding.untested, *_unfollowed(assembly, coding)),
        notes=(*plan_notes(plan, order, events), *_open(assembly), *_unused(touchpoints), *_left_out(coding, rarer)),
    )


def _unfollowed(assembly: Assembly, coding: Coding) -> Iterator[Untested]:
    """Say where no journey was followed for the expected wait."""
    table = assembly.counts.tables["places"]
    followed = {int(place) for place in table["place"][table["settled"] > 0]}
    waiting = [place for place, wait in enumerate(coding.codes.waits) if wait >= 0 and place not in followed]
    if waiting:
        where = tuple(location(assembly.plan, assembly.plan.touchpoints[place]) for place in waiting)
        yield Untested(kind="timing", reason="No journey that came there was followed for the expected wait.", locations=where)
    if assembly.ends and assembly.open == int(assembly.journeys.sum()):
        yield Untested(kind="completion", reason="No journey was followed for long enough to say whether it comes to the planned end.")


def _open(assembly: Assembly) -> Iterator[str]:
    """Say of how many journeys the end cannot be said yet."""
    journeys, still = int(assembly.journeys.sum()), assembly.open
    if assembly.ends and still:
        yield (
            f"Of {still:,} of {journeys:,} journeys it cannot be said yet whether they come to the planned end: they were not followed for "
            "the silence that ends a journey. They do not count in completion."
        )


def _unused(touchpoints: Sequence[PlanFit]) -> Iterator[str]:
    """Say that a step nobody ever came to may not be in the log."""
    names = [each.touchpoint for each in touchpoints if each.is_planned and not each.journeys and each.came and each.touchpoint]
    if names:
        listed = ", ".join(names[:5]) + (f" and {len(names) - 5:,} more" if len(names) > 5 else "")
        yield f"No journey came to {listed}: all that went further skipped it. Leave out of the plan what the log does not record."


def _left_out(coding: Coding, rarer: int) -> Iterator[str]:
    if rarer:
        yield f"{rarer:,} rarer deviations are not listed; all count in the shares."
    if coding.rarer:
        yield f"{coding.rarer:,} rarer touchpoints that are not planned are not listed; all count in the shares."
