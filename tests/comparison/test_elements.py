from __future__ import annotations

import pytest

import cxjourney as cx


def plan(**stages: list[object]) -> cx.JourneyMap:
    """Return a hand-written map."""
    return cx.JourneyMap(title="Plan", stages=stages)


def test_what_one_side_has_alone_is_a_result() -> None:
    """Stages and touchpoints, with the stage they stand in."""
    before = plan(Find=["Search", "Advice"], Pay=["Card"])
    after = plan(Find=["Search"], Pay=["Card", "Invoice"], Use=["Manual"])

    found = cx.compare(before, after)

    assert [(each.element, each.name, each.stage) for each in found.added] == [
        ("stage", "Use", None),
        ("touchpoint", "Invoice", "Pay"),
        ("touchpoint", "Manual", "Use"),
    ]
    assert [each.summary for each in found.removed] == ["The touchpoint Advice (Find) is no longer there."]


def test_a_touchpoint_in_another_stage_moved() -> None:
    """A stage that was only renamed is no move."""
    before = cx.JourneyMap(
        stages=[{"name": "Find", "id": "find", "touchpoints": ["Search", "Prices"]}, {"name": "Pay", "touchpoints": ["Card"]}]
    )
    after = cx.JourneyMap(
        stages=[{"name": "Look", "id": "find", "touchpoints": ["Search"]}, {"name": "Pay", "touchpoints": ["Prices", "Card"]}]
    )

    found = cx.compare(before, after)

    assert [each.summary for each in found.moved] == ["The touchpoint Prices moved from Find to Pay."]
    assert [each.summary for each in found.renamed] == ["The stage Find is now called Look."]


def test_the_same_identifier_is_the_same_touchpoint() -> None:
    """Renaming keeps the identifier, in a hand-written map."""
    before = plan(Pay=[cx.Touchpoint(name="Card", id="card", emotion=-1.0)])
    after = plan(Pay=[cx.Touchpoint(name="Card or wallet", id="card", emotion=0.5)])

    found = cx.compare(before, after)

    assert [(each.before, each.after) for each in found.renamed] == [("Card", "Card or wallet")]
    assert found.difference("valence", touchpoint="Card or wallet").difference.value == 1.5


def test_names_that_were_swapped_follow_the_identifiers() -> None:
    """In hand-written maps."""
    before = plan(Pay=[cx.Touchpoint(name="A", id="one"), cx.Touchpoint(name="B", id="two")])
    after = plan(Pay=[cx.Touchpoint(name="B", id="one"), cx.Touchpoint(name="C", id="two")])

    assert {(each.before, each.after) for each in cx.compare(before, after).renamed} == {("A", "B"), ("B", "C")}


def test_likely_renames_are_suggested() -> None:
    """By names that are alike, or by the same steps around, whatever the order of the touchpoints."""
    moves = [("Search", "Check out"), ("Check out", "Thanks")]
    before = plan(Shop=["Search", "Check out", "Thanks"], Talk=["Survey"]).replace(
        transitions=[{"source": a, "target": b} for a, b in moves]
    )
    after = plan(Shop=["Search", "Checkout", "Thanks"], Talk=["Poll"]).replace(
        transitions=[{"source": a.replace("Check out", "Checkout"), "target": b.replace("Check out", "Checkout")} for a, b in moves]
    )

    [suggestion] = cx.compare(before, after).suggestions

    assert str(suggestion) == "'Check out' may now be called 'Checkout': the names are alike and the same steps surround it."


def test_told_renames_count_as_the_same() -> None:
    """Nothing was added or removed then, and the figures are compared."""
    before = plan(Pay=[cx.Touchpoint(name="Till", emotion=-1.0)])
    after = plan(Pay=[cx.Touchpoint(name="Checkout", emotion=1.0)])

    found = cx.compare(before, after, renames={"Till": "Checkout"})

    assert (found.added, found.removed, len(found.renamed)) == ((), (), 1)
    assert found.difference("valence", touchpoint="Checkout").better


@pytest.mark.parametrize("renames", [{"Nowhere": "Card"}, {"Card": "Nowhere"}])
def test_a_rename_of_what_is_not_there_is_refused(renames: dict[str, str]) -> None:
    """The error names what is there."""
    with pytest.raises(cx.OptionError, match="'Nowhere' is not one of 'Card'"):
        cx.compare(plan(Pay=["Card"]), plan(Pay=["Card"]), renames=renames)


def test_maps_that_share_nothing_are_refused() -> None:
    """With names of both, and what to do."""
    with pytest.raises(cx.StatisticsError, match=r"'Card'.*'Poll'.*\n*.*renames"):
        cx.compare(plan(Pay=["Card"]), plan(Talk=["Poll"]))


def test_likely_renames_of_stages_and_channels_are_suggested() -> None:
    """Stages by their names or by what they hold, channels and segments by their names."""
    before = cx.JourneyMap(
        stages={"Find": ["Search"], "Check out": ["Card"], "Own": ["Parcel", "Return", "Help"]},
        channels=["Mobile app", "Web"],
        segments=["Students"],
    )
    after = cx.JourneyMap(
        stages={"Find": ["Search"], "Checkout": ["Wallet"], "Live with it": ["Parcel", "Return", "Help"]},
        channels=["Mobile apps", "Web"],
        segments=["Student"],
    )

    found = cx.compare(before, after, pains=False).suggestions

    assert {(each.element, each.before, each.after) for each in found} == {
        ("stage", "Check out", "Checkout"),
        ("stage", "Own", "Live with it"),
        ("channel", "Mobile app", "Mobile apps"),
        ("segment", "Students", "Student"),
    }
    renamed = cx.compare(before, after, pains=False, renames={each.before: each.after for each in found})
    assert {each.change for each in renamed.renamed} == {"renamed"}
    assert [each.name for each in (*renamed.added, *renamed.removed)] == ["Wallet", "Card"]


@pytest.mark.parametrize("renames", ["Search", b"x", 7, ["Search"], {"Search": None}, {1: "Advice"}, ("Search", "Advice")])
def test_renames_are_names_before_with_names_after(renames: object) -> None:
    """Anything else is refused as what it is."""
    before, after = plan(Find=["Search"]), plan(Find=["Advice"])

    with pytest.raises(TypeError, match="renames takes a mapping"):
        cx.compare(before, after, renames=renames)  # type: ignore[arg-type]


def test_two_elements_do_not_become_one() -> None:
    """None of the two would be paired, and nobody would be told."""
    before, after = plan(Find=["Search", "Advice"]), plan(Find=["Help"])

    with pytest.raises(cx.OptionError, match="renames gives the name 'Help' to several elements"):
        cx.compare(before, after, renames={"Search": "Help", "Advice": "Help"})


def test_a_stage_and_a_touchpoint_may_get_the_same_name() -> None:
    """They are elements of different kinds."""
    before, after = plan(Find=["Search"]), plan(Look=["Look"])

    found = cx.compare(before, after, renames={"Find": "Look", "Search": "Look"})

    assert [(each.element, each.name) for each in found.renamed] == [("stage", "Look"), ("touchpoint", "Look")]


def test_whether_pains_are_compared_is_true_or_false() -> None:
    """The word "no" would count as yes."""
    with pytest.raises(TypeError, match="pains takes True or False, found str"):
        cx.compare(plan(Find=["Search"]), plan(Find=["Search"]), pains="no")  # type: ignore[arg-type]
