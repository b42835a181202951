"""What was read, what was left out, and what deserves a look."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxjourney.ingest import EventLog, read_events, ties
from cxjourney.ingest.quality import EventQuality, measure_quality


def test_a_report_without_events_still_reads() -> None:
    """Every field but the counts has a default."""
    report = EventQuality(rows=3, kept=0, dropped=(("missing_time", 2), ("missing_customer", 1)))

    assert report.dropped_rows == 3
    assert "rows dropped: 3 (missing_time 2, missing_customer 1)" in str(report)
    assert "time span: none to none" in str(report)


def test_counting_by_parts_gives_the_same(monkeypatch: object) -> None:
    """Large logs are counted by parts of their customers."""
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({"customer": rng.integers(0, 50, 5_000), "touchpoint": rng.integers(0, 3, 5_000)})
    log = read_events(frame.assign(time=pd.Timestamp("2026-01-01") + pd.to_timedelta(rng.integers(0, 200, 5_000), "s")))
    whole = measure_quality(log._content)
    monkeypatch.setattr(ties, "_ROWS_AT_ONCE", 700)  # type: ignore[attr-defined]

    assert measure_quality(log._content) == whole
    assert whole.tied > whole.duplicates > 0


def test_the_report_names_the_column_of_every_role(shop: EventLog) -> None:
    """So that a wrong guess is seen."""
    assert dict(shop.quality.columns) == {
        "customer": "customer_id",
        "time": "timestamp",
        "touchpoint": "touchpoint",
        "channel": "channel",
        "stage": "stage",
        "segment": "segment",
        "value": "revenue",
        "nps": "nps",
    }
