"""What somebody felt at a touchpoint."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import model_validator

from cxjourney.estimate import Estimate
from cxjourney.types import Name, Polarity, Reference, Text, Valence
from cxjourney.value import Value

SourceKind = Literal["direct", "indirect", "inferred", "assumed"]


class Emotion(Value):
    """
    A reading of how somebody felt at a touchpoint.

    It belongs to a person or a group *at* a touchpoint, never to the touchpoint alone; no reading is not the
    same as a neutral one.

    Parameters
    ----------
    valence
        From −2 (frustrated) to +2 (delighted).
    arousal, dominance
        How stirred and how much in control, from −1 to 1.
    label
        A word for it, such as ``"relieved"``.
    scheme
        Vocabulary the label comes from, such as ``"plutchik"``.
    persona, segment, channel
        Who felt it, and where; None means everybody, everywhere.
    source_kind
        Asked directly (surveys), said indirectly (reviews), inferred (behaviour) or assumed (a hypothesis).
    quote
        What was said.
    estimate
        The measured mean valence with its interval; None for a stated reading.

    Examples
    --------
    >>> Emotion(valence=-1.2, label="annoyed").source_kind
    'assumed'
    """

    valence: Valence
    arousal: Polarity | None = None
    dominance: Polarity | None = None
    label: Name | None = None
    scheme: Name | None = None
    persona: Reference | None = None
    segment: Reference | None = None
    channel: Reference | None = None
    source_kind: SourceKind = "assumed"
    quote: Text | None = None
    estimate: Estimate | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_number(cls, data: Any) -> Any:
        if isinstance(data, (int, float)) and not isinstance(data, bool):
            return {"valence": data}
        if isinstance(data, str):
            message = "a feeling is a number from -2 (frustrated) to 2 (delighted), or an Emotion with a label"
            raise ValueError(message)  # noqa: TRY004 - Pydantic collects ValueErrors
        return data

    def as_estimate(self) -> Estimate:
        """Return the reading with its interval, or as stated when nobody measured it."""
        return self.estimate or Estimate.stated(self.valence, unit="valence")
