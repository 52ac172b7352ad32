"""Set a level to its counted quantity."""

from collections.abc import Sequence
from dataclasses import dataclass

from modules.inventory.application.stock.adjustments import Correction, OnShortfall, StockChange, adjust
from modules.inventory.domain.errors import ExpectationMissing, QuantityChanged
from modules.inventory.domain.ledger import COUNTED, MovementContext
from modules.inventory.domain.level import StockLevel
from modules.inventory.ports.ledger_queries import LevelView
from modules.inventory.ports.stock_documents import Deallocation
from modules.inventory.ports.unit_of_work import Begin
from shared.kernel.commands import Command
from shared.kernel.errors import NotFound, VersionMismatch
from shared.kernel.transaction import AuditEntry


@dataclass(frozen=True, slots=True)
class Counted:
    """The new level, and the units taken from orders."""

    level: LevelView
    deallocated: Sequence[Deallocation] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SetLevelCommand(Command[Counted]):
    """Needs the expected units on hand or the expected version.

    `any_version` accepts any existing level, but creates none.
    """

    sku: str
    location_code: str
    on_hand: int
    expected_on_hand: int | None = None
    expected_version: int | None = None
    any_version: bool = False
    on_shortfall: OnShortfall = "reject"


class SetLevel:
    """Raises ExpectationMissing, QuantityChanged, VersionMismatch, StockBelowReserved, Invalid, NotFound."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, command: SetLevelCommand) -> Counted:
        if command.expected_on_hand is None and command.expected_version is None and not command.any_version:
            raise ExpectationMissing
        async with self._begin(command) as work:
            metadata, place = command.metadata, (command.sku, command.location_code)
            if not await work.locations.lock_active([command.location_code]):
                raise NotFound("stock level")
            if not command.any_version:
                await work.stock_levels.create_missing([place])
            stocks = (await work.stock_levels.lock([command.sku])).stocks
            if command.sku not in stocks or command.location_code not in stocks[command.sku].levels:
                raise NotFound("stock level")
            level = stocks[command.sku].levels[command.location_code]
            _expect(level, command)
            delta = command.on_hand - level.on_hand
            context = MovementContext(
                now=work.tx.now, actor=metadata.actor, request_id=metadata.request_id, reason="count"
            )
            deallocated: Sequence[Deallocation] = ()
            if delta:
                change = StockChange(*place, delta)
                how = Correction(kind=COUNTED, on_shortfall=command.on_shortfall, context=context, metadata=metadata)
                deallocated = (await adjust(work, stocks, [change], how=how)).deallocated
                changes = {"old": command.on_hand - delta, "new": command.on_hand}
                work.tx.audit(
                    AuditEntry(
                        "stock.counted", resource=f"level:{place[0]}/{place[1]}", metadata=metadata, changes=changes
                    )
                )
            view = LevelView(
                sku=level.sku,
                location_code=level.location_code,
                on_hand=level.on_hand,
                reserved=level.reserved,
                unavailable=level.unavailable,
                ledger_seq=level.ledger_seq,
                updated_at=level.updated_at,
            )
            outcome = Counted(view, deallocated)
            await work.commit(outcome)
        return outcome


def _expect(level: StockLevel, command: SetLevelCommand) -> None:
    if command.expected_version is not None and command.expected_version != level.ledger_seq:
        raise VersionMismatch(level.ledger_seq)
    if command.expected_on_hand is not None and command.expected_on_hand != level.on_hand:
        raise QuantityChanged(level.on_hand)
