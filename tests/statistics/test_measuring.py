from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cxjourney as cx
from cxjourney.errors import EmptyDataError, OptionError, StatisticsError
from cxjourney.statistics import JourneyStatistics

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

START = datetime(2026, 1, 1, tzinfo=UTC)
STAGES = {"Find": ["A", "B"], "Buy": ["C"], "Use": ["D"]}


def log(*journeys: str, step: timedelta = timedelta(hours=1)) -> cx.EventLog:
    """Return a log in which customer k visits the letters of the k-th word, an hour apart."""
    rows = [
        {"customer": f"c{number}", "timestamp": START + place * step, "touchpoint": letter}
        for number, journey in enumerate(journeys)
        for place, letter in enumerate(journey)
    ]
    return cx.read_events(pd.DataFrame(rows))


def counts(statistics: JourneyStatistics, table: str, column: str) -> dict[str, int]:
    """Return a sum by touchpoint, whatever its folds."""
    found = statistics.dense(table, column, "touchpoint")
    summed = found.sum(axis=-1) if found.ndim > 1 else found
    return {name: int(value) for name, value in zip(statistics.touchpoints, summed, strict=True)}


def test_visits_are_counted_per_touchpoint() -> None:
    """Visits, customers, starts, ends and journeys that reach the goal, counted by hand."""
    found = cx.measure(log("ABC", "AAB", "B"), goal="C", stages={"All": ["A", "B", "C"]})

    assert counts(found, "visits", "visits") == {"A": 3, "B": 3, "C": 1}
    assert counts(found, "visits", "customers") == {"A": 2, "B": 3, "C": 1}
    assert counts(found, "visits", "starts") == {"A": 2, "B": 1, "C": 0}
    assert counts(found, "visits", "ends") == {"A": 0, "B": 2, "C": 1}
    assert counts(found, "visits", "goal_journeys") == {"A": 1, "B": 1, "C": 1}
    assert counts(found, "squares", "visits") == {"A": 5, "B": 3, "C": 1}


@pytest.mark.parametrize(
    ("journey", "rework"),
    [
        ("ABC", ""),
        ("AAB", "A"),  # the first A is followed by A again
        ("ABA", "B"),  # B leads back to A
        ("ABAB", "B"),  # the second A is itself the return, so going to B again is not counted twice
        ("ABABA", "B"),  # every later visit is itself a return
        ("AAA", "AA"),
    ],
)
def test_rework_is_a_repeat_or_a_return(journey: str, rework: str) -> None:
    """A visit counts when the next is the same touchpoint or the one just before, unless it is itself a return."""
    found = counts(cx.measure(log(journey), stages={"All": sorted(set(journey))}), "visits", "rework")

    assert found == {letter: rework.count(letter) for letter in sorted(set(journey))}


def test_at_risk_ends_with_the_goal_its_stage_and_declared_ends() -> None:
    """After the first goal, in later stages and at declared ends nobody can drop off."""
    found = cx.measure(log("ACA", "AD", "ABX"), goal="C", ends="X", stages={**STAGES, "Buy": ["C", "X"]})

    assert counts(found, "visits", "at_risk") == {"A": 3, "B": 1, "C": 0, "D": 0, "X": 0}


def test_without_a_goal_nobody_is_at_risk() -> None:
    """Drop-off needs a goal."""
    found = cx.measure(log("AB", "A"), stages={"All": ["A", "B"]}, observed_until=START + timedelta(days=9))

    assert sum(counts(found, "visits", "at_risk").values()) == 0
    assert found.tables["stage_friction"]["mask"].tolist() == [0, 0]


def test_slow_moves_and_cut_off_visits_are_told_apart() -> None:
    """A visit moved on within the horizon, was cut off by the end of the log, or left."""
    rows = [("m", 0, "A"), ("m", 1, "B"), ("slow", 0, "A"), ("slow", 30, "B"), ("cut", 39, "A"), ("left", 0, "A"), ("end", 40, "B")]
    frame = pd.DataFrame([{"customer": who, "timestamp": START + timedelta(days=day), "touchpoint": what} for who, day, what in rows])

    found = cx.measure(cx.read_events(frame), goal="B", stages={"All": ["A", "B"]}, journey_gap=timedelta(days=10))

    life = found.tables["life"]
    assert counts(found, "visits", "at_risk")["A"] == 4
    assert life.total("at_risk_moves") == 1
    assert life.total("at_risk_censored") == 1
    assert found.tables["totals"].total("journeys") == 6  # "slow" makes two journeys


