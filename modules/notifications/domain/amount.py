"""Formats money amounts for display."""

from shared.kernel.values.currencies import exponent_of


def amount(cents: int, currency: str) -> str:
    """Format minor units of the currency: `1,234.50 GBP`, `1,234 JPY`."""
    exponent = exponent_of(currency)
    whole, part = divmod(abs(cents), 10**exponent)
    decimals = f".{part:0{exponent}}" if exponent else ""
    return f"{'-' if cents < 0 else ''}{whole:,}{decimals} {currency}"
