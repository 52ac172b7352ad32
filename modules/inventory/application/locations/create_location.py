"""Create a location."""

from dataclasses import dataclass

from modules.inventory.domain.location import Location
from modules.inventory.ports.unit_of_work import Begin
from shared.kernel.events import EventMetadata
from shared.kernel.idempotency import Reply
from shared.kernel.transaction import AuditEntry


@dataclass(frozen=True, slots=True)
class CreateLocationCommand:
    cause: EventMetadata
    code: str
    name: str
    country: str
    priority: int = 100
    fulfills_online: bool = True
    active: bool = True


class CreateLocation:
    """Raises Invalid, Conflict `location_taken`."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, command: CreateLocationCommand, reply: Reply[Location] | None = None) -> Location:
        async with self._begin(reply.claim if reply else None) as work:
            now = work.tx.now
            location = Location(
                command.code, command.name, command.country, command.priority,
                command.fulfills_online, command.active, 1, now, now,
            )  # fmt: skip
            await work.locations.add(location)
            changes = {"country": location.country, "priority": location.priority}
            work.tx.audit(AuditEntry("location.created", f"location:{location.code}", command.cause, changes))
            await work.commit(reply, location)
        return location
