"""Numbers, amounts of money, marks, yes and no."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from typing import Any

from hallway.core.lists.types.base import MAX_INTEGER, Settings

MAX_RATING = 10
RATING = 5
"""What a rating goes up to where nothing is said."""
CURRENCY = "EUR"
_WHOLE = frozenset(
    """
    BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF
    """.split()  # noqa: SIM905 - a table of words
)
_THOUSANDTHS = frozenset(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"])
CURRENCIES = frozenset(
    """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB
    BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP
    DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF
    IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK
    LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN
    NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF
    SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND
    TOP TRY TTD TWD TZS UAH UGX USD UYI UYU UZS VES VND VUV WST XAF XCD XOF XPF
    YER ZAR ZMW
    """.split()  # noqa: SIM905 - a table of words
)
"""Codes of ISO 4217 that money is counted in."""


def number(value: Any, settings: Settings) -> float:
    """Return a double within the column's bounds."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise ValueError("A number is expected.")
    try:
        found = float(value)
    except (ValueError, OverflowError):
        raise ValueError("A number is expected.") from None
    if not math.isfinite(found):
        raise ValueError("A finite number is expected.")
    check_bounds(found, settings)
    return found


def check_bounds(found: Any, settings: Settings) -> None:
    """Raise ValueError unless a number or amount is within `min` and `max`."""
    low, high = settings.get("min"), settings.get("max")
    if low is not None and found < low:
        raise ValueError(f"At least {_words(low, settings)}.")
    if high is not None and found > high:
        raise ValueError(f"At most {_words(high, settings)}.")


def _words(bound: Any, settings: Settings) -> str:
    return f"{bound * 100:g} %" if settings.get("percent") else f"{bound:,.15g}"


def minor_digits(currency: str) -> int:
    """Return how many digits an amount has behind the point (ISO 4217)."""
    if currency in _WHOLE:
        return 0
    return 3 if currency in _THOUSANDTHS else 2


def amount(value: Any, settings: Settings) -> int:
    """Return an amount in minor units, of one given in major ones."""
    found = decimal(value)
    digits = minor_digits(settings.get("currency", CURRENCY))
    check_bounds(found, {key: _bound(settings, key) for key in ("min", "max")})
    exact = found.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_EVEN)
    if exact != found:
        raise ValueError(
            f"At most {digits} digits behind the point."
            if digits
            else "A whole amount is expected."
        )
    return int(exact.scaleb(digits))


def _bound(settings: Settings, key: str) -> Decimal | None:
    return None if settings.get(key) is None else Decimal(str(settings[key]))


def decimal(value: Any) -> Decimal:
    """Return an amount of money as it was given, at most 10**15."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise ValueError("An amount is expected.")
    try:
        # A double as people read it: 0.1 is meant as 0.1.
        found = Decimal(str(value).strip())
    except (InvalidOperation, ValueError):
        raise ValueError("An amount is expected.") from None
    if not found.is_finite():
        raise ValueError("An amount is expected.")
    if abs(found) > 10**15:
        raise ValueError("That is too much.")
    return found


def major(minor: int, currency: str) -> Decimal:
    """Return an amount in major units."""
    return Decimal(minor).scaleb(-minor_digits(currency))


def yesno(value: Any, _settings: Settings) -> bool:
    """Return yes or no."""
    if not isinstance(value, bool):
        raise ValueError("Yes or no is expected.")
    return value


def whole(value: Any) -> int | None:
    """Return a whole number, also one written as a double or in digits."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit():
        value = int(value.strip()[:20])
    return value if isinstance(value, int) and abs(value) <= MAX_INTEGER else None


def rating(value: Any, settings: Settings) -> int:
    """Return so many stars, from 1."""
    most = int(settings.get("max", RATING))
    found = whole(value)
    if found is None or not 1 <= found <= most:
        raise ValueError(f"A whole number from 1 to {most} is expected.")
    return found
