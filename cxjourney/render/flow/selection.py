"""Which moves are drawn when there are too many to follow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxjourney.model.transition import Transition

NODES, MOVES = 60, 120
"""With more touchpoints or moves than these, only the most travelled moves are drawn."""

CALM = 30
"""With more moves than this, rare ones are left out."""

RARE = 0.05
"""A move made after less than this share of the visits to its touchpoint is rare."""


@dataclass(frozen=True, slots=True)
class Selection:
    """
    The moves that are drawn.

    Parameters
    ----------
    shown
        Those that are drawn, in the order of the map.
    n_hidden
        How many are not.
    hidden_share
        Their share of all moves, None where moves are only stated.
    """

    shown: tuple[Transition, ...]
    n_hidden: int
    hidden_share: float | None


def select(transitions: Sequence[Transition], n_nodes: int) -> Selection:
    """
    Choose the moves that are drawn.

    First come those that connect all touchpoints that are connected at all by their most travelled moves, then the
    most travelled others.

    Parameters
    ----------
    transitions
        All moves of the map.
    n_nodes
        How many touchpoints are drawn.
    """
    order = sorted(range(len(transitions)), key=lambda index: _rank(transitions[index]))
    tree = _spanning_forest(transitions, order)
    limit = RARE if len(transitions) > CALM else 0.0
    sizes = _departures(transitions)
    others = [index for index in order if index not in tree and not _is_rare(transitions[index], sizes, limit)]
    chosen = tree | set(others[: max(_budget(n_nodes, len(transitions)) - len(tree), 0)])
    counts = [transition.count for transition in transitions]
    hidden = [count for index, count in enumerate(counts) if index not in chosen]
    total = sum(count for count in counts if count is not None)
    share = sum(count or 0 for count in hidden) / total if total else None
    return Selection(tuple(transitions[index] for index in sorted(chosen)), len(hidden), share)


def _budget(n_nodes: int, n_moves: int) -> int:
    if n_nodes > NODES:
        return n_nodes + NODES // 2
    return min(n_moves, MOVES)


def _rank(transition: Transition) -> tuple[int, str, str]:
    return (-(transition.count or 0), transition.source, transition.target)


def _departures(transitions: Sequence[Transition]) -> dict[str, int]:
    """Return how many moves leave each touchpoint."""
    sizes: dict[str, int] = {}
    for transition in transitions:
        sizes[transition.source] = sizes.get(transition.source, 0) + (transition.count or 0)
    return sizes


def _is_rare(transition: Transition, sizes: dict[str, int], limit: float) -> bool:
    if transition.count is None:
        return False
    share = transition.share.value if transition.share is not None else None
    if share is None:
        share = transition.count / sizes[transition.source] if sizes[transition.source] else 0.0
    return share < limit


def _spanning_forest(transitions: Sequence[Transition], order: Sequence[int]) -> set[int]:
    """Return the moves of a maximum spanning forest, whichever way they go."""
    root: dict[str, str] = {}

    def find(name: str) -> str:
        root.setdefault(name, name)
        while root[name] != name:
            root[name] = root[root[name]]
            name = root[name]
        return name

    tree: set[int] = set()
    for index in order:
        one, other = find(transitions[index].source), find(transitions[index].target)
        if one != other:
            root[one] = other
            tree.add(index)
    return tree
