"""Groups of similar journeys."""

from __future__ import annotations

import itertools
import random
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pandas as pd
import pytest

import cxjourney as cx
from cxjourney.discovery.paths import assigning, clustering, grouping
from cxjourney.errors import OptionError
from cxjourney.statistics.path_run import WEIGHT, Variant
from tests.discovery.paths.logs import LATER, START, log

if TYPE_CHECKING:
    from pathlib import Path

WORDS = ["ABCDE"] * 6 + ["ABCE"] * 2 + ["XYZ"] * 4 + ["XZ"] * 1
KINDS = ("ABCDEFG", "ABXYZ", "PQRST")


def mixed(seed: int, customers: int) -> tuple[cx.EventLog, list[int]]:
    """Return a log of three kinds of journeys, in which a fifth of the steps is left out or another one, and each customer's kind."""
    draw = random.Random(seed)
    kinds = [draw.choices(range(3), (5, 3, 2))[0] for _ in range(customers)]
    words = ["".join(c if draw.random() > 0.2 else draw.choice(["", "M"]) for c in KINDS[kind]) or "M" for kind in kinds]
    return log(*words), kinds


def found_kinds(events: cx.EventLog, found: cx.JourneyGroups) -> dict[str, str]:
    """Return the group of each customer."""
    grouped = found.assign(events, **LATER)
    return {who: group.name for group in found.groups for who in customers(grouped.filter(segments=group.name))}


def customers(events: cx.EventLog) -> list[str]:
    """Return the identifiers of a log."""
    return [key for (key,) in events.engine.rows(f"SELECT key FROM {events.customer_relation}")]


def rand_index(one: list[int], other: list[str]) -> float:
    """Return the adjusted Rand index (Hubert and Arabie 1985)."""
    table = pd.crosstab(pd.Series(one), pd.Series(other)).to_numpy()
    pairs = lambda n: (n * (n - 1) / 2).sum()  # noqa: E731
    rows, columns, total = pairs(table.sum(axis=1)), pairs(table.sum(axis=0)), pairs(table.sum(keepdims=True))
    return float((pairs(table) - rows * columns / total) / ((rows + columns) / 2 - rows * columns / total))


def test_groups_are_those_of_hand() -> None:
    """Two kinds, the more common path of each stands for it."""
    found = cx.journey_groups(log(*WORDS), 2, goal="E", **LATER)
    first, second = found.groups

    assert ("".join(first.touchpoints), "".join(second.touchpoints)) == ("ABCDE", "XYZ")
    assert (first.journeys, first.same, second.journeys, second.same) == (8, 6, 5, 4)
    assert first.share.value == pytest.approx(8 / 13)
    assert first.goal_rate is not None
    assert first.goal_rate.value == 1
    assert first.distance.value == pytest.approx(2 * (1 / 9) / 8, abs=1e-6)
    assert second.distance.value == pytest.approx((1 - 4 / 5) / 5, abs=1e-6)
    assert first.coverage.value == second.coverage.value == 1
    assert found.quality is not None
    assert found.quality > 0.9


def test_waits_are_those_of_the_same_moves_in_the_group() -> None:
    """C to E is no step of the representative; A to B is one of all eight journeys."""
    first = cx.journey_groups(log(*WORDS), 2, **LATER).groups[0]

    assert [step.wait.n if step.wait else None for step in first.representative] == [8, 8, 6, 6, None]
    assert first.representative[0].wait is not None
    assert first.representative[0].wait.value == pytest.approx(3_600, rel=0.02)


@pytest.mark.parametrize("seed", range(3))
def test_planted_kinds_are_found_again(seed: int) -> None:
    """Also their number, where none is given."""
    events, kinds = mixed(seed, 600)
    found = cx.journey_groups(events, **LATER)
    groups = found_kinds(events, found)

    assert len(found.groups) == 3
    assert rand_index(kinds, [groups[f"c{number:04d}"] for number in range(600)]) >= 0.9


def test_row_order_and_names_of_customers_play_no_part() -> None:
    """Only the ends of intervals know the folds."""
    words = ["".join(random.Random(n).choices("ABCD", k=5)) for n in range(40)]
    one, other = (cx.journey_groups(each, 3, **LATER) for each in (log(*words), log(*words[::-1], names="k{}")))

    assert [(each.touchpoints, each.journeys) for each in one.groups] == [(each.touchpoints, each.journeys) for each in other.groups]


def test_hash_seeds_play_no_part() -> None:
    """Two processes, the same groups."""
    code = (
        "import cxjourney as cx; shop = cx.datasets.sample_shop(customers=300);"
        "print(cx.journey_groups(shop.events, 3, goal=shop.goal).model_dump_json())"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)}, capture_output=True, check=True
        )
        for seed in ("1", "2")
    ]

    assert runs[0].stdout == runs[1].stdout


