"""The most common paths."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

import cxjourney as cx
from cxjourney.errors import EmptyDataError, OptionError
from tests.discovery.paths.logs import LATER, START, log, minutes

if TYPE_CHECKING:
    from pathlib import Path

WORDS = ["AAB"] * 4 + ["AB"] * 3 + ["AC"] * 2 + ["D"]


def names(found: cx.Variants) -> list[tuple[str, int]]:
    """Return the paths and how many journeys took them."""
    return [("".join(each.touchpoints), each.journeys) for each in found.variants]


def test_paths_are_counted_as_by_hand() -> None:
    """Ten journeys, four paths."""
    found = cx.variants(log(*WORDS), goal="B", min_customers=1, **LATER)

    assert names(found) == [("AAB", 4), ("AB", 3), ("AC", 2), ("D", 1)]
    assert [each.share.value for each in found.variants] == pytest.approx([0.4, 0.3, 0.2, 0.1])
    assert [each.cumulative_share.value for each in found.variants] == pytest.approx([0.4, 0.7, 0.9, 1.0])
    assert [each.goal_rate.value for each in found.variants if each.goal_rate] == [1, 1, 0, 0]
    assert [each.visits.value for each in found.variants] == [3, 2, 2, 1]
    assert found.variants[0].time.value == pytest.approx(7_200, rel=0.02)
    assert [step.wait.value if step.wait else None for step in found.variants[1].steps] == [pytest.approx(3_600, rel=0.02), None]
    assert found.other is None
    assert found.n_journeys == 10


def test_immediate_repeats_are_one_step_when_asked() -> None:
    """The wait is that from arriving to arriving; visits are all counted."""
    found = cx.variants(log(*WORDS), goal="B", merge_repeats=True, min_customers=1, **LATER)

    assert names(found) == [("AB", 7), ("AC", 2), ("D", 1)]
    assert found.variants[0].visits.value == pytest.approx(18 / 7)
    wait = found.variants[0].steps[0].wait
    assert wait is not None
    assert wait.value == pytest.approx(7_200, rel=0.02)
    assert wait.n == 7


def test_rare_paths_are_never_named() -> None:
    """A path of few customers can tell who took it, however often they did."""
    found = cx.variants(log(*WORDS), min_customers=3, **LATER)

    assert names(found) == [("AAB", 4), ("AB", 3)]
    assert found.other is not None
    assert (found.other.variants, found.other.journeys, found.other.share.value) == (2, 3, pytest.approx(0.3))


def test_paths_beyond_the_top_are_summed() -> None:
    """Shares add to one."""
    found = cx.variants(log(*WORDS), top=1, min_customers=1, **LATER)

    assert names(found) == [("AAB", 4)]
    assert found.other is not None
    assert found.other.variants == 3
    assert found.variants[0].share.value + found.other.share.value == pytest.approx(1)  # type: ignore[operator]


def test_journeys_of_one_instant_take_no_time_that_counts() -> None:
    """A single visit does not take nothing: how long such journeys take is not known."""
    found = cx.variants(log("AB", "AB", "A", "A", "A"), min_customers=1, **LATER)

    assert names(found) == [("A", 3), ("AB", 2)]
    assert [(each.time.value, each.time.n) for each in found.variants] == [(None, 0), (pytest.approx(3_600, rel=0.02), 2)]


def test_many_journeys_of_a_customer_make_nothing_surer() -> None:
    """All of 60 customers take the same path once or five times, or two paths once each: that all do is known of 60."""
    once, often, both = (
        cx.variants(minutes(*journeys), journey_gap=timedelta(hours=2), **LATER) for journeys in (["AB"], ["AB"] * 5, ["AB", "AC"])
    )
    few, many = once.variants[0], often.variants[0]

    assert (few.journeys, many.journeys) == (60, 300)
    assert (many.share.value, many.share.low) == pytest.approx((1.0, few.share.low))
    assert (many.time.low, many.time.high) == pytest.approx((few.time.low, few.time.high))
    assert (both.variants[1].cumulative_share.value, both.variants[1].cumulative_share.low) == pytest.approx((1.0, few.share.low))


def test_journeys_that_may_go_on_are_told_and_not_counted() -> None:
    """Who was last seen at the end of the log may still come back."""
    found = cx.variants(log("AB", "A", "A"), min_customers=1, observed_until=START + timedelta(hours=1, minutes=30))

    assert (found.n_journeys, found.n_open) == (2, 1)
    assert found.notes[-1].startswith("1 of 3 journeys may still go on and are not counted; long journeys that are over count for more")


def test_it_is_warned_where_most_journeys_may_go_on() -> None:
    """First of all, and without the claim that they are allowed for."""
    open_ones = {"observed_until": START + timedelta(hours=1, minutes=30)}
    events = log("AB", "AB", "A")

    for found in (cx.variants(events, min_customers=1, **open_ones), cx.journey_groups(events, 1, **open_ones)):
        assert (found.n_journeys, found.n_open) == (1, 2)
        assert found.notes[0].startswith("Only 1 of 3 journeys are over: all shares")
        assert "count for more" not in " ".join(found.notes)


def test_long_journeys_count_for_more_where_the_log_ends_early() -> None:
    """Half of the customers take a quick path and half a slow one, of which only those who came early are over."""
    rows = [(f"c{n}", "A", START + timedelta(hours=n)) for n in range(200)]
    rows += [(f"c{n}", "B", START + timedelta(hours=n + 80)) for n in range(0, 120, 2)]
    events = cx.read_events(pd.DataFrame(rows, columns=["customer", "touchpoint", "timestamp"]))
    found = {each.touchpoints: each for each in cx.variants(events, journey_gap=timedelta(hours=81), observed_until=None).variants}

    assert found["A", "B"].journeys == 20
    assert found["A",].journeys == 59
    assert found["A", "B"].share.value == pytest.approx(0.5, abs=0.06)


def test_the_path_with_the_largest_share_is_the_first() -> None:
    """Also where most journeys of others are over: 60 % take a slow path, of which only those who came early are seen to end."""
    rows = [(f"c{n}", "A", START + timedelta(hours=n)) for n in range(200)]
    rows += [(f"c{n}", "B", START + timedelta(hours=n + 80)) for n in range(120) if n % 5 < 3]
    events = cx.read_events(pd.DataFrame(rows, columns=["customer", "touchpoint", "timestamp"]))
    one, two = (cx.variants(events, journey_gap=timedelta(hours=81), top=top) for top in (1, 2))

    assert two.variants[0].journeys < two.variants[1].journeys
    assert one.variants[0].touchpoints == two.variants[0].touchpoints == ("A", "B")


def test_nothing_can_be_said_where_all_may_go_on() -> None:
    """Without the time that was observed the last event is the end."""
    found = cx.variants(log("AB", "AB"), min_customers=1)

    assert found.variants == ()
    assert "every journey may still go on" in found.notes[0]


def test_nothing_is_common_where_every_journey_is_its_own() -> None:
    """The most common path of all-distinct journeys is nobody's."""
    found = cx.variants(log("AB", "BA", "CA", "AC"), min_customers=1, **LATER)

    assert "every journey takes a path of its own" in found.notes[0]
    assert "every journey" not in cx.variants(log("AB"), min_customers=1, **LATER).summary[-1]


