"""Request and response models of products."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, JsonValue, StringConstraints

from modules.inventory.adapters.inbound.http.sku_path import sku_in_path
from modules.inventory.domain.picture import Picture, Size
from modules.inventory.domain.product import Product
from modules.inventory.public import Availability
from shared.infra.http.requests.fields import (
    ONE_LINE,
    PROSE,
    BasisPoints,
    IdentifierText,
    InModel,
    Line,
    OutModel,
    PositiveCents,
    Quantity,
    optional_field,
)
from shared.infra.http.requests.quantities import Units

Backorders = Literal["deny", "allow"]
Description = Annotated[str, StringConstraints(max_length=10_000), PROSE]
Barcode = Annotated[str, StringConstraints(min_length=1, max_length=64), ONE_LINE]
Barcodes = Annotated[list[Barcode], Field(max_length=20)]
Metadata = Annotated[dict[Annotated[str, StringConstraints(max_length=64)], JsonValue], Field(max_length=50)]


class ProductIn(InModel):
    """A new product."""

    sku: IdentifierText = Field(examples=["22423"])
    name: Line = Field(examples=["Regency cake stand, three tiers"])
    price_cents: PositiveCents = Field(examples=[1295])
    description: Description = ""
    tax_rate_bps: BasisPoints = Field(0, description="Tax rate in basis points: 2000 is 20 %.")
    active: bool = True
    max_per_order: Quantity | None = None
    backorder_policy: Backorders = "deny"
    backorder_limit: Units | None = Field(None, description="Maximum number of backordered units; null for no limit.")
    low_stock_threshold: Units | None = Field(None, description="Null for the shop's default.")
    requires_shipping: bool = True
    track_inventory: bool = Field(default=True, description="If false, the product is always available.")
    barcodes: Barcodes = Field(default_factory=list)
    external_id: Line | None = None
    metadata: Metadata = Field(default_factory=dict)


class ProductChangeIn(InModel):
    """A merge patch: omitted fields do not change, `null` clears an optional field."""

    name: Line = optional_field()
    price_cents: PositiveCents = optional_field()
    description: Description = optional_field()
    tax_rate_bps: BasisPoints = optional_field()
    active: bool = optional_field()
    max_per_order: Quantity | None = None
    backorder_policy: Backorders = optional_field()
    backorder_limit: Units | None = None
    low_stock_threshold: Units | None = Field(None, examples=[20])
    requires_shipping: bool = optional_field()
    track_inventory: bool = optional_field()
    barcodes: Barcodes = optional_field()
    external_id: Line | None = None
    metadata: Metadata = optional_field()


class RenditionOut(OutModel):
    """A picture in one of its sizes, in pixels."""

    url: str = Field(description="Path on this host. It always returns this picture.")
    width: int = Field(description="Width in pixels.")
    height: int


class ImageOut(OutModel):
    """WebP pictures with at most 200, 600 and 1600 pixels on the longest side. Smaller pictures are not enlarged."""

    small: RenditionOut
    medium: RenditionOut
    large: RenditionOut


class ProductOut(OutModel):
    """A product as staff see it."""

    sku: str
    name: str
    description: str
    price_cents: int
    currency: str
    tax_rate_bps: int
    active: bool
    max_per_order: int | None
    backorder_policy: Backorders
    backorder_limit: int | None
    low_stock_threshold: int | None
    requires_shipping: bool
    track_inventory: bool
    barcodes: list[str]
    external_id: str | None
    metadata: dict[str, JsonValue]
    image: ImageOut | None
    version: int
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None


class AvailabilityOut(OutModel):
    """Units of a SKU that can be ordered."""

    sku: str
    available: int = Field(description="Units that can be reserved now.")
    backorderable: int = Field(description="Further units that can be backordered.")
    incoming: int


class AvailabilitiesOut(OutModel):
    """Availabilities in the order of the request."""

    items: list[AvailabilityOut]


def terms_of(body: ProductIn | ProductChangeIn, sent: Mapping[str, Any] | set[str]) -> dict[str, Any]:
    """The fields that were sent, as domain terms."""
    terms = {name: getattr(body, name) for name in sent if name != "sku"}
    if "barcodes" in terms:
        terms["barcodes"] = tuple(terms["barcodes"])
    return terms


def product_out(product: Product, currency: str) -> ProductOut:
    terms = product.terms
    return ProductOut(
        sku=product.sku,
        name=terms.name,
        description=terms.description,
        price_cents=terms.price_cents,
        currency=currency,
        tax_rate_bps=terms.tax_rate_bps,
        active=terms.active,
        max_per_order=terms.max_per_order,
        backorder_policy=terms.backorder_policy,
        backorder_limit=terms.backorder_limit,
        low_stock_threshold=terms.low_stock_threshold,
        requires_shipping=terms.requires_shipping,
        track_inventory=terms.track_inventory,
        barcodes=list(terms.barcodes),
        external_id=terms.external_id,
        metadata=dict(terms.metadata),
        image=_image(product.sku, product.picture) if product.picture else None,
        version=product.version,
        created_at=product.created_at,
        updated_at=product.updated_at,
        archived_at=product.archived_at,
    )


def _image(sku: str, picture: Picture) -> ImageOut:
    def out(size: Size) -> RenditionOut:
        shown = picture.rendition(size)
        url = f"/v1/products/{sku_in_path(sku)}/image?size={size}&v={shown.version}"
        return RenditionOut(url=url, width=shown.width, height=shown.height)

    return ImageOut(small=out("small"), medium=out("medium"), large=out("large"))


def availability_out(availability: Availability) -> AvailabilityOut:
    return AvailabilityOut(
        sku=availability.sku,
        available=availability.available,
        backorderable=availability.backorderable,
        incoming=availability.incoming,
    )
