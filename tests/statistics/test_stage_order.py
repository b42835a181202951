from __future__ import annotations

import csv
import gzip
import random
from collections import Counter
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxjourney.statistics.stage_order import MOST_ORDERED, FoundStage, PairCounts, find_stage_order, ordered_touchpoints

SHARED = Path(__file__).parents[2] / "../shared/data"
SHOP = ["home", "search", "item", "cart", "address", "courier", "card", "code", "paid"]


def pairs(counts: Counter[tuple[int, int]]) -> PairCounts:
    """Return counts as columns."""
    rows = [(source, target, n) for (source, target), n in counts.items()]
    source, target, n = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    return PairCounts(source, target, n)


def stages_of(
    journeys: list[list[str]], goals: tuple[str, ...] = (), ends: tuple[str, ...] = (), times: int = 1, seed: int | None = None
) -> list[tuple[str, list[str]]]:
    """Return the stages as (name, touchpoint names); a seed gives the touchpoints other codes and the counts another order."""
    names = sorted({name for journey in journeys for name in journey})
    if seed is not None:
        random.Random(seed).shuffle(names)
    code = {name: index for index, name in enumerate(names)}
    found = find_stage_order(
        names=names,
        goals=frozenset(code[name] for name in goals),
        ends=frozenset(code[name] for name in ends),
        **sums([[code[name] for name in journey] for journey in journeys], {code[name] for name in goals}, len(names), times),
    )
    return [(stage.name, [names[touchpoint] for touchpoint in stage.touchpoints]) for stage in found]


def sums(journeys: list[list[int]], goals: set[int], size: int, times: int = 1) -> dict[str, Any]:
    """Return the integer sums of a log, each journey counted some times."""
    visits, met, late = np.zeros((3, size), dtype=np.int64)
    before: Counter[tuple[int, int]] = Counter()
    follows: Counter[tuple[int, int]] = Counter()
    for journey in journeys:
        first = list(dict.fromkeys(journey))
        goal = min((journey.index(code) for code in goals if code in journey), default=len(journey))
        np.add.at(visits, journey, times)
        met[first] += times
        late[[code for code in first if journey.index(code) > goal]] += times
        before.update(dict.fromkeys(combinations(first, 2), times))
        for pair in pairwise(journey):
            follows[pair] += times
    return {"visits": visits, "journeys": met, "after_goal": late, "precedence": pairs(before), "transitions": pairs(follows)}


def walk(
    rng: random.Random, stages: list[list[str]], *, loop: float = 0.5, skip: float = 0.1, back: float = 0.05, drop: float = 0.1
) -> list[str]:
    """Return a journey that wanders in each stage, sometimes skips one, goes back one or stops."""
    place, journey = 0, []
    while 0 <= place < len(stages):
        journey += rng.sample(stages[place], rng.randint(1, len(stages[place])))
        while rng.random() < loop:
            journey.append(rng.choice(stages[place]))
        if rng.random() < drop:
            break
        chance = rng.random()
        place += -1 if chance < back and place else 2 if chance < back + skip else 1
    return journey


def world(sizes: tuple[int, ...], seed: int, n: int = 400, **habits: float) -> tuple[list[list[str]], list[list[str]]]:
    """Return true stages, whose touchpoints have names in no order, and journeys through them."""
    rng = random.Random(seed)
    names = [f"{rng.randrange(16**6):06x}" for _ in range(sum(sizes))]
    stages = [[names.pop() for _ in range(size)] for size in sizes]
    return stages, [walk(rng, stages, **habits) for _ in range(n)]


def rand_index(found: list[list[str]], true: list[list[str]]) -> float:
    """Return the adjusted Rand index of two partitions (Hubert and Arabie 1985)."""

    def twos(parts: list[int]) -> float:
        return sum(part * (part - 1) / 2 for part in parts)

    both = twos([len(set(one) & set(other)) for one in found for other in true])
    ours, theirs = twos([len(part) for part in found]), twos([len(part) for part in true])
    expected = ours * theirs / twos([sum(len(part) for part in true)])
    return (both - expected) / ((ours + theirs) / 2 - expected)


