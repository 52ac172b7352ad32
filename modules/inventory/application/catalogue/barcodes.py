"""A barcode names one product."""

from collections.abc import Iterator, Mapping

from modules.inventory.domain.errors import barcode_taken
from modules.inventory.domain.product import Product
from modules.inventory.ports.unit_of_work import UnitOfWork
from shared.kernel.errors import FieldError


async def ensure_barcodes_free(work: UnitOfWork, product: Product, before: Product | None = None) -> None:
    """Raises Conflict `barcode_taken` naming the product that has one of the barcodes.

    What another transaction takes at the same time is left to the database's constraint.
    """
    kept = before.terms.barcodes if before else ()
    new = set(product.terms.barcodes) - set(kept)
    holders = sorted((await work.products.holders(new)).values()) if new else []
    if holders:
        raise barcode_taken(holders[0])


class BarcodeHolders:
    """Who has which barcode while a chunk of products is taken over, line by line.

    A barcode that an earlier line of the chunk gives up can go to an existing product; a new one gets it with the
    next chunk, as new products are written first.
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
        """Count the product's barcodes as its own, and those it had before as given up."""
        for barcode in before.terms.barcodes if before else ():
            if barcode not in product.terms.barcodes and self._holders.get(barcode) == product.sku:
                del self._holders[barcode]
                self._given_up.add(barcode)
        self._holders.update(dict.fromkeys(product.terms.barcodes, product.sku))
