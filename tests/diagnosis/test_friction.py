"""The friction of stages."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import pytest

from cxjourney.diagnosis import diagnose, friction_stages
from cxjourney.discovery import discover_map
from cxjourney.ingest import read_events
from cxjourney.model.journey_map import JourneyMap
from cxjourney.statistics import measure

MapOf = Callable[..., JourneyMap]


def with_target(journey_map: JourneyMap, target: float) -> JourneyMap:
    """Return the map with a planned friction rate of its first stage."""
    first, *others = journey_map.stages
    return journey_map.replace(stages=(first.replace(targets={"friction_rate": target}), *others))


def test_the_rate_is_the_share_of_journeys_that_met_anything(map_of: MapOf, peers: tuple) -> None:
    """Eight in a hundred ended in each of the five touchpoints."""
    pay = friction_stages(map_of(*peers))[0]

    assert pay.rate.value == pytest.approx(0.08, abs=0.005)
    assert pay.rate.n == 20_000
    assert pay.rate.low < pay.rate.value < pay.rate.high


def test_parts_that_could_not_be_seen_are_not_there(map_of: MapOf, peers: tuple) -> None:
    """No channels, no declared waits: the notes say so."""
    pay = friction_stages(map_of(*peers))[0]

    assert [name for name, _ in pay.parts] == ["ended", "rework", "bad_score"]
    assert {note.split(":")[0] for note in pay.notes} == {"Escalations", "Waits"}


def test_a_pain_point_flags_its_stage(map_of: MapOf, peers: tuple, place: type) -> None:
    """With its rank and the smallest q-value."""
    diagnosis = diagnose(map_of(*peers, place("Card payment", leave=0.2), *(place(f"W{n}", stage="Wait") for n in range(4))))
    pay, wait, _ = diagnosis.friction_stages

    assert (pay.flagged, pay.pain_points, pay.q_value) == (True, (1,), diagnosis.pain_points[0].q_value)
    assert (wait.flagged, wait.pain_points, wait.q_value) == (False, (), None)


def test_stages_that_differ_are_not_flagged_for_it(map_of: MapOf, place: type) -> None:
    """Stages differ by nature and are no reference for each other."""
    calm = [place(f"A{number}", stage="Calm", leave=0.02) for number in range(4)]
    rough = [place(f"B{number}", stage="Rough", leave=0.3) for number in range(4)]

    assert not any(stage.flagged for stage in friction_stages(map_of(*calm, *rough)))


@pytest.mark.parametrize(("target", "flagged"), [(0.01, True), (0.04, False), (0.5, False)])
def test_a_stage_is_flagged_when_it_exceeds_its_target_by_the_margin(map_of: MapOf, peers: tuple, target: float, *, flagged: bool) -> None:
    """Eight in a hundred against one, four and fifty."""
    pay = friction_stages(with_target(map_of(*peers), target))[0]

    assert (pay.flagged, pay.target) == (flagged, target)
    assert ("more than the target" in pay.summary) == flagged


def test_a_stage_nobody_entered_has_no_rate(map_of: MapOf, peers: tuple) -> None:
    """It is there, without a figure."""
    journey_map = map_of(*peers)
    empty = friction_stages(journey_map.replace(stages=(*journey_map.stages, {"name": "Later", "touchpoints": ["Survey"]})))[-1]

    assert (empty.rate.value, empty.summary) == (None, "No journey was seen to enter Later.")


def test_feelings_are_compared_with_the_stage_before(map_of: MapOf, place: type) -> None:
    """From half a point to a quarter below."""
    before = [place(f"A{number}", stage="Before", valence=0.5) for number in range(3)]
    after = [place(f"B{number}", stage="After", valence=-0.25) for number in range(3)]
    first, second, done = friction_stages(map_of(*before, *after))

    assert first.emotion_change is None
    assert second.emotion_change.value == pytest.approx(-0.75, abs=0.05)
    assert done.emotion_change is None


def test_the_sentence_names_the_parts(map_of: MapOf, peers: tuple) -> None:
    """Rate, journeys, stage and what it is made of."""
    assert friction_stages(map_of(*peers))[0].summary.startswith("8")
    assert "of 20,000 journeys meet friction in Pay: " in friction_stages(map_of(*peers))[0].summary
    assert "ended before the goal" in friction_stages(map_of(*peers))[0].summary


def test_a_stage_that_nobody_was_followed_after_says_so() -> None:
    """A survey has one instant: everybody was there, and nobody was seen afterwards."""
    rows = pl.DataFrame({"customer": [f"c{index}" for index in range(40)], "time": "2026-05-01", "touchpoint": "Shops", "csat": 2})
    [stage] = friction_stages(discover_map(read_events(rows)))

    assert stage.rate.value is None
    assert "no journey was followed for long enough" in stage.summary


def test_a_survey_that_began_since_is_no_friction_that_rose() -> None:
    """Nobody asked in the earlier period: there is nothing to compare with, and that is told."""
    rows = [
        (f"{period}{number}", f"2026-0{period}-{1 + number % 28:02d}T{step:02d}:{number // 28:02d}:00Z", place, score)
        for period in (1, 2)
        for number in range(400)
        for step, place in enumerate(("Search", "Pay"))
        for score in [(1 if number % 3 == 0 else 5) if (period, place) == (2, "Pay") else None]
    ]
    logs = [
        read_events(pl.DataFrame([row for row in rows if row[0][0] == period], ["customer", "time", "touchpoint", "csat"], orient="row"))
        for period in "12"
    ]
    before = measure(logs[0], goal="Pay", stages={"Find": ["Search"], "Buy": ["Pay"]})
    after = discover_map(logs[1], settings=before.settings, observed_until=logs[1].quality.last_time)

    find, buy = diagnose(after, earlier=before).friction_stages

    assert (find.q_value is None, buy.q_value, buy.flagged) == (False, None, False)
    assert (buy.earlier.value, buy.rate.value > 0.25) == (0.0, True)
    assert buy.notes[-1] == "Earlier period: other parts of friction could be seen then, so that it is not compared."