def shop_journeys(n: int = 300) -> list[list[str]]:
    """Return journeys through a shop with three stages and its goal."""
    rng = random.Random(7)
    return [walk(rng, [SHOP[:3], SHOP[3:6], SHOP[6:8]], drop=0.15) + ["paid"] * (rng.random() < 0.8) for _ in range(n)]


logs = st.lists(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=12), min_size=1, max_size=12)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    ("sizes", "habits"),
    [
        ((3, 3, 3, 3), {}),
        ((3, 3, 3, 3), {"loop": 0.2}),
        ((3, 3, 3, 3), {"skip": 0.3}),
        ((3, 3, 3, 3), {"back": 0.2}),
        ((2, 5, 3, 6), {}),
        ((3, 3, 3, 3, 3), {"drop": 0.35}),
        ((4, 4, 4, 4, 4, 4), {}),
        ((5, 5, 5, 5, 5, 5, 5), {}),
    ],
)
def test_known_stages_are_recovered_in_their_order(sizes: tuple[int, ...], habits: dict[str, float], seed: int) -> None:
    """Worlds of stages with loops, skips, returns and early ends give back their stages."""
    true, journeys = world(sizes, seed, **habits)

    found = [members for _, members in stages_of(journeys)]

    assert rand_index(found, true) >= 0.8
    first = [true.index(next(stage for stage in true if members[0] in stage)) for members in found]
    assert first == sorted(first)


def test_early_ends_do_not_disturb_the_order() -> None:
    """A touchpoint that ends many short journeys stands after those that precede it, not at its mean position."""
    journeys = [["browse", "choose", "left"]] * 80 + [["browse", "choose", "cart", "pay", "send", "left"]] * 20

    order = [name for _, members in stages_of(journeys) for name in members]

    assert order == ["browse", "choose", "cart", "pay", "send", "left"]


@given(logs)
def test_every_touchpoint_stands_in_exactly_one_stage(journeys: list[list[str]]) -> None:
    """Stages part the touchpoints, none is empty, and their names differ."""
    found = stages_of(journeys)

    assert sorted(name for _, members in found for name in members) == sorted({name for journey in journeys for name in journey})
    assert all(members for _, members in found)
    assert len({name for name, _ in found}) == len(found) <= 7


@given(logs, st.integers(0, 99))
def test_codes_and_the_order_of_counts_change_nothing(journeys: list[list[str]], seed: int) -> None:
    """The same log with its touchpoints numbered and its journeys listed otherwise has the same stages."""
    shuffled = random.Random(seed).sample(journeys, len(journeys))

    assert stages_of(shuffled, goals=("a",) * any("a" in journey for journey in journeys), seed=seed) == stages_of(
        journeys, goals=("a",) * any("a" in journey for journey in journeys)
    )


@given(logs, st.sampled_from([2, 8, 1024]))
def test_counts_of_the_same_log_several_times_change_nothing(journeys: list[list[str]], times: int) -> None:
    """Only proportions of the counts matter."""
    assert stages_of(journeys, times=times) == stages_of(journeys)


@given(logs, st.sets(st.sampled_from("abcdefgh"), min_size=1, max_size=3))
def test_goals_are_the_last_touchpoints_of_one_stage(journeys: list[list[str]], names: set[str]) -> None:
    """Whatever the log, the goals close a stage."""
    goals = tuple(sorted(names & {name for journey in journeys for name in journey}))

    found = stages_of(journeys, goals=goals)

    closing = [members for _, members in found if set(members) & set(goals)]
    assert len(closing) == bool(goals)
    assert all(set(members[-len(goals) :]) == set(goals) for members in closing)


def test_touchpoints_after_the_goal_are_later_stages() -> None:
    """What customers meet after the goal is after-sale."""
    rng = random.Random(3)
    journeys = [
        [*journey, "parcel", "review"][: len(journey) + rng.randint(0, 2)] if journey[-1] == "paid" else journey
        for journey in shop_journeys()
    ]

    found = stages_of(journeys, goals=("paid",))

    goal = next(index for index, (_, members) in enumerate(found) if "paid" in members)
    assert [name for _, members in found[goal + 1 :] for name in members] == ["parcel", "review"]


