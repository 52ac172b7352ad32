"""Discard a dead letter permanently."""

from dataclasses import dataclass

from modules.operations.domain.dead_letter import DeadLetter
from modules.operations.ports.unit_of_work import Begin
from shared.kernel.errors import NotFound
from shared.kernel.events import EventMetadata
from shared.kernel.idempotency import Reply
from shared.kernel.transaction import AuditEntry


@dataclass(frozen=True, slots=True)
class DiscardDeadLetterCommand:
    cause: EventMetadata
    letter_id: int


class DiscardDeadLetter:
    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, command: DiscardDeadLetterCommand, reply: Reply[DeadLetter] | None = None) -> DeadLetter:
        """Return the discarded dead letter. Raises NotFound."""
        async with self._begin(reply.claim if reply else None) as work:
            letter = await work.dead_letters.discard(command.letter_id)
            if letter is None:
                raise NotFound("dead letter")
            changes = {"event_id": str(letter.event_id), "consumer": letter.consumer}
            resource = f"dead_letter:{letter.id}"
            work.tx.audit(AuditEntry("dead_letter.discarded", resource, command.cause, changes))
            await work.commit(reply, letter)
        return letter
