from __future__ import annotations

import pytest

import cxjourney as cx


def test_one_channel_needs_no_list() -> None:
    """A plain string is one channel, inside a map and outside."""
    alone = cx.Touchpoint(name="Pay", channels="Web")
    inside = cx.JourneyMap(stages={"Buy": [{"name": "Pay", "channels": "Web"}]})

    assert alone.channels == ("Web",)
    assert inside.touchpoint("Pay").channels == ("web",)


def test_a_word_is_no_feeling() -> None:
    """The message says what a feeling is."""
    with pytest.raises(cx.ModelError, match="a number from -2"):
        cx.Touchpoint(name="Pay", emotion="happy")


@pytest.mark.parametrize("name", [" ", "\t\n", "\u00a0"])
def test_a_name_of_white_space_is_refused(name: str) -> None:
    """Nobody could see it."""
    with pytest.raises(cx.ModelError, match="more than white space"):
        cx.Touchpoint(name=name)


def test_a_map_cannot_be_set() -> None:
    """The error is ours, and says how to get a changed copy."""
    journey_map = cx.JourneyMap(title="A")

    with pytest.raises(cx.ModelError, match="never changes") as caught:
        journey_map.title = "B"  # type: ignore[misc]
    assert caught.value.hint == "use replace(title=...), which returns a changed copy."
    assert journey_map.title == "A"


def test_a_map_that_cannot_be_drawn_is_shown_as_text() -> None:
    """More stages than a picture holds do not break a notebook."""
    journey_map = cx.JourneyMap(stages={f"Stage {number}": [f"Step {number}"] for number in range(13)})

    bundle, _ = journey_map._repr_mimebundle_()

    assert list(bundle) == ["text/plain"]
    assert "13 stages" in bundle["text/plain"]
