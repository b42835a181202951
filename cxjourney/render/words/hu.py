"""Hungarian: the map, and what all pictures share."""

from __future__ import annotations

from cxjourney.render.numbers import Numerals

NUMERALS = Numerals(
    decimal=",",
    group="\u00a0",
    steps=("\u00a0ezer", "\u00a0millió", "\u00a0milliárd"),
    price="{amount}\u00a0{symbol}",
    symbols={"HUF": "Ft"},
    seconds=("mp",),
    minutes=("perc",),
    hours=("óra",),
    days=("nap",),
    years=("év",),
)
DIRECTION = "ltr"

MESSAGES: dict[str, str | tuple[str, ...]] = {}
