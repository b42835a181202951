from __future__ import annotations

from typing import TYPE_CHECKING, get_args
from xml.dom import minidom

import pytest

from cxjourney.errors import OptionError
from cxjourney.model.journey_map import JourneyMap
from cxjourney.render.lanes.order import LaneName, chosen_lanes
from cxjourney.render.map import render_map

if TYPE_CHECKING:
    from types import ModuleType

    from cxjourney.render.document import SvgDocument


def lists_of(document: SvgDocument) -> list[str]:
    """Return the names of the lists in a picture, top to bottom."""
    nodes = minidom.parseString(document.text.encode()).getElementsByTagName("g")  # noqa: S318 - our own output
    return [node.getAttribute("aria-label") for node in nodes if node.getAttribute("role") == "list"]


def items_of(document: SvgDocument, name: str) -> list[str]:
    """Return what a screen reader hears in a list."""
    nodes = minidom.parseString(document.text.encode()).getElementsByTagName("g")  # noqa: S318 - our own output
    home = next(node for node in nodes if node.getAttribute("aria-label") == name)
    return [node.getAttribute("aria-label") for node in home.getElementsByTagName("g") if node.getAttribute("role") == "listitem"]


def test_a_service_blueprint_has_its_three_lines(examples: ModuleType) -> None:
    """Actions, thoughts, front stage, back stage and owners, parted as blueprints part them."""
    document = render_map(examples.clinic_map())

    assert lists_of(document) == [
        "Stages",
        "Touchpoints",
        "Customer actions",
        "Thoughts",
        "Front stage",
        "Back stage",
        "Owners",
        "Evidence",
        "Channels",
        "Emotion curve",
    ]
    heights = [document.text.index(line) for line in ("Line of interaction", "Line of visibility", "Line of internal interaction")]
    assert heights == sorted(heights)


def test_lanes_can_be_chosen_and_keep_their_order(examples: ModuleType) -> None:
    """What is not asked for is left out, also from the legend."""
    journey_map = examples.bike_map()
    document = render_map(journey_map, diagnosis=examples.bike_diagnosis(journey_map), lanes=["metrics", "touchpoints"])

    assert lists_of(document) == ["Stages", "Touchpoints", "Metrics"]
    assert "Severity" not in document.text
    assert "Friction 0–100%" not in document.text
    assert lists_of(render_map(journey_map, lanes="emotion")) == ["Stages", "Emotion curve"]


def test_an_unknown_lane_is_refused_with_the_closest() -> None:
    """The message helps with the spelling."""
    with pytest.raises(OptionError, match="emotion"):
        render_map(JourneyMap(), lanes=["emotions"])  # type: ignore[list-item]
    assert chosen_lanes(None) is None
    assert chosen_lanes(get_args(LaneName)) == set(get_args(LaneName))


def test_evidence_is_said_by_bars_words_and_counts(examples: ModuleType) -> None:
    """Asked, heard and assumed; a measured map shows the lane when it is asked for."""
    spoken = items_of(render_map(examples.clinic_map()), "Evidence")

    assert spoken == ["Appointment: asked, n\u00a012", "Reminder: heard, n\u00a040", "Arrival desk: assumed", "Consultation: assumed"]
    assert "Evidence" not in lists_of(render_map(examples.bike_map()))
    assert items_of(render_map(examples.bike_map(), lanes=["evidence"]), "Evidence")[0] == "Street poster: measured, n\u00a03,120"


def test_personas_have_curves_of_their_own(examples: ModuleType) -> None:
    """Each is named beside its line, and read out as a list."""
    document = render_map(examples.clinic_map(), groups=["Mira", "ben"], theme="light")

    assert lists_of(document)[-3:] == ["Emotion curve", "Emotion curve: Mira", "Emotion curve: Ben"]
    assert items_of(document, "Emotion curve: Ben")[2] == "Arrival desk: emotion −0.5, stated"
    assert all(f">{name}</text>" in document.text for name in ("Everybody", "Mira", "Ben"))
    assert 'stroke-dasharray="9 4"' in document.text


def test_a_measured_segment_has_its_measured_curve() -> None:
    """Figures of a segment come before what somebody states."""
    measures = [
        {"name": "valence", "estimate": {"value": 0.4, "n": 300}},
        {"name": "valence", "segment": "new", "estimate": {"value": -0.9, "n": 80}},
    ]
    stages = [{"name": "Pay", "touchpoints": [{"name": "Basket", "measures": measures}]}]
    journey_map = JourneyMap(segments=["New"], stages=stages, origin="discovered")

    assert items_of(render_map(journey_map, groups="New"), "Emotion curve: New") == ["Basket: emotion −0.9, n\u00a080"]


