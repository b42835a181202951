"""Figures as people read them: rounded half up on their decimal digits, signs always U+2212, units kept together."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

NO_BREAK_SPACE = "\u00a0"
MINUS = "\u2212"
EN_DASH = "–"

_MINUTE, _HOUR, _DAY, _YEAR = 60, 3_600, 86_400, 31_557_600
_SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "CNY": "CN¥", "INR": "₹", "KRW": "₩", "VND": "₫", "RUB": "₽", "UAH": "₴"}
_STEPS = ((Decimal(10) ** 9, "B"), (Decimal(10) ** 6, "M"), (Decimal(10) ** 3, "k"))


def half_up(value: float, decimals: int = 0) -> Decimal:
    """
    Round half away from zero, judged on the decimal digits of the number and not on its binary form.

    Parameters
    ----------
    value
        A finite number.
    decimals
        Digits to keep after the point.

    Examples
    --------
    >>> half_up(0.95, 1), half_up(-0.65, 1), half_up(2.5)
    (Decimal('1.0'), Decimal('-0.7'), Decimal('3'))
    """
    exact = Decimal(repr(float(value)))
    rounded = (
        exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP) if abs(exact) < Decimal(10) ** 20 else exact.to_integral()
    )
    return abs(rounded) if rounded == 0 else rounded


@dataclass(frozen=True, slots=True)
class Numerals:
    """
    How a language writes figures.

    Parameters
    ----------
    decimal, group
        Decimal mark and thousands mark.
    seconds, minutes, hours, days, years
        Words after a duration, singular and plural.

    Examples
    --------
    >>> ENGLISH.compact(3_912), ENGLISH.signed(-0.65), ENGLISH.percent(0.173, 1)
    ('3.9k', '−0.7', '17.3%')
    """

    decimal: str = "."
    group: str = ","
    seconds: tuple[str, str] = ("s", "s")
    minutes: tuple[str, str] = ("min", "min")
    hours: tuple[str, str] = ("h", "h")
    days: tuple[str, str] = ("day", "days")
    years: tuple[str, str] = ("year", "years")

    def fixed(self, value: float, decimals: int = 0) -> str:
        """Return a number with grouped thousands and a fixed count of decimals."""
        return self._written(half_up(value, decimals))

    def _written(self, rounded: Decimal) -> str:
        text = f"{abs(rounded):,f}".replace(",", "\0").replace(".", self.decimal).replace("\0", self.group)
        return f"{MINUS}{text}" if rounded < 0 else text

    def signed(self, value: float, decimals: int = 1) -> str:
        """Return a number with its sign, zero as ``+0``."""
        text = self.fixed(value, decimals)
        return text if text.startswith(MINUS) else f"+{text}"

    def percent(self, share: float, decimals: int = 0) -> str:
        """Return a share as a percentage; a share that is not nothing is never shown as 0%."""
        text = self._written(half_up(float(Decimal(repr(float(share))) * 100), decimals))
        least = self._written(Decimal(1).scaleb(-decimals))
        return f"<{least}%" if share > 0 and half_up(share * 100, decimals) == 0 else f"{text}%"

    def compact(self, value: float) -> str:
        """Return a large number in short: 912, 3.9k, 11.2k, 412k, 1.02M."""
        step, letter = next(((step, letter) for step, letter in _STEPS if half_up(abs(value)) >= step), (Decimal(1), ""))
        if not letter:
            return self.fixed(value)
        scaled = Decimal(repr(float(value))) / step
        rounded = next(
            number
            for digits in _digits(letter, abs(scaled))
            if abs(number := half_up(float(scaled), digits)) < 10 ** (3 - digits) or not digits
        )
        if abs(rounded) >= 1000 and letter in "kM":
            return self.compact(float(step * 1000) * (1 if value > 0 else -1))
        return f"{self._written(rounded)}{letter}"

    def money(self, value: float, currency: str | None) -> str:
        """Return an amount in short, with the symbol or the code of its currency."""
        amount = self.fixed(abs(value) / 1000) + "k" if 9_950 <= abs(value) < 999_500 else self.compact(abs(value))
        for zeros in (f"{self.decimal}0k", f"{self.decimal}00M", f"{self.decimal}00B"):
            amount = amount[: -len(zeros)] + amount[-1] if amount.endswith(zeros) else amount
        sign = MINUS if value < 0 and half_up(value) != 0 else ""
        if currency is None:
            return f"{sign}{amount}"
        symbol = _SYMBOLS.get(currency)
        return f"{sign}{symbol}{amount}" if symbol else f"{sign}{amount}{NO_BREAK_SPACE}{currency}"

    def money_range(self, low: float, high: float, currency: str | None) -> str:
        """Return two amounts; what both share is written once: ``$60 – 130k``."""
        one, other = self.money(low, currency), self.money(high, currency)
        symbol = _SYMBOLS.get(currency or "", "")
        tail = f"{NO_BREAK_SPACE}{currency}" if currency and not symbol else ""
        bare = [text.removesuffix(tail) for text in (one, other)]
        if low >= 0 and bare[0][-1:] == bare[1][-1:] and bare[0][-1:] in set("kMB"):
            return f"{bare[0][:-1]} {EN_DASH} {bare[1].removeprefix(symbol)}{tail}"
        return f"{one} {EN_DASH} {other}"

    def duration(self, seconds: float) -> str:
        """Return a span of time in its largest unit: 9 s, 26 min, 3.1 days."""
        units = ((_YEAR, self.years), (2 * _DAY, self.days), (2 * _HOUR, self.hours), (2 * _MINUTE, self.minutes), (0, self.seconds))
        least, words = next((least, words) for least, words in units if seconds >= least or least == 0)
        size = {_YEAR: _YEAR, 2 * _DAY: _DAY, 2 * _HOUR: _HOUR, 2 * _MINUTE: _MINUTE, 0: 1}[least]
        amount = seconds / size
        decimals = 1 if amount < 10 and size > 1 else 0
        text = self.fixed(amount, decimals).removesuffix(f"{self.decimal}0")
        return f"{text}{NO_BREAK_SPACE}{words[0 if text == '1' else 1]}"

    def q_value(self, q: float) -> str:
        """Return a false-discovery-adjusted p: ``q < 0.001``, ``q = 0.002``, ``q = 0.03``."""
        space = NO_BREAK_SPACE
        if q < 0.001:
            return f"q{space}<{space}{self.fixed(0.001, 3)}"
        return f"q{space}={space}{self.fixed(q, 3 if q < 0.01 else 2)}"

    def count(self, n: int) -> str:
        """Return a number of answers: ``n 1,366``."""
        return f"n{NO_BREAK_SPACE}{self.fixed(n)}"


def _digits(letter: str, scaled: Decimal) -> tuple[int, ...]:
    """Return the decimals to try, the most first: three digits in all, for thousands at most one after the point."""
    most = (2 if letter in "MB" else 1) if scaled < 10 else 1 if scaled < 100 else 0
    return tuple(range(most, -1, -1))


ENGLISH = Numerals()
