"""Checks that a barcode belongs to one product."""

from collections.abc import Iterator, Mapping

from modules.inventory.domain.errors import barcode_taken
from modules.inventory.domain.product import Product
from modules.inventory.ports.unit_of_work import UnitOfWork
from shared.kernel.errors import FieldError


async def ensure_barcodes_free(work: UnitOfWork, product: Product, before: Product | None = None) -> None:
    """Raises Conflict `barcode_taken` with the product that has one of the barcodes.

    The database's constraint covers concurrent transactions.
    """
    former = before.terms.barcodes if before else ()
    new = set(product.terms.barcodes) - set(former)
    holders = sorted((await work.products.holders(new)).values()) if new else []
    if holders:
        raise barcode_taken(holders[0])


class BarcodeHolders:
    """The owners of barcodes while a chunk of products is imported, line by line.

    An existing product can take a barcode that an earlier line of the chunk releases. A new product cannot,
    because new products are written first.
    """

    def __init__(self, holders: Mapping[str, str]) -> None:
        self._holders = dict(holders)
        self._given_up: set[str] = set()

    def errors(self, product: Product, before: Product | None) -> Iterator[FieldError]:
        for number, barcode in enumerate(product.terms.barcodes):
            holder = self._holders.get(barcode)
            if holder is not None and holder != product.sku:
                message = f"The product {holder} already has this barcode."
                yield FieldError(f"/barcodes/{number}", "barcode_taken", message)
            elif before is None and barcode in self._given_up:
                message = "Another product releases this barcode in the same import: import this line again."
                yield FieldError(f"/barcodes/{number}", "barcode_taken", message)

    def take(self, product: Product, before: Product | None) -> None:
        """Record the product as owner of its barcodes, and its former barcodes as released."""
        for barcode in before.terms.barcodes if before else ():
            if barcode not in product.terms.barcodes and self._holders.get(barcode) == product.sku:
                del self._holders[barcode]
                self._given_up.add(barcode)
        self._holders.update(dict.fromkeys(product.terms.barcodes, product.sku))
