"""What could not be tested and why: never silent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.discovery.assembly import ENDINGS
from cxjourney.model.findings import Untested
from cxjourney.wording import listed, number

if TYPE_CHECKING:
    from cxjourney.diagnosis.context import Context
    from cxjourney.diagnosis.protocol import Candidates, Detector

MIN_CUSTOMERS = 30
"""Fewer effective customers than this are shown, never flagged."""

NEARLY_ALL = 0.9
"""A touchpoint where at least this share of journeys end asks for a declaration."""

FEW_CUSTOMERS = f"Fewer than {MIN_CUSTOMERS} effective customers."
FEW_PEERS = "Fewer than three other touchpoints are measured precisely enough to compare with, and no target is set."
NOT_FOLLOWED = "The log ends before anybody was followed for as long as a next step may take."
NO_GOAL = "The map has no goal: pass goal= when it is measured."
NO_MOVES = "Nobody was seen to take a next step."
COMPLETE = "The journey is complete here and nothing has to follow: declare an expected wait if something has to."
FEW_GO_ON = "Fewer than one in five visits is followed by another: those who go on are not like the others."
NO_SCORES = "There are no scores but those of effort and of emotions."
NO_EFFORT = "There are no effort scores."
NO_READINGS = "There are no readings of emotions."
NO_SELF_SERVICE = "No visit was followed by another in a channel that is self-service by its usual name, such as web, app or chatbot."
NO_CONTACTS = "No contact was seen for long enough: declare where customers ask for help with support=."
NO_REOPENED = "The log does not say what was reopened."
NO_HANDOFF = "The log does not say what was handed over."
FEW_IN_CELL = f"Fewer than {MIN_CUSTOMERS} effective customers in it or in the rest of its touchpoint"
ONE_CHANNEL = "There are no two channels to compare at any touchpoint."
ONE_SEGMENT = "There are no two segments to compare at any touchpoint."
NO_ANSWERS = "No customer answered a question here."
DECLARE = f"At least {number(NEARLY_ALL, 'share')} of the visits end the journey here: declare it with ends= or goal= if that is natural."


def untested_of(detector: Detector, candidates: Candidates, context: Context) -> tuple[Untested, ...]:
    """
    Return what a detector could not test, one entry a reason.

    Parameters
    ----------
    detector
        Who could not.
    candidates
        What it said.
    context
        The map under diagnosis.
    """
    if candidates.whole_map:
        return (Untested(kind=detector.kind, reason=candidates.whole_map),)
    places: dict[str, list[int]] = {}
    for place, reason in enumerate(candidates.untested):
        if reason:
            places.setdefault(reason, []).append(place)
    return tuple(
        Untested(kind=detector.kind, reason=reason, locations=tuple(context.location(place) for place in found))
        for reason, found in sorted(places.items(), key=lambda item: item[1])
    )


def ending_notes(context: Context) -> tuple[str, ...]:
    """
    Return the notes of the map on touchpoints where nearly every visit ends the journey, which decide how drop-off reads.

    Parameters
    ----------
    context
        The map under diagnosis.
    """
    return tuple(note for note in context.journey_map.notes if note.startswith(ENDINGS))


def unseen_notes(context: Context) -> tuple[str, ...]:
    """
    Return notes on touchpoints of the map that no sums belong to.

    Parameters
    ----------
    context
        The map under diagnosis.
    """
    seen = {touchpoint.id for touchpoint in context.touchpoints}
    unseen = [touchpoint for touchpoint in context.journey_map.touchpoints if touchpoint.id not in seen]
    summed = [touchpoint.name for touchpoint in unseen if touchpoint.measure("touchpoints") is not None]
    never = [touchpoint.name for touchpoint in unseen if touchpoint.measure("touchpoints") is None]
    notes = [f"Touchpoints summed as {name!r} were not tested one by one." for name in summed]
    if never:
        notes.append(f"Never observed and therefore not tested: {listed(tuple(never))}.")
    return tuple(notes)
