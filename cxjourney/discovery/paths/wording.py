"""How variants, groups and funnels are put into words alike: paths, and journeys that are not over."""

from __future__ import annotations

MANY_OPEN = 0.1
"""From this share of open journeys on it is told how they are allowed for."""


def arrows(touchpoints: tuple[str, ...], most: int = 8) -> str:
    """
    Return a path in one line, its middle left out where it is long.

    Parameters
    ----------
    touchpoints
        Its touchpoints in order.
    most
        How many of them to name.

    Examples
    --------
    >>> arrows(("A", "B", "C")), arrows(("A", "B", "C", "D", "E"), 3)
    ('A → B → C', 'A → B → … 2 more … → E')
    """
    if len(touchpoints) <= most:
        return " → ".join(touchpoints)
    hidden = len(touchpoints) - most
    return " → ".join([*touchpoints[: most - 1], f"… {hidden:,} more …", touchpoints[-1]])


def open_note(over: int, still_open: int) -> str:
    """
    Return what to say of journeys that are not over, and how they are allowed for.

    Parameters
    ----------
    over, still_open
        How many journeys are over, and how many may still go on.

    Examples
    --------
    >>> open_note(97, 3)
    '3 of 100 journeys may still go on and are not counted.'
    >>> open_note(10, 90).split(":")[0]
    'Only 10 of 100 journeys are over'
    """
    if still_open > over:
        return (
            f"Only {over:,} of {over + still_open:,} journeys are over: all shares, goal rates and times rest on these few and are not "
            "those of all journeys, since quick ones are over first. Observe for longer, or say what ends a journey with journey_gap=."
        )
    note = f"{still_open:,} of {over + still_open:,} journeys may still go on and are not counted"
    if still_open < MANY_OPEN * (over + still_open):
        return f"{note}."
    return f"{note}; long journeys that are over count for more in their place."
