"""Single channels and segments against the rest of their touchpoint, and where a pain is reported that both show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from cxjourney.diagnosis import diagnose
from cxjourney.errors import OptionError
from cxjourney.model.journey_map import JourneyMap

if TYPE_CHECKING:
    from cxjourney.model.findings import Diagnosis

MapOf = Callable[..., JourneyMap]


@pytest.fixture
def mixed(peers: tuple, cell: type) -> Callable[..., list]:
    """Return the function that makes six touchpoints whose visits are split over two channels; the last is Card payment."""

    def make(bad: dict[str, float] | None = None, *, everywhere: dict[str, float] | None = None, **whole: float) -> list:
        parts = (cell("App", 0.4, **(everywhere or {})), cell("Web", 0.6))
        alike = [replace(each, visits=10_000, cells=parts) for each in peers]
        parts = (cell("App", 0.4, **(bad or everywhere or {})), cell("Web", 0.6))
        return [*alike, replace(alike[0], name="Card payment", cells=parts, **whole)]

    return make


def found(diagnosis: Diagnosis) -> list[tuple[str, str | None, str | None, str | None, str | None]]:
    """Return kinds and places of the findings."""
    return [(pain.kind, pain.gap_of, pain.touchpoint, pain.channel, pain.segment) for pain in diagnosis.pain_points]


@pytest.mark.parametrize(
    ("kind", "change"),
    [("drop_off", {"leave": 0.2}), ("rework", {"rework": 0.25}), ("long_wait", {"hours": 4.0}), ("low_score", {"valence": -0.6})],
)
def test_a_bad_channel_of_an_ordinary_touchpoint_is_a_gap(kind: str, change: dict[str, float], map_of: MapOf, mixed: Callable) -> None:
    """The touchpoint as a whole is like its peers."""
    diagnosis = diagnose(map_of(*mixed(change), customers=100_000))

    assert found(diagnosis) == [("channel_gap", kind, "Card payment", "App", None)]


def test_a_channel_that_explains_its_touchpoint_takes_its_place(map_of: MapOf, mixed: Callable, cell: type) -> None:
    """The web is as good as elsewhere, so the app explains it all: the kind stays, the channel is named."""
    *alike, card = mixed()
    card = replace(card, leave=0.14, cells=(cell("App", 0.4, leave=0.23), cell("Web", 0.6, leave=0.08)))
    diagnosis = diagnose(map_of(*alike, card, customers=100_000))
    pain = diagnosis.pain_points[0]

    assert found(diagnosis) == [("drop_off", None, "Card payment", "App", None)]
    assert (pain.channel_id, pain.n_customers, pain.reach.value) == ("app", 4_000, pytest.approx(0.04))
    assert pain.estimate.value == pytest.approx(0.23, abs=0.01)
    assert pain.reference.value == pytest.approx(0.08, abs=0.01)
    assert pain.affected_customers.value == pytest.approx(4_000 * pain.effect.value)
    assert pain.summary.startswith("Customers leave at Card payment on App more than in the other channels: 23%")
    assert "by more than 3 points and is more than 1.25 times" in pain.evidence.test


def test_a_finding_that_no_channel_explains_names_the_worst(map_of: MapOf, mixed: Callable, cell: type) -> None:
    """The web is bad, too: one finding, at the touchpoint."""
    *alike, card = mixed()
    card = replace(card, leave=0.2, cells=(cell("App", 0.4, leave=0.26), cell("Web", 0.6, leave=0.16)))
    pains = diagnose(map_of(*alike, card, customers=100_000)).pain_points

    assert [(pain.kind, pain.channel) for pain in pains] == [("drop_off", None)]
    assert pains[0].summary.endswith(" It is worst on App: 26%.")


def test_a_channel_that_is_worse_everywhere_is_no_gap(map_of: MapOf, mixed: Callable) -> None:
    """Phone customers are less happy at every touchpoint: that is how they are, not what this one does."""
    diagnosis = diagnose(map_of(*mixed(everywhere={"valence": -0.4, "leave": 0.2, "hours": 3.0}), customers=100_000))

    assert found(diagnosis) == []


def test_what_sets_a_channel_apart_elsewhere_is_said(map_of: MapOf, mixed: Callable) -> None:
    """And taken off the effect."""
    pain = diagnose(map_of(*mixed({"valence": -1.4}, everywhere={"valence": -0.2}), customers=100_000)).pain_points[0]

    assert (pain.gap_of, pain.effect.value) == ("low_score", pytest.approx(-1.2, abs=0.05))
    assert "usual on App" in pain.summary


def test_one_bad_channel_does_not_make_the_other_look_bad_elsewhere(map_of: MapOf, cell: type, place: type) -> None:
    """With two touchpoints the web would look bad at one because the app is bad at the other."""
    good = place("Basket", visits=20_000, cells=(cell("App", 0.5), cell("Web", 0.5)))
    bad = replace(good, name="Card payment", cells=(cell("App", 0.5, leave=0.3), cell("Web", 0.5)))

    assert found(diagnose(map_of(good, bad, customers=100_000))) == [("channel_gap", "drop_off", "Card payment", "App", None)]


def test_slow_steps_are_no_loss_in_a_channel_either(map_of: MapOf, mixed: Callable) -> None:
    """Those seen to move on after the horizon do not count as leaving."""
    assert found(diagnose(map_of(*mixed({"late": 0.12}), customers=100_000))) == []


def test_the_stronger_of_a_channel_and_a_segment_is_reported(map_of: MapOf, mixed: Callable, cell: type) -> None:
    """New customers use the app more: one story, told once."""
    *alike, card = mixed()
    alike = [replace(each, cells=(*each.cells, cell("New", 0.5), cell("Old", 0.5))) for each in alike]
    parts = (cell("App", 0.4, leave=0.3), cell("Web", 0.6), cell("New", 0.5, leave=0.2), cell("Old", 0.5))
    diagnosis = diagnose(map_of(*alike, replace(card, cells=parts), customers=100_000))

    assert found(diagnosis) == [("channel_gap", "drop_off", "Card payment", "App", None)]


def test_segments_are_compared_within_their_column(map_of: MapOf, mixed: Callable, cell: type) -> None:
    """The sentence names the column, the finding the segment."""
    *alike, card = (replace(each, cells=(cell("New", 0.5), cell("Old", 0.5))) for each in mixed())
    card = replace(card, cells=(cell("New", 0.5, valence=-0.8), cell("Old", 0.5)))
    pain = diagnose(map_of(*alike, card, customers=100_000)).pain_points[0]

    assert (pain.kind, pain.gap_of, pain.segment, pain.segment_id) == ("segment_gap", "low_score", "New", "new")
    assert "at Card payment for New are lower than in the others by tenure" in pain.summary


def test_few_customers_in_a_cell_are_counted_not_listed(map_of: MapOf, mixed: Callable, cell: type) -> None:
    """Twenty in the app of one touchpoint, who are also all that the web could be compared with."""
    *alike, card = mixed()
    card = replace(card, cells=(cell("App", 0.002, leave=0.9), cell("Web", 0.998)))
    diagnosis = diagnose(map_of(*alike, card, customers=100_000))
    item = next(item for item in diagnosis.untested if item.kind == "channel_gap")

    assert found(diagnosis) == []
    assert "Fewer than 30 effective customers" in item.reason
    assert "2 of 12" in item.reason


def test_a_log_without_channels_says_so(map_of: MapOf, peers: tuple) -> None:
    """And without segments."""
    reasons = {item.kind: item.reason for item in diagnose(map_of(*peers)).untested}

    assert "no two channels" in reasons["channel_gap"]
    assert "no two segments" in reasons["segment_gap"]


def test_gaps_alone_can_be_asked_for(map_of: MapOf, mixed: Callable) -> None:
    """Whole touchpoints are then not looked at."""
    journey_map = map_of(*mixed({"leave": 0.3}), customers=100_000)

    assert found(diagnose(journey_map, kinds=["channel_gap"])) == [("channel_gap", "drop_off", "Card payment", "App", None)]
    assert found(diagnose(journey_map, kinds=["segment_gap"])) == []
    assert found(diagnose(journey_map, kinds=["drop_off"])) == []
    assert found(diagnose(journey_map, kinds=["rework", "channel_gap"])) == []
    with pytest.raises(OptionError, match="channel_gap"):
        diagnose(journey_map, kinds=["chanel_gap"])


def test_both_families_are_counted(map_of: MapOf, mixed: Callable) -> None:
    """Twelve cells of four kinds beside six touchpoints and the goal."""
    journey_map = map_of(*mixed(), customers=100_000)

    assert diagnose(journey_map, kinds=["rework"]).tested == 7 + 12
