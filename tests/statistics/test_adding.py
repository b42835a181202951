from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cxjourney as cx
from cxjourney.errors import EmptyDataError, StatisticsError
from cxjourney.statistics import JourneyStatistics
from cxjourney.statistics.adding import missing_parts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

START = datetime(2026, 1, 1, tzinfo=UTC)
STAGES = {"Find": ["A", "B"], "Buy": ["C"], "Help": ["Support", "D"]}
HOUR = timedelta(hours=1)

VISITS = st.tuples(
    st.integers(0, 5),
    st.integers(0, 60).map(lambda hours: hours * HOUR) | st.timedeltas(timedelta(0), timedelta(days=4)),
    st.sampled_from(["A", "B", "C", "D", "Support"]),
    st.sampled_from(["web", "phone", None]),
    st.sampled_from(["x", "y", None]),
    st.sampled_from([None, 0, 6, 9]),
    st.sampled_from(["bill", "line", None]),
    st.sampled_from([True, False, None]),
)
"""Visits with everything that a log can hold, many at the same time or whole hours apart."""


def log(visits: Sequence[tuple[Any, ...]]) -> cx.EventLog:
    """Return the log of visits."""
    names = ["customer", "time", "touchpoint", "channel", "segment", "nps", "reason", "reopened"]
    frame = pd.DataFrame([(f"c{who}", START + when, *rest) for who, when, *rest in visits], columns=names)
    roles = {"segment": "segment", "reason": "reason", "reopened": "reopened", "scores": {"nps": "nps"}}
    return cx.read_events(frame.astype({"nps": "Int64", "reopened": "boolean"}), **roles)  # type: ignore[arg-type]


def measured(events: cx.EventLog, journey_gap: timedelta | None, repeat: timedelta, **more: Any) -> JourneyStatistics:
    """Measure with goals, ends, help and promises."""
    plan = cx.JourneyMap(
        stages=[
            cx.Stage(name=name, touchpoints=[cx.Touchpoint(name=each, expected_wait=3 * HOUR if each == "A" else None) for each in inside])
            for name, inside in STAGES.items()
        ],
        goal_touchpoints=["C"],
        end_touchpoints=["D"],
        support_touchpoints=["Support"],
    )
    return cx.measure(events, plan=plan, journey_gap=journey_gap, repeat_within=repeat, **more)


KNOWN = [(9, timedelta(0), "A", "web", "x", None, None, None), (9, HOUR, "C", "web", "x", 9, None, None)]
"""Somebody who reaches the goal."""


@settings(max_examples=15)
@given(
    st.lists(VISITS, max_size=25),
    st.sampled_from([None, HOUR, 5 * HOUR]),
    st.sampled_from([HOUR, 30 * HOUR]),
    st.timedeltas(timedelta(0), timedelta(days=400)),
)
def test_settled_statistics_stay_what_they_are_however_long_one_waits(
    visits: Sequence[tuple[Any, ...]], gap: timedelta | None, repeat: timedelta, later: timedelta
) -> None:
    """Every table is the same from the very moment in which the statistics are settled."""
    events = log([*KNOWN, *visits])
    first = measured(events, gap, repeat)
    moment = START + max(when for _, when, *_ in [*KNOWN, *visits]) + timedelta(microseconds=first.settings.follow_up)

    settled = cx.measure(events, settings=first.settings, observed_until=moment)
    again = cx.measure(events, settings=first.settings, observed_until=moment + later)

    assert settled.settled
    assert not first.settled
    assert dict(settled.tables) == dict(again.tables)


@pytest.mark.parametrize(
    ("wait", "repeat", "table"),
    [
        (HOUR, HOUR, "stage_sums"),  # the stage window is the longest of the times
        (50 * HOUR, HOUR, "stage_friction"),  # a promised wait is
        (HOUR, 50 * HOUR, "visits"),  # the window of repeat contacts is
    ],
)
def test_a_microsecond_before_they_are_settled_a_sum_may_still_change(wait: timedelta, repeat: timedelta, table: str) -> None:
    """No sum asks for less than the statistics wait for."""
    last = [*KNOWN, (1, 3 * HOUR, "A", None, None, None, None, None)]
    events = log(last if wait > HOUR else [*last, (1, 3 * HOUR, "Support", None, None, None, None, None)])
    plan = cx.JourneyMap(stages={"Find": [cx.Touchpoint(name="A", expected_wait=wait), "C", "Support"]}, goal_touchpoints=["C"])
    known = cx.measure(events, plan=plan, repeat_within=repeat).settings
    moment = START + 3 * HOUR + timedelta(microseconds=known.follow_up)

    before, then = (cx.measure(events, settings=known, observed_until=moment - timedelta(microseconds=early)) for early in (1, 0))

    assert then.settled
    assert not before.settled
    assert before.tables[table] != then.tables[table]


