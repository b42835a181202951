"""Turn files, frames and relations of any kind into one checked event log."""

from __future__ import annotations

from cxjourney.ingest.event_log import EventLog
from cxjourney.ingest.events import read_events
from cxjourney.ingest.limits import Limits
from cxjourney.ingest.quality import EventQuality
from cxjourney.ingest.surveys import read_surveys

__all__ = ["EventLog", "EventQuality", "Limits", "read_events", "read_surveys"]