def test_stages_know_who_ended_went_on_or_is_still_there() -> None:
    """Who was not followed for the whole horizon counts neither as ended nor as gone on, whatever came after."""
    rows = [("on", 0, "A"), ("on", 1, "C"), ("gone", 0, "A"), ("open", 99, "A"), ("late", 99, "C")]
    frame = pd.DataFrame([{"customer": who, "timestamp": START + timedelta(days=day), "touchpoint": what} for who, day, what in rows])

    found = cx.measure(cx.read_events(frame), goal="C", stages={"Find": ["A"], "Buy": ["C"]}, journey_gap=timedelta(days=10))

    sums = {name: found.dense("stage_sums", name, "stage").sum(axis=-1).tolist() for name in ("journeys", "open", "going_on")}
    assert sums == {"journeys": [3, 2], "open": [1, 1], "going_on": [1, 1]}
    friction = found.tables["stage_friction"]
    assert dict(zip(friction["mask"].tolist(), friction["journeys"].tolist(), strict=True))[1] == 1


def test_folds_are_those_of_md5() -> None:
    """The fold of a customer is the same in every engine: md5 of the identifier modulo 50."""
    found = cx.measure(log("A"), stages={"All": ["A"]})

    assert found.tables["totals"]["fold"].tolist() == [int(hashlib.md5(b"c0").hexdigest(), 16) % 50]  # noqa: S324 - a hash, not a secret


JOURNEYS = st.lists(st.text("ABCD", min_size=1, max_size=6), min_size=2, max_size=12)


@settings(max_examples=15)
@given(JOURNEYS, st.integers(1, 4), st.randoms(use_true_random=False))
def test_parts_add_up_to_the_whole_whatever_the_split_and_row_order(journeys: Sequence[str], number: int, order: object) -> None:
    """Statistics of any split of the customers, added, equal those of the joined log, bit for bit."""
    rows = [
        (f"c{who}", START + timedelta(hours=place, minutes=who), letter)
        for who, journey in enumerate(journeys)
        for place, letter in enumerate(journey)
    ]
    order.shuffle(rows)  # type: ignore[attr-defined]
    frame = pd.DataFrame(rows, columns=["customer", "timestamp", "touchpoint"])
    whole = cx.measure(cx.read_events(frame))

    parts = []
    for index in range(number):
        own = frame[frame["customer"].map(lambda who, index=index: int(who[1:]) % number == index)]
        if len(own):
            parts.append(cx.measure(cx.read_events(own), settings=whole.settings))
    total = parts[0]
    for part in parts[1:]:
        total = part + total
    assert total == whole
    assert total.tables == whole.tables


def test_parts_of_one_log_are_measured_apart_and_added(tmp_path: Path) -> None:
    """part=(i, n) takes every customer once; saved parts can be added later."""
    shop = cx.datasets.sample_shop(customers=300)
    whole = cx.measure(shop.events, goal=shop.goal)
    for index in range(3):
        cx.measure(shop.events, goal=shop.goal, part=(index, 3)).save(tmp_path / str(index))

    loaded = [JourneyStatistics.load(tmp_path / str(index)) for index in range(3)]

    assert loaded[2] + loaded[0] + loaded[1] == whole == sum(loaded)
    assert (loaded[0] + loaded[1]).parts == ((0, 3), (1, 3))


def test_overlapping_parts_are_refused_by_name() -> None:
    """The same part twice, parts of different splits, and logs that share customers do not add."""
    events = log("AB", "BA", "AB", "AA", "BB", "AB")
    whole = cx.measure(events, stages={"All": ["A", "B"]})
    halves = [cx.measure(events, settings=whole.settings, part=(index, 2)) for index in range(2)]

    with pytest.raises(StatisticsError, match="part 0 of 2 and part 0 of 2"):
        halves[0] + halves[0]
    with pytest.raises(StatisticsError, match="same customers"):
        whole + whole
    assert halves[0] + halves[1] == whole


def test_different_settings_are_refused_by_name() -> None:
    """Sums measured differently mean different things."""
    left = cx.measure(log("AB"), goal="B", stages={"All": ["A", "B"]})
    right = cx.measure(log("AB"), goal="A", stages={"All": ["A", "B"]})

    with pytest.raises(StatisticsError, match="differ in 'goal'"):
        left + right


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"goal": "Bb"}, "goal='Bb' is not one of"),
        ({"part": (2, 2)}, "0 ≤ index < number"),
        ({"observed_until": datetime(2026, 1, 1)}, "needs a time zone"),  # noqa: DTZ001 - what is tested
        ({"observed_until": START}, "before the last event, at 2026-01-01T01:00:00"),
        ({"journey_gap": timedelta(0)}, "positive duration"),
        ({"part": (0, 2, 3)}, "two whole numbers"),
        ({"part": (False, True)}, "two whole numbers"),
        ({"part": 3}, "two whole numbers"),
    ],
)
def test_arguments_that_cannot_be_used_are_named(arguments: dict[str, object], message: str) -> None:
    """A wrong argument is an error that says what to give instead."""
    with pytest.raises(OptionError, match=message):
        cx.measure(log("AB"), **arguments)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "arguments",
    [{"stages": ["A"]}, {"journey_gap": "30d"}, {"observed_until": "2026-01-01"}, {"settings": {}}, {"plan": "plan.json"}, {"goal": [1]}],
)
def test_arguments_of_a_wrong_type_are_type_errors_that_name_them(arguments: dict[str, object]) -> None:
    """Nothing fails deep inside for want of an attribute."""
    with pytest.raises(TypeError, match=f"{next(iter(arguments))} takes"):
        cx.measure(log("AB"), **arguments)  # type: ignore[arg-type]