def test_a_single_path_is_all() -> None:
    """Nothing is left over."""
    found = cx.variants(log(*["AB"] * 12), **LATER)

    assert names(found) == [("AB", 12)]
    assert found.variants[0].share.value == 1
    assert found.other is None


def test_very_long_journeys_are_paths_too() -> None:
    """Ten thousand steps, the first hundred with their waits."""
    found = cx.variants(log("AB" * 5_000, "AB" * 5_000, hours=0.001), min_customers=1, **LATER)

    assert len(found.variants[0].steps) == 10_000
    assert sum(step.wait is not None for step in found.variants[0].steps) == 100


def test_the_order_of_rows_and_the_names_of_customers_play_no_part() -> None:
    """Paths, journeys and shares are the same; only the ends of intervals know the folds."""
    one, other = cx.variants(log(*WORDS), min_customers=1, **LATER), cx.variants(log(*WORDS[::-1], names="x{}"), min_customers=1, **LATER)

    assert names(one) == names(other)


def test_journeys_are_cut_by_silence() -> None:
    """One customer, two journeys."""
    rows = [("a", START), ("b", START + timedelta(minutes=1)), ("a", START + timedelta(days=1))]
    events = cx.read_events(pd.DataFrame([{"customer": "c", "touchpoint": name, "timestamp": time} for name, time in rows]))
    found = cx.variants(events, journey_gap=timedelta(minutes=30), min_customers=1, **LATER)

    assert sorted(names(found)) == [("a", 1), ("ab", 1)]
    assert found.variants[0].customers == 1


def test_results_survive_json_and_become_rows() -> None:
    """Nothing is lost on the way."""
    found = cx.variants(log(*WORDS), goal="B", min_customers=2, **LATER)
    rows = found.to_rows()

    assert cx.Variants.model_validate_json(found.model_dump_json()) == found
    assert [row["path"] for row in rows] == ["A → A → B", "A → B", "A → C", None]
    assert rows[-1]["variants"] == 1
    assert list(found.to_frame().columns) == list(rows[0])  # type: ignore[attr-defined]
    assert "1 other path<" in found._repr_html_()
    assert "A → A → B" in found._repr_html_()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"top": 0}, "top=0 must be at least 1"),
        ({"min_customers": 0}, "min_customers=0 must be at least 1"),
        ({"goal": "Bb"}, "goal='Bb'"),
        ({"level": 1.5}, r"level=1.5 must lie between 0 and 1"),
        ({"observed_until": START}, "lies before the last event"),
    ],
)
def test_bad_arguments_are_refused(arguments: dict[str, object], message: str) -> None:
    """With what would do."""
    with pytest.raises(OptionError, match=message):
        cx.variants(log(*WORDS), **arguments)  # type: ignore[arg-type]


