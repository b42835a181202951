"""Every change that cannot be meant gets one clear error with a hint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import cxjourney as cx

if TYPE_CHECKING:
    from collections.abc import Callable

GOAL = "Bought"

MADE = {
    "a change of nothing": (lambda: cx.Change(touchpoint="G"), "nothing is changed"),
    "a drop-off above one": (lambda: cx.Change(touchpoint="G", drop_off=1.2), "a number from 0 to 1, 0.2 for 20%"),
    "a negative factor": (lambda: cx.Change(touchpoint="G", drop_off_factor=-1), "greater than or equal to 0"),
    "drop-off twice": (lambda: cx.Change(touchpoint="G", drop_off=0.1, drop_off_factor=2), "give one of them"),
    "a negative wait": (lambda: cx.Change(touchpoint="G", wait=-5), "wait"),
    "a channel share above one": (lambda: cx.Change(touchpoint="G", channel_share={"web": 1.1}), "channel_share"),
    "a misspelt field": (lambda: cx.Change(touchpoint="G", dropoff=0.1), "dropoff"),
    "a truth value": (lambda: cx.Change(touchpoint="G", drop_off=True), "truth value"),
    "a redirection to the same place": (lambda: cx.Redirect("G", "M", to="M"), "lead to 'M' already"),
    "a share of nothing": (lambda: cx.Redirect("G", "M", to=GOAL, share=0.0), "greater than 0"),
    "an addition nowhere": (lambda: cx.Add("New"), "where does 'New' stand"),
    "an addition in two places": (lambda: cx.Add("New", after="G", between=("G", "M")), "give one of them"),
    "a cost without a channel": (lambda: cx.Add("New", after="G", cost_per_contact=2), "belongs to a channel"),
    "unknown visitors": (lambda: cx.Remove("G", visitors="stay"), "'go_on', 'as_now' or 'leave'"),  # type: ignore[arg-type]
    "a negative cost": (lambda: cx.Remove("G", cost=-1), "greater than or equal to 0"),
    "a fix of no finding": (lambda: cx.Fix("G"), "pain_point"),  # type: ignore[arg-type]
    "a removal without a touchpoint": (lambda: cx.Remove.model_validate({}), "touchpoint"),
}


@pytest.mark.parametrize("case", MADE)
def test_a_change_that_contradicts_itself_is_refused_where_it_is_made(case: str) -> None:
    """With its field and what is wrong with it."""
    make, mention = MADE[case]

    with pytest.raises(cx.ModelError) as caught:
        make()
    assert mention in str(caught.value)
    assert caught.value.hint


def test_too_much_by_position_is_a_type_error() -> None:
    """As Python tells it."""
    with pytest.raises(TypeError, match="touchpoint by position"):
        cx.Remove("A", "B")  # type: ignore[misc]


FORECAST: dict[str, tuple[tuple[Any, ...], type[cx.CxJourneyError], str]] = {
    "no change": ((), cx.OptionError, "nothing to forecast"),
    "an unknown touchpoint": ((cx.Remove("Gg"),), cx.OptionError, "did you mean 'G'"),
    "the goal removed": ((cx.Remove(GOAL),), cx.OptionError, "is the goal and cannot be removed"),
    "the goal changed": ((cx.Change(touchpoint=GOAL, drop_off=0.1),), cx.OptionError, "is the goal"),
    "moves from the goal": ((cx.Redirect(GOAL, "G", to="M"),), cx.OptionError, "is the goal"),
    "a factor beyond everybody": ((cx.Change(touchpoint="G", drop_off_factor=5),), cx.OptionError, "at most"),
    "more rework than can be": ((cx.Change(touchpoint="G", rework=0.3),), cx.StatisticsError, "no rework at 'G'"),
    "escalation where none can be": ((cx.Change(touchpoint="G", escalation=0.3),), cx.StatisticsError, "no escalation at 'G'"),
    "a score where nobody is asked": ((cx.Change(touchpoint="G", score={"nps": 3}),), cx.StatisticsError, "no customer answered"),
    "an unknown channel": ((cx.Change(touchpoint="G", channel_share={"wbe": 0.3}),), cx.OptionError, "did you mean 'web'"),
    "a share with no other channel": ((cx.Change(touchpoint="G", channel_share={"web": 0.3}),), cx.OptionError, "no other channel"),
    "moves that nobody makes": ((cx.Redirect("M", "G", to=GOAL),), cx.StatisticsError, "nobody goes from 'M' to 'G'"),
    "leavers where nobody leaves": ((cx.Redirect("M", None, to="G"),), cx.StatisticsError, "away for good"),
    "more than all moves": (
        (cx.Redirect("G", "M", to=GOAL, share=0.7), cx.Redirect("G", "M", to=None, share=0.7)),
        cx.OptionError,
        "add up to 1.4",
    ),
    "an addition that is there": ((cx.Add("M", after="G"),), cx.OptionError, "has a touchpoint 'M' already"),
    "an addition between strangers": ((cx.Add("New", between=("M", "G")),), cx.StatisticsError, "nobody goes from 'M' to 'G'"),
    "two additions of one name": ((cx.Add("New", after="G"), cx.Add("New", after="M")), cx.OptionError, "contradict"),
    "a channel that is there": ((cx.Add("G", channel="web", share=0.3),), cx.OptionError, "has the channel 'web' already"),
    "a cost of an old channel": ((cx.Add("G", channel="web", cost_per_contact=1),), cx.OptionError, "has the channel 'web' already"),
    "two drop-offs of one place": (
        (cx.Change(touchpoint="G", drop_off=0.1), cx.Change(touchpoint="G", drop_off=0.2)),
        cx.OptionError,
        "contradict each other",
    ),
    "a change of what is removed": ((cx.Change(touchpoint="M", wait=5), cx.Remove("M")), cx.OptionError, "contradict each other"),
    "moves to what is removed": ((cx.Redirect("G", None, to="M"), cx.Remove("M")), cx.OptionError, "contradict each other"),
    "the same removed twice": ((cx.Remove("M"), cx.Remove("M")), cx.OptionError, "contradict each other"),
}


@pytest.mark.parametrize("case", FORECAST)
def test_a_change_that_does_not_fit_the_map_is_refused_with_a_hint(worked: cx.JourneyMap, case: str) -> None:
    """The map is that of the worked example: G and M lead to the goal, G to M, and some leave at G."""
    changes, kind, mention = FORECAST[case]

    with pytest.raises(kind) as caught:
        cx.what_if(worked, *changes)
    assert mention in str(caught.value)
    assert caught.value.hint


@pytest.mark.parametrize("wrong", [0, 1, -0.5, 2])
def test_a_level_outside_its_range_is_refused(worked: cx.JourneyMap, wrong: float) -> None:
    """Between 0 and 1."""
    with pytest.raises(cx.OptionError, match="between 0 and 1"):
        cx.what_if(worked, cx.Remove("M"), level=wrong)


@pytest.mark.parametrize(
    ("arguments", "mention"),
    [
        (("map", cx.Remove("M")), "takes a JourneyMap first, found str"),
        ((None, "remove M"), "found str"),
    ],
)
def test_a_wrong_type_is_a_type_error(worked: cx.JourneyMap, arguments: tuple[Any, ...], mention: str) -> None:
    """It says what was found."""
    first, *rest = arguments

    with pytest.raises(TypeError, match=mention):
        cx.what_if(first or worked, *rest)
    with pytest.raises(TypeError, match="level takes a number"):
        cx.what_if(worked, cx.Remove("M"), level="much")  # type: ignore[arg-type]


def test_a_bare_finding_is_told_to_be_a_fix(shop: cx.JourneyMap, diagnosis: cx.Diagnosis) -> None:
    """The most likely slip has its own words."""
    with pytest.raises(TypeError, match=r"cx\.Fix\(pain_point\)"):
        cx.what_if(shop, diagnosis.pain_points[0])  # type: ignore[arg-type]


def test_a_finding_of_another_map_is_refused(shop: cx.JourneyMap, worked: cx.JourneyMap, diagnosis: cx.Diagnosis) -> None:
    """Whether its touchpoint is missing or its figures are others."""
    other = cx.datasets.sample_shop(customers=1_000, seed=5)
    later = cx.discover_map(other.events, goal=other.goal)
    pain = diagnosis.pain_points[0]

    with pytest.raises(cx.OptionError, match="no such touchpoint"):
        cx.what_if(worked, cx.Fix(pain))
    with pytest.raises(cx.OptionError, match="the figures are others"):
        cx.what_if(later, cx.Fix(pain))
    with pytest.raises(cx.OptionError, match="stated, not measured"):
        cx.what_if(shop, cx.Fix(pain.replace(basis="assumption")))


def test_a_kind_that_cannot_be_put_back_says_which_can(shop: cx.JourneyMap, diagnosis: cx.Diagnosis) -> None:
    """What repeat contacts do to the goal is not known."""
    with pytest.raises(cx.OptionError, match="drop_off, rework, escalation"):
        cx.what_if(shop, cx.Fix(diagnosis.pain_points[0].replace(kind="repeat_contact")))


def test_two_fixes_of_one_place_contradict_each_other(shop: cx.JourneyMap, diagnosis: cx.Diagnosis) -> None:
    """A fix beside a stated rate, too."""
    pain = next(each for each in diagnosis.pain_points if each.kind == "drop_off" and each.channel is None)

    with pytest.raises(cx.OptionError, match="contradict each other"):
        cx.what_if(shop, cx.Fix(pain), cx.Fix(pain, share=0.5))
    with pytest.raises(cx.OptionError, match="contradict each other"):
        cx.what_if(shop, cx.Fix(pain), cx.Change(touchpoint=pain.touchpoint, drop_off=0.1))


def test_what_happens_after_the_goal_wins_no_goal(shop: cx.JourneyMap) -> None:
    """Refunds are asked for by those who bought."""
    with pytest.raises(cx.StatisticsError, match="before the goal"):
        cx.what_if(shop, cx.Change(touchpoint="Refund request", drop_off=0.0))


def test_shares_of_channels_above_one_are_refused(shop: cx.JourneyMap) -> None:
    """Each may be below it."""
    with pytest.raises(cx.OptionError, match=r"adds up to 1\.2"):
        cx.what_if(shop, cx.Change(touchpoint="Basket", channel_share={"Web": 0.6, "Mobile app": 0.6}))


@pytest.mark.parametrize(
    ("score", "mention"),
    [({"npss": 10}, "did you mean 'nps'"), ({"nps": 200}, "outside -100 to 100"), (30, "has several scores")],
)
def test_scores_that_cannot_be_meant_are_refused(shop: cx.JourneyMap, score: Any, mention: str) -> None:
    """Unknown metrics, values outside the scale, and one number for several metrics."""
    with pytest.raises(cx.OptionError) as caught:
        cx.what_if(shop, cx.Change(touchpoint="Basket", score=score))
    assert mention in str(caught.value)


def test_a_map_without_a_goal_or_without_its_statistics_is_refused(map_of: Callable[..., cx.JourneyMap], worked: cx.JourneyMap) -> None:
    """There is nothing to forecast."""
    with pytest.raises(cx.StatisticsError, match="without a goal"):
        cx.what_if(map_of({("A", "B"): 20}, goal=None), cx.Remove("B"))
    with pytest.raises(cx.StatisticsError, match="not beside it"):
        cx.what_if(worked.with_statistics(None), cx.Remove("M"))


def test_journeys_that_would_go_round_for_ever_are_refused(map_of: Callable[..., cx.JourneyMap]) -> None:
    """Nobody goes on from B, so that nobody can be kept there."""
    journey_map = map_of({("A", GOAL): 50, ("A", "B"): 50})

    with pytest.raises(cx.StatisticsError, match="nobody goes anywhere else"):
        cx.what_if(journey_map, cx.Remove("B"))
    with pytest.raises(cx.StatisticsError, match="go round for ever"):
        cx.what_if(journey_map, cx.Change(touchpoint="B", drop_off=0.1))


def test_touchpoints_summed_as_others_cannot_be_changed(map_of: Callable[..., cx.JourneyMap]) -> None:
    """The hint says how to keep them."""
    journey_map = map_of({("A", "B", GOAL): 50, ("A", "C", GOAL): 2, ("A", "D", GOAL): 1}, options={})
    statistics = journey_map.statistics
    summed = cx.discover_map(statistics, max_touchpoints=4)
    other = next(each.name for each in summed.touchpoints if each.name.startswith("Other"))

    with pytest.raises(cx.OptionError, match="max_touchpoints"):
        cx.what_if(summed, cx.Remove(other))


@pytest.mark.parametrize("touchpoint", ["Card payment", "Sign in", "Basket"])
def test_the_largest_factor_that_a_hint_names_can_be_passed(shop: cx.JourneyMap, touchpoint: str) -> None:
    """It is rounded down."""
    with pytest.raises(cx.OptionError) as refused:
        cx.what_if(shop, cx.Change(touchpoint=touchpoint, drop_off_factor=900))
    most = float(refused.value.hint.split("can be ")[1].split(" ")[0])

    assert cx.what_if(shop, cx.Change(touchpoint=touchpoint, drop_off_factor=most)).goal_rate.value < 0.05
