"""Close a return without a refund."""

from dataclasses import dataclass

from modules.orders.application.locked_subresources import locked_return, save_change
from modules.orders.application.order_command import SubresourceCommand
from modules.orders.domain.fulfillment import return_policy
from modules.orders.domain.fulfillment.customer_return import Return
from modules.orders.ports.unit_of_work import Begin


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseReturnCommand(SubresourceCommand[Return]):
    reason: str


class CloseReturn:
    """Requires returns:write. Ends a received return without a refund."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, command: CloseReturnCommand) -> Return:
        """Raises NotFound, Forbidden, VersionMismatch, Conflict `invalid_transition`."""
        async with self._begin(command) as work:
            order, _, chosen = await locked_return(work, command, "returns:write")
            return_policy.close(order, chosen, command.reason, now=work.tx.now, metadata=command.metadata)
            work.returns.save(chosen)
            save_change(work, order, command, verb="return_closed", return_id=chosen.id)
            await work.commit(chosen)
        return chosen
