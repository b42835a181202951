from __future__ import annotations

import polars as pl
import pytest

import cxjourney as cx

SHOWN_ONLY = {"customers", "journeys", "visits", "goals", "value"}
OTHERWISE = {"experience_mean", "experience_peak_end"}
"""Compared between journeys with equal numbers of readings, which is not what the map shows."""


@pytest.fixture(scope="module")
def found() -> cx.Comparison:
    """Return the comparison of the customers of two halves of a shop, of every segment."""
    shop = cx.datasets.sample_shop(customers=3_000)
    whole = cx.measure(shop.events, goal=shop.goal)
    halves = [cx.measure(shop.events, settings=whole.settings, part=(half, 2)) for half in range(2)]
    return cx.compare(halves[0], halves[1], pains=False)


def places(journey_map: cx.JourneyMap) -> dict[tuple[str | None, ...], cx.Estimate]:
    """Return every figure of a map by measure and place."""
    rows = [((None, None), each) for each in journey_map.totals]
    rows += [((stage.id, None), each) for stage in journey_map.stages for each in stage.measures]
    rows += [((place.stage, place.id), each) for place in journey_map.touchpoints for each in place.measures]
    return {(each.name, *where, each.channel, each.segment): each.estimate for where, each in rows}


def test_every_figure_that_both_maps_show_is_compared(found: cx.Comparison) -> None:
    """But for counts, which say how many were asked, not how it went."""
    compared = {(each.measure, each.stage_id, each.touchpoint_id, each.channel_id, each.segment_id) for each in found.differences}
    both = {
        key
        for key, estimate in places(found.before_map).items()
        if estimate.value is not None and (other := places(found.after_map).get(key)) is not None and other.value is not None
    }

    assert {key[0] for key in both - compared} == SHOWN_ONLY


def test_the_figures_of_both_sides_are_those_of_their_maps(found: cx.Comparison) -> None:
    """At touchpoints with the same intervals."""
    for side, journey_map in (("before", found.before_map), ("after", found.after_map)):
        shown = places(journey_map)
        for each in found.differences:
            key = (each.measure, each.stage_id, each.touchpoint_id, each.channel_id, each.segment_id)
            if key in shown and each.measure not in OTHERWISE:
                estimate = getattr(each, side)
                assert estimate.value == shown[key].value, key
                assert each.touchpoint is None or (estimate.low, estimate.high) == (shown[key].low, shown[key].high), key


def test_the_mix_of_channels_is_compared() -> None:
    """Where customers come by other channels than before; neither is better."""
    rows = [
        {"customer": f"{side}{number}", "time": f"2026-01-{1 + number % 28:02}", "touchpoint": "Help", "channel": channel, "side": side}
        for side, phone in (("a", 30), ("b", 120))
        for number in range(200)
        for channel in ["Phone" if number < phone else "Chat"]
    ]
    log = cx.read_events(pl.DataFrame(rows), segment="side")
    found = cx.compare(log.filter(segments="a"), log.filter(segments="b"), pains=False)

    share = found.difference("channel_share", touchpoint="Help", channel="Phone")
    assert (share.before.value, share.after.value, share.flagged, share.better) == (0.15, 0.6, True, None)
