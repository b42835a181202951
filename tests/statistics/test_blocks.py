"""Customers are taken in blocks, which changes no figure."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

import cxjourney as cx
from cxjourney.statistics import workspace


@pytest.fixture(scope="module")
def log() -> cx.EventLog:
    """Return a log with everything that divides visits, two columns of segments, and stages."""
    rng = np.random.default_rng(5)
    frame = pd.DataFrame({"customer": rng.integers(0, 60, 900), "touchpoint": rng.choice(list("ABCDE"), 900)})
    frame["time"] = pd.Timestamp("2026-01-01") + pd.to_timedelta(rng.integers(0, 5_000_000, 900), "s")
    frame["stage"] = frame["touchpoint"].map(dict(zip("ABCDE", "yyxxz", strict=True)))
    frame["channel"] = rng.choice(["web", "phone", None], 900)
    frame["device"] = rng.choice(["old", "new"], 900)
    frame["country"] = np.where(frame["customer"] % 3 == 0, "HU", "VN")
    frame["plan"] = np.where(frame["customer"] % 5 == 0, None, "basic")
    frame["nps"] = rng.integers(0, 11, 900)
    return cx.read_events(frame, segment=["country", "plan"], group="device", scores={"nps": "nps"})


@pytest.mark.parametrize("gap", [None, dt.timedelta(days=2)])
def test_blocks_change_no_figure(log: cx.EventLog, gap: dt.timedelta | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither of stages in the order of entry, nor of cells, segments, scores and contacts."""
    whole = cx.measure(log, goal="E", support="B", journey_gap=gap)
    monkeypatch.setattr(workspace, "BLOCK_EVENTS", 100)

    blocks = cx.measure(log, goal="E", support="B", journey_gap=gap)

    assert blocks == whole
    assert blocks.tables["segment_cells"].total("contacts") > 0


def test_as_many_tables_are_taken_as_are_told(log: cx.EventLog, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that the share that is shown comes to the end."""
    seen: list[workspace.Workspace] = []
    monkeypatch.setattr(workspace, "BLOCK_EVENTS", 100)
    note = workspace.Workspace.note
    monkeypatch.setattr(workspace.Workspace, "note", lambda self, name: (seen.append(self), note(self, name))[1])

    cx.measure(log, goal="E", support="B")

    assert len(seen[-1].taken) == seen[-1].expected
