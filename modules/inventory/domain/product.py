"""A product, identified by its SKU."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any, Literal

from modules.inventory.domain.picture import Picture
from modules.inventory.public import ProductArchived, ProductCreated, ProductEvent, ProductUpdated
from shared.kernel.errors import FieldError, Invalid, VersionMismatch
from shared.kernel.events import EventMetadata, OutgoingEvent
from shared.kernel.values.quantity import MAX_LINE_QUANTITY, MAX_QUANTITY
from shared.kernel.values.text_pattern import TextPattern

BackorderPolicy = Literal["deny", "allow"]

LARGEST_PRICE = 10**11
"""In minor units."""


@dataclass(frozen=True, slots=True)
class ProductTerms:
    """The editable attributes of a product.

    `backorder_limit` limits the backordered units (None: no limit). `low_stock_threshold` None means the
    shop's default. Without `track_inventory` the product is always available.
    """

    name: str
    price_cents: int
    description: str = ""
    tax_rate_bps: int = 0
    active: bool = True
    max_per_order: int | None = None
    backorder_policy: BackorderPolicy = "deny"
    backorder_limit: int | None = None
    low_stock_threshold: int | None = None
    requires_shipping: bool = True
    track_inventory: bool = True
    barcodes: tuple[str, ...] = ()
    external_id: str | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        errors = list(self._errors())
        if errors:
            raise Invalid(errors)

    def _errors(self) -> Iterator[FieldError]:
        if not self.name.strip():
            yield FieldError("/name", "missing", "The name must not be blank.")
        if not 0 < self.price_cents <= LARGEST_PRICE:
            yield FieldError("/price_cents", "out_of_range", "The price must be positive, in minor units.")
        if not 0 <= self.tax_rate_bps <= 10_000:
            yield FieldError("/tax_rate_bps", "out_of_range", "The tax rate must be 0 to 10000 basis points.")
        if self.max_per_order is not None and not 1 <= self.max_per_order <= MAX_LINE_QUANTITY:
            yield FieldError("/max_per_order", "out_of_range", f"The limit must be 1 to {MAX_LINE_QUANTITY}.")
        for name in ("backorder_limit", "low_stock_threshold"):
            value = getattr(self, name)
            if value is not None and not 0 <= value <= MAX_QUANTITY:
                yield FieldError(f"/{name}", "out_of_range", f"The value must be 0 to {MAX_QUANTITY}.")
        if len(set(self.barcodes)) < len(self.barcodes):
            yield FieldError("/barcodes", "duplicate", "Each barcode may occur once.")


TERM_NAMES = tuple(term.name for term in fields(ProductTerms))


def sku_format(pattern: str) -> TextPattern:
    return TextPattern(pattern, "A SKU of this shop", "TRADEPOST_SKU_PATTERN")


@dataclass(frozen=True, slots=True)
class Product:
    """An archived product is not active.

    `version` counts changes and events from 1; `events` holds those that are not saved yet.
    """

    sku: str
    terms: ProductTerms
    version: int
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None = None
    picture: Picture | None = None
    events: list[OutgoingEvent] = field(default_factory=list, compare=False)

    @classmethod
    def create(
        cls, sku: str, terms: ProductTerms, *, pattern: str, now: datetime, metadata: EventMetadata
    ) -> "Product":
        """Raises Invalid if the SKU does not match the shop's pattern."""
        sku_format(pattern).check(sku, "/sku")
        return cls(sku, terms, 1, now, now).record(ProductCreated, metadata)

    def check_version(self, version: int | None) -> None:
        """Raise VersionMismatch if the caller expected another version."""
        if version is not None and version != self.version:
            raise VersionMismatch(self.version)

    def change(self, changes: Mapping[str, Any], now: datetime, metadata: EventMetadata) -> "Product":
        """The product with some terms replaced; the same object if nothing differs. Activating it unarchives it."""
        terms = replace(self.terms, **changes)
        archived_at = None if terms.active else self.archived_at
        if terms == self.terms and archived_at == self.archived_at:
            return self
        after = replace(self, terms=terms, version=self.version + 1, updated_at=now, archived_at=archived_at)
        return after.record(ProductUpdated, metadata)

    def archive(self, now: datetime, metadata: EventMetadata) -> "Product":
        """The archived product; the same object if it is archived already."""
        if self.archived_at is not None:
            return self
        terms = replace(self.terms, active=False)
        after = replace(self, terms=terms, version=self.version + 1, updated_at=now, archived_at=now)
        return after.record(ProductArchived, metadata)

    def with_picture(self, picture: Picture | None, now: datetime, metadata: EventMetadata) -> "Product":
        """The product with another picture or none; the same object if nothing differs."""
        if picture == self.picture:
            return self
        after = replace(self, picture=picture, version=self.version + 1, updated_at=now)
        return after.record(ProductUpdated, metadata)

    def record(self, event: type[ProductEvent], metadata: EventMetadata) -> "Product":
        recorded = event(self.sku, self.version, self.terms.active, self.terms.price_cents)
        return replace(
            self,
            events=[
                *self.events,
                OutgoingEvent(recorded, aggregate_id=self.sku, sequence=self.version, metadata=metadata),
            ],
        )
