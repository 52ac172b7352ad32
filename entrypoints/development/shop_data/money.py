"""Converts between prices in files (`2.55`) and integer cents, without floats."""

from decimal import Decimal, InvalidOperation


def parse_cents(text: str) -> int:
    """Parse an amount into cents. Raises ValueError if it is not a whole number of cents."""
    try:
        format_cents = Decimal(text.strip()) * 100
        whole = int(format_cents)
    except (InvalidOperation, OverflowError, ValueError):
        raise ValueError(f"{text!r} is not an amount of money") from None
    if whole != format_cents:
        raise ValueError(f"{text!r} has fractions of a cent")
    return whole


def format_cents(minor: int) -> str:
    """Format cents with two decimals."""
    sign = "-" if minor < 0 else ""
    return f"{sign}{abs(minor) // 100}.{abs(minor) % 100:02d}"
