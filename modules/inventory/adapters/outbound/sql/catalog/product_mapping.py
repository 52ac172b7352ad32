"""Map products to rows and back."""

from collections.abc import Mapping
from typing import Any

import asyncpg

from modules.inventory.domain.picture import Picture, Rendition
from modules.inventory.domain.product import TERM_NAMES, Product, ProductTerms
from shared.infra.sql.queries.search_text import stored
from shared.kernel.values.folding import searchable

_PICTURE = ("picture_files", "picture_sides")
COLUMNS = ", ".join(["sku", *TERM_NAMES, "version", "created_at", "updated_at", "archived_at", *_PICTURE])


def product_of(row: Mapping[Any, Any] | asyncpg.Record) -> Product:
    terms = {name: row[name] for name in TERM_NAMES}
    terms["barcodes"] = tuple(terms["barcodes"])
    return Product(
        sku=row["sku"],
        terms=ProductTerms(**terms),
        version=row["version"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        archived_at=row["archived_at"],
        picture=_picture_of(row),
    )


def row_of(product: Product) -> dict[str, object]:
    terms = {name: getattr(product.terms, name) for name in TERM_NAMES}
    terms["barcodes"] = list(product.terms.barcodes)
    terms["metadata"] = dict(product.terms.metadata)
    return {
        "sku": product.sku,
        **terms,
        "version": product.version,
        "created_at": product.created_at,
        "updated_at": product.updated_at,
        "archived_at": product.archived_at,
        **_picture_row(product.picture),
        "search_text": stored(searchable([product.sku, product.terms.name, *product.terms.barcodes])),
    }


def _picture_of(row: Mapping[Any, Any] | asyncpg.Record) -> Picture | None:
    files, sides = (row[name] for name in _PICTURE)
    return (
        None if files is None else Picture(*(Rendition(file, *each) for file, each in zip(files, sides, strict=True)))
    )


def _picture_row(picture: Picture | None) -> dict[str, object]:
    """Files and dimensions are separate columns, so that one index finds references to a file."""
    if picture is None:
        return dict.fromkeys(_PICTURE)
    return dict(zip(_PICTURE, ([*picture.files], [[each.width, each.height] for each in picture]), strict=True))
