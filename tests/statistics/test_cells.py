"""The sums of cells, landmarks, contacts and experience, against counts made row by row in plain Python."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest

import cxjourney as cx
from cxjourney.statistics import visit_tables

START = datetime(2026, 3, 1, tzinfo=UTC)
TOUCHPOINTS = ("Ad", "Shop", "Help desk", "Pay", "Done", "Care")
GOAL = "Done"
STAGES = {"Find": ["Ad", "Shop"], "Buy": ["Help desk", "Pay", "Done"], "Use": ["Care"]}
WINDOW = timedelta(days=2)


@pytest.fixture(scope="module")
def rows() -> list[dict[str, object]]:
    """Return seeded visits of 60 customers with everything a log can hold."""
    chance = random.Random(5)
    found: list[dict[str, object]] = []
    for customer in range(60):
        time = START + timedelta(hours=chance.uniform(0, 200))
        for _ in range(chance.randint(1, 12)):
            time += timedelta(hours=chance.expovariate(1 / 8) + 0.01)
            found.append(
                {
                    "customer": f"c{customer}",
                    "time": time,
                    "touchpoint": chance.choice(TOUCHPOINTS),
                    "channel": chance.choice(("Web", "Phone")),
                    "country": ("NL", "DE", "FR")[customer % 3],
                    "team": chance.choice(("Red", "Blue", None)),
                    "reason": chance.choice(("Broken", "Late")),
                    "reopened": chance.choice((0, 1, None)),
                    "csat": chance.choice((None, None, 1, 2, 3, 4, 5)),
                }
            )
    return found


@pytest.fixture(scope="module")
def statistics(rows: list[dict[str, object]]) -> cx.JourneyStatistics:
    """Return what is measured of them."""
    events = cx.read_events(pl.DataFrame(rows, infer_schema_length=None), segment="country", group="team", scores={"csat": "csat"})
    return cx.measure(events, goal=GOAL, stages=STAGES, repeat_within=WINDOW)


@pytest.fixture(scope="module")
def visits(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """Return the visits with what follows them."""
    end = max(row["time"] for row in rows)  # type: ignore[type-var]
    found = []
    by_customer = defaultdict(list)
    for row in sorted(rows, key=lambda row: row["time"]):  # type: ignore[arg-type, return-value]
        by_customer[row["customer"]].append(row)
    for journey in by_customer.values():
        goal = next((place for place, row in enumerate(journey) if row["touchpoint"] == GOAL), None)
        for place, row in enumerate(journey):
            later = journey[place + 1] if place + 1 < len(journey) else None
            found.append(
                {
                    **row,
                    "step": place + 1,
                    "next": later and later["touchpoint"],
                    "previous": journey[place - 1]["touchpoint"] if place else None,
                    "gap": None if later is None else later["time"] - row["time"],
                    "follow": end - row["time"],
                    "before": goal is None or place < goal,
                    "goal": goal is not None,
                    "at_risk": (goal is None or place < goal) and row["touchpoint"] != "Care",
                }
            )
    return found


@pytest.fixture(scope="module")
def horizon(statistics: cx.JourneyStatistics) -> timedelta:
    """Return the time after which a customer counts as gone."""
    return timedelta(microseconds=statistics.settings.horizon)


def _cells(statistics: cx.JourneyStatistics, table: str, key: str, column: str) -> Counter[tuple[str, str]]:
    """Return a sum of cells by the names of touchpoint and member."""
    names = statistics.channels if key == "channel" else statistics.segments
    found = statistics.tables[table]
    total: Counter[tuple[str, str]] = Counter()
    for touchpoint, member, value in zip(found["touchpoint"], found[key], found[column], strict=True):
        total[statistics.touchpoints[touchpoint], names[member]] += int(value)
    return +total


@pytest.mark.parametrize("column", ["channel", "country", "team"])
def test_cells_count_what_happened_there(
    statistics: cx.JourneyStatistics, visits: list[dict[str, object]], horizon: timedelta, column: str
) -> None:
    """Every count of a cell is that of its visits, whether channels, customers' segments or groups of visits divide them."""
    members = {row[column] for row in visits if row[column] is not None}
    key = "channel" if column == "channel" else "segment"

    def count(condition: object) -> Counter[tuple[str, str]]:
        chosen = (row for row in visits if row[column] is not None and condition(row))  # type: ignore[operator]
        return Counter((str(row["touchpoint"]), str(row[column])) for row in chosen)

    def settled(row: dict[str, object]) -> bool:
        return bool(row["at_risk"]) and row["follow"] >= horizon  # type: ignore[operator]

    expected = {
        "visits": count(lambda row: row["step"] > 0),
        "followed": count(lambda row: row["next"] is not None),
        "settled": count(settled),
        "lost": count(lambda row: settled(row) and (row["gap"] is None or row["gap"] > horizon)),
        "late": count(lambda row: settled(row) and row["gap"] is not None and row["gap"] > horizon),
        "timed": count(lambda row: row["gap"] is not None and row["gap"] <= horizon <= row["follow"]),
        "reopen_known": count(lambda row: row["reopened"] is not None),
        "reopened": count(lambda row: row["reopened"] == 1),
    }
    for name, counts in expected.items():
        found = _cells(statistics, f"{key}_cells", key, name)
        assert {cell: n for cell, n in found.items() if cell[1] in members} == counts, name