@pytest.mark.parametrize("step", [cx.measure, cx.discover_map, cx.find_stages, cx.measure_sql])
def test_a_path_is_no_log(step: Callable[[object], object]) -> None:
    """Whoever forgets to read the events is told how."""
    with pytest.raises(TypeError, match=r"read_events\(\) makes, found str"):
        step("events.csv")


def test_settings_and_other_arguments_contradict_each_other() -> None:
    """Settings hold everything that was said before."""
    settings_ = cx.measure(log("AB")).settings

    with pytest.raises(OptionError, match="already holds goal"):
        cx.measure(log("AB"), goal="B", settings=settings_)


def test_a_part_without_customers_is_an_error() -> None:
    """Nothing to measure is said, not measured."""
    events = log("AB")
    empty = next(
        index for index in range(2) if not events.engine.rows(f"SELECT 1 FROM {events.customer_relation} WHERE bucket % 2 = {index}")
    )

    with pytest.raises(EmptyDataError, match="no event belongs to part"):
        cx.measure(events, part=(empty, 2))


def test_a_plan_whose_goals_never_occur_is_refused() -> None:
    """A goal rate of nothing would be a wrong number."""
    plan = cx.JourneyMap(stages={"Find": ["A", "B", "Never"]}, goal_touchpoints=["Never"])

    with pytest.raises(OptionError, match="goal='Never' is not one of"):
        cx.measure(log("AB"), plan=plan)


def test_visits_after_the_observed_end_are_followed_for_no_time() -> None:
    """Settings of an earlier log may end before this one does."""
    earlier = cx.measure(log("AB"), goal="B", stages={"All": ["A", "B"]})

    later = cx.measure(log("AAAAAA"), settings=earlier.settings)

    assert later.tables["life"]["bin"].min() >= 0
    assert later.tables["life"].total("at_risk_censored") == 1


def test_a_plan_renames_aliases_and_brings_its_stages() -> None:
    """Names in the data count for the touchpoint whose alias they are."""
    pay = cx.Touchpoint(name="Pay", aliases=["C", "D"], expected_wait=timedelta(minutes=1))
    plan = cx.JourneyMap(stages={"Find": ["A", "B"], "Buy": [pay]}, goal_touchpoints=["Pay"])

    found = cx.measure(log("ABC", "AD", "X"), plan=plan)

    assert counts(found, "visits", "visits") == {"A": 2, "B": 1, "Pay": 2, "X": 1}
    assert found.stages == ("Find", "Buy", "Other")
    assert found.settings.expected_waits == (("Pay", 60_000_000),)
    assert found.tables["totals"].total("goals") == 2


def test_settings_of_an_earlier_period_take_the_end_of_this_one() -> None:
    """The horizon and the stages are those of the other period; how long customers were watched is not."""
    events = log("AAB", "AB")
    earlier = cx.measure(events, goal="B", observed_until=datetime(2026, 6, 1, tzinfo=UTC))
    later = cx.measure(events, settings=earlier.settings, observed_until=datetime(2026, 7, 1, tzinfo=UTC))

    assert later.settings == earlier.settings.replace(observed_until=later.settings.observed_until)
    assert later.settings.observed_until - earlier.settings.observed_until == 30 * 86_400_000_000


@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "spark", "bigquery", "snowflake", "databricks", "trino", "clickhouse"])
def test_all_statements_are_written_in_every_dialect(dialect: str) -> None:
    """Those that no test runs say so in their first line."""
    written = cx.measure_sql(log("ABC", "AAB", "B"), goal="C", dialect=dialect)
    first = written.splitlines()[0]

    assert first.startswith(f"-- {dialect}, ")
    assert ("unverified" in first) == (dialect not in {"duckdb", "postgres", "spark"})
    assert written.count(";\n") > 20
    assert "int_div(" not in written


def test_the_statements_give_the_sums() -> None:
    """Run by hand on the same relations, they are those of the measurement."""
    events = log("ABC", "AAB", "B")
    lines = cx.measure_sql(events, goal="C").split("\n\n")
    engine = events.engine
    for statement in lines[1:]:
        engine.execute(statement) if statement.startswith("CREATE") else engine.rows(statement)
    journeys = next(line.split()[3] for line in lines if line.startswith("CREATE TEMP TABLE journeys"))

    assert engine.rows(f"SELECT count(*), sum(goal) FROM {journeys}") == [(3, 1)]


@pytest.mark.parametrize(("gap", "said"), [(timedelta(days=30), "30 days"), (timedelta(seconds=2), "2 seconds")])
def test_statistics_say_after_how_long_a_customer_counts_as_gone(gap: timedelta, said: str) -> None:
    """Every rate of leaving depends on it."""
    assert f"gone after {said}>" in repr(cx.measure(log("AAB"), journey_gap=gap))
