"""Update or close a location."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from modules.inventory.application.reservations.backorder_allocation import allocate_backorders
from modules.inventory.domain.ledger import MovementContext
from modules.inventory.domain.location import Location, LocationNotEmpty
from modules.inventory.ports.unit_of_work import Begin, UnitOfWork
from shared.kernel.commands import Command
from shared.kernel.errors import NotFound
from shared.kernel.events import EventMetadata
from shared.kernel.transaction import AuditEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLocationCommand(Command[Location]):
    """`changes` maps names of fields to new values."""

    code: str
    changes: Mapping[str, Any]
    expected_version: int | None = None


class ChangeLocation:
    """If the location begins to fulfill orders, its stock goes to backorders first.

    Raises NotFound, VersionMismatch, Invalid, and LocationNotEmpty if it is to be closed and holds stock.
    """

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, command: ChangeLocationCommand) -> Location:
        async with self._begin(command) as work:
            location = await work.locations.get(command.code)
            if location is None:
                raise NotFound("location")
            changed = location.change(command.changes, work.tx.now, command.expected_version)
            if location.active and not changed.active and not await work.locations.is_empty(location.code):
                raise LocationNotEmpty
            if changed is not location:
                await work.locations.save(changed)
                if changed.fulfills_orders and not location.fulfills_orders:
                    await _fill_from(work, location.code, command.metadata)
                changes = {name: {"old": getattr(location, name), "new": new} for name, new in command.changes.items()}
                work.tx.audit(
                    AuditEntry(
                        "location.changed",
                        resource=f"location:{location.code}",
                        metadata=command.metadata,
                        changes=changes,
                    )
                )
            await work.commit(changed)
        return changed


async def _fill_from(work: UnitOfWork, code: str, metadata: EventMetadata) -> None:
    """Allocate the location's stock to backorders."""
    stocks = (await work.stock_levels.lock(await work.locations.list_available_skus(code))).stocks
    context = MovementContext(work.tx.now, metadata.actor, metadata.request_id)
    entries, filled, _ = await allocate_backorders(work, stocks, context, metadata=metadata)
    work.reservations.save(filled)
    work.stock_levels.save(stocks.values(), entries)
