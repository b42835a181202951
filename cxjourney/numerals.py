"""Figures as people read them: rounded half up on their decimal digits, signs always U+2212, units kept together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

NO_BREAK_SPACE = "\u00a0"
MINUS = "\u2212"

_MINUTE, _HOUR, _DAY, _YEAR = 60, 3_600, 86_400, 31_557_600
_LONGEST = 1_000 * _YEAR
"""The upper end of the mean of two times can be any number."""
_SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "CNY": "CN¥", "INR": "₹", "KRW": "₩", "VND": "₫", "RUB": "₽", "UAH": "₴"}
_FINE = 1e9
"""Smaller numbers are known to more decimals than are ever written."""
_HUGE = 1e20
"""Larger numbers have no digits after the point."""
_SIZES = (Decimal(10) ** 3, Decimal(10) ** 6, Decimal(10) ** 9)

Plural = Callable[[Decimal], int]
"""Which of a language's forms of a noun goes with a number, counted from 0; -1 is the last."""


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
    number = float(value)
    exact = Decimal(repr(number))
    rounded = exact.quantize(_last_digit(decimals), rounding=ROUND_HALF_UP) if -_HUGE < number < _HUGE else exact.to_integral()
    return rounded or abs(rounded)


def _rounded(value: float, decimals: int) -> str:
    """
    Return a number as `half_up` rounds it, with commas between thousands.

    Python rounds the binary number, which is faster. That can differ only where the decimal digits end half way, with a 5, or where the
    number is so large that its own digits end there.
    """
    number = float(value)
    exact = repr(number)
    if exact[-1] == "5" or "e" in exact or not -_FINE < number < _FINE:
        return f"{half_up(number, decimals):,f}"
    text = f"{number:,.{decimals}f}"
    return text if text[0] != "-" or _is_something(text) else text[1:]


def _is_something(text: str) -> bool:
    """Return whether a number has digits other than 0."""
    return bool(text.strip("-0.,"))


@cache
def _last_digit(decimals: int) -> Decimal:
    return Decimal(1).scaleb(-decimals)


def share_decimals(share: float) -> int:
    """
    Return the decimals of a percentage: one below ten, and where whole percents would tell all of what is not quite all.

    Parameters
    ----------
    share
        The share.

    Examples
    --------
    >>> [ENGLISH.percent(share, share_decimals(share)) for share in (0.221, 0.0123, 0.997, 1.0)]
    ['22%', '1.2%', '99.7%', '100%']
    """
    size = abs(share)
    return 1 if 0 < size < 0.0995 or 0.995 <= size < 1 else 0


