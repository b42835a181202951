"""A finding explained in full: what was measured, compared and tested, and what follows from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.wording import chance, change, figure, money, number, points

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxjourney.model.findings import Diagnosis, PainPoint

_BASES = {
    "measured": "the moves were put back to the reference and the goals counted again",
    "association": "association: customers who met it were compared with similar ones who did not",
    "assumption": "stated by the author of the map",
}
_BELOW = {
    "measured": "below 0: at the reference fewer would reach the goal, so that nothing is lost with it",
    "association": "below 0: those who met it reached the goal more often, so that nothing is lost with it",
}
_ASSUMED = "Stated by hand: it exceeds the margin, and nothing could be tested."


def explanation(diagnosis: Diagnosis, pain: PainPoint) -> str:
    """
    Return everything that is known about a finding, one fact a line.

    Parameters
    ----------
    diagnosis
        What it was found by.
    pain
        The finding.
    """
    facts = [(name, text) for name, text in _facts(diagnosis, pain) if text]
    width = max(len(name) for name, _ in facts)
    return "\n".join([f"{pain.rank}. {pain.summary}", *(f"   {name:<{width}}  {text}" for name, text in facts)])


def _facts(diagnosis: Diagnosis, pain: PainPoint) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each fact, in the order in which a reader asks."""
    kind = pain.kind.replace("_", " ")
    yield "where", str(pain.location)
    yield "kind", f"{kind} ({pain.gap_of.replace('_', ' ')})" if pain.gap_of else kind
    yield "measured", figure(pain.estimate, n=True)
    yield "compared with", f"{figure(pain.reference, n=True)}: {pain.evidence.reference}"
    yield "effect", "; ".join(part for part in (change(pain.effect, n=True), pain.effect.method) if part)
    yield "smallest that counts", _margin(pain)
    yield "test", pain.evidence.test if pain.basis == "measured" else _ASSUMED
    yield "p and q", _chances(pain)
    yield (
        "tests",
        f"{diagnosis.tested:,} in all, at a false discovery rate of {number(diagnosis.fdr, 'share')}" if diagnosis.tested else "",
    )
    yield "counts", "; ".join(f"{name} {count:,}" for name, count in pain.evidence.counts)
    yield "reach", figure(pain.reach, n=True) if pain.reach else ""
    yield "customers affected", figure(pain.affected_customers, n=True) if pain.affected_customers else ""
    yield "severity", f"{pain.severity_level}, {figure(pain.severity, n=True)} (from 0 to 100: {pain.severity.method})"
    yield "at stake", _stake(pain)
    yield "cause", pain.cause.replace("_", " ") if pain.cause else ""


def _margin(pain: PainPoint) -> str:
    margin = pain.evidence.margin
    if pain.estimate.unit == "share":
        return points(margin)
    is_time = pain.estimate.unit == "seconds"
    return number(margin, "ratio") if is_time else f"{number(margin, pain.estimate.unit)} of {pain.estimate.unit}"


def _chances(pain: PainPoint) -> str:
    found = (("p", pain.evidence.p_value), ("q", pain.q_value))
    return ", ".join(chance(value, name) for name, value in found if value is not None)


def _stake(pain: PainPoint) -> str:
    if pain.at_stake is None or pain.at_stake.value is None:
        return "cannot be said"
    text = figure(pain.at_stake, of=pain.at_stake.unit, n=True)
    if pain.money_at_stake is not None and pain.money_at_stake.value is not None:
        text += f"; {money(pain.money_at_stake, n=True)}"
    text += f"; {_BASES[pain.at_stake_basis]}" if pain.at_stake_basis else ""
    return f"{text}; {_BELOW.get(pain.at_stake_basis or '', 'below 0: nothing is lost with it')}" if pain.at_stake.value < 0 else text