def test_groups_without_a_general_reading_take_the_main_curve() -> None:
    """The first group is drawn as the main curve where nobody else was asked."""
    emotions = [{"valence": -1, "persona": "mira"}, {"valence": 1, "persona": "ben"}]
    journey_map = JourneyMap(personas=["Mira", "Ben"], stages=[{"name": "Pay", "touchpoints": [{"name": "Basket", "emotions": emotions}]}])
    document = render_map(journey_map, groups=["Mira", "Ben"])

    assert items_of(document, "Emotion curve") == ["Basket: emotion −1.0, stated"]
    assert items_of(document, "Emotion curve: Ben") == ["Basket: emotion +1.0, stated"]
    assert "Everybody" not in document.text


def test_unknown_groups_and_too_many_are_refused(examples: ModuleType) -> None:
    """The message names the closest, or the limit."""
    with pytest.raises(OptionError, match="Mira"):
        render_map(examples.clinic_map(), groups="Mirra")
    crowd = JourneyMap(personas=["A", "B", "C", "D"])
    with pytest.raises(OptionError, match="at most 3"):
        render_map(crowd, groups=["A", "B", "C", "D"])


def test_to_be_is_drawn_over_as_is(examples: ModuleType) -> None:
    """A dashed curve, a grey one, a badge per stage, and a note on what only one of them has."""
    document = render_map(examples.clinic_map(), compare_with=examples.better_clinic_map(), theme="light")

    assert items_of(document, "Emotion curve: TO-BE")[1] == "Reminder: emotion +0.7, stated"
    assert items_of(document, "TO-BE minus AS-IS") == [
        "Before: TO-BE minus AS-IS +0.0",
        "At the clinic: TO-BE minus AS-IS +0.8",
    ]
    assert "Only in TO-BE: Kiosk." in document.text
    assert 'stroke="#0B6E63" stroke-width="2.2" stroke-dasharray="7 4"' in document.text


def test_two_states_of_one_kind_are_told_apart_by_their_titles(examples: ModuleType) -> None:
    """Before and after are both as they are."""
    before = examples.clinic_map().replace(title="May")
    document = render_map(before, compare_with=before.replace(title="June"))

    assert "June minus May" in lists_of(document)


def test_two_maps_of_one_title_and_state_are_told_apart(examples: ModuleType) -> None:
    """A map drawn over another of the same plan stands for what it is to be."""
    before = examples.clinic_map()
    document = render_map(before, compare_with=before.replace(notes=["Measured again."]))

    assert "TO-BE minus AS-IS" in lists_of(document)


def test_only_maps_are_compared(examples: ModuleType) -> None:
    """A diagnosis or a path is no map."""
    with pytest.raises(TypeError, match="compare_with takes a JourneyMap"):
        render_map(examples.clinic_map(), compare_with="to_be.json")


def test_an_overview_names_every_touchpoint() -> None:
    """What has no card is listed under the cards of its stage."""
    journey_map = JourneyMap(title="Wide", stages={f"Stage {stage}": [f"T{stage}-{index}" for index in range(9)] for stage in range(5)})
    text = render_map(journey_map).text

    assert all(touchpoint.name in text for touchpoint in journey_map.touchpoints)
    assert "also: " in text


def test_owners_without_a_back_stage_are_parted_by_a_plain_rule() -> None:
    """A line of internal interaction needs something inside."""
    journey_map = JourneyMap(stages=[{"name": "Pay", "touchpoints": [{"name": "Checkout", "owner": "Shop team"}]}])

    assert "Line of internal interaction" not in render_map(journey_map).text
    assert "Shop team" in render_map(journey_map).text


def test_a_map_without_emotions_is_not_drawn_over_another_and_that_is_said(examples: ModuleType) -> None:
    """Or somebody would take the figures of one for those of both."""
    plain = JourneyMap(title="May", stages={"Buy": ["Basket", "Pay"]})
    said = "Only emotions are drawn of both maps."

    assert said in render_map(plain, compare_with=plain.replace(title="June")).text
    assert said not in render_map(examples.clinic_map(), compare_with=examples.better_clinic_map()).text
