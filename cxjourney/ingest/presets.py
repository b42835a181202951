"""Column names and units of well-known exports."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cxjourney.errors import OptionError

if TYPE_CHECKING:
    from cxjourney.ingest.parsing import TimeUnit


@dataclass(frozen=True)
class Preset:
    """
    What an export always looks like.

    Parameters
    ----------
    columns
        Column by role.
    time_unit
        Unit of its times when they are numbers.
    """

    columns: dict[str, str] = field(default_factory=dict)
    time_unit: TimeUnit | None = None


PRESETS = {
    "ga4": Preset({"customer": "user_pseudo_id", "time": "event_timestamp", "touchpoint": "event_name"}, "us"),
    "xes": Preset({"customer": "case:concept:name", "time": "time:timestamp", "touchpoint": "concept:name"}),
}
"""Presets by name: Google Analytics 4 exports, and XES logs written as tables."""


def find_preset(name: str | None) -> Preset:
    """
    Return a preset, an empty one for None.

    Parameters
    ----------
    name
        Its name.

    Raises
    ------
    OptionError
        If there is no such preset.
    """
    if name is None:
        return Preset()
    if name not in PRESETS:
        raise OptionError.for_choice("preset", name, sorted(PRESETS))
    return PRESETS[name]
