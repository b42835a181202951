from __future__ import annotations

from typing import Any

import pytest

from cxjourney.errors import ModelError, OptionError
from cxjourney.model.journey_map import JourneyMap
from cxjourney.model.touchpoint import Touchpoint

STAGES = {"Find": ["Search"], "Pay": ["Checkout"]}


def _places(fields: dict[str, Any]) -> list[str]:
    with pytest.raises(ModelError) as caught:
        JourneyMap(**fields)
    return [place for problem in caught.value.problems for place in problem.places]


def test_every_reference_that_leads_nowhere_is_reported_at_once() -> None:
    """All kinds of references, each with its place."""
    reading = {"valence": 1, "persona": "x", "segment": "x", "channel": "x"}
    wrong: dict[str, Any] = {
        "stages": [{"name": "S", "touchpoints": [{"name": "T", "channels": ["no where"], "emotions": [reading]}]}],
        "channels": ["web"],
        "personas": [{"name": "Lena", "segment": "x"}],
        "transitions": [{"source": "T", "target": "x"}],
        "insights": [{"text": "t", "stage": "x", "touchpoint": "x"}],
        "opportunities": [{"name": "o", "stage": "x"}],
        "totals": [{"name": "n", "estimate": 1, "channel": "x", "segment": "x"}],
        "goal_touchpoints": ["x"],
    }

    assert sorted(_places(wrong)) == [
        "goal_touchpoints[0]",
        "insights[0].stage",
        "insights[0].touchpoint",
        "opportunities[0].stage",
        "personas[0].segment",
        *(
            f"stages[0].touchpoints[0].{name}"
            for name in ("channels[0]", "emotions[0].channel", "emotions[0].persona", "emotions[0].segment")
        ),
        "totals[0].channel",
        "totals[0].segment",
        "transitions[0].target",
    ]


def test_wrong_fields_and_wrong_references_come_together() -> None:
    """One round is enough to correct a map."""
    found = _places({"stages": STAGES, "transitions": [{"source": "nowhere", "target": "Search"}], "currency": "euro", "misspelt": 1})

    assert found == ["currency", "misspelt", "transitions[0].source"]


def test_the_closest_name_is_suggested() -> None:
    """A slip of the pen is easy to correct, and braces in it do no harm."""
    with pytest.raises(ModelError, match=r"no touchpoint is called 'Chekout'; did you mean 'Checkout'\?"):
        JourneyMap(stages=STAGES, goal_touchpoints=["Chekout"])
    with pytest.raises(ModelError, match=r"no touchpoint is called '\{x\} %s'"):
        JourneyMap(stages=STAGES, goal_touchpoints=["{x} %s"])


@pytest.mark.parametrize("spelling", ["Checkout", "checkout", "CHECKOUT"])
def test_references_may_be_names_identifiers_or_slugs(spelling: str) -> None:
    """They are kept as identifiers."""
    assert JourneyMap(stages=STAGES, goal_touchpoints=[spelling]).goal_touchpoints == ("checkout",)


def test_references_are_kept_once() -> None:
    """The same touchpoint said twice is one goal."""
    assert JourneyMap(stages=STAGES, goal_touchpoints=["Checkout", "checkout"]).goal_touchpoints == ("checkout",)


def test_two_things_of_one_kind_need_different_identifiers() -> None:
    """The second one is named."""
    assert _places({"stages": {"A": ["x"], "B": ["x"]}}) == ["stages[1].touchpoints[0].id"]
    assert _places({"channels": [{"name": "Web"}, {"name": "WEB"}]}) == ["channels[1].id"]
    assert _places({"opportunities": [{"name": "o"}, {"name": "o"}]}) == ["opportunities[1].id"]


def test_names_given_as_text_get_different_identifiers() -> None:
    """Short forms cannot clash within a list."""
    assert [point.id for point in JourneyMap(stages={"A": ["Pay", "pay"]}).touchpoints] == ["pay-723afa", "pay"]


def test_a_name_may_be_the_identifier_of_another() -> None:
    """Identifiers win over names, whatever the order."""
    points = [Touchpoint(name="b", id="first"), Touchpoint(name="c", id="b")]

    for order in (points, points[::-1]):
        assert JourneyMap(stages={"A": order}, goal_touchpoints=["b"]).goal_touchpoints == ("b",)


def test_a_name_of_two_things_is_no_reference() -> None:
    """Which one is meant must be said by identifier."""
    fields: dict[str, Any] = {"stages": {"A": [{"name": "Call", "id": "first"}], "B": [{"name": "Call", "id": "second"}]}}

    with pytest.raises(ModelError, match="2 touchpoints are called 'Call'; give the identifier of one: first, second"):
        JourneyMap(**fields, goal_touchpoints=["Call"])
    assert JourneyMap(**fields, goal_touchpoints=["second"]).goal_touchpoints == ("second",)


@pytest.mark.parametrize("method", ["touchpoint", "stage", "channel"])
def test_parts_are_found_by_identifier_before_name(method: str) -> None:
    """A part whose name is another's identifier does not hide it; an unknown one is an error with a suggestion."""
    pair = [{"name": "b", "id": "first"}, {"name": "c", "id": "b"}]
    journey_map = JourneyMap(stages=[{**pair[0], "touchpoints": pair}, pair[1]], channels=pair)

    find = getattr(journey_map, method)

    assert [find(key).id for key in ("b", "first", "c")] == ["b", "first", "b"]
    with pytest.raises(OptionError, match=method):
        find("nowhere")


def test_touchpoints_are_found_by_alias() -> None:
    """Data may call them differently."""
    assert JourneyMap(stages={"A": [Touchpoint(name="Pay", aliases=["payment"])]}).touchpoint("payment").name == "Pay"


def test_renaming_keeps_the_identifier_and_what_refers_to_it() -> None:
    """A name can change without breaking anything."""
    old = JourneyMap(stages=STAGES, transitions=[{"source": "Search", "target": "Checkout"}], goal_touchpoints=["Checkout"])

    renamed = old.stages[1].replace(name="Zahlen", touchpoints=[old.touchpoint("Checkout").replace(name="Kasse")])
    new = old.replace(stages=[old.stages[0], renamed])

    assert (new.stage("Zahlen").id, new.touchpoint("Kasse").id) == ("pay", "checkout")
    assert new.transitions == old.transitions


def test_thousands_of_wrong_references_are_reported_quickly(quick: Any) -> None:
    """Suggestions are slow, so that only the first few get one."""
    names = [f"touchpoint number {number}" for number in range(1_000)]
    given = {"stages": {"A": names}, "goal_touchpoints": [f"{name}?" for name in names]}

    assert len(_places(given)) == 1_000
    assert quick(5, lambda: _places(given))
