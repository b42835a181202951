"""Persian: the map, and what all pictures share."""

from __future__ import annotations

from cxjourney.render.numbers import Numerals

NUMERALS = Numerals(
    decimal="٫",
    group="٬",
    digits="۰۱۲۳۴۵۶۷۸۹",
    percent_sign="٪",
    sign_mark="\u200e",
    steps=("\u00a0هزار", "\u00a0میلیون", "\u00a0میلیارد"),
    span="{low} تا {high}",
    price="{amount}\u00a0{symbol}",
    symbols={"IRR": "ریال"},
    seconds=("ثانیه",),
    minutes=("دقیقه",),
    hours=("ساعت",),
    days=("روز",),
    years=("سال",),
    answers="تعداد\u00a0{n}",
)
DIRECTION = "rtl"

MESSAGES: dict[str, str | tuple[str, ...]] = {}
