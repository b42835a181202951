"""Names in one plain sentence."""

from __future__ import annotations


def listed(names: tuple[str, ...], limit: int = 6) -> str:
    """
    Return names as a list in a sentence.

    Parameters
    ----------
    names
        The names.
    limit
        How many are named before the rest is counted.

    Examples
    --------
    >>> listed(("Basket", "Address", "Sign in"), limit=2)
    'Basket, Address and 1 more'
    """
    if len(names) > limit:
        return f"{', '.join(names[:limit])} and {len(names) - limit} more"
    return " and ".join([*([", ".join(names[:-1])] if names[:-1] else []), *names[-1:]])
