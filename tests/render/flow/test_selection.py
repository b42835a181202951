from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import networkx as nx
import pytest

import cxjourney as cx
from cxjourney.model.transition import Transition
from cxjourney.render.flow.selection import MOVES, select

if TYPE_CHECKING:
    from collections.abc import Callable


def many(nodes: int, moves: int, seed: int = 1) -> list[Transition]:
    """Return counted moves between numbered touchpoints, none twice."""
    chance = random.Random(seed)
    pairs = {(f"t{place}", f"t{place + 1}") for place in range(nodes - 1)}
    while len(pairs) < moves:
        pairs.add((f"t{chance.randrange(nodes)}", f"t{chance.randrange(nodes)}"))
    return [Transition(source=one, target=other, count=chance.randint(1, 5_000), share=0.2) for one, other in sorted(pairs)]


def joined(transitions: Any) -> list[set[str]]:
    """Return which touchpoints hang together."""
    return sorted((set(part) for part in nx.connected_components(nx.Graph((move.source, move.target) for move in transitions))), key=min)


def test_a_small_flow_is_complete() -> None:
    """Up to 30 moves all are drawn, rare ones too."""
    transitions = [Transition(source="a", target=f"t{number}", count=1 + 10_000 * (number == 0), share=0.0001) for number in range(30)]

    assert select(transitions, 31).n_hidden == 0


@pytest.mark.parametrize(("nodes", "moves"), [(40, 300), (60, 121), (70, 200), (200, 900)])
def test_what_is_kept_still_connects_every_touchpoint(nodes: int, moves: int) -> None:
    """A touchpoint that was connected stays connected."""
    transitions = many(nodes, moves)
    found = select(transitions, nodes)

    assert joined(found.shown) == joined(transitions)
    assert len(found.shown) <= max(MOVES, nodes + 30)
    assert len(found.shown) + found.n_hidden == moves


def test_the_most_travelled_moves_are_kept() -> None:
    """Beside those that connect, nothing hidden is more travelled than what is shown."""
    transitions = many(30, 400)
    found = select(transitions, 30)
    tree = nx.maximum_spanning_tree(nx.Graph([(move.source, move.target, {"weight": move.count}) for move in found.shown]))
    extra = [move.count or 0 for move in found.shown if not tree.has_edge(move.source, move.target)]
    hidden = [move.count or 0 for move in transitions if move not in found.shown]

    assert min(extra) >= max(hidden)
    assert found.hidden_share == pytest.approx(sum(hidden) / sum(move.count or 0 for move in transitions))


def test_rare_moves_are_left_out_of_a_crowded_flow() -> None:
    """With more than 30 moves, those made after less than a twentieth of the visits go, unless they connect something."""
    transitions = [Transition(source=f"t{place}", target=f"t{place + 1}", count=100, share=0.03) for place in range(20)]
    transitions += [Transition(source=f"t{place}", target=f"t{place}", count=3, share=0.03) for place in range(20)]
    found = select(transitions, 21)

    assert found.shown == tuple(transitions[:20])


def test_stated_moves_are_never_rare() -> None:
    """Nobody counted them."""
    transitions = [Transition(source="a", target=f"t{number}") for number in range(50)]

    assert select(transitions, 51).n_hidden == 0
    assert select(transitions, 51).hidden_share is None


def test_the_footnote_says_what_is_not_shown(made_flow: Callable[..., Any]) -> None:
    """How many, of how many, and their share of all moves."""
    journey_map = made_flow(40, 6, most=9)[0]
    found = select(journey_map.transitions, 40)

    assert found.n_hidden > 0
    assert f"{found.n_hidden} of {len(journey_map.transitions)} transitions are not shown" in cx.render_flow(journey_map).text
