"""Deliver dead letters again."""

from dataclasses import dataclass

from modules.operations.application.known_consumers import KnownConsumers
from modules.operations.domain.dead_letter import DeadLetterFilter
from modules.operations.ports.unit_of_work import Begin
from shared.kernel.commands import Command
from shared.kernel.transaction import AuditEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayDeadLettersCommand(Command[int]):
    where: DeadLetterFilter


class ReplayDeadLetters:
    """Idempotent: a replayed delivery is no longer a dead letter."""

    def __init__(self, begin: Begin, known_consumers: KnownConsumers) -> None:
        self._begin = begin
        self._known_consumers = known_consumers

    async def __call__(self, command: ReplayDeadLettersCommand) -> int:
        """Make the matching dead letters pending deliveries again and return their number.

        Raises Invalid for a consumer or a type that does not exist.
        """
        self._known_consumers.check(command.where)
        async with self._begin(command) as work:
            replayed = await work.dead_letters.replay(command.where)
            if replayed:
                changes = {"replayed": replayed, "consumer": command.where.consumer, "type": command.where.event_type}
                work.tx.audit(
                    AuditEntry(
                        "dead_letters.replayed", resource="dead_letters", metadata=command.metadata, changes=changes
                    )
                )
            await work.commit(replayed)
        return replayed
