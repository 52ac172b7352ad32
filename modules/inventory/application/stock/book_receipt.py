"""Book a stock receipt."""

from collections.abc import Sequence
from dataclasses import dataclass

from modules.inventory.application.stock.receipts import ReceiptLine, receive
from modules.inventory.domain.ledger import MovementContext
from modules.inventory.ports.stock_documents import Document
from modules.inventory.ports.unit_of_work import Begin
from shared.kernel.commands import Command
from shared.kernel.transaction import AuditEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class BookReceiptCommand(Command[Document]):
    lines: Sequence[ReceiptLine]
    reason: str | None = None
    reference: str | None = None


class BookReceipt:
    """Books all lines or none. Raises Invalid with all unknown SKUs and locations."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, command: BookReceiptCommand) -> Document:
        async with self._begin(command) as work:
            metadata = command.metadata
            context = MovementContext(
                now=work.tx.now,
                actor=metadata.actor,
                request_id=metadata.request_id,
                reason=command.reason,
                reference=command.reference,
            )
            arrived = await receive(work, command.lines, context, metadata=metadata)
            number = await work.documents.next_id()
            document = Document(
                id=number,
                kind="receipt",
                reason=command.reason,
                reference=command.reference,
                lines=arrived.lines,
                deallocated=(),
                actor=metadata.actor,
                created_at=work.tx.now,
            )
            work.documents.add(document)
            units = sum(line.delta for line in arrived.lines)
            changes = {"lines": len(arrived.lines), "units": units}
            work.tx.audit(
                AuditEntry("stock.received", resource=f"receipt:{number}", metadata=metadata, changes=changes)
            )
            await work.commit(document)
        return document
