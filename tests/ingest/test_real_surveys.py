"""The guest survey of an airport; figures counted independently of this package."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

import cxjourney as cx

if TYPE_CHECKING:
    from pathlib import Path

CSAT = {
    "Artwork": "Q7ART",
    "Restaurants": "Q7FOOD",
    "Shops": "Q7STORE",
    "Signs": "Q7SIGN",
    "Wi-Fi": "Q7WIFI",
    "Parking": "Q7PARK",
    "Boarding areas": "Q9BOARDING",
    "Restrooms": "Q9RESTROOM",
}
STAGES = {"Arrive": ["Parking"], "Inside": ["Signs", "Artwork", "Wi-Fi", "Restaurants", "Shops", "Restrooms"], "Board": ["Boarding areas"]}


def survey(folder: Path, year: int, weight: str | None = None) -> cx.EventLog:
    """Return the answers of a year; 0 is blank, 6 means not used, 11 is blank."""
    return cx.read_surveys(
        folder / f"survey_sfo/sfo_{year}.csv.gz",
        customer="RESPNUM",
        time=date(year, 5, 1),
        scores={"nps": "NETPRO", "csat": CSAT, "ease": {"Signs": ("Q14FIND", 1, 5)}},
        missing={"nps": 11, "csat": (0, 6), "ease": (0, 6)},
        weight=weight,
        name="Airport",
    )


def means(journey_map: cx.JourneyMap) -> dict[str, float]:
    """Return the mean score of each touchpoint; valence of a scale from 1 to 5 is the score less 3."""
    found: dict[str, float] = {}
    for name in CSAT:
        [measure] = [measure for measure in journey_map.touchpoint(name).measures if measure.name == "csat"]
        assert measure.estimate.value is not None
        found[name] = measure.estimate.value
    return found


@pytest.mark.parametrize(("year", "nps", "n"), [(2017, 39.8, 2_746), (2018, 31.0, 2_650)])
def test_the_promoter_score_of_the_airport(real_data: Path, year: int, nps: float, n: int) -> None:
    """And the touchpoints that are rated worst and best."""
    log = survey(real_data, year)
    journey_map = cx.discover_map(log, stages={**STAGES, "After": ["Airport"]})
    totals: dict[str, Any] = {measure.name: measure.estimate for measure in journey_map.totals}
    rated = means(journey_map)

    assert (round(totals["nps"].value, 1), totals["nps"].n) == (nps, n)
    assert set(sorted(rated, key=rated.__getitem__)[:2]) == {"Restaurants", "Shops"}
    assert max(rated, key=rated.__getitem__) == "Boarding areas"


@pytest.mark.parametrize(("year", "nps", "shops"), [(2017, (40.40, 2_267), (0.5641, 1_963)), (2018, (35.11, 2_134), (0.5469, 1_857))])
def test_the_weighted_scores_of_the_airport(real_data: Path, year: int, nps: tuple[float, int], shops: tuple[float, int]) -> None:
    """Weighted NPS, share of satisfied guests and Kish's numbers of answers, computed with pandas."""
    journey_map = cx.discover_map(survey(real_data, year, "WEIGHT"), stages={**STAGES, "After": ["Airport"]})
    total = next(measure.estimate for measure in journey_map.totals if measure.name == "nps")
    csat = next(measure.estimate for measure in journey_map.touchpoint("Shops").measures if measure.name == "csat")

    assert (round(total.value or 0, 2), total.n) == nps
    assert (round(csat.value or 0, 4), csat.n) == shops


@pytest.mark.parametrize(("year", "worst", "best"), [(2017, 3.64, 4.39), (2018, 3.55, 4.32)])
def test_mean_scores_of_touchpoints(real_data: Path, year: int, worst: float, best: float) -> None:
    """As the log holds them."""
    log = survey(real_data, year)
    place = [metric.name for metric in log.metrics].index("csat")
    query = f"SELECT touchpoint, avg(score_{place}) / 1000 FROM {log.relation} WHERE score_{place} IS NOT NULL GROUP BY touchpoint"
    found = {log.touchpoints[code]: round(mean, 2) for code, mean in log.engine.rows(query)}

    assert max(found.items(), key=lambda item: item[1]) == ("Boarding areas", best)
    assert worst in {found["Shops"], found["Restaurants"]}
    assert set(sorted(found, key=found.__getitem__)[:2]) == {"Shops", "Restaurants"}
