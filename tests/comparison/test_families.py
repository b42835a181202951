"""Many cells of channels and segments cost a change of the whole no more than half of the rate."""

from __future__ import annotations

import pandas as pd
import pytest

import cxjourney as cx
from cxjourney.datasets import shop_world, simulate

NAMES = ["customer_id", "timestamp", "touchpoint", "stage"]


def compared(*extra: str) -> cx.Comparison:
    """Return the comparison of the shop with one without frictions, told with these columns beside the usual ones."""
    logs = []
    for seed, world in enumerate((shop_world(), shop_world().with_plants())):
        columns = simulate(world, customers=800, seed=seed).columns
        logs.append(cx.read_events(pd.DataFrame({name: columns[name] for name in (*NAMES, *extra)})))
    return cx.compare(*logs, goal="Order confirmed", pains=False)


def test_cells_are_a_family_of_their_own() -> None:
    """With segments beside them all other tests have half of the rate each, however many cells there are."""
    plain, with_segments = compared(), compared("segment")
    alone = {(each.measure, each.stage_id, each.touchpoint_id): each.q_value for each in plain.differences}
    whole = [each for each in with_segments.differences if each.segment_id is None]
    found = {(each.measure, each.stage_id, each.touchpoint_id): each.q_value for each in whole}

    assert with_segments.tested > 1.5 * plain.tested
    tested = [key for key in alone if alone[key] is not None and found.get(key) is not None]
    assert len(tested) > 50
    assert min(alone[key] for key in tested) < 0.01
    assert [found[key] for key in tested] == pytest.approx([min(1.0, 2 * alone[key]) for key in tested])
