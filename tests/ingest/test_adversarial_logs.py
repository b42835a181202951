"""Logs with one trouble each: read right, refused with a place, or right with a note."""

from __future__ import annotations

import itertools
import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from cxjourney.errors import DataError
from cxjourney.ingest import EventLog, read_events

FOLDER = Path(__file__).parents[2] / "../shared/adversarial/logs"
EXPECTED = FOLDER / "expected.json"
CASES = {case["file"]: case for case in json.loads(EXPECTED.read_text())} if EXPECTED.is_file() else {}
TABLES = sorted(name for name in CASES if ".csv" in name)

# The log of survey answers has no touchpoints, so its scores take their place.
NEEDED: dict[str, dict[str, Any]] = {"nps_out_of_range.csv": {"touchpoint": "nps", "scores": {"nps": "nps"}}}
OPTIONS = {"encoding", "decimal", "thousands", "timezone", "on_bad_rows"}

absent = pytest.mark.skipif(not CASES, reason="adversarial/ is not beside this clone: ../shared/adversarial")


def facts(log: EventLog, wanted: dict[str, Any]) -> dict[str, Any]:
    """Return the facts of a log that a case speaks of."""
    journeys = {customer: log.journey(customer).visits for customer in {**wanted.get("sequence", {}), **wanted.get("gap_seconds", {})}}
    gaps = {name: [(b.time - a.time).total_seconds() for a, b in itertools.pairwise(visits)] for name, visits in journeys.items()}
    total = log.engine.rows(f"SELECT CAST(sum(value) AS BIGINT) FROM {log.relation}")[0][0]
    found = {
        "customers": log.n_customers,
        "events": log.n_events,
        "touchpoints": len(log.touchpoints),
        "tied_events": log.quality.tied_events,
        "duplicates": log.quality.duplicates,
        "dropped": log.quality.dropped_rows,
        "transitions": log.n_events - log.n_customers,
        "cost_sum": (total or 0) / 10_000,
        "sequence": {name: [visit.touchpoint for visit in visits] for name, visits in journeys.items()},
        "gap_seconds": gaps,
    }
    return {name: fact for name, fact in found.items() if name in wanted}


def check(name: str, wanted: dict[str, Any], outcome: str, **options: Any) -> None:
    """Read a log and compare what comes out with what must."""
    if outcome == "error":
        with pytest.raises(DataError) as caught:
            read_events(FOLDER / name, **options)
        assert all(word in str(caught.value) for word in wanted.get("must_mention", ()))
        assert len(str(caught.value)) <= 2_000
        assert caught.value.hint
        return
    log = read_events(FOLDER / name, **options)
    found = facts(log, wanted)
    assert found == {fact: wanted[fact] for fact in found}
    assert log.quality.rows == log.quality.kept + log.quality.dropped_rows + log.quality.blank


@absent
@pytest.mark.parametrize("name", TABLES)
def test_every_trouble_comes_out_as_it_must(name: str) -> None:
    """Without any option."""
    case = CASES[name]

    check(name, case, "error" if case["default_outcome"] == "error" else "ok", **NEEDED.get(name, {}))


@absent
@pytest.mark.parametrize("name", [name for name in TABLES if "with_option" in CASES[name]])
def test_options_accept_what_was_refused(name: str) -> None:
    """With the option that the case names."""
    wanted = CASES[name]["with_option"]
    options = {option: value for option, value in wanted.items() if option in OPTIONS}
    if "unit" in wanted:
        options["time_unit"] = wanted["unit"]

    check(name, wanted, wanted.get("outcome", "ok"), **options)


@absent
@pytest.mark.parametrize(
    "name", ["spelling_variants.csv", "case_variants.csv", "nul.csv", "bell_and_escape.csv", "extreme_years.csv", "naive_only.csv"]
)
def test_what_is_accepted_with_a_doubt_is_noted(name: str) -> None:
    """The report says what was seen."""
    assert read_events(FOLDER / name).quality.notes


@absent
def test_a_bomb_is_stopped_in_little_memory() -> None:
    """Long before it is unpacked."""
    tracemalloc.start()
    with pytest.raises(DataError, match="limit"):
        read_events(FOLDER / "bomb_256MiB.csv.gz")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 64 * 2**20


@absent
@pytest.mark.parametrize("name", sorted(name for name in CASES if name.endswith(".xes")))
def test_event_logs_in_xml(name: str) -> None:
    """Read as they are meant, or refused with what is wrong."""
    case = CASES[name]

    check(name, case, case["default_outcome"])
