"""Upsert of products, shared by the catalogue import and the table import."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from modules.inventory.application.catalog.barcodes import BarcodeHolders
from modules.inventory.domain.product import Product, ProductTerms
from modules.inventory.ports.unit_of_work import UnitOfWork
from shared.kernel.errors import FieldError, Invalid
from shared.kernel.events import EventMetadata

_NEEDED = ("name", "price_cents")


@dataclass(frozen=True, slots=True)
class ProductUpsert:
    """The given terms of a product. `number` is the number of its line."""

    number: int
    sku: str
    terms: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class UpsertResult:
    """`updated` has each product before and after. `errors` have the number of the line."""

    created: Sequence[Product]
    updated: Sequence[tuple[Product, Product]]
    errors: Sequence[tuple[int, FieldError]]


async def upsert_products(
    work: UnitOfWork, upserts: Sequence[ProductUpsert], sku_pattern: str, *, metadata: EventMetadata
) -> UpsertResult:
    """Create or update products, each SKU at most once. Invalid ones are reported, the others saved."""
    known = await work.products.many(sorted({upsert.sku for upsert in upserts}))
    created: list[Product] = []
    updated: list[tuple[Product, Product]] = []
    errors: list[tuple[int, FieldError]] = []
    named = {barcode for upsert in upserts for barcode in upsert.terms.get("barcodes", ())}
    holders = BarcodeHolders(await work.products.holders(named) if named else {})
    for upsert in upserts:
        before = known.get(upsert.sku)
        try:
            if before is None:
                after = Product.create(
                    upsert.sku, _terms(upsert), pattern=sku_pattern, now=work.tx.now, metadata=metadata
                )
            else:
                after = before.change(upsert.terms, work.tx.now, metadata)
        except Invalid as error:
            errors += [(upsert.number, each) for each in error.errors]
            continue
        if taken := list(holders.errors(after, before)):
            errors += [(upsert.number, error) for error in taken]
            continue
        holders.take(after, before)
        if before is None:
            created.append(after)
        elif after is not before:
            updated.append((before, after))
    await work.products.add(created)
    await work.products.save([after for _, after in updated])
    return UpsertResult(created, updated, errors)


def _terms(upsert: ProductUpsert) -> ProductTerms:
    missing = [name for name in _NEEDED if name not in upsert.terms]
    if missing:
        raise Invalid([FieldError(f"/{name}", "required", "A new product requires this field.") for name in missing])
    return ProductTerms(**upsert.terms)
