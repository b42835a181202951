"""Deviations from a plan in one plain sentence with numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.errors import counted
from cxjourney.wording import number

if TYPE_CHECKING:
    from cxjourney.estimate import Estimate
    from cxjourney.model.conformance import DeviationKind

_SENTENCES: dict[str, str] = {
    "unplanned": "{touchpoint} is not planned, but {journeys} came there{share}.",
    "skipped": "{journeys} went past {touchpoint}{share}.",
    "channel": "{journeys} came to {touchpoint} by {channel}, which is not planned there{share}.",
    "back": "{journeys} went back from {source} to {touchpoint}{share}.",
    "jump": "{journeys} went from {source} to {touchpoint}, which is not planned{share}.",
    "repeat": "{journeys} came to {touchpoint} again without another step between{share}.",
    "start": "{journeys} began at {touchpoint}, where none is planned to begin{share}.",
    "late": "{journeys} waited longer than planned after {touchpoint}{share}.",
    "unanswered": "{journeys} had no next step within the planned wait after {touchpoint}{share}.",
}
_AT = "of those at {touchpoint}"
_OF: dict[str, str] = {
    **dict.fromkeys(("unplanned", "start"), "of all"),
    **dict.fromkeys(("late", "unanswered"), "of those followed that long"),
    **dict.fromkeys(("back", "jump"), _AT),
    "skipped": "of those that came there or should have",
}
"""What the share that is told is a share of; "there" alone would leave open which end of a move is meant."""


def sentence(
    kind: DeviationKind, touchpoint: str, journeys: int, share: Estimate, *, source: str | None = None, channel: str | None = None
) -> str:
    """
    Return a deviation in one sentence.

    Parameters
    ----------
    kind
        What deviates.
    touchpoint
        Where.
    journeys
        How many do.
    share
        The share to tell.
    source
        Where a move comes from.
    channel
        The channel that is not planned.

    Examples
    --------
    >>> from cxjourney.estimate import Estimate
    >>> sentence("back", "Basket", 120, Estimate(value=0.12, n=1_000, unit="share"), source="Payment")
    '120 journeys went back from Payment to Basket (12% of those at Basket).'
    """
    of = _OF.get(kind, "of those there").format(touchpoint=touchpoint)
    told = "" if share.value is None else f" ({number(share.value, 'share')} {of})"
    return _SENTENCES[kind].format(touchpoint=touchpoint, source=source, channel=channel, journeys=counted(journeys, "journey"), share=told)
