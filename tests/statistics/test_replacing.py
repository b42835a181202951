from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

import cxjourney as cx
from cxjourney.errors import StatisticsError
from tests.statistics.test_adding import HOUR, KNOWN, START, VISITS, log, measured

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxjourney.statistics import JourneyStatistics

DAY = timedelta(days=1)


def night(
    whole: JourneyStatistics, before: Sequence[tuple[Any, ...]], visits: Sequence[tuple[Any, ...]], tonight: timedelta
) -> JourneyStatistics:
    """Do what the page on keeping a map current does with the customers who were seen lately, or of whom anything arrived since."""
    lately = whole.open_since - START
    seen = {who for who, when, *_ in visits if when > lately} | {who for who, *_ in Counter(visits) - Counter(before)}
    known = [visit for visit in before if visit[0] in seen]
    new = cx.measure(log([visit for visit in visits if visit[0] in seen]), settings=whole.settings, observed_until=START + tonight)
    return whole.replaced(cx.measure(log(known), settings=whole.settings), new, as_counted=True) if known else whole + new


ARRIVING = st.tuples(
    VISITS, st.sampled_from([timedelta(0), timedelta(0), 30 * HOUR, 5 * DAY]), st.sampled_from([timedelta(0), DAY, 6 * DAY])
)
"""A visit, how late it arrives, and how much later its answer does."""


TWICE = (0, 13 * HOUR, "Support", "phone", None, None, "bill", True)


@example([(TWICE, timedelta(0), DAY), (TWICE, 30 * HOUR, DAY)], None, [2 * DAY])
@settings(max_examples=20, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(st.lists(ARRIVING, max_size=12), st.sampled_from([None, 5 * HOUR]), st.sampled_from([[2 * DAY], [9 * DAY], [2 * DAY, 9 * DAY]]))
def test_nights_of_few_customers_equal_measuring_everything(
    arriving: Sequence[tuple[tuple[Any, ...], timedelta, timedelta]], gap: timedelta | None, nights: Sequence[timedelta]
) -> None:
    """With customers who come back, new ones, late visits and answers, and everything a log can hold."""

    def arrived(until: timedelta) -> list[tuple[Any, ...]]:
        there = [(visit, visit[1] + late + later <= until) for visit, late, later in arriving if visit[1] + late <= until]
        found = [*KNOWN, *(visit if answered else (*visit[:5], None, *visit[6:]) for visit, answered in there)]
        return sorted(found, key=lambda visit: visit[1])

    before = arrived(DAY)
    whole = measured(log(before), gap, 3 * HOUR, observed_until=START + DAY)
    for tonight in nights:
        until_now = arrived(tonight)
        if until_now != before or any(START + when > whole.open_since for _, when, *_ in until_now):
            whole, before = night(whole, before, until_now, tonight), until_now
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

    with pytest.raises(StatisticsError, match="old= does not hold what the statistics do"):
        whole.replaced(old, new)


@pytest.mark.parametrize("as_counted", [False, True])
def test_a_late_answer_of_everybody_is_seen_even_against_better_knowledge(*, as_counted: bool) -> None:
    """Where nobody remains, nothing may: here an answer of the first customer is of the second night."""
    whole = measured(log([*KNOWN, (*A[:5], None, None, None), B]), None, HOUR, observed_until=START + 3 * HOUR)
    old = cx.measure(log([*KNOWN, A, B]), settings=whole.settings)
    new = cx.measure(log([*KNOWN, A, B, LATER]), settings=whole.settings, observed_until=START + DAY)

    with pytest.raises(StatisticsError, match=r"events or answers have arrived since.*\n?.*as it was when"):
        whole.replaced(old, new, as_counted=as_counted)


def test_a_late_answer_that_others_would_hide_is_refused() -> None:
    """Sums cannot tell it from one that was counted: whoever measured what was counted says so."""
    others = [(who, timedelta(0), "A", "web", "x", 9, None, None) for who in range(20, 80)]
    whole = measured(log([*KNOWN, *others, (*A[:5], None, None, None)]), None, HOUR, observed_until=START + 20 * DAY)
    counted, late = (cx.measure(log([(*A[:5], score, None, None)]), settings=whole.settings) for score in (None, 9))
    new = cx.measure(log([A]), settings=whole.settings)

    with pytest.raises(StatisticsError, match=r"cannot be told from sums.*\n?.*as_counted=True"):
        whole.replaced(late, new)
    assert whole.replaced(counted, new) == whole.replaced(counted, new, as_counted=True)
    assert whole.replaced(counted, new).tables["scores"].total("n") == 62


def test_parts_and_other_moments_are_refused() -> None:
    """By what they are."""
    whole, old, new = three([*KNOWN, A, B], [*KNOWN, A, B, LATER])
    part = cx.measure(log([*KNOWN, A, B]), settings=whole.settings, part=(0, 1))

    with pytest.raises(StatisticsError, match="of parts cannot be replaced"):
        whole.replaced(part, new)
    with pytest.raises(StatisticsError, match="old= must end when"):
        whole.replaced(new, new)
    assert whole.replaced(old, new).customers == whole.customers


def test_money_that_was_changed_since_is_seen_where_nobody_remains() -> None:
    """As many payments as then, of other amounts: what is left when all customers are gone must be nothing."""

    def paid(amount: float) -> cx.EventLog:
        rows = [("c1", START, "A", amount), ("c1", START + HOUR, "B", None), ("c2", START, "A", None)]
        return cx.read_events(pd.DataFrame(rows, columns=["customer", "time", "touchpoint", "value"]), value="value")

    whole = cx.measure(paid(9.5), stages={"All": ["A", "B"]}, observed_until=START + 20 * DAY)
    same, other = (cx.measure(paid(amount), settings=whole.settings) for amount in (9.5, 12.0))

    with pytest.raises(StatisticsError, match="events or answers have arrived since, or are gone"):
        whole.replaced(other, other, as_counted=True)
    assert whole.replaced(same, other, as_counted=True) == other
