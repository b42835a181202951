"""Open any source: the one door through which rows come in."""

from __future__ import annotations

from cxjourney.ingest.raw_table import ColumnKind, RawColumn, RawTable

__all__ = ["ColumnKind", "RawColumn", "RawTable"]