def test_many_different_paths_are_sampled(monkeypatch: pytest.MonkeyPatch) -> None:
    """The spread of the rest stands for it, and all are put to a group."""
    monkeypatch.setattr(clustering, "SAMPLE", 60)
    events, kinds = mixed(4, 600)
    found = cx.journey_groups(events, 3, **LATER)
    groups = found_kinds(events, found)

    assert found.n_variants > 100
    assert sum(group.journeys for group in found.groups) == 600
    assert rand_index(kinds, [groups[f"c{number:04d}"] for number in range(600)]) >= 0.85


def test_the_seed_that_chose_among_rare_paths_is_kept() -> None:
    """Assigning begins with the same hash."""
    found = cx.journey_groups(log(*WORDS), 2, seed=7, **LATER)

    assert found.seed == 7
    assert cx.JourneyGroups.model_validate_json(found.model_dump_json()).seed == 7


def test_assigning_looks_at_the_same_rare_paths(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there are more than are looked at, whoever was in a group is in it again."""
    for module in (grouping, assigning):
        monkeypatch.setattr(module, "ASSIGNED", 5)
    events = log(*("".join(path) for path in itertools.permutations("ABCD")))
    found = cx.journey_groups(events, 2, seed=5, **LATER)
    grouped = found.assign(events, **LATER)

    assert found.n_left_out == 19
    assert {group.name: grouped.filter(segments=group.name).n_customers for group in found.groups} == {
        group.name: group.journeys for group in found.groups
    }
    for group in found.groups:
        same = cx.variants(grouped.filter(segments=group.name), min_customers=1, **LATER)
        assert group.touchpoints in {each.touchpoints for each in same.variants}


def test_groups_are_segments_of_a_log() -> None:
    """Besides those it has, whose codes move."""
    events = log(*WORDS, plan=["Zed"] * 5 + ["Alpha"] * 8)
    found = cx.journey_groups(events, 2, **LATER).renamed("Buyers", "Visitors")
    grouped = found.assign(log(*WORDS, "ABC", plan=["Zed"] * 5 + ["Alpha"] * 9), **LATER)

    assert dict(zip(grouped.segments, grouped.segment_of, strict=True)) == {
        "Alpha": "plan",
        "Buyers": "path",
        "Visitors": "path",
        "Zed": "plan",
    }
    assert grouped.filter(segments="Visitors").n_customers == 5
    assert grouped.filter(segments="Zed").n_customers == 5
    assert found.groups[0].summary.startswith("Buyers: 62%")
    again = found.assign(grouped, column="kind", **LATER)
    assert again.group_columns == ("path", "kind")
    assert again.filter(segments="kind: Visitors").n_events == grouped.filter(segments="Visitors").n_events


def test_two_groups_can_be_compared() -> None:
    """As any two segments."""
    shop = cx.datasets.sample_shop(customers=600)
    grouped = cx.journey_groups(shop.events, 2).assign(shop.events)
    sides = [grouped.filter(segments=name) for name in ("Path A", "Path B")]
    comparison = cx.compare(*sides, pains=False)

    assert comparison.tested > 0
    assert comparison.shared_customers == 0


def test_journeys_cut_by_silence_are_put_to_groups_one_by_one() -> None:
    """A customer's two journeys may belong to two groups."""
    rows = [
        (f"c{n}", letter, START + timedelta(days=day, minutes=place))
        for n in range(4)
        for day, word in ((0, "ABC"), (1, "XYZ"))
        for place, letter in enumerate(word)
    ]
    events = cx.read_events(pd.DataFrame(rows, columns=["customer", "touchpoint", "timestamp"]))
    found = cx.journey_groups(events, 2, journey_gap=timedelta(minutes=30), observed_until=START + timedelta(days=3))
    grouped = found.assign(events)

    assert sorted("".join(group.touchpoints) for group in found.groups) == ["ABC", "XYZ"]
    first = grouped.filter(segments=found.groups[0].name)
    assert first.n_customers == 4
    assert len(first.touchpoints) == 3


def test_a_representative_can_be_drawn_as_a_journey() -> None:
    """Its steps follow each other after their usual times."""
    group = cx.journey_groups(log(*WORDS), 2, **LATER).groups[0]
    journey = group.journey(datetime(2026, 3, 1, 9, tzinfo=UTC))

    assert [visit.touchpoint for visit in journey.visits] == list("ABCDE")
    assert (journey.visits[-1].time - journey.visits[0].time) / timedelta(hours=4) == pytest.approx(1, rel=0.02)
    assert cx.render_journey(journey).plain


def test_a_single_path_is_one_group() -> None:
    """And said so."""
    found = cx.journey_groups(log(*["AB"] * 5), **LATER)

    assert len(found.groups) == 1
    assert found.notes[0] == "There is one path only: all journeys are alike."


def test_all_distinct_journeys_are_grouped_with_a_warning() -> None:
    """Each representative is somebody's journey."""
    found = cx.journey_groups(log("ABCD", "ABCE", "XYZ", "XYW"), 2, **LATER)

    assert [group.journeys for group in found.groups] == [2, 2]
    assert found.notes[0].startswith("Every journey takes a path of its own")


def test_nothing_is_grouped_where_all_may_go_on() -> None:
    """With the reason."""
    found = cx.journey_groups(log("AB", "AB"), 2)

    assert found.groups == ()
    assert "may still go on" in found.notes[0]
    with pytest.raises(OptionError, match="there are no groups"):
        found.assign(log("AB"))


def test_very_long_journeys_are_compared_at_their_start() -> None:
    """Ten thousand steps."""
    found = cx.journey_groups(log("AB" * 5_000, "XY" * 5_000, "AB" * 5_000, hours=0.001), 2, **LATER)

    assert [group.journeys for group in found.groups] == [2, 1]
    assert [len(group.touchpoints) for group in found.groups] == [64, 64]


def test_results_survive_json_and_become_rows() -> None:
    """Nothing is lost on the way."""
    found = cx.journey_groups(log(*WORDS), 2, goal="E", **LATER)
    rows = found.to_rows()

    assert cx.JourneyGroups.model_validate_json(found.model_dump_json()) == found
    assert [row["representative"] for row in rows] == ["A → B → C → D → E", "X → Y → Z"]
    assert list(found.to_frame().columns) == list(rows[0])  # type: ignore[attr-defined]
    assert "A → B → C → D → E" in found._repr_html_()
    assert str(found).startswith("JourneyGroups of 13 journeys: Path A 62%, Path B 38%")


@pytest.mark.parametrize(
    ("k", "message"), [(0, "k=0 must be at least 1"), (-2, "k=-2 must be"), (9, "k=9 groups cannot be made of 4 different paths")]
)
def test_numbers_of_groups_that_cannot_be_are_refused(k: int, message: str) -> None:
    """With the largest that can."""
    with pytest.raises(OptionError, match=message):
        cx.journey_groups(log(*WORDS), k, **LATER)


def test_what_cannot_be_assigned_is_refused() -> None:
    """A column that is there, touchpoints of another log, wrong names."""
    events = log(*WORDS)
    found = cx.journey_groups(events, 2, **LATER)
    with pytest.raises(OptionError, match="has a column 'path' already"):
        found.assign(found.assign(events))
    with pytest.raises(OptionError, match="no group with a touchpoint of this log"):
        found.assign(log("QR"))
    with pytest.raises(OptionError, match="2 groups need as many different names"):
        found.renamed("One")
    with pytest.raises(OptionError, match="name='Path C'"):
        found.group("Path C")
    assert found.group("Path B").same == 4


def test_sessions_of_the_mobile_app_fall_into_those_that_pass_and_those_that_leave(real_data: Path) -> None:
    """2,497 users of 4,139 pass, as is known of this log; the groups find most of them without knowing who."""
    frame = pd.read_csv(real_data / "clickstream/mobile_app_sessions.csv.gz")
    events = cx.read_events(frame, customer="user_pseudo_id", touchpoint="event_name", time="event_timestamp", time_unit="us")
    found = cx.journey_groups(events, goal="passed", observed_until=datetime(2100, 1, 1, tzinfo=UTC))
    rates = [(group.journeys, group.goal_rate.value or 0) for group in found.groups if group.goal_rate]

    assert found.n_journeys == events.n_customers == 4_139
    assert sum(journeys * rate for journeys, rate in rates) == pytest.approx(2_497)
    assert sum(journeys for journeys, rate in rates if rate < 0.01 or rate > 0.99) > 0.7 * 4_139


def test_whether_repeats_are_merged_is_true_or_false() -> None:
    """The word "no" would count as yes."""
    with pytest.raises(TypeError, match="merge_repeats takes True or False, found str"):
        cx.journey_groups(log(*WORDS), 2, merge_repeats="no")  # type: ignore[arg-type]


def test_near_is_a_quarter_of_the_steps_at_most() -> None:
    """Of the sixteen steps of two paths four differ, which is near; of twenty steps six, which is not."""
    words = ["ABCDEFGH"] * 10 + ["ABCDEFXY"] * 5 + ["ABCDEFGPQRST"] * 5

    (group,) = cx.journey_groups(log(*words), 1, **LATER).groups

    assert "".join(group.touchpoints) == "ABCDEFGH"
    assert group.coverage.value == pytest.approx(15 / 20)


def test_paths_that_stand_for_others_count_for_them() -> None:
    """Of 1,200 different paths the 300 of ten journeys each count as they are, and 300 of the 900 of one journey for three each."""
    found = [Variant(code, (code,), n, n, n * WEIGHT) for code, n in enumerate([10] * 300 + [1] * 900)]

    places, weights = clustering.sampled(found)

    assert (places[:300], len(places), places[-1]) == (list(range(300)), 600, 1_199)
    assert weights.tolist() == [10] * 300 + [3] * 300