def test_a_stray_visit_after_the_goal_makes_no_stage() -> None:
    """What follows the goal in fewer than one of its journeys in 20 is no after-sale."""
    journeys = shop_journeys()
    paid = next(journey for journey in journeys if journey[-1] == "paid")
    visits = sums([[SHOP.index(name) for name in journey] for journey in [*journeys, [*paid, "home"]]], {8}, 10)
    visits["after_goal"][8] = visits["journeys"][8]  # as SQL counts it when the goal's own visit is reached
    visits["visits"][9] = visits["journeys"][9] = visits["after_goal"][9] = 1

    found = find_stage_order(names=[*SHOP, "stray"], goals=frozenset({8}), **visits)

    assert found[-1].touchpoints[-1] == 8


def test_other_endings_stand_at_the_end() -> None:
    """Where a goal is named, the touchpoint of the journeys that fail is a stage of its own at the end."""
    journeys = [journey if journey[-1] == "paid" else [*journey, "gone"] for journey in shop_journeys()]

    found = stages_of(journeys, goals=("paid",))

    assert found[-1] == ("gone", ["gone"])
    assert found[-2][1][-1] == "paid"


def test_without_a_goal_alternative_endings_share_a_stage() -> None:
    """Outcomes next to each other are not parted."""
    journeys = [journey if journey[-1] == "paid" else [*journey, "gone"] for journey in shop_journeys()]

    found = stages_of(journeys)

    assert next("gone" in members for _, members in found if "paid" in members)


def test_declared_ends_stand_at_the_end_even_if_something_follows() -> None:
    """Ends are where the user says so, in one stage."""
    journeys = [*shop_journeys(), *[["home", "declined", "home"], ["home", "cart", "cancelled", "cart"]] * 40]

    found = stages_of(journeys, goals=("paid",), ends=("declined", "cancelled"))

    assert sorted(found[-1][1]) == ["cancelled", "declined"]


def test_a_start_at_which_most_journeys_are_over_is_no_ending() -> None:
    """A home page with many single visits stays in the first stage."""
    journeys = [*shop_journeys(), *[["home"]] * 9_000]

    found = stages_of(journeys, goals=("paid",))

    assert "home" in found[0][1]


def test_a_rare_touchpoint_joins_its_neighbours() -> None:
    """Two visits to a touchpoint make no stage."""
    journeys = [*shop_journeys(), ["home", "cart", "voucher", "address"], ["item", "cart", "voucher", "cart", "courier"]]

    found = [members for _, members in stages_of(journeys)]

    assert {"cart", "voucher"} <= set(next(members for members in found if "voucher" in members))


def test_a_touchpoint_visited_anywhere_goes_where_its_visits_are() -> None:
    """Help is asked for in every stage, mostly in the second; it stands there and parts no stage."""
    rng = random.Random(1)
    stages = [SHOP[:3], SHOP[3:6], SHOP[6:]]
    journeys = [walk(rng, stages, drop=0.05) for _ in range(400)]
    asked = [
        [step for name in journey for step in ([name, "help"] if rng.random() < (0.3 if name in stages[1] else 0.05) else [name])]
        for journey in journeys
    ]

    found = [set(members) for _, members in stages_of(asked)]

    assert found == [set(stages[0]), {*stages[1], "help"}, set(stages[2])]


def test_repeats_and_returns_stay_inside_a_stage() -> None:
    """Touchpoints that customers go to and fro between stand together."""
    journeys = [["start", "form", "error", "form", "error", "form", "upload", "check", "upload", "check", "sign", "done"]] * 50

    found = [set(members) for _, members in stages_of(journeys)]

    assert any({"form", "error"} <= members for members in found)
    assert any({"upload", "check"} <= members for members in found)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_few_touchpoints_are_a_stage_each(count: int) -> None:
    """Up to three touchpoints need no grouping."""
    names = ["see", "buy", "use"][:count]

    assert stages_of([names] * 9) == [(name, [name]) for name in names]


