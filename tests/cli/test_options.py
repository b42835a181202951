from __future__ import annotations

import dataclasses
import inspect
from datetime import UTC, datetime, timedelta

import pytest

import cxjourney as cx
from cxjourney.cli.additions import AddedOptions
from cxjourney.cli.options import DrawOptions, MeasureOptions, ReadOptions
from cxjourney.cli.texts import duration
from cxjourney.errors import OptionError
from cxjourney.model.journey_map import JourneyMap


def names(group: type) -> set[str]:
    """Return the names of a group's options."""
    return {field.name for field in dataclasses.fields(group)}


def test_every_argument_of_reading_has_an_option() -> None:
    """What `read_events` takes can be said on the command line, but for the limits."""
    arguments = set(inspect.signature(cx.read_events).parameters) - {"source", "limits", "scores"}

    assert names(ReadOptions) - names(AddedOptions) - {"score"} == arguments


def test_every_argument_of_measuring_has_an_option() -> None:
    """What `discover_map` takes can be said on the command line, but for what only programs need."""
    arguments = set(inspect.signature(cx.discover_map).parameters) - {"events", "stages", "part", "settings", "level"}

    assert names(MeasureOptions) == arguments


def test_options_of_drawing_are_arguments_of_drawing() -> None:
    """Every drawing option is an argument of `render_map`."""
    assert names(DrawOptions) <= set(inspect.signature(cx.render_map).parameters)


def test_options_that_were_not_given_are_left_out() -> None:
    """Defaults stay with the function."""
    assert ReadOptions(customer="client", segment=["plan"]).arguments() == {"customer": "client", "segment": ["plan"]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [("nps=recommend", {"nps": "recommend"}), ("rating=a:b", {"rating": "a:b"}), ("rating=stars:0:10", {"rating": ("stars", 0.0, 10.0)})],
)
def test_scores_are_pairs_with_an_optional_scale(text: str, expected: dict[str, object]) -> None:
    """A score names its metric, its column and perhaps the ends of its scale."""
    assert ReadOptions(score=[text]).arguments() == {"scores": expected}


@pytest.mark.parametrize("text", ["nps", "=recommend", "nps="])
def test_scores_without_a_pair_are_refused(text: str) -> None:
    """Half a pair is an error that shows the form."""
    with pytest.raises(OptionError, match="METRIC=COLUMN"):
        ReadOptions(score=[text]).arguments()


@pytest.mark.parametrize("text", ["tab", "\\t"])
def test_a_tab_can_be_written_in_a_shell(text: str) -> None:
    """The word tab stands for the sign."""
    assert ReadOptions(delimiter=text).arguments() == {"delimiter": "\t"}


def test_texts_become_what_measuring_takes() -> None:
    """Spans, times and the plan are turned into values."""
    plan = JourneyMap(title="plan")
    options = MeasureOptions(plan="plan.json", journey_gap="12h", observed_until="2026-06-30")

    assert options.arguments({"plan.json": plan}.__getitem__) == {
        "plan": plan,
        "journey_gap": timedelta(hours=12),
        "observed_until": datetime(2026, 6, 30, tzinfo=UTC),
    }


@pytest.mark.parametrize("text", ["", "12", "h", "-1d", "1 year", "9" * 400 + "d"])
def test_other_durations_are_refused(text: str) -> None:
    """A duration needs a number and a unit."""
    with pytest.raises(OptionError, match="30m, 12h or 7d"):
        duration(text)


def test_a_time_that_is_not_iso_is_refused() -> None:
    """The error shows the form."""
    with pytest.raises(OptionError, match="2026-06-30"):
        MeasureOptions(observed_until="30.06.2026").arguments(JourneyMap.load)
