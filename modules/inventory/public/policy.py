"""The shop's policy for products and stock."""

from dataclasses import dataclass
from pathlib import Path

DEFAULT_SKU_PATTERN = "^[A-Z0-9]{3,20}$"
"""The pattern of a shop that does not set TRADEPOST_SKU_PATTERN."""


@dataclass(frozen=True, slots=True)
class InventoryPolicy:
    """The shop's settings. `public_availability_cap` caps the availability shown to the public (None: no cap).

    Pictures are stored in the `media_folder`.
    """

    sku_pattern: str = DEFAULT_SKU_PATTERN
    currency: str = "GBP"
    public_availability_cap: int | None = None
    low_stock_default: int = 5
    announce_seconds: float = 1.0
    media_folder: Path = Path(".tradepost/media")
