from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cxjourney as cx
from cxjourney.errors import EmptyDataError, StatisticsError
from tests.statistics.test_adding import HOUR, KNOWN, START, VISITS, log, measured

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxjourney.statistics import JourneyStatistics

DAY = timedelta(days=1)


def night(whole: JourneyStatistics, visits: Sequence[tuple[Any, ...]], tonight: timedelta) -> JourneyStatistics:
    """Do what the page on keeping a map current does with the customers who were seen lately."""
    lately = whole.open_since - START
    seen = {who for who, when, *_ in visits if when > lately}
    events = log([visit for visit in visits if visit[0] in seen])
    until = timedelta(microseconds=whole.settings.observed_until + 1)
    new = cx.measure(events, settings=whole.settings, observed_until=START + tonight)
    try:
        before = events.filter(until=START.fromtimestamp(0, START.tzinfo) + until)
    except EmptyDataError:
        return whole + new
    return whole.replaced(cx.measure(before, settings=whole.settings), new)


@settings(max_examples=3)
@given(st.lists(VISITS, max_size=12), st.sampled_from([None, 5 * HOUR]))
def test_nights_of_few_customers_equal_measuring_everything(visits: Sequence[tuple[Any, ...]], gap: timedelta | None) -> None:
    """With customers who come back, new ones, and everything a log can hold."""
    every = sorted([*KNOWN, *visits], key=lambda visit: visit[1])
    whole = measured(log([visit for visit in every if visit[1] <= DAY]), gap, 3 * HOUR, observed_until=START + DAY)

    for tonight in (2 * DAY, 9 * DAY):
        until_now = [visit for visit in every if visit[1] <= tonight]
        if any(START + when > whole.open_since for _, when, *_ in until_now):
            whole = night(whole, until_now, tonight)
            everything = cx.measure(log(until_now), settings=whole.settings)

            assert whole == everything
            assert dict(whole.tables) == dict(everything.tables)


A, B = ((who, 2.5 * HOUR, "A", "web", "x", 9, None, None) for who in (1, 2))
LATER = (1, DAY, "C", "web", "x", 9, None, None)


def three(old: Sequence[tuple[Any, ...]], new: Sequence[tuple[Any, ...]]) -> tuple[JourneyStatistics, JourneyStatistics, JourneyStatistics]:
    """Return statistics of everybody as of the third hour, and of some customers then and a day later."""
    whole = measured(log([*KNOWN, A, B]), None, HOUR, observed_until=START + 3 * HOUR)
    then = cx.measure(log(old), settings=whole.settings)
    return whole, then, cx.measure(log(new), settings=whole.settings, observed_until=START + DAY)


def test_customers_without_their_history_are_refused() -> None:
    """They would be counted twice."""
    whole, old, new = three([B], [B, LATER])

    with pytest.raises(StatisticsError, match=r"counted before and are not in old= \(at least 1\)"):
        whole.replaced(old, new)


def test_open_customers_who_are_left_out_are_refused() -> None:
    """What they add has changed, since time passed."""
    whole, old, new = three([A], [A, LATER])

    with pytest.raises(StatisticsError, match=r"customers are missing who may still go on.*\n?.*open_since"):
        whole.replaced(old, new)


def test_events_that_came_too_late_are_refused_where_they_show() -> None:
    """They cannot be taken away, since they were not counted."""
    late = [(1, 2 * HOUR, "Support", "web", "x", 9, None, None)] * 9
    whole, old, new = three([*KNOWN, A, B, *late], [*KNOWN, A, B, *late, LATER])

    with pytest.raises(StatisticsError, match="holds events that the statistics do not"):
        whole.replaced(old, new)


def test_parts_and_other_moments_are_refused() -> None:
    """By what they are."""
    whole, old, new = three([*KNOWN, A, B], [*KNOWN, A, B, LATER])
    part = cx.measure(log([*KNOWN, A, B]), settings=whole.settings, part=(0, 1))

    with pytest.raises(StatisticsError, match="of parts cannot be replaced"):
        whole.replaced(part, new)
    with pytest.raises(StatisticsError, match="old= must end when"):
        whole.replaced(new, new)
    assert whole.replaced(old, new).customers == whole.customers