def test_each_segment_knows_the_column_it_comes_from(statistics: cx.JourneyStatistics) -> None:
    """Segments of customers and groups of visits stand in one list, each with its column."""
    assert dict(zip(statistics.segments, statistics.segment_columns, strict=True)) == {
        "Blue": "team",
        "DE": "country",
        "FR": "country",
        "NL": "country",
        "Red": "team",
    }


def test_contacts_are_repeated_when_the_same_reason_comes_back_in_time(
    statistics: cx.JourneyStatistics, visits: list[dict[str, object]]
) -> None:
    """A repeat is another contact of the same customer for the same reason within the window; unobserved windows are left out."""
    contacts = [row for row in visits if row["touchpoint"] == "Help desk"]
    observed = [row for row in contacts if row["follow"] >= WINDOW]  # type: ignore[operator]

    def repeated(row: dict[str, object]) -> bool:
        same = (each for each in contacts if (each["customer"], each["reason"]) == (row["customer"], row["reason"]))
        return any(row["time"] < each["time"] <= row["time"] + WINDOW for each in same)  # type: ignore[operator]

    table = statistics.tables["visits"]
    assert (table.total("contacts"), table.total("repeated")) == (len(observed), sum(map(repeated, observed)))
    assert sum(_cells(statistics, "channel_cells", "channel", "repeated").values()) == sum(map(repeated, observed))


def test_second_order_moves_are_those_before_the_goal(statistics: cx.JourneyStatistics, visits: list[dict[str, object]]) -> None:
    """Triples of previous, this and next touchpoint are counted up to the first goal."""
    names = (*statistics.touchpoints, None)
    table = statistics.tables["second_order"]
    found = {
        (names[previous], names[this], names[after]): int(moves)
        for previous, this, after, moves in zip(table["previous"], table["touchpoint"], table["next"], table["moves"], strict=True)
    }
    assert found == Counter((row["previous"], row["touchpoint"], row["next"]) for row in visits if row["before"])


def test_landmarks_take_the_first_scored_visit_of_a_customer(
    statistics: cx.JourneyStatistics, visits: list[dict[str, object]], horizon: timedelta
) -> None:
    """Each customer counts once a touchpoint: by the first scored visit at risk whose outcome could be seen."""
    first: dict[tuple[object, object], dict[str, object]] = {}
    for row in visits:
        if row["csat"] is not None and row["at_risk"] and row["follow"] >= horizon:  # type: ignore[operator]
            first.setdefault((row["customer"], row["touchpoint"]), row)
    exposure = {1: 1, 2: 1, 3: 0, 4: 2, 5: 2}

    table = statistics.tables["landmark_scores"]
    found: Counter[tuple[str, int, int]] = Counter()
    for touchpoint, exposed, goal, customers in zip(table["touchpoint"], table["exposure"], table["goal"], table["customers"], strict=True):
        found[statistics.touchpoints[touchpoint], int(exposed), int(goal)] += int(customers)

    assert found == Counter((str(row["touchpoint"]), exposure[row["csat"]], int(bool(row["goal"]))) for row in first.values())  # type: ignore[index]
    bands = {int(band) for band in table["band"]}
    assert bands <= {0, 1, 2, 3, 4}
    assert len(bands) > 2


