"""Prices between the files' text (`2.55`) and whole cents, never by way of a float."""

from decimal import Decimal, InvalidOperation


def cents(text: str) -> int:
    """The amount in minor units. Raises ValueError for what is no amount of whole cents."""
    try:
        amount = Decimal(text.strip()) * 100
        whole = int(amount)
    except (InvalidOperation, OverflowError, ValueError):
        raise ValueError(f"{text!r} is not an amount of money") from None
    if whole != amount:
        raise ValueError(f"{text!r} has fractions of a cent")
    return whole


def amount(minor: int) -> str:
    """Minor units as the files write them: two decimals, a point."""
    sign = "-" if minor < 0 else ""
    return f"{sign}{abs(minor) // 100}.{abs(minor) % 100:02d}"
