"""The names of figures in tables for people."""

from __future__ import annotations

_ACRONYM = 5


def measure_name(measure: str) -> str:
    """
    Return what a measure is called in the documentation and in pictures.

    Parameters
    ----------
    measure
        Its name in the results.

    Examples
    --------
    >>> [measure_name(name) for name in ("drop_off_rate", "transition_time_mean", "nps", "some_index")]
    ['Drop-off', 'Usual time to the next step', 'NPS', 'Some index']
    """
    from cxjourney.render.words import words as words_of  # noqa: PLC0415 - loads Pydantic, which other commands may not need

    words = words_of("en")
    for key in (f"heat.measure.{measure}", f"trend.measure.{measure}"):
        if words.has(key):
            return words(key)
    text = measure.replace("_", " ")
    return text.upper() if len(text) <= _ACRONYM else text[:1].upper() + text[1:]
