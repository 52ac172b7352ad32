"""Refund a return."""

from dataclasses import dataclass

from modules.orders.application.locked_subresources import locked_return, save_change
from modules.orders.application.order_command import SubresourceCommand
from modules.orders.application.refunds.refund_ids import refund_ids
from modules.orders.domain.fulfillment import return_credits
from modules.orders.domain.fulfillment.customer_return import Return
from modules.orders.ports.unit_of_work import Begin


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundReturnCommand(SubresourceCommand[Return]):
    """The value of the received units less `deduct_cents`, plus `shipping_cents` of the shipping cost."""

    deduct_cents: int = 0
    shipping_cents: int = 0


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
            save_change(work, order, command, verb="return_refunded", return_id=chosen.id)
            await work.commit(chosen)
        return chosen
