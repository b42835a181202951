"""Tables with one trouble each, read as surveys, tickets and milestones: refused, or every row accounted for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cxjourney.errors import CxJourneyError
from cxjourney.ingest import EventLog, read_milestones, read_surveys, read_tickets

FOLDER = Path(__file__).parents[2] / "../shared/adversarial"
FILES = sorted(path for path in FOLDER.glob("**/*.csv*") if path.is_file())
READERS: dict[str, tuple[Any, dict[str, Any]]] = {
    "surveys": (read_surveys, {"customer": "customer_id", "time": "timestamp", "verbatim": "touchpoint"}),
    "tickets": (read_tickets, {"customer": "customer_id", "opened": "timestamp"}),
    "milestones": (read_milestones, {"customer": "customer_id", "milestones": {"Seen": "timestamp"}}),
}


def read(name: str, path: Path, **options: Any) -> EventLog | CxJourneyError:
    """Return the log, or the error."""
    reader, columns = READERS[name]
    try:
        log: EventLog = reader(path, **columns, **options)
    except CxJourneyError as error:
        return error
    return log


@pytest.mark.skipif(not FILES, reason="adversarial/ is not beside this clone: ../shared/adversarial")
@pytest.mark.parametrize("name", READERS)
def test_every_table_is_refused_or_accounted_for(name: str) -> None:
    """Nothing else comes out, and no message is too long or shows a value that is hidden."""
    for path in FILES:
        log = read(name, path, on_bad_rows="drop")
        if isinstance(log, CxJourneyError):
            assert len(str(log)) <= 2_000
        else:
            quality = log.quality
            assert quality.rows + quality.added == quality.kept + quality.dropped_rows + quality.blank + quality.merged
        strict = read(name, path, hide_values=True)
        assert not isinstance(strict, CxJourneyError) or strict.value is None or strict.code != "bad_rows"
