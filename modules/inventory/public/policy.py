"""The shop's policy for products and stock."""

from dataclasses import dataclass, field
from pathlib import Path

DEFAULT_SKU_PATTERN = "^[A-Z0-9]{3,20}$"
"""The pattern of a shop that does not set TRADEPOST_SKU_PATTERN."""


@dataclass(frozen=True, slots=True)
class InventoryPolicy:
    """The shop's settings. `public_availability_cap` caps the availability shown to the public (None: no cap).

    Pictures are stored at the `picture_storage_url`, `file:///FOLDER` or `s3://BUCKET/PREFIX`.
    """

    sku_pattern: str = DEFAULT_SKU_PATTERN
    currency: str = "GBP"
    public_availability_cap: int | None = None
    low_stock_default: int = 5
    announce_seconds: float = 1.0
    picture_storage_url: str = field(default_factory=lambda: Path(".tradepost/media").absolute().as_uri(), repr=False)
