"""Decide, receive, close and refund returns."""

from collections.abc import Sequence
from dataclasses import dataclass

from modules.orders.application.order_command import SubresourceCommand
from modules.orders.application.order_parts import locked_return, save_change
from modules.orders.application.refunds.refund_ids import refund_ids
from modules.orders.domain.fulfillment import return_credits, return_policy
from modules.orders.domain.fulfillment.customer_return import ReceivedItem, Return, ReturnState
from modules.orders.ports.fulfillment.stock import Stock
from modules.orders.ports.unit_of_work import Begin


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideReturnCommand(SubresourceCommand[Return]):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveReturnCommand(SubresourceCommand[Return]):
    arrivals: Sequence[ReceivedItem]


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseReturnCommand(SubresourceCommand[Return]):
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundReturnCommand(SubresourceCommand[Return]):
    """The value of the received units less `deduct_cents`, plus `shipping_cents` of the shipping cost."""

    deduct_cents: int = 0
    shipping_cents: int = 0


SCOPE = "returns:write"


class DecideReturn:
    """Approve, reject or cancel. Requires returns:write; the order's customer or guest may cancel too."""

    def __init__(self, begin: Begin, state: ReturnState) -> None:
        self._begin = begin
        self._state = state

    async def __call__(self, command: DecideReturnCommand) -> Return:
        """Raises NotFound, Forbidden, VersionMismatch, Conflict `invalid_transition`."""
        by_owner = self._state is ReturnState.CANCELLED
        async with self._begin(command) as work:
            order, returns, chosen = await locked_return(work, command, SCOPE, by_owner=by_owner)
            return_policy.decide(order, chosen, returns, self._state, work.tx.now, command.metadata)
            work.returns.save(chosen)
            save_change(work, order, command, f"return_{self._state}", return_id=chosen.id)
            await work.commit(chosen)
        return chosen


class ReceiveReturn:
    """Requires returns:write. Books the goods into their location's stock in the same transaction."""

    def __init__(self, begin: Begin, stock: Stock) -> None:
        self._begin = begin
        self._stock = stock

    async def __call__(self, command: ReceiveReturnCommand) -> Return:
        """Raises NotFound, Forbidden, VersionMismatch, Invalid, Conflict `invalid_transition` or `over_receipt`."""
        async with self._begin(command) as work:
            order, returns, chosen = await locked_return(work, command, SCOPE)
            return_policy.receive(order, chosen, returns, command.arrivals, work.tx.now, command.metadata)
            work.returns.save(chosen)
            save_change(work, order, command, "return_received", return_id=chosen.id)
            await self._stock.receive_return(work.tx, order, command.arrivals, command.metadata)
            await work.commit(chosen)
        return chosen


class CloseReturn:
    """Requires returns:write. Ends a received return without a refund."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, command: CloseReturnCommand) -> Return:
        """Raises NotFound, Forbidden, VersionMismatch, Conflict `invalid_transition`."""
        async with self._begin(command) as work:
            order, _, chosen = await locked_return(work, command, SCOPE)
            return_policy.close(order, chosen, command.reason, work.tx.now, command.metadata)
            work.returns.save(chosen)
            save_change(work, order, command, "return_closed", return_id=chosen.id)
            await work.commit(chosen)
        return chosen


class RefundReturn:
    """Requires orders:refund. The value less the deduction reduces the outstanding amount; the rest is refunded."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, command: RefundReturnCommand) -> Return:
        """Raises NotFound, Forbidden, VersionMismatch, Conflict `invalid_transition`, `deduction_exceeds_value`,
        `nothing_to_refund`, `payment_in_progress` or `refund_exceeds_captured`.
        """
        async with self._begin(command) as work:
            order, _, chosen = await locked_return(work, command, "orders:refund")
            return_credits.refund(
                order,
                chosen,
                await refund_ids(work, order),
                deduct_cents=command.deduct_cents,
                shipping_cents=command.shipping_cents,
                now=work.tx.now,
                metadata=command.metadata,
            )
            work.returns.save(chosen)
            save_change(work, order, command, "return_refunded", return_id=chosen.id)
            await work.commit(chosen)
        return chosen
