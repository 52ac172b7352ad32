"""A whole catalogue with its first stock is taken over."""

from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from modules.inventory.application import announce
from modules.inventory.application.receiving import Arrival, receive
from modules.inventory.domain.ledger import Occasion
from modules.inventory.domain.product import Product, ProductTerms
from modules.inventory.domain.stock import HOME
from modules.inventory.ports.unit_of_work import Begin, UnitOfWork
from modules.inventory.public import Imported, InventoryPolicy, ProductCreated, ProductLine, ProductUpdated
from shared.kernel.errors import FieldError, Invalid
from shared.kernel.events import Cause

CHUNK = 500
"""Lines a transaction."""


class ImportProducts:
    """Makes or changes products and books their initial stock at the home location, chunk by chunk.

    May be run again with the same reference: what is as its line says stays so, and stock is
    booked once a SKU and reference. A line that is not acceptable is reported, the others go on.
    """

    def __init__(self, begin: Begin, policy: InventoryPolicy) -> None:
        self._begin = begin
        self._policy = policy

    async def __call__(self, lines: Iterable[ProductLine], reference: str, cause: Cause) -> AsyncIterator[Imported]:
        """Yields what each chunk came to, once it is committed."""
        numbered = enumerate(lines, 1)
        while chunk := list(islice(numbered, CHUNK)):
            async with self._begin(None) as work:
                done = await self._take_over(work, chunk, reference, cause)
                await work.commit()
            yield done

    async def _take_over(
        self, work: UnitOfWork, chunk: Sequence[tuple[int, ProductLine]], reference: str, cause: Cause
    ) -> Imported:
        wanted, errors = self._read(chunk, work.tx.now)
        known = await work.products.many(sorted(wanted))
        created = [product for sku, (_, product) in wanted.items() if sku not in known]
        updated = [
            after
            for sku, (line, _) in wanted.items()
            if sku in known and (after := known[sku].change(_terms(line), work.tx.now)) is not known[sku]
        ]
        await work.products.add(created)
        await work.products.save(updated)
        for product in created:
            announce.product(work.tx, ProductCreated, product, cause)
        for product in updated:
            announce.product(work.tx, ProductUpdated, product, cause)
        stocked = await _stock(work, [line for line, _ in wanted.values()], reference, cause)
        return Imported(len(chunk), len(created), len(updated), stocked, errors)

    def _read(
        self, chunk: Sequence[tuple[int, ProductLine]], now: datetime
    ) -> tuple[dict[str, tuple[ProductLine, Product]], list[tuple[int, FieldError]]]:
        wanted: dict[str, tuple[ProductLine, Product]] = {}
        errors: list[tuple[int, FieldError]] = []
        for number, line in chunk:
            try:
                terms = ProductTerms(**_terms(line))
                product = Product.create(line.sku, terms, self._policy.sku_pattern, now)
                if line.sku in wanted:
                    raise Invalid([FieldError("/sku", "duplicate", "The SKU stands on an earlier line.")])
                if line.initial_stock < 0:
                    raise Invalid([FieldError("/initial_stock", "out_of_range", "Stock is not negative.")])
                wanted[line.sku] = (line, product)
            except Invalid as refusal:
                errors += [(number, error) for error in refusal.errors]
        return wanted, errors


def _terms(line: ProductLine) -> dict[str, Any]:
    return {"name": line.name, "price_cents": line.price_cents, "tax_rate_bps": line.tax_rate_bps}


async def _stock(work: UnitOfWork, lines: Sequence[ProductLine], reference: str, cause: Cause) -> int:
    """Book the stock that has not been booked under the reference; how many SKUs that were."""
    done = await work.shelves.booked_under(reference, [line.sku for line in lines])
    arrivals = [
        Arrival(line.sku, HOME, line.initial_stock) for line in lines if line.initial_stock and line.sku not in done
    ]
    if arrivals:
        occasion = Occasion(work.tx.now, cause.actor, cause.request_id, "initial stock", reference)
        await receive(work, arrivals, occasion, cause)
    return len(arrivals)
