"""Frictions put into real logs at known places: whether they are found, and what else appears."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

import cxjourney as cx

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.calibration, pytest.mark.slow]

SHOP = Path(__file__).parents[3] / "shared" / "data" / "clickstream" / "simple_onlineshop.csv.gz"
AIRPORT = SHOP.parents[1] / "survey_sfo" / "sfo_2018.csv.gz"
GOAL = "payment_done"
EXITS, RETURNS, SLOWER, LOWER = 0.25, 0.3, 6, 1.5
RATED = ("Q7ART", "Q7FOOD", "Q7STORE", "Q7SIGN", "Q7WIFI", "Q7PARK", "Q9BOARDING", "Q9RESTROOM")


@pytest.fixture(scope="module")
def shop() -> pl.DataFrame:
    """Return the visits of a web shop, each with its place and whether it comes before the goal, without the artificial ends."""
    if not SHOP.exists():
        pytest.skip("simple_onlineshop.csv.gz is not here")
    visits = pl.read_csv(SHOP).filter(pl.col("event") != "lost")
    visits = visits.select(customer="user_id", time=pl.col("timestamp").str.to_datetime(), touchpoint="event").sort(
        "customer", "time", maintain_order=True
    )
    visits = visits.with_columns(step=pl.int_range(pl.len()).over("customer").cast(pl.Float64))
    reached = pl.when(pl.col("touchpoint") == GOAL).then(pl.col("step")).min().over("customer")
    return visits.with_columns(before=(pl.col("step") < reached).fill_null(value=True))


def hit(visits: pl.DataFrame, place: str, share: float) -> pl.DataFrame:
    """Return the visits with a mark on some of those at a place before the goal, always the same ones."""
    draw = pl.struct("customer", "step").hash(7) % 10_000 / 10_000
    return visits.with_columns(hit=(pl.col("touchpoint") == place) & pl.col("before") & (draw < share))


def exits(visits: pl.DataFrame, place: str) -> pl.DataFrame:
    """Return the visits when some customers leave at a place."""
    cut = pl.when(pl.col("hit")).then(pl.col("step")).min().over("customer")
    return hit(visits, place, EXITS).with_columns(cut=cut).filter(pl.col("cut").is_null() | (pl.col("step") <= pl.col("cut")))


def returns(visits: pl.DataFrame, place: str) -> pl.DataFrame:
    """Return the visits when some customers repeat a place, half-way to what comes next."""
    marked = hit(visits, place, RETURNS).with_columns(gap=pl.col("time").shift(-1).over("customer") - pl.col("time"))
    again = marked.filter("hit").with_columns(
        time=pl.col("time") + (pl.col("gap") / 2).fill_null(timedelta(seconds=30)), step=pl.col("step") + 0.5
    )
    return pl.concat([marked, again]).sort("customer", "step")


def delays(visits: pl.DataFrame, place: str) -> pl.DataFrame:
    """Return the visits when the step after a place takes several times as long."""
    late = pl.col("hit").shift(1).over("customer")
    gap = pl.col("time").diff().over("customer")
    extra = pl.when(late).then(gap * (SLOWER - 1)).otherwise(timedelta(0)).fill_null(timedelta(0)).cum_sum().over("customer")
    return hit(visits, place, 1.1).with_columns(time=pl.col("time") + extra)


def diagnosed(visits: pl.DataFrame, stages: dict[str, list[str]] | None = None) -> tuple[cx.JourneyMap, cx.Diagnosis]:
    """Return the map and the diagnosis of visits."""
    journey_map = cx.discover_map(cx.read_events(visits.select("customer", "time", "touchpoint")), goal=GOAL, stages=stages)
    return journey_map, cx.diagnose(journey_map)


def found(diagnosis: cx.Diagnosis) -> set[tuple[str, str | None]]:
    """Return the kinds and places of the pain points."""
    return {(pain.kind, pain.touchpoint) for pain in diagnosis.pain_points}


def figures(journey_map: cx.JourneyMap, visits: pl.DataFrame, kind: str) -> dict[str, float]:
    """Return the figure of each touchpoint that a kind of pain point compares."""
    if kind == "long_wait":
        gap = (pl.col("time").shift(-1).over("customer") - pl.col("time")).dt.total_microseconds().clip(1_000).log()
        return dict(visits.with_columns(gap=gap).group_by("touchpoint").agg(pl.col("gap").mean().exp()).drop_nulls().iter_rows())
    name = {"drop_off": "drop_off_rate", "rework": "rework_rate"}[kind]
    measured = {each.name: each.measure(name) for each in journey_map.touchpoints}
    return {place: estimate.value for place, estimate in measured.items() if estimate is not None and estimate.value is not None}


def large_enough(journey_map: cx.JourneyMap, known: dict[str, float], kind: str, place: str) -> bool:
    """Return whether the injected figure lies at least twice the margin beyond the median of the three or more nearest others."""
    stages = [[each.name for each in stage.touchpoints if each.name != GOAL and each.name in known] for stage in journey_map.stages]
    home = next(index for index, names in enumerate(stages) if place in names)
    near = [
        [name for names in stages[max(home - span, 0) : home + span + 1] for name in names if name != place] for span in range(len(stages))
    ]
    peers = median(known[name] for name in next(names for names in near if len(names) >= 3))
    if kind == "long_wait":
        return SLOWER * known[place] / peers >= 1.5**2
    after = known[place] + {"drop_off": EXITS, "rework": RETURNS}[kind] * (1 - known[place])
    return after - peers >= {"drop_off": 0.04, "rework": 0.1}[kind]


@pytest.mark.parametrize(("kind", "inject"), [("drop_off", exits), ("rework", returns), ("long_wait", delays)])
def test_frictions_put_into_a_shop_are_found_where_they_are(
    results: Any, shop: pl.DataFrame, kind: str, inject: Callable[[pl.DataFrame, str], pl.DataFrame]
) -> None:
    """Nearly all that are large enough are found; other places keep their diagnosis."""
    journey_map, diagnosis = diagnosed(shop)
    stages = {stage.name: [each.name for each in stage.touchpoints] for stage in journey_map.stages}
    before = found(diagnosis)
    reached = [
        each.name for each in journey_map.touchpoints if each.name != GOAL and (each.measure("reach") or cx.Estimate(value=0)).value > 0.1
    ]
    places = [place for place in reached if (kind, place) not in before]
    after = {place: found(diagnosed(inject(shop, place), stages)[1]) for place in places}
    known = figures(journey_map, shop, kind)
    wanted = [place for place in places if large_enough(journey_map, known, kind, place)]
    hits = sum((kind, place) in after[place] for place in wanted)
    elsewhere = sum(bool({each for each in new - before if each[1] != place}) for place, new in after.items())
    row = ("web shop", kind.replace("_", " "), f"{len(places)}", f"{len(wanted)}", f"{hits}", f"{elsewhere}")
    results.add("Frictions in real logs", *row, keys=2, figures={})

    assert hits >= 0.8 * len(wanted) > 0
    assert elsewhere <= 0.2 * len(places)


def test_scores_lowered_in_a_survey_are_found_where_they_are(results: Any) -> None:
    """Every question in turn loses a point and a half, within its scale."""
    if not AIRPORT.exists():
        pytest.skip("sfo_2018.csv.gz is not here")
    answers = pl.read_csv(AIRPORT, infer_schema_length=0, encoding="utf8-lossy")
    answers = answers.rename({name: name.strip().upper() for name in answers.columns}).select("RESPNUM", *RATED)
    answers = answers.unpivot(index="RESPNUM", variable_name="touchpoint", value_name="csat").with_columns(
        pl.col("csat").cast(pl.Float64, strict=False)
    )
    rated = answers.filter(pl.col("csat").is_between(1, 5)).select("touchpoint", "csat", customer="RESPNUM", time=pl.lit("2018-05-01"))

    def pains(log: pl.DataFrame) -> set[tuple[str, str | None]]:
        return found(cx.diagnose(cx.discover_map(cx.read_events(log), stages={"Airport": list(RATED)}), kinds="low_score"))

    before = pains(rated)
    places = [place for place in RATED if ("low_score", place) not in before]
    lower = (pl.col("csat") - LOWER).clip(1, 5)
    worse = {place: pl.when(pl.col("touchpoint") == place).then(lower).otherwise(pl.col("csat")) for place in places}
    after = {place: pains(rated.with_columns(csat=score)) for place, score in worse.items()}
    hits = sum(("low_score", place) in after[place] for place in places)
    elsewhere = sum(bool({each for each in new - before if each[1] != place}) for place, new in after.items())
    results.add(
        "Frictions in real logs",
        "airport survey",
        "low score",
        f"{len(places)}",
        f"{len(places)}",
        f"{hits}",
        f"{elsewhere}",
        keys=2,
        figures={},
    )

    assert hits == len(places) > 0
    assert elsewhere == 0
