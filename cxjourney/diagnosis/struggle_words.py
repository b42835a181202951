"""What was learned about struggling, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.wording import figure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxjourney.estimate import Estimate
    from cxjourney.model.struggle import StruggleFit, StruggleTerm

ONE = {
    "repeat": "repeat of a touchpoint",
    "return": "step back to the touchpoint before",
    "long_silence": "long silence",
    "error": "error",
    "escalation": "escalation to a person",
    "bad_score": "bad score",
}
"""What one of each signal is called."""

MANY = {
    "repeat": "repeats of a touchpoint",
    "return": "steps back to the touchpoint before",
    "long_silence": "long silences",
    "error": "errors",
    "escalation": "escalations to a person",
    "bad_score": "bad scores",
}
"""What several are called."""

NOT_SHOWN = {
    "error": "Errors were not looked at: no touchpoint is known as one; name them with errors=.",
    "escalation": "Escalations were not looked at: the log needs channels of self-service and channels with people.",
    "bad_score": "Bad scores were not looked at: the log holds no scores.",
}
"""Why a signal is not among the terms."""

NOBODY = "no settled visit at risk has another visit before it in its journey"
NO_SIGNAL = "no sign of struggling was seen before any visit at risk"
ALL_END = "every settled visit at risk ended its journey, so that there is nothing to compare"
NONE_END = "no settled visit at risk ended its journey"
NOT_COMPARED = "no touchpoint has enough visits of which some end the journey and some do not"
NOT_APART = "they come always together with other signals, or only at touchpoints or after numbers of visits of their own"
UNSTABLE = "the data are too thin for the number of touchpoints and signals, and the fit did not come to rest"


def few_customers(count: float) -> str:
    """
    Return the reason that too few customers give.

    Parameters
    ----------
    count
        Effective number of customers.
    """
    return f"fewer than 30 effective customers ({int(count)})"


def term_sentence(signal: str, ratio: Estimate, *, clear: bool, endings: int, visits: int) -> str:
    """
    Return what a signal tells, in a sentence.

    Parameters
    ----------
    signal
        Name of the signal.
    ratio
        Factor on the odds of leaving, or none with the reason as its method.
    clear
        Whether it tells something, after allowing for all signals.
    endings, visits
        Numbers of visits after the signal: those that ended the journey, and all.
    """
    if ratio.value is None:
        return f"{_upper(MANY[signal])}: cannot be said, {ratio.method}."
    interval = f"{ratio.low:.2f} to {ratio.high:.2f}"
    only = {0: " No visit after one ended the journey.", visits: " All visits after one ended the journey."}.get(endings, "")
    if not clear:
        return f"{_upper(MANY[signal])} tell nothing clear: each goes with {ratio.value:.2f} times the odds of leaving ({interval}).{only}"
    way = "higher" if ratio.value > 1 else "lower"
    return f"Each {ONE[signal]} so far goes with {way} odds of leaving: {ratio.value:.2f} times ({interval}).{only}"


def summary_sentence(terms: Sequence[StruggleTerm], fit: StruggleFit) -> str:
    """
    Return the result in two sentences.

    Parameters
    ----------
    terms
        What each signal tells.
    fit
        How well all together do on customers left out.
    """
    worse = [MANY[term.signal] for term in terms if term.clear and (term.weight.value or 0) > 0]
    better = [MANY[term.signal] for term in terms if term.clear and (term.weight.value or 0) < 0]
    found = "No sign of struggling tells clearly who leaves."
    if worse:
        found = f"Customers leave more often after {_listed(worse)}"
        found += f", and less often after {_listed(better)}." if better else "."
    elif better:
        found = f"No sign of struggling goes with leaving more often; customers leave less often after {_listed(better)}."
    if fit.auc.value is None:
        return found
    pairs = figure(fit.auc.replace(unit="share"), of="of the pairs")
    return f"{found} Among customers left out, the visit that ends its journey has the higher score in {pairs}; 50% would be chance."


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
