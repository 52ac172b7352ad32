"""Restock one product."""

from dataclasses import dataclass
from datetime import datetime

from modules.inventory.application.stock.receipts import ReceiptLine, receive
from modules.inventory.domain.ledger import MovementContext
from modules.inventory.domain.stock import DEFAULT_LOCATION
from modules.inventory.ports.stock_documents import DocumentLine
from modules.inventory.ports.unit_of_work import Begin
from shared.kernel.commands import Command
from shared.kernel.errors import Invalid, NotFound
from shared.kernel.transaction import AuditEntry


@dataclass(frozen=True, slots=True)
class Restocked:
    """`backorders_filled` is the number of units allocated to backorders."""

    line: DocumentLine
    updated_at: datetime
    backorders_filled: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RestockProductCommand(Command[Restocked]):
    sku: str
    quantity: int
    location_code: str = DEFAULT_LOCATION
    reason: str | None = None
    reference: str | None = None


class RestockProduct:
    """Raises NotFound for an unknown SKU, Invalid for an unknown location."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, command: RestockProductCommand) -> Restocked:
        async with self._begin(command) as work:
            metadata = command.metadata
            now = work.tx.now
            context = MovementContext(
                now=now,
                actor=metadata.actor,
                request_id=metadata.request_id,
                reason=command.reason,
                reference=command.reference,
            )
            arrival = ReceiptLine(sku=command.sku, location_code=command.location_code, quantity=command.quantity)
            try:
                arrived = await receive(work, [arrival], context, metadata=metadata)
            except Invalid as error:
                if any(each.code == "sku_not_found" for each in error.errors):
                    raise NotFound("product") from error
                raise
            (line,) = arrived.lines
            changes = {"location_code": command.location_code, "quantity": command.quantity}
            work.tx.audit(
                AuditEntry("stock.restocked", resource=f"product:{command.sku}", metadata=metadata, changes=changes)
            )
            outcome = Restocked(line, now, arrived.filled)
            await work.commit(outcome)
        return outcome
