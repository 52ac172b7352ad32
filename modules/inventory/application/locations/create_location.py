"""Create a location."""

from dataclasses import dataclass

from modules.inventory.domain.location import Location
from modules.inventory.ports.unit_of_work import Begin
from shared.kernel.commands import Command
from shared.kernel.transaction import AuditEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateLocationCommand(Command[Location]):
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

    async def __call__(self, command: CreateLocationCommand) -> Location:
        async with self._begin(command) as work:
            now = work.tx.now
            location = Location(
                code=command.code,
                name=command.name,
                country=command.country,
                priority=command.priority,
                fulfills_online=command.fulfills_online,
                active=command.active,
                version=1,
                created_at=now,
                updated_at=now,
            )
            await work.locations.add(location)
            changes = {"country": location.country, "priority": location.priority}
            work.tx.audit(
                AuditEntry(
                    "location.created", resource=f"location:{location.code}", metadata=command.metadata, changes=changes
                )
            )
            await work.commit(location)
        return location