def two_sided() -> tuple[cx.EventLog, JourneyStatistics]:
    """Return a log of two parts, one of whose customers left long ago, and what all of it gives."""
    visits = [(who, who * HOUR, "A", "web", "x", 9, None, None) for who in range(6)]
    visits += [(who, (who + 1) * HOUR, "C", "web", "x", 9, None, None) for who in range(6)]
    seen = cx.measure(log(visits), goal="C", stages=STAGES_OF_TWO, part=(1, 2))
    late = next(who for who in range(6, 99) if _part(who) == 0)
    events = log([*visits, (late, timedelta(days=90), "A", "web", "y", 3, None, None)])
    return events, cx.measure(events, settings=seen.settings, observed_until=START + timedelta(days=90))


STAGES_OF_TWO = {"Find": ["A"], "Buy": ["C"]}


def _part(who: int) -> int:
    return int(hashlib.md5(f"c{who}".encode()).hexdigest()[:15], 16) % 2  # noqa: S324 - a hash, not a secret


def test_a_settled_part_need_not_be_measured_again() -> None:
    """The sum is the whole as of the later time."""
    events, whole = two_sided()
    early = START + timedelta(days=60)

    settled = cx.measure(events, settings=whole.settings, observed_until=early, part=(1, 2))
    other = cx.measure(events, settings=whole.settings, part=(0, 2))

    assert settled.settled
    assert settled.settings != other.settings
    assert settled + other == other + settled == whole
    assert (settled + other).settings.observed_until == whole.settings.observed_until


def test_a_part_that_may_have_changed_is_refused_by_name() -> None:
    """Its customers were not followed long enough."""
    events, whole = two_sided()
    last = cx.measure(events, settings=whole.settings, part=(1, 2)).period[1]
    early = cx.measure(events, settings=whole.settings, observed_until=datetime.fromtimestamp(last / 1e6, UTC), part=(1, 2))
    other = cx.measure(events, settings=whole.settings, part=(0, 2))

    with pytest.raises(StatisticsError, match=r"'observed_until': part 1 of 2 were measured as of 2026-01-01T0") as caught:
        early + other
    assert "find_stale_parts" in str(caught.value)


def test_what_is_missing_is_named() -> None:
    """A split with a hole is not the whole, and mixed splits can make one."""
    events, whole = two_sided()
    quarters = [cx.measure(events, settings=whole.settings, part=(index, 4)) for index in range(4)]
    half = cx.measure(events, settings=whole.settings, part=(1, 2))

    with pytest.raises(StatisticsError, match="missing: 1 of 4, 3 of 4"):
        JourneyStatistics.join([quarters[2], quarters[0]])
    with pytest.raises(StatisticsError, match="part 1 of 4 and part 1 of 2 hold the same customers"):
        JourneyStatistics.join([*quarters, half])
    with pytest.raises(StatisticsError, match="no statistics"):
        JourneyStatistics.join([])
    assert JourneyStatistics.join([quarters[2], half, quarters[0]]) == whole
    assert JourneyStatistics.join([quarters[2], quarters[0]], whole=False).missing_parts == ((1, 4), (3, 4))


@given(st.integers(1, 6), st.integers(1, 4), st.integers(0, 23))
def test_parts_are_missing_exactly_where_no_part_stands(number: int, finer: int, drop: int) -> None:
    """Whatever parts of whatever parts a split is made of."""
    split = [(index, number) for index in range(1, number)] + [(number * each, number * finer) for each in range(finer)]
    gone = split.pop(drop % len(split))

    missing = missing_parts(split)

    assert missing_parts([*split, gone]) == ()
    assert not split or {index % gone[1] for index, _ in missing} == {gone[0]}


def test_a_part_without_customers_adds_nothing(tmp_path: Path) -> None:
    """With settings its sums have a meaning: they are all zero; a map of nobody is refused."""
    events, whole = two_sided()
    parts = [cx.measure(events, settings=whole.settings, part=(index, 64)) for index in range(64)]
    nobody = next(part for part in parts if not part.customers)
    nobody.save(tmp_path / "nobody")

    assert JourneyStatistics.join(parts) == whole == nobody + whole
    assert JourneyStatistics.load(tmp_path / "nobody") == nobody
    with pytest.raises(EmptyDataError, match="no customers"):
        cx.discover_map(nobody)


def test_a_map_of_some_parts_says_so_and_one_of_all_parts_does_not() -> None:
    """What is missing stands on the map, and is warned of where parts were added by hand."""
    events, whole = two_sided()
    parts = [cx.measure(events, settings=whole.settings, part=(index, 4)) for index in range(4)]

    with pytest.warns(cx.CxJourneyWarning, match="not one of all customers"):
        some = cx.discover_map(parts[0] + parts[1] + parts[3])
    assert "These parts of the customers were not measured: 2 of 4." in some.notes
    assert not [note for note in cx.discover_map(sum(parts)).notes if "part" in note]  # type: ignore[arg-type]
    assert "Only these parts of the customers were measured: 1 of 2." in cx.discover_map(events, goal="C", part=(1, 2)).notes
