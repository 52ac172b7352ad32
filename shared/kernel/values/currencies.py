"""Decimal places of currencies (ISO 4217)."""

_WITHOUT = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_WITH_THREE = "BHD IQD JOD KWD LYD OMR TND"
_WITH_FOUR = "CLF UYW"
_EXPONENTS = {
    **dict.fromkeys(_WITHOUT.split(), 0),
    **dict.fromkeys(_WITH_THREE.split(), 3),
    **dict.fromkeys(_WITH_FOUR.split(), 4),
}
"""Decimal places of the currencies that do not have two.

The data of locale libraries cannot be used: they describe how cash is rounded (RSD and IQD to no decimal places),
which would be wrong here by a factor of 100 and 1,000.
"""


def exponent_of(currency: str) -> int:
    """The decimal places between the currency's major and minor unit: 2 for GBP, 0 for JPY, 3 for KWD."""
    return _EXPONENTS.get(currency, 2)
