"""What holds for every plan and every log, against journeys judged one by one with networkx."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import networkx as nx
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cxjourney as cx
from cxjourney.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES = "ABCDEF"
UNTIL = 60
Row = tuple[str, int, str]
Moves = list[tuple[str, str]]

rows_of = st.lists(
    st.tuples(st.sampled_from("abcdefghijklmnopqrst"), st.integers(0, UNTIL), st.sampled_from(f"{NAMES}XY")), min_size=1, max_size=40
).filter(lambda rows: any(row[2] in NAMES for row in rows))
forward = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=9, unique=True)


def plan_of(moves: Moves, waits: dict[str, int] | None = None) -> cx.JourneyMap:
    """Return a plan of six steps, with these transitions."""
    steps = [cx.Touchpoint(name=name, expected_wait=(waits or {}).get(name)) for name in NAMES]
    return cx.JourneyMap(stages={"One": steps[:3], "Two": steps[3:]}, transitions=[{"source": a, "target": b} for a, b in moves])


def checked(plan: cx.JourneyMap, rows: list[Row]) -> cx.Conformance:
    """Return how the journeys of some rows keep to a plan."""
    events = cx.read_events(pd.DataFrame(rows, columns=["customer", "time", "touchpoint"]), time_unit="s")
    return cx.conformance(plan, events, observed_until=datetime.fromtimestamp(UNTIL, UTC))


def counted(found: cx.Conformance) -> dict[tuple[str, str | None, str], int]:
    """Return the journeys of each deviation."""
    return {(each.kind, each.source, each.touchpoint): each.journeys for each in found.deviations}


def journeys(rows: list[Row]) -> Iterator[list[tuple[int, str]]]:
    """List the visits of each customer in order."""
    of: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for customer, time, name in rows:
        of[customer].append((time, name))
    yield from (sorted(visits, key=lambda visit: visit[0]) for visits in of.values())


def one_by_one(moves: Moves, waits: dict[str, int], rows: list[Row]) -> tuple[Counter[Any], int]:
    """Return the journeys of each deviation, and how many journeys have none, by judging each by itself."""
    graph = nx.DiGraph(moves)
    graph.add_nodes_from(NAMES)
    starts = [name for name in NAMES if not set(graph.predecessors(name)) - {name}]
    graph.add_edges_from(("start", name) for name in starts)
    over: dict[str, set[str]] = {"start": set()}
    above = nx.immediate_dominators(graph, "start")
    for name in nx.bfs_tree(graph, "start"):
        over[name] = set() if name == "start" else over[above[name]] | {name}
    found: Counter[Any] = Counter()
    kept = 0
    for visits in journeys(rows):
        wrong = set(_deviations(graph, over, waits, visits))
        found.update(wrong)
        kept += not wrong
    return found, kept


def _deviations(graph: Any, over: dict[str, set[str]], waits: dict[str, int], visits: list[tuple[int, str]]) -> Iterator[Any]:
    path = [name for _, name in visits if name in NAMES]
    yield from (("unplanned", None, name) for _, name in visits if name not in NAMES)
    yield from (("skipped", None, name) for seen in path for name in over[seen] - set(path))
    for before, after in zip(["start", *path], path, strict=False):
        kind = _move(graph, over, before, after)
        if kind:
            yield kind, None if before == "start" else before, after
    for place, (time, name) in enumerate(visits):
        if name in waits and set(graph.successors(name)) - {name} and time + waits[name] <= UNTIL:
            if place + 1 == len(visits):
                yield "unanswered", None, name
            elif visits[place + 1][0] - time > waits[name]:
                yield "late", None, name


def _move(graph: Any, over: dict[str, set[str]], before: str, after: str) -> str | None:
    if graph.has_edge(before, after):
        return None
    if before == "start":
        return None if over[after] - {after} else "start"
    if before == after:
        return "repeat"
    ahead, behind = nx.descendants(graph, before), nx.descendants(graph, after)
    if after in ahead and (over[after] - {before, after}) & ahead:
        return None
    return "back" if before in behind else "jump"


@settings(max_examples=10)
@given(moves=forward.map(lambda moves: [(min(move), max(move)) for move in moves]), rows=rows_of, wait=st.integers(1, UNTIL))
def test_every_journey_is_judged_as_one_by_one(moves: Moves, rows: list[Row], wait: int) -> None:
    """Plans that lead on, with repeats where they say so, in which transitions name every step."""
    moves = sorted({*moves, ("A", "C"), ("B", "C"), ("C", "D"), ("D", "F"), ("E", "F")})
    waits = {"C": wait, "F": wait}

    found = checked(plan_of(moves, waits), rows)

    expected, kept = one_by_one(moves, waits, rows)
    assert counted(found) == expected
    assert found.fitness.value == pytest.approx(kept / found.journeys)


@settings(max_examples=10)
@given(rows=rows_of)
def test_a_list_is_judged_as_its_chain(rows: list[Row]) -> None:
    """No transition says the same as each step leading to the next."""
    chain = list(pairwise(NAMES))

    assert checked(plan_of([]), rows) == checked(plan_of(chain), rows)
    assert counted(checked(plan_of([]), rows)) == one_by_one(chain, {}, rows)[0]


@settings(max_examples=10)
@given(moves=forward, rows=rows_of)
def test_every_plan_is_refused_or_judged(moves: Moves, rows: list[Row]) -> None:
    """Also with loops; all shares are shares, and no journey is counted twice."""
    try:
        found = checked(plan_of(moves), rows)
    except ModelError:
        return

    for each in (*found.deviations, *found.touchpoints):
        assert each.journeys <= found.journeys
    known = [found.completion] if found.completion.value is not None else []  # nobody may have been followed for long enough
    for share in (found.fitness, found.graded_fitness, found.content, found.sequence, *known):
        assert 0 <= share.low <= share.value <= share.high <= 1


@settings(max_examples=10)
@given(
    steps=st.lists(st.integers(1, 6), min_size=1, max_size=12),
    shift=st.integers(100, 1_000_000),
    shuffle=st.randoms(use_true_random=False),
)
def test_walking_the_plan_fits_it(steps: list[int], shift: int, shuffle: Any) -> None:
    """From the start, as far as each had time to come, at any time, in any order of rows, whatever the customers are called."""
    rows = [(f"c{shift}-{who}", shift - 3 * count + 3 * place, NAMES[place]) for who, count in enumerate(steps) for place in range(count)]
    shuffle.shuffle(rows)
    events = cx.read_events(pd.DataFrame(rows, columns=["customer", "time", "touchpoint"]), time_unit="s")

    found = cx.conformance(plan_of([], {"A": 3, "B": 3, "C": 3, "D": 3, "E": 3}), events)

    assert (found.fitness.value, found.graded_fitness.value, found.deviations) == (1, 1, ())


@settings(max_examples=10)
@given(rows=rows_of, shift=st.integers(-50, 1_000_000), shuffle=st.randoms(use_true_random=False))
def test_rows_names_and_clocks_change_nothing(rows: list[Row], shift: int, shuffle: Any) -> None:
    """Ties apart, whose order is that of the rows; folds hang on the names, so that only counts are compared."""
    spread = [(customer, place + 61 * time, name) for place, (customer, time, name) in enumerate(rows)]
    moved = [(f"new {customer}", time + shift, name) for customer, time, name in spread]
    shuffle.shuffle(moved)
    logs = (
        cx.read_events(pd.DataFrame(each, columns=["customer", "time", "touchpoint"]), time_unit="s", on_bad_rows="drop")
        for each in (spread, moved)
    )

    before, after = (cx.conformance(plan_of([], {"B": 90, "D": 600}), events) for events in logs)

    assert counted(before) == counted(after)
    assert [(each.came, each.deviating.value) for each in before.touchpoints] == [
        (each.came, each.deviating.value) for each in after.touchpoints
    ]