def test_other_types_are_refused() -> None:
    """A path is no log."""
    with pytest.raises(TypeError, match="events takes an EventLog"):
        cx.variants("events.csv")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="top takes a whole number"):
        cx.variants(log("AB"), top=2.5)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="merge_repeats takes True or False, found str"):
        cx.variants(log("AB"), merge_repeats="no")  # type: ignore[arg-type]


def test_no_log_is_empty() -> None:
    """An empty one cannot be made."""
    with pytest.raises(EmptyDataError):
        log("AB").filter(until="2020-01-01")


def test_paths_of_the_loan_log(real_data: Path) -> None:
    """3,429 of 13,087 applications are submitted and declined at once, as others report of this log."""
    events = cx.read_events(real_data / "loans/bpic2012.xes.gz", lifecycle="")
    found = cx.variants(events, top=3)

    assert found.variants[0].touchpoints == ("A_SUBMITTED", "A_PARTLYSUBMITTED", "A_DECLINED")
    assert found.variants[0].journeys == 3_429
    assert found.n_journeys + found.n_open == 13_087


def long_and_short(long: int, short: int, followed: float) -> cx.Variants:
    """Return paths of long journeys that were followed for ten days, and of short ones, in hours; silence of a day ends them."""
    rows = [(f"long{who}", START + timedelta(hours=20 * step), touchpoint) for who in range(long) for step, touchpoint in enumerate("ABC")]
    until = START + timedelta(days=10)
    rows += [(f"short{who}", until - timedelta(hours=followed), "A") for who in range(short)]
    events = cx.read_events(pd.DataFrame(rows, columns=["customer", "time", "touchpoint"]))
    return cx.variants(events, journey_gap=timedelta(days=1), observed_until=until, min_customers=1)


def test_long_journeys_stand_for_those_that_were_not_followed_to_their_end() -> None:
    """Forty hours and a day of silence: 10 of 40 journeys were followed for longer, and each counts for four."""
    found = long_and_short(10, 30, followed=50)

    assert [("".join(each.touchpoints), each.share.value) for each in found.variants] == [
        ("ABC", pytest.approx(40 / 70)),
        ("A", pytest.approx(30 / 70)),
    ]


def test_of_journeys_that_were_followed_just_as_long_half_count() -> None:
    """Ten and half of thirty of the forty journeys saw one like it end: a long one counts for 1.6."""
    found = long_and_short(10, 30, followed=40 + 24 + 1 / 60)

    assert found.variants[1].share.value == pytest.approx(16 / 46)


def test_no_journey_counts_for_more_than_twenty() -> None:
    """One of 101 was followed for that long."""
    found = long_and_short(1, 100, followed=50)

    assert found.variants[1].share.value == pytest.approx(20 / 120)


def repeated(customers: int, times: int) -> cx.EventLog:
    """Return journeys of two steps, so many of each customer, with waits from 20 minutes to 50 hours that all kinds of customers have."""
    rows = []
    for who in range(customers):
        for turn in range(times):
            begin = START + timedelta(days=10 * turn)
            wait = timedelta(minutes=20) * 150 ** ((who * times + turn) * 37 % 200 / 199)
            rows += [(f"c{who}", begin, "A"), (f"c{who}", begin + wait, "B")]
    return cx.read_events(pd.DataFrame(rows, columns=["customer", "time", "touchpoint"]))


LATE_AND_APART = {"journey_gap": timedelta(days=4), "observed_until": START + timedelta(days=300)}


def test_a_path_that_one_customer_took_many_times_is_not_named() -> None:
    """Five customers took it fifty times."""
    found = cx.variants(repeated(5, 10), min_customers=6, **LATE_AND_APART)  # type: ignore[arg-type]

    assert found.n_journeys == 50
    assert found.variants == ()
    assert len(cx.variants(repeated(5, 10), min_customers=5, **LATE_AND_APART).variants) == 1  # type: ignore[arg-type]


def test_shares_of_journeys_are_as_sure_as_their_customers_are_many() -> None:
    """Where all 200 journeys of 20 customers are alike, 20 speak for it: the interval ends at 20 / (20 + t²), not at 200 / (200 + t²)."""
    (found,) = cx.variants(repeated(20, 10), **LATE_AND_APART).variants  # type: ignore[arg-type]

    assert (found.share.n, found.share.value) == (200, 1.0)
    assert found.share.low is not None
    assert 20 / (20 + 2.2**2) < found.share.low < 20 / (20 + 2**2)


def test_waits_are_as_sure_as_their_customers_are_many() -> None:
    """The same 200 waits of 20 customers and of 200: ten times fewer make an interval about three times as wide."""
    found = [cx.variants(repeated(*shape), **LATE_AND_APART).variants[0].steps[0].wait for shape in ((20, 10), (200, 1))]  # type: ignore[arg-type]

    widths = [np.log(wait.high / wait.low) for wait in found if wait is not None and wait.high and wait.low]
    assert 2 < widths[0] / widths[1] < 5
