"""Receive the goods of a return."""

from collections.abc import Sequence
from dataclasses import dataclass

from modules.orders.application.locked_subresources import locked_return, save_change
from modules.orders.application.order_command import SubresourceCommand
from modules.orders.domain.fulfillment import return_policy
from modules.orders.domain.fulfillment.customer_return import ReceivedItem, Return
from modules.orders.ports.fulfillment.stock import Stock
from modules.orders.ports.unit_of_work import Begin


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveReturnCommand(SubresourceCommand[Return]):
    arrivals: Sequence[ReceivedItem]


class ReceiveReturn:
    """Requires returns:write. Books the goods into their location's stock in the same transaction."""

    def __init__(self, begin: Begin, stock: Stock) -> None:
        self._begin = begin
        self._stock = stock

    async def __call__(self, command: ReceiveReturnCommand) -> Return:
        """Raises NotFound, Forbidden, VersionMismatch, Invalid, Conflict `invalid_transition` or `over_receipt`."""
        async with self._begin(command) as work:
            order, returns, chosen = await locked_return(work, command, "returns:write")
            return_policy.receive(
                order, chosen, returns, arrivals=command.arrivals, now=work.tx.now, metadata=command.metadata
            )
            work.returns.save(chosen)
            save_change(work, order, command, verb="return_received", return_id=chosen.id)
            await self._stock.receive_return(work.tx, order, command.arrivals, command.metadata)
            await work.commit(chosen)
        return chosen
