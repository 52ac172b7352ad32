"""Amounts as people read them."""

_WITHOUT = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_WITH_THREE = "BHD IQD JOD KWD LYD OMR TND"
_WITH_FOUR = "CLF UYW"
EXPONENTS = {
    **dict.fromkeys(_WITHOUT.split(), 0),
    **dict.fromkeys(_WITH_THREE.split(), 3),
    **dict.fromkeys(_WITH_FOUR.split(), 4),
}
"""ISO 4217's decimal places of the currencies that do not have two.

Not what a locale library says: those tell how cash is rounded, RSD to none and IQD to none,
which would be wrong by a factor of a hundred and a thousand here.
"""


def amount(cents: int, currency: str) -> str:
    """Minor units of the currency in words: `1,234.50 GBP`, `1,234 JPY`."""
    exponent = EXPONENTS.get(currency, 2)
    whole, part = divmod(abs(cents), 10**exponent)
    decimals = f".{part:0{exponent}}" if exponent else ""
    return f"{'-' if cents < 0 else ''}{whole:,}{decimals} {currency}"
