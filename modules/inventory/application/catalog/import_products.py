"""Import a catalogue with its initial stock."""

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from itertools import islice
from operator import itemgetter

from modules.inventory.application.catalog.product_upsert import ProductUpsert, upsert_products
from modules.inventory.application.stock.receipts import ReceiptLine, receive
from modules.inventory.domain.ledger import MovementContext
from modules.inventory.domain.stock import DEFAULT_LOCATION
from modules.inventory.ports.unit_of_work import Begin, UnitOfWork
from modules.inventory.public import ImportedChunk, InventoryPolicy, ProductLine
from shared.kernel.errors import FieldError
from shared.kernel.events import EventMetadata
from shared.kernel.values.quantity import MAX_QUANTITY
from shared.kernel.values.text import canonical_text, check_line

CHUNK = 500
"""Lines per transaction."""

LONGEST_SKU = 64
LONGEST_NAME = 200
"""In characters, as in the API."""


class ImportProducts:
    """Upserts products and books their initial stock at the default location, chunk by chunk.

    Idempotent: stock is booked once for each SKU and reference. Invalid lines are reported, the others imported.
    """

    def __init__(self, begin: Begin, policy: InventoryPolicy) -> None:
        self._begin = begin
        self._policy = policy

    async def __call__(
        self, lines: Iterable[ProductLine], reference: str, metadata: EventMetadata
    ) -> AsyncIterator[ImportedChunk]:
        """Yields the result of each chunk after its commit."""
        numbered = enumerate(lines, 1)
        while chunk := list(islice(numbered, CHUNK)):
            async with self._begin() as work:
                done = await self._take_over(work, chunk, reference, metadata)
                await work.commit()
            yield done

    async def _take_over(
        self, work: UnitOfWork, chunk: Sequence[tuple[int, ProductLine]], reference: str, metadata: EventMetadata
    ) -> ImportedChunk:
        wanted, errors = _validate(chunk)
        taken = await upsert_products(
            work, [_upsert(*each) for each in wanted], self._policy.sku_pattern, metadata=metadata
        )
        errors = sorted([*errors, *taken.errors], key=itemgetter(0))
        refused = {number for number, _ in errors}
        stocked = await _book_initial_stock(
            work, [line for number, line in wanted if number not in refused], reference, metadata
        )
        return ImportedChunk(
            lines=len(chunk), created=len(taken.created), updated=len(taken.updated), stocked=stocked, errors=errors
        )


def _validate(
    chunk: Sequence[tuple[int, ProductLine]],
) -> tuple[list[tuple[int, ProductLine]], list[tuple[int, FieldError]]]:
    wanted: dict[str, tuple[int, ProductLine]] = {}
    errors: list[tuple[int, FieldError]] = []
    for number, given in chunk:
        line = given._replace(sku=canonical_text(given.sku.strip()), name=canonical_text(given.name.strip()))
        if flaws := list(_text_errors(line)):
            errors += [(number, flaw) for flaw in flaws]
        elif line.sku in wanted:
            errors.append((number, FieldError("/sku", "duplicate", "An earlier line has the same SKU.")))
        elif not 0 <= line.initial_stock <= MAX_QUANTITY:
            message = f"Stock must be 0 to {MAX_QUANTITY} units."
            errors.append((number, FieldError("/initial_stock", "out_of_range", message)))
        else:
            wanted[line.sku] = (number, line)
    return list(wanted.values()), errors


def _text_errors(line: ProductLine) -> Iterator[FieldError]:
    """Errors of the texts, by the same rules as in the API."""
    if len(line.sku) > LONGEST_SKU:
        yield FieldError("/sku", "string_too_long", f"A SKU has at most {LONGEST_SKU} characters.")
    if len(line.name) > LONGEST_NAME:
        yield FieldError("/name", "string_too_long", f"A name has at most {LONGEST_NAME} characters.")
    if (flaw := check_line(line.name)) is not None:
        yield FieldError("/name", flaw.code, flaw.message)


def _upsert(number: int, line: ProductLine) -> ProductUpsert:
    terms = {"name": line.name, "price_cents": line.price_cents, "tax_rate_bps": line.tax_rate_bps}
    return ProductUpsert(number, line.sku, terms)


async def _book_initial_stock(
    work: UnitOfWork, lines: Sequence[ProductLine], reference: str, metadata: EventMetadata
) -> int:
    """Book stock that has no entry with the reference. Returns the number of SKUs."""
    done = await work.stock_levels.find_booked_skus(reference, [line.sku for line in lines])
    arrivals = [
        ReceiptLine(sku=line.sku, location_code=DEFAULT_LOCATION, quantity=line.initial_stock)
        for line in lines
        if line.initial_stock and line.sku not in done
    ]
    if arrivals:
        context = MovementContext(
            now=work.tx.now,
            actor=metadata.actor,
            request_id=metadata.request_id,
            reason="initial stock",
            reference=reference,
        )
        await receive(work, arrivals, context, metadata=metadata)
    return len(arrivals)
