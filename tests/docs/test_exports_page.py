"""The page on exports says what the presets know."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cxjourney.ingest.event_presets import EVENT_PRESETS
from cxjourney.ingest.survey_presets import SURVEY_PRESETS
from cxjourney.ingest.ticket_presets import TICKET_PRESETS

if TYPE_CHECKING:
    from cxjourney.ingest.presets import Preset

PAGE = (Path(__file__).parents[2] / "docs/how_to/exports.md").read_text(encoding="utf-8")
PRESETS = [preset for presets in (EVENT_PRESETS, SURVEY_PRESETS, TICKET_PRESETS) for preset in presets.values()]


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.title)
def test_every_preset_is_described(preset: Preset) -> None:
    """With its title, each of its traps, and where that is written down."""
    assert f"| `{preset.name}` | {preset.title} |" in PAGE
    assert [trap for trap in preset.traps if f"- {trap}" not in PAGE] == []
    assert f"Described in {preset.source}." in PAGE
