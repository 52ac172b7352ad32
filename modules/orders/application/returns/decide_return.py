"""Approve, reject or cancel a return."""

from dataclasses import dataclass

from modules.orders.application.locked_subresources import locked_return, save_change
from modules.orders.application.order_command import SubresourceCommand
from modules.orders.domain.fulfillment import return_policy
from modules.orders.domain.fulfillment.customer_return import Return, ReturnState
from modules.orders.ports.unit_of_work import Begin


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideReturnCommand(SubresourceCommand[Return]):
    pass


class DecideReturn:
    """Approve, reject or cancel. Requires returns:write; the order's customer or guest may cancel too."""

    def __init__(self, begin: Begin, state: ReturnState) -> None:
        self._begin = begin
        self._state = state

    async def __call__(self, command: DecideReturnCommand) -> Return:
        """Raises NotFound, Forbidden, VersionMismatch, Conflict `invalid_transition`."""
        by_owner = self._state is ReturnState.CANCELLED
        async with self._begin(command) as work:
            order, returns, chosen = await locked_return(work, command, "returns:write", by_owner=by_owner)
            return_policy.decide(order, chosen, returns, state=self._state, now=work.tx.now, metadata=command.metadata)
            work.returns.save(chosen)
            save_change(work, order, command, verb=f"return_{self._state}", return_id=chosen.id)
            await work.commit(chosen)
        return chosen
