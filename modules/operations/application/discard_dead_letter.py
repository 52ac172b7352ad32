"""Discard a dead letter permanently."""

from dataclasses import dataclass

from modules.operations.domain.dead_letter import DeadLetter
from modules.operations.ports.unit_of_work import Begin
from shared.kernel.commands import Command
from shared.kernel.errors import NotFound
from shared.kernel.transaction import AuditEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscardDeadLetterCommand(Command[DeadLetter]):
    letter_id: int


class DiscardDeadLetter:
    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, command: DiscardDeadLetterCommand) -> DeadLetter:
        """Return the discarded dead letter. Raises NotFound."""
        async with self._begin(command) as work:
            letter = await work.dead_letters.discard(command.letter_id)
            if letter is None:
                raise NotFound("dead letter")
            changes = {"event_id": str(letter.event_id), "consumer": letter.consumer}
            resource = f"dead_letter:{letter.id}"
            work.tx.audit(
                AuditEntry("dead_letter.discarded", resource=resource, metadata=command.metadata, changes=changes)
            )
            await work.commit(letter)
        return letter
