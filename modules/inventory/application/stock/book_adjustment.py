"""Book a stock adjustment."""

from collections.abc import Container, Sequence
from dataclasses import dataclass

from modules.inventory.application.stock.adjustments import Correction, OnShortfall, StockChange, adjust
from modules.inventory.domain.errors import unknown_location, unknown_sku
from modules.inventory.domain.ledger import ADJUSTED, MovementContext
from modules.inventory.ports.stock_documents import Document
from modules.inventory.ports.unit_of_work import Begin
from shared.kernel.commands import Command
from shared.kernel.errors import FieldError, Invalid
from shared.kernel.transaction import AuditEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class BookAdjustmentCommand(Command[Document]):
    reason: str
    lines: Sequence[StockChange]
    on_shortfall: OnShortfall = "reject"
    reference: str | None = None


class BookAdjustment:
    """Books all lines or none. Raises StockBelowReserved, and Invalid with all unknown SKUs and locations."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, command: BookAdjustmentCommand) -> Document:
        async with self._begin(command) as work:
            metadata, lines = command.metadata, command.lines
            known = await work.locations.lock_active({line.location_code for line in lines})
            await work.stock_levels.create_missing(
                (line.sku, line.location_code) for line in lines if line.location_code in known
            )
            stocks = (await work.stock_levels.lock({line.sku for line in lines})).stocks
            _check(lines, known, stocks)
            context = MovementContext(
                now=work.tx.now,
                actor=metadata.actor,
                request_id=metadata.request_id,
                reason=command.reason,
                reference=command.reference,
            )
            how = Correction(kind=ADJUSTED, on_shortfall=command.on_shortfall, context=context, metadata=metadata)
            adjusted = await adjust(work, stocks, lines, how=how)
            number = await work.documents.next_id()
            document = Document(
                id=number, kind="adjustment", reason=command.reason, reference=command.reference,
                lines=adjusted.lines, deallocated=adjusted.deallocated, actor=metadata.actor, created_at=work.tx.now,
            )  # fmt: skip
            work.documents.add(document)
            changes = {"reason": command.reason, "lines": len(lines), "units": sum(line.delta for line in lines)}
            work.tx.audit(
                AuditEntry("stock.adjusted", resource=f"adjustment:{number}", metadata=metadata, changes=changes)
            )
            await work.commit(document)
        return document


def _check(lines: Sequence[StockChange], locations: Container[str], stocks: Container[str]) -> None:
    errors: list[FieldError] = []
    seen: set[tuple[str, str]] = set()
    for line in lines:
        place = (line.sku, line.location_code)
        if line.sku not in stocks:
            errors.append(unknown_sku(f"{line.pointer}/sku"))
        if line.location_code not in locations:
            errors.append(unknown_location(f"{line.pointer}/location_code"))
        if place in seen:
            errors.append(
                FieldError(line.pointer, "duplicate", "Each SKU and location may occur once in an adjustment.")
            )
        if not line.delta and not line.unavailable_delta:
            errors.append(FieldError(line.pointer, "no_change", "The line changes nothing."))
        seen.add(place)
    if errors:
        raise Invalid(errors)
