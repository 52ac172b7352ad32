"""Hold the pending deliveries of a module, so that they are attempted only on request."""

from dataclasses import dataclass

from modules.operations.ports.unit_of_work import Begin
from shared.kernel.commands import Command
from shared.kernel.transaction import AuditEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldDeliveriesCommand(Command[int]):
    """`module` names the consumers (`<module>.<name>`); `reason` becomes the error of the dead letters."""

    module: str
    reason: str


class HoldDeliveries:
    """After a restore, the original shop may have sent what is pending in the copy."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, command: HoldDeliveriesCommand) -> int:
        """Make the pending deliveries dead letters, to be replayed or discarded, and return their number."""
        async with self._begin(command) as work:
            held = await work.dead_letters.hold(command.module, command.reason)
            if held:
                changes = {"held": held, "module": command.module, "reason": command.reason}
                work.tx.audit(
                    AuditEntry("dead_letters.held", resource="dead_letters", metadata=command.metadata, changes=changes)
                )
            await work.commit(held)
        return held
