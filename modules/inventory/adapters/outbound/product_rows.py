"""Products as rows and back."""

from collections.abc import Mapping
from typing import Any

import asyncpg

from modules.inventory.domain.product import TERMS, Product, ProductTerms

COLUMNS = ", ".join(["sku", *TERMS, "version", "created_at", "updated_at", "archived_at"])


def product_of(row: Mapping[Any, Any] | asyncpg.Record) -> Product:
    terms = {name: row[name] for name in TERMS}
    terms["barcodes"] = tuple(terms["barcodes"])
    return Product(
        row["sku"],
        ProductTerms(**terms),
        row["version"],
        row["created_at"],
        row["updated_at"],
        row["archived_at"],
    )


def row_of(product: Product) -> dict[str, object]:
    terms = {name: getattr(product.terms, name) for name in TERMS}
    terms["barcodes"] = list(product.terms.barcodes)
    terms["metadata"] = dict(product.terms.metadata)
    return {
        "sku": product.sku,
        **terms,
        "version": product.version,
        "created_at": product.created_at,
        "updated_at": product.updated_at,
        "archived_at": product.archived_at,
    }