def test_experience_is_the_mean_and_the_peak_and_end(statistics: cx.JourneyStatistics, visits: list[dict[str, object]]) -> None:
    """The peak is the most extreme reading, the latest of equals; the end is the last one."""
    readings = defaultdict(list)
    for row in visits:
        if row["csat"] is not None:
            readings[row["customer"]].append(row["csat"] - 3)  # type: ignore[operator]
    peak_end = [(max(reversed(each), key=abs) + each[-1]) / 2 for each in readings.values()]
    mean = [sum(each) / len(each) for each in readings.values()]

    table = statistics.tables["experience"]
    assert table.total("journeys") == len(readings)
    assert table.total("peak_end_sum") == round(1e6 * sum(peak_end))
    assert table.total("mean_sum") == pytest.approx(1e6 * sum(mean), abs=len(mean))


def test_lengths_count_visits_up_to_the_first_goal(statistics: cx.JourneyStatistics, visits: list[dict[str, object]]) -> None:
    """What follows the goal does not make a journey longer."""
    steps: Counter[object] = Counter()
    goals = {row["customer"] for row in visits if row["goal"]}
    for row in visits:
        steps[row["customer"]] += bool(row["before"])

    table = statistics.tables["lengths"]
    found = {(int(length), int(goal)): int(n) for length, goal, n in zip(table["length"], table["goal"], table["journeys"], strict=True)}
    assert found == Counter((n + (customer in goals), int(customer in goals)) for customer, n in steps.items())


def test_parts_with_everything_add_up(rows: list[dict[str, object]], statistics: cx.JourneyStatistics) -> None:
    """Statistics of parts of the customers add up to those of all, dictionaries included."""
    events = cx.read_events(pl.DataFrame(rows, infer_schema_length=None), segment="country", group="team", scores={"csat": "csat"})
    parts = [cx.measure(events, settings=statistics.settings, part=(index, 7)) for index in range(7)]

    assert sum(parts[1:], start=parts[0]) == statistics


def test_who_stays_in_a_stage_is_counted_there() -> None:
    """Who is counted depends on when the stage was entered, not on when the customer was last seen in it."""
    days = [0, 10, 20, 30, 40, 50, 58, 59]
    rows = [{"customer": "often", "time": START + timedelta(days=day), "touchpoint": "Shop"} for day in days]
    rows += [{"customer": f"once{index}", "time": START + timedelta(days=index), "touchpoint": "Shop"} for index in range(10)]
    statistics = cx.measure(cx.read_events(pl.DataFrame(rows)), stages={"Use": ["Shop"]}, journey_gap=timedelta(days=20))

    table = statistics.tables["stage_friction"]
    met = {int(mask): int(journeys) for mask, journeys in zip(*(table.columns[name] for name in ("mask", "journeys")), strict=True)}
    assert table.total("journeys") == 11
    assert met[2] == 1


@pytest.mark.parametrize("few", [0, 10_000])
def test_columns_counted_together_are_those_counted_alone(few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also with visits that belong to no channel and no group; many cells are counted column by column, so that no table grows large."""
    rng = np.random.default_rng(1)
    columns = {"touchpoint": list("ABCDE"), "channel": ["web", "app", None], "region": ["n", "s", None], "city": list("abcdefghijkl")}
    picked = {name: [values[place] for place in rng.integers(0, len(values), 2_000)] for name, values in columns.items()}
    times = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=int(each)) for each in rng.integers(0, 9_000_000, 2_000)]
    customers = [str(each) for each in rng.integers(0, 300, 2_000)]
    events = cx.read_events(pl.DataFrame({"customer_id": customers, "timestamp": times, **picked}), segment="city", group="region")
    usual = cx.measure(events, goal="E")

    monkeypatch.setattr(visit_tables, "FEW_CELLS", few)

    assert cx.measure(events, goal="E") == usual
