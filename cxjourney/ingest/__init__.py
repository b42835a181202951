"""Turn files, frames and relations of any kind into one checked event log."""

from __future__ import annotations

from cxjourney.engine.postgres import PostgresSource
from cxjourney.ingest.event_log import EventLog
from cxjourney.ingest.events import read_events
from cxjourney.ingest.limits import Limits
from cxjourney.ingest.milestones import read_milestones
from cxjourney.ingest.presets import Preset
from cxjourney.ingest.quality import EventQuality
from cxjourney.ingest.surveys import read_surveys
from cxjourney.ingest.tickets import read_tickets

__all__ = [
    "EventLog",
    "EventQuality",
    "Limits",
    "PostgresSource",
    "Preset",
    "read_events",
    "read_milestones",
    "read_surveys",
    "read_tickets",
]
