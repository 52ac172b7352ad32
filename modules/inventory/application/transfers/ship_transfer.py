"""Ship a transfer."""

from modules.inventory.application.reservations.reservation_expiry import expire_overdue_holds
from modules.inventory.application.transfers.transfer_changes import TransferCommand, audit_transition, load_transfer
from modules.inventory.domain.errors import insufficient_stock
from modules.inventory.domain.ledger import TRANSFER_OUT, LedgerEntry, MovementContext
from modules.inventory.domain.reservation_release import Stocks
from modules.inventory.domain.transfer import Transfer, Transition, invalid_transition
from modules.inventory.ports.unit_of_work import Begin, UnitOfWork
from shared.kernel.events import EventMetadata


class ShipTransfer:
    """Takes unreserved units from the source. In transit they are on hand nowhere.

    Raises NotFound, VersionMismatch, Conflict `invalid_transition` (also if the target was closed
    meanwhile), Conflict `insufficient_stock` with every short line.
    """

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, command: TransferCommand) -> Transfer:
        async with self._begin(command) as work:
            metadata, before = command.metadata, await load_transfer(work, command)
            transfer = before.ship(work.tx.now, metadata)
            if transfer.target not in await work.locations.lock_active({transfer.source, transfer.target}):
                raise invalid_transition(before.status, Transition.SHIP)
            stocks = (await work.stock_levels.lock({line.sku for line in transfer.lines})).stocks
            entries = await _ensure_available(work, stocks, transfer, metadata)
            context = MovementContext(work.tx.now, metadata.actor, metadata.request_id, reference=transfer.reference)
            entries += [
                stocks[line.sku].levels[transfer.source].book(TRANSFER_OUT, context, on_hand=-line.shipped)
                for line in transfer.lines
            ]
            work.stock_levels.save(stocks.values(), entries)
            audit_transition(work, transfer, metadata)
            work.transfers.save(transfer)
            await work.commit(transfer)
        return transfer


async def _ensure_available(
    work: UnitOfWork, stocks: Stocks, transfer: Transfer, metadata: EventMetadata
) -> list[LedgerEntry]:
    """Check that all units are available; expire overdue holds if necessary."""
    short, entries = _short(stocks, transfer), list[LedgerEntry]()
    if short:
        entries = await expire_overdue_holds(work, {sku: stocks[sku] for sku, _, _ in short}, metadata) or []
        short = _short(stocks, transfer)
    if short:
        raise insufficient_stock(short)
    return entries


def _short(stocks: Stocks, transfer: Transfer) -> list[tuple[str, int, int]]:
    """SKU, wanted units and available units at the source of every short line."""
    levels = {line.sku: stocks[line.sku].levels.get(transfer.source) for line in transfer.lines}
    available = {sku: level.available if level else 0 for sku, level in levels.items()}
    return [
        (line.sku, line.shipped, available[line.sku]) for line in transfer.lines if available[line.sku] < line.shipped
    ]