def english_plural(number: Decimal) -> int:
    """Return the form of a noun after a number in English: the first for one, else the last."""
    return 0 if number == 1 else -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Numerals:
    """
    How a language writes figures.

    Parameters
    ----------
    decimal, group
        Decimal mark and thousands mark.
    digits
        Its ten digits, when they are not 0 to 9.
    percent_sign
        What stands after a percentage.
    sign_mark
        Invisible mark before a sign that keeps it at the left of its digits in a right-to-left sentence.
    steps
        What stands after thousands, millions and billions.
    span
        How two ends of a range are written.
    price
        How an amount and the symbol of its currency are written.
    symbols
        Currencies that have another symbol in this language.
    plural
        Which form of a noun goes with a number.
    seconds, minutes, hours, days, years
        Words after a duration, in the forms that `plural` counts.
    answers, q
        What stands for a number of answers, and for a false-discovery-adjusted p.

    Examples
    --------
    >>> ENGLISH.compact(3_912), ENGLISH.signed(-0.65), ENGLISH.percent(0.173, 1)
    ('3.9k', '−0.7', '17.3%')
    """

    decimal: str = "."
    group: str = ","
    digits: str = ""
    percent_sign: str = "%"
    sign_mark: str = ""
    steps: tuple[str, str, str] = ("k", "M", "B")
    span: str = "{low} – {high}"
    price: str = "{symbol}{amount}"
    symbols: Mapping[str, str] = field(default_factory=dict)
    plural: Plural = english_plural
    seconds: tuple[str, ...] = ("s",)
    minutes: tuple[str, ...] = ("min",)
    hours: tuple[str, ...] = ("h",)
    days: tuple[str, ...] = ("day", "days")
    years: tuple[str, ...] = ("year", "years")
    answers: str = "n\u00a0{n}"
    q: str = "q"

    def localized(self, text: str) -> str:
        """Return a text with its digits 0 to 9 written in this language's digits."""
        return text.translate(str.maketrans("0123456789", self.digits)) if self.digits else text

    def fixed(self, value: float, decimals: int = 0) -> str:
        """Return a number with grouped thousands and a fixed count of decimals."""
        return self._styled(_rounded(value, decimals))

    def _written(self, rounded: Decimal) -> str:
        return self._styled(f"{rounded:,f}")

    def _styled(self, text: str) -> str:
        """Return a number as this language writes it, given with a comma between thousands and a point."""
        size = text.removeprefix("-")
        if (self.group, self.decimal) != (",", "."):
            size = size.replace(",", "\0").replace(".", self.decimal).replace("\0", self.group)
        if self.digits:
            size = self.localized(size)
        return f"{self.sign_mark}{MINUS}{size}" if text[0] == "-" else size

    def signed(self, value: float, decimals: int = 1) -> str:
        """Return a number with its sign, zero as ``+0``."""
        text = self._styled(_rounded(value, decimals))
        return text if MINUS in text else f"{self.sign_mark}+{text}"

    def change(self, value: float, decimals: int = 1) -> str:
        """Return a difference with its sign; what is written as nothing has none."""
        text = _rounded(value, decimals)
        mark = "" if text[0] == "-" or not _is_something(text) else f"{self.sign_mark}+"
        return mark + self._styled(text)

    def percent(self, share: float, decimals: int = 0) -> str:
        """Return a share as a percentage; a share that is not nothing is never shown as 0%."""
        text = _rounded(float(Decimal(repr(float(share))) * 100), decimals)
        is_less = share > 0 and not _is_something(text)
        return (
            f"{self.sign_mark}<{self._written(_last_digit(decimals))}{self.percent_sign}"
            if is_less
            else self._styled(text) + self.percent_sign
        )

    def compact(self, value: float) -> str:
        """Return a large number in short: 912, 3.9k, 11.2k, 412k, 1.02M."""
        number, step = _shortened(value)
        return self._written(number) + self._tail(step)

    def _tail(self, step: int) -> str:
        return self.steps[step - 1] if step else ""

    def money(self, value: float, currency: str | None) -> str:
        """Return an amount in short, with the symbol or the code of its currency."""
        number, tail = self._amount(value)
        return self._priced(number + tail, currency, negative=value < 0 and half_up(value) != 0)

    def _amount(self, value: float) -> tuple[str, str]:
        """Return an amount without its sign, as its figure and what stands after it."""
        if 9_950 <= abs(value) < 999_500:
            return self.fixed(abs(value) / 1000), self.steps[0]
        number, step = _shortened(abs(value))
        whole = number == number.to_integral()
        return self._written(number.quantize(Decimal(1)) if whole else number), self._tail(step)

    def _priced(self, amount: str, currency: str | None, *, negative: bool) -> str:
        symbol = self.symbols.get(currency, _SYMBOLS.get(currency)) if currency else None
        if symbol:
            amount = self.price.format(symbol=symbol, amount=amount)
        elif currency:
            amount = f"{amount}{NO_BREAK_SPACE}{currency}"
        return f"{self.sign_mark}{MINUS}{amount}" if negative else amount

    def money_range(self, low: float, high: float, currency: str | None) -> str:
        """Return two amounts; what both share is written once: ``$60 – 130k``."""
        (one, one_tail), (other, other_tail) = self._amount(low), self._amount(high)
        if low >= 0 and one_tail and one_tail == other_tail:
            return self._priced(self.between(one, other) + other_tail, currency, negative=False)
        return self.between(self.money(low, currency), self.money(high, currency))

    def between(self, low: str, high: str) -> str:
        """Return a range of two written figures."""
        return self.span.format(low=low, high=high)

    def duration(self, seconds: float) -> str:
        """Return a span of time in its largest unit: 0.04 s, 9 s, 26 min, 3.1 days, at most a thousand years."""
        if seconds > _LONGEST:
            return f">{NO_BREAK_SPACE}{self.duration(_LONGEST)}"
        units = ((_YEAR, self.years), (2 * _DAY, self.days), (2 * _HOUR, self.hours), (2 * _MINUTE, self.minutes), (0, self.seconds))
        least, words = next((least, words) for least, words in units if seconds >= least or least == 0)
        size = {_YEAR: _YEAR, 2 * _DAY: _DAY, 2 * _HOUR: _HOUR, 2 * _MINUTE: _MINUTE, 0: 1}[least]
        amount = seconds / size
        number = half_up(amount, (1 if amount < 10 else 0) if size > 1 else _second_digits(amount))
        if number == number.to_integral():
            number = number.quantize(Decimal(1))
        return f"{self._written(number)}{NO_BREAK_SPACE}{words[self.plural(number)] if len(words) > 1 else words[0]}"

    def chance(self, p: float) -> str:
        """Return a p-value without its name: ``< 0.001``, ``0.002``, ``0.03``."""
        return f"<{NO_BREAK_SPACE}{self.fixed(0.001, 3)}" if p < 0.001 else self.fixed(p, 3 if p < 0.01 else 2)

    def q_value(self, q: float) -> str:
        """Return a false-discovery-adjusted p: ``q < 0.001``, ``q = 0.002``, ``q = 0.03``."""
        text = self.chance(q)
        return f"{self.q}{NO_BREAK_SPACE}{text if text.startswith('<') else f'={NO_BREAK_SPACE}{text}'}"

    def count(self, n: int) -> str:
        """Return a number of answers: ``n 1,366``."""
        return self.answers.format(n=self.fixed(n))


def _shortened(value: float) -> tuple[Decimal, int]:
    """Return a number in three digits, for thousands at most one after the point, and its step: 0 for none, 1 for thousands."""
    step = sum(half_up(abs(value)) >= size for size in _SIZES)
    if not step:
        return half_up(value), 0
    scaled = Decimal(repr(float(value))) / _SIZES[step - 1]
    rounded = next(
        number for digits in _digits(step, abs(scaled)) if abs(number := half_up(float(scaled), digits)) < 10 ** (3 - digits) or not digits
    )
    if abs(rounded) >= 1000 and step < len(_SIZES):
        return _shortened(float(_SIZES[step]) * (1 if value > 0 else -1))
    return rounded, step


def _second_digits(seconds: float) -> int:
    """Return the decimals of a number of seconds: none, or those that show one digit of a part of a second."""
    return next((digits for digits, least in ((0, 0.95), (1, 0.095), (2, 0.0095), (3, 0.0005)) if seconds >= least), 0)


def _digits(step: int, scaled: Decimal) -> tuple[int, ...]:
    """Return the decimals to try, the most first."""
    most = (2 if step > 1 else 1) if scaled < 10 else 1 if scaled < 100 else 0
    return tuple(range(most, -1, -1))


ENGLISH = Numerals()