def test_touchpoints_that_no_journey_combines_are_one_stage() -> None:
    """Without journeys of two visits there is no order."""
    found = stages_of([["late"], ["broken"], ["broken"], ["rude"], ["lost"], ["costs"]])

    assert found == [("broken – costs", ["broken", "costs", "late", "lost", "rude"])]


def test_nothing_gives_no_stages() -> None:
    """An empty log has no stages."""
    assert find_stage_order(names=(), **sums([], set(), 0)) == ()


def test_a_touchpoint_nobody_visited_is_kept() -> None:
    """A part of a log may lack a touchpoint of the whole, even a goal or an end."""
    journeys = sums([[0, 1, 2, 3]] * 5, set(), 6)

    found = find_stage_order(names=["a", "b", "c", "d", "e", "f"], goals=frozenset({4}), ends=frozenset({5}), **journeys)

    assert sorted(code for stage in found for code in stage.touchpoints) == [0, 1, 2, 3, 4, 5]


def test_many_touchpoints_are_attached_to_those_in_order() -> None:
    """A shop with thousands of item pages keeps the stages of its other touchpoints; the pages join the browsing."""
    rng = random.Random(5)
    journeys = [
        [page for name in journey for page in ([name, f"item/{rng.randrange(4_000)}", name] if name == "item" else [name])]
        for journey in shop_journeys(3_000)
    ]

    found = stages_of(journeys)

    pages = [name for _, members in found for name in members if name.startswith("item/")]
    beside = set(next(members for _, members in found if "item" in members))
    assert len(pages) > 2_000
    assert sum(name in beside for name in pages) > 0.95 * len(pages)
    assert [[name for name in members if name in SHOP] for _, members in found] == [
        ["search", "item", "home"],
        ["cart", "address", "courier"],
        ["card", "code", "paid"],
    ]


def test_the_most_visited_and_a_goal_are_put_in_order() -> None:
    """Only these need pairs."""
    names = [f"{index:04}" for index in range(1_000)]
    visits = np.arange(1_000)

    assert ordered_touchpoints(names, visits, {3}) == (3, *range(1_000 - MOST_ORDERED, 1_000))


def test_a_found_stage_does_not_change() -> None:
    """Results are values."""
    stage = FoundStage("pay", (1, 2))

    with pytest.raises(AttributeError):
        stage.name = "other"  # type: ignore[misc]


def read_log(path: Path, columns: tuple[str, str, str], delimiter: str = ",") -> list[list[str]]:
    """Return the journeys of a packed file."""
    if not path.exists():
        pytest.skip(f"{path.name} is not here")
    journeys: dict[str, list[tuple[str, int, str]]] = {}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for number, row in enumerate(csv.DictReader(lines, delimiter=delimiter)):
            customer, time, touchpoint = (row[column] for column in columns)
            journeys.setdefault(customer, []).append((time, number, touchpoint))
    return [[touchpoint for _, _, touchpoint in sorted(visits)] for visits in journeys.values()]


def test_a_web_shop_has_browsing_delivery_and_payment() -> None:
    """The stages of a real click stream are those its page names tell."""
    journeys = read_log(SHARED / "clickstream/simple_onlineshop.csv.gz", ("user_id", "timestamp", "event"))

    assert stages_of(journeys, goals=("payment_done",)) == [
        ("catalog – main", ["catalog", "main", "product2", "product1", "cart"]),
        ("delivery_…", ["delivery_choice", "delivery_courier", "delivery_pickup"]),
        ("payment_…", ["payment_choice", "payment_cash", "payment_card", "payment_done"]),
        ("lost", ["lost"]),
    ]


def test_a_hospital_has_triage_laboratory_treatment_and_release() -> None:
    """The stages of a real log of patients are those a physician would name."""
    journeys = read_log(SHARED / "patients/sepsis.csv.gz", ("Case ID", "Complete Timestamp", "Activity"), ";")

    assert [set(members) for _, members in stages_of(journeys)] == [
        {"ER Registration", "ER Triage", "ER Sepsis Triage"},
        {"Leucocytes", "CRP", "LacticAcid"},
        {"IV Liquid", "IV Antibiotics", "Admission IC", "Admission NC"},
        {"Release A", "Release B", "Release C", "Release D", "Release E", "Return ER"},
    ]
